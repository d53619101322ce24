#include "net/settings.hpp"

#include <utility>

#include "config/limits.hpp"
#include "messages/json.hpp"

namespace leadmill {

namespace {

/// Makes the answer on the thread for what takes long: it may read files.
void answer_later(const std::function<std::string()>& make,
                  const exchange_ptr& to) {
  to->offload([make, to] {
    to->post([to, body = make()]() mutable {
      to->answer(json_response(200, std::move(body)));
    });
  });
}

/// A cluster of one: whoever takes requests also runs the jobs.
response cluster_answer(const node_description& node, std::size_t running) {
  std::string only;
  object_writer n{only};
  n.add("name", node.name);
  n.add("state", "up");
  n.add_number("slots", node.slots);
  n.add_number("running", static_cast<std::int64_t>(running));
  n.add_json("labels", "[]");
  n.add("build", node.build);
  n.add_number("protocol", node.protocol);
  n.close();
  std::string body;
  object_writer w{body};
  w.add_bool("success", true);
  w.add_json("nodes", '[' + only + ']');
  w.close();
  return json_response(200, std::move(body));
}

} // namespace

void read_settings(const api& self, const request&, const exchange_ptr& to) {
  answer_later(self.options.settings, to);
}

void check_settings(const api& self, const request&, const exchange_ptr& to) {
  answer_later(self.options.check, to);
}

void read_cluster(const api& self, const request& what,
                  const exchange_ptr& to) {
  job_query running;
  running.status = job_status::running;
  running.limit = limits::max_slots;
  self.port.list_jobs(
      std::move(running),
      answering<job_page>(to, what.path,
                          [node = self.options.node](const auto& page) {
                            return cluster_answer(node, page.jobs.size());
                          }));
}

} // namespace leadmill
