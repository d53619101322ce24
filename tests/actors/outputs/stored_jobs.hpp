// Jobs in a memory store, without any actor.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "actors/outputs/kept_files.hpp"
#include "store/memory_store.hpp"

namespace leadmill::testing {

struct stored_jobs {
  job commit(change what) {
    return store.writer().commit({std::move(what)}, now).value().at(0).value();
  }

  /// A running enrichment of so many rows.
  job start(std::uint32_t rows, std::vector<std::string> outputs = {}) {
    job_draft draft;
    draft.outputs = std::move(outputs);
    draft.id = make_job_id(job_type::enrichment, now, ++accepted);
    draft.headers = {"Name"};
    for (std::uint32_t row = 0; row < rows; ++row)
      draft.rows.push_back(R"({"Name":")" + std::to_string(row) + "\"}");
    commit(accept_job{draft});
    return commit(begin_attempt{draft.id, 0, "here"});
  }

  void save(const job& of, std::uint32_t row,
            lead_status as = lead_status::saved) {
    lead_result lead;
    lead.row = row;
    lead.status = as;
    lead.key = "k" + std::to_string(row);
    lead.input = R"({"Name":")" + std::to_string(row) + "\"}";
    lead.fields = R"({"name":"Ada Example"})";
    commit(save_leads{{of.id, attempt_of(of)}, {lead}});
  }

  /// Ends it as failed, or as done if it is.
  void end(const job& of) {
    auto at = find(of.id);
    auto done = at.progress.current == at.progress.total;
    commit(end_attempt{{of.id, at.attempt},
                       done ? attempt_end::completed : attempt_end::given_up,
                       "",
                       "",
                       0});
  }

  void erase(const job& of, std::uint32_t row) {
    commit(erase_leads{of.id, {row}});
  }

  /// What there is to look at.
  stored_jobs_now all() {
    return {reader->open_jobs().value(), reader->recently_ended(1'000).value(),
            reader->last_seq().value()};
  }

  void retry(const job& of) {
    commit(retry_job{of.id});
    commit(begin_attempt{of.id, attempt_of(of), "here"});
  }

  /// A scraping job that has ended, with so many leads.
  job scrape(std::uint32_t leads = 2, std::string source = "directory",
             attempt_end how = attempt_end::completed) {
    job_draft draft;
    draft.type = job_type::scraping;
    draft.id = make_job_id(job_type::scraping, now, ++accepted);
    draft.scrape =
        scrape_plan{std::move(source), R"({"title":"owner"})", 4, 250};
    draft.metadata = R"({"list":"x"})";
    commit(accept_job{draft});
    commit(begin_attempt{draft.id, 0, "here"});
    save_page page{{draft.id, 1}, 1, {}, {}, true, {}};
    for (std::uint32_t row = 0; row < leads; ++row) {
      lead_result lead;
      lead.key = "s" + std::to_string(row);
      lead.input = R"({"Name":"Ada Example"})";
      lead.fields = "{}";
      page.leads.push_back(lead);
    }
    commit(page);
    return commit(end_attempt{{draft.id, 1}, how, {}, {}, 0});
  }

  void remove_all() { store.writer().remove_ended(now + 1, now).value(); }

  job find(const std::string& id) { return reader->find(id).value(); }

  std::uint32_t attempt_of(const job& of) { return find(of.id).attempt; }

  unix_ms now = 1'767'261'600'000; // 2026-01-01T10:00Z
  std::uint64_t accepted = 0;
  memory_store store;
  std::shared_ptr<job_reader> reader = store.make_reader();
};

} // namespace leadmill::testing
