// Asio and Beast, compiled once: every other source only declares them.
#include <utility>

#include <boost/asio/impl/src.hpp>
#include <boost/beast/src.hpp>
