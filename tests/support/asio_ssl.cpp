// Asio's TLS, compiled once; the rest of Asio is in net/beast.cpp.
#include <utility>

#include <boost/asio/ssl/impl/src.hpp>
