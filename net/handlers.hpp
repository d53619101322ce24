// What the handlers of the API share. Inside net/ only.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "messages/bridge.hpp"
#include "net/api.hpp"
#include "net/exchange.hpp"
#include "net/http.hpp"
#include "net/status.hpp"

namespace leadmill {

struct api {
  api_options options;
  bridge& port;
};

using api_ptr = std::shared_ptr<const api>;

/// A reply that is given to `then` on the I/O thread, or answered as the
/// problem that it is.
template <class T, class F>
reply<T> passing(exchange_ptr to, std::string path, F then) {
  return [to = std::move(to), path = std::move(path),
          then = std::move(then)](outcome<T> got) {
    to->post([to, path, then, got = std::move(got)]() mutable {
      if (got)
        then(std::move(*got));
      else
        to->answer(problem_response(got.error(), path));
    });
  };
}

/// The same, where `then` makes the answer.
template <class T, class F>
reply<T> answering(const exchange_ptr& to, std::string path, F then) {
  return passing<T>(
      to, std::move(path),
      [to, then = std::move(then)](const T& got) { to->answer(then(got)); });
}

/// {"success":true,"job":{…}}
response job_answer(const job& found);

} // namespace leadmill
