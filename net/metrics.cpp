#include "net/metrics.hpp"

#include <utility>

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include "messages/job.hpp"

namespace leadmill {

namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using labels = std::vector<ClientMetric::Label>;

constexpr const char* text_type = "text/plain; version=0.0.4; charset=utf-8";
constexpr double micros = 1'000'000;

class families {
 public:
  /// Begins one; `add` goes on with it.
  void begin(std::string name, std::string help,
             MetricType type = MetricType::Gauge) {
    out_.push_back({std::move(name), std::move(help), type, {}});
  }

  void add(labels by, double value) {
    auto& metric = out_.back().metric.emplace_back();
    metric.label = std::move(by);
    if (out_.back().type == MetricType::Counter)
      metric.counter.value = value;
    else
      metric.gauge.value = value;
  }

  std::string text() const {
    return prometheus::TextSerializer{}.Serialize(out_);
  }

 private:
  std::vector<MetricFamily> out_;
};

double number(std::uint64_t from) { return static_cast<double>(from); }

void add_jobs(families& to, const job_stats& jobs) {
  to.begin("leadmill_jobs", "Jobs that are kept, by phase.");
  for (const auto& one : jobs.types)
    for (std::size_t i = 0; i < one.by_phase.size(); ++i)
      to.add({{"type", to_string(one.type)},
              {"phase", to_string(all_job_phases[i])}},
             number(one.by_phase[i]));
  to.begin("leadmill_job_retries", "Starts beyond the first of those jobs.");
  for (const auto& one : jobs.types)
    to.add({{"type", to_string(one.type)}}, number(one.retries));
  to.begin("leadmill_leads", "Leads of those jobs, by what became of them.");
  for (const auto& one : jobs.types)
    for (auto [status, count] : {std::pair{"saved", one.leads.saved},
                                 {"filtered", one.leads.filtered},
                                 {"failed", one.leads.failed}})
      to.add({{"type", to_string(one.type)}, {"status", status}},
             number(count));
  to.begin("leadmill_leads_last_hour",
           "Leads of the jobs that were completed in the last hour.");
  for (const auto& one : jobs.types)
    to.add({{"type", to_string(one.type)}}, number(one.last_hour.leads));
}

void add_usage(families& to, const std::vector<usage_line>& usage) {
  to.begin("leadmill_upstream_requests_today",
           "Answered requests of a provider or source today (UTC).");
  for (const auto& one : usage)
    to.add({{"upstream", one.used.upstream}}, number(one.used.today));
  to.begin("leadmill_upstream_cost_this_month",
           "What they cost this month (UTC), in the currency.");
  for (const auto& one : usage)
    to.add({{"upstream", one.used.upstream}},
           static_cast<double>(one.used.this_month_micros) / micros);
}

void add_requests(families& to, const request_counts& requests) {
  to.begin("leadmill_http_answers_total", "Answers to requests, by call.",
           MetricType::Counter);
  for (const auto& [key, count] : requests.all())
    to.add({{"method", std::string{std::get<0>(key)}},
            {"route", std::string{std::get<1>(key)}},
            {"status", std::to_string(std::get<2>(key))}},
           number(count));
}

} // namespace

void request_counts::add(std::string_view method, std::string_view route,
                         int status) {
  ++counts_[{method, route, status}];
}

std::string metrics_text(const measured& what) {
  families out;
  out.begin("leadmill_build_info", "1, by version.");
  out.add({{"version", what.version}}, 1);
  add_jobs(out, what.jobs);
  add_usage(out, what.usage);
  out.begin("leadmill_live_connections", "Who follows the live feed.");
  out.add({}, number(what.live_connections));
  if (what.requests != nullptr)
    add_requests(out, *what.requests);
  return out.text();
}

void read_metrics(const api& self, const request& what,
                  const exchange_ptr& to) {
  auto& port = self.port;
  const auto& known = self.options;
  measured so_far;
  so_far.version = known.version;
  so_far.live_connections = known.live_connections();
  auto then = [&port, &known, to, path = what.path,
               so_far = std::move(so_far)](job_stats jobs) mutable {
    so_far.jobs = std::move(jobs);
    port.read_usage(answering<usage_report>(
        to, path, [&known, so_far = std::move(so_far)](const auto& used) {
          auto all = so_far;
          all.usage = usage_lines(used, known.upstreams);
          all.requests = known.requests.get();
          return response{200, text_type, {}, metrics_text(all)};
        }));
  };
  port.read_stats(passing<job_stats>(to, what.path, std::move(then)));
}

} // namespace leadmill
