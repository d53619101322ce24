#define CAF_SUITE messages_state_machine
// docs/state_machine.md, made from the table of legal transitions. Run with
// LEADMILL_UPDATE_DOCS=1 to write it.
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

#include <caf/test/unit_test.hpp>

#include "messages/job.hpp"

using namespace leadmill;

namespace {

using phase = job_phase;

// What a phase means.
const char* meaning_of(phase where) {
  switch (where) {
  case phase::queued:
    return "waits for a slot";
  case phase::scheduled:
    return "waits for a time";
  case phase::waiting:
    return "waits for another job to end";
  case phase::retrying:
    return "backs off before the next attempt";
  case phase::running:
    return "an attempt is at work";
  case phase::cancelling:
    return "cancelled; its attempt is being stopped";
  case phase::done:
    return "every row stands in the results";
  case phase::failed:
    return "it will not be tried again by itself";
  case phase::cancelled:
    return "somebody cancelled it";
  case phase::skipped:
    return "what it waited for did not turn out as asked, or is gone";
  }
  return "";
}

struct explained_transition {
  phase from;
  phase to;
  // Who causes it, for the table of transitions.
  const char* cause;
  // In two or three words, for the diagram.
  const char* label;
};

constexpr explained_transition explanations[] = {
    {phase::queued, phase::running,
     "The supervisor has a slot, and its `begin_attempt` is committed: the "
     "attempt number rises. The time that the job has begins with its first "
     "start, and anew with the first one after a retry by hand",
     "a slot is free"},
    {phase::queued, phase::failed,
     "The job could not be handed to the supervisor in time "
     "(`dispatch_failed`), or its time is over (`timed_out`)",
     "out of time"},
    {phase::queued, phase::cancelled, "Somebody cancels it: it ends at once",
     "cancel"},
    {phase::scheduled, phase::queued, "Its time has come", "due"},
    {phase::scheduled, phase::failed,
     "The job could not be handed to the supervisor in time "
     "(`dispatch_failed`)",
     "not dispatched"},
    {phase::scheduled, phase::cancelled, "Somebody cancels it", "cancel"},
    {phase::waiting, phase::queued,
     "The job that it waits for has ended as asked; its rows are taken over "
     "in the same commit, if they are wanted",
     "parent ended"},
    {phase::waiting, phase::scheduled,
     "The same, before the time at which it may start",
     "parent ended, not due"},
    {phase::waiting, phase::skipped,
     "The job that it waits for has ended otherwise, or is gone; `error` says "
     "which",
     "in vain"},
    {phase::waiting, phase::failed,
     "The job could not be handed to the supervisor in time "
     "(`dispatch_failed`)",
     "not dispatched"},
    {phase::waiting, phase::cancelled, "Somebody cancels it", "cancel"},
    {phase::retrying, phase::queued, "Its backoff is over", "due"},
    {phase::retrying, phase::failed,
     "The time of the job is over, retries included (`timed_out`)",
     "out of time"},
    {phase::retrying, phase::cancelled, "Somebody cancels it", "cancel"},
    {phase::running, phase::queued,
     "Its attempt is given back at its checkpoint (a drain), or its process "
     "or node died: neither counts as a failure. Also after a failure whose "
     "backoff is already over when it is committed",
     "given back, died"},
    {phase::running, phase::retrying,
     "Its attempt failed by itself or fell silent, and `failures` is still "
     "below `maxAttempts`",
     "attempt failed"},
    {phase::running, phase::cancelling,
     "Somebody cancels it: its attempt is told to stop", "cancel"},
    {phase::running, phase::done,
     "Its attempt has finished, and every row stands in the results",
     "finished"},
    {phase::running, phase::failed,
     "`failures` reaches `maxAttempts`; or its time is over (`timed_out`); or "
     "its process died a third time in a row without a row saved in between "
     "(`quarantined`)",
     "given up"},
    {phase::cancelling, phase::cancelled,
     "Its attempt has stopped, in whatever way but as finished, or had its "
     "two seconds to do so",
     "stopped"},
    {phase::done, phase::queued,
     "Somebody retries it for its failed leads: they are taken out of the "
     "results to be done again",
     "retry"},
    {phase::failed, phase::queued,
     "Somebody retries it: what is saved stays, missing and failed rows are "
     "done; `failures`, `error` and the times of its end are cleared",
     "retry"},
    {phase::cancelled, phase::queued, "The same", "retry"},
    {phase::failed, phase::waiting,
     "Somebody retries it, but it never got its turn, and what it waits for "
     "is open",
     "retry"},
    {phase::cancelled, phase::waiting, "The same", "retry"},
};

const explained_transition* explanation_of(const job_transition& what) {
  for (const auto& each : explanations)
    if (each.from == what.from && each.to == what.to)
      return &each;
  return nullptr;
}

std::string code(phase where) {
  return std::string{"`"} + to_string(where) + "`";
}

void add_phases(std::string& to) {
  to += "| phase | status | meaning |\n| --- | --- | --- |\n";
  for (auto where : all_job_phases)
    to += "| " + code(where) + " | `" + to_string(status_of(where)) + "` | "
          + meaning_of(where) + " |\n";
}

// A job is accepted into one of these.
constexpr phase first_phases[] = {phase::queued, phase::scheduled,
                                  phase::waiting};

void add_diagram(std::string& to) {
  to += "```mermaid\nstateDiagram-v2\n";
  for (auto first : first_phases)
    to += std::string{"  [*] --> "} + to_string(first) + ": accepted\n";
  for (const auto& each : legal_transitions) {
    auto why = explanation_of(each);
    to += std::string{"  "} + to_string(each.from) + " --> "
          + to_string(each.to) + (why ? std::string{": "} + why->label : "")
          + "\n";
  }
  for (auto where : all_job_phases)
    if (is_terminal(where))
      to += std::string{"  "} + to_string(where) + " --> [*]\n";
  to += "```\n";
}

void add_transitions(std::string& to) {
  to += "| from | to | cause |\n| --- | --- | --- |\n";
  for (const auto& each : legal_transitions) {
    auto why = explanation_of(each);
    to += "| " + code(each.from) + " | " + code(each.to) + " | "
          + (why ? why->cause : "") + " |\n";
  }
}

std::string state_machine_page() {
  std::string page =
      "<!-- Made by tests/messages/state_machine.cpp from "
      "messages/job.hpp. -->\n\n"
      "# The life of a job\n\n"
      "A job stands in one of these phases. Its `status` is the coarse word "
      "that older\nclients know; `phase` says more. The store commits nothing "
      "but the transitions\nbelow, and whoever reads a job sees only what is "
      "committed. Saving rows changes\nno phase.\n\n";
  add_phases(page);
  page += "\n## Diagram\n\n";
  add_diagram(page);
  page += "\n## Transitions\n\n"
          "A new job is `waiting` while the job that it waits for is open, "
          "otherwise\n`scheduled` when it is to start later, otherwise "
          "`queued`.\n\n";
  add_transitions(page);
  return page;
}

std::string page_file() {
  return std::string{LEADMILL_SOURCE_DIR} + "/docs/state_machine.md";
}

} // namespace

CAF_TEST(every transition is explained once and nothing else is) {
  for (const auto& each : legal_transitions) {
    auto why = explanation_of(each);
    if (!why || *why->cause == '\0' || *why->label == '\0')
      CAF_ERROR("no explanation of " << to_string(each.from) << " to "
                                     << to_string(each.to));
  }
  CAF_CHECK_EQUAL(std::size(explanations), std::size(legal_transitions));
}

CAF_TEST(the page in docs is what the table says) {
  auto page = state_machine_page();
  if (auto update = std::getenv("LEADMILL_UPDATE_DOCS");
      update != nullptr && std::string{update} == "1")
    std::ofstream{page_file()} << page;
  std::stringstream found;
  found << std::ifstream{page_file()}.rdbuf();
  if (found.str() != page)
    CAF_ERROR("docs/state_machine.md is not what messages/job.hpp says; run "
              "this test with LEADMILL_UPDATE_DOCS=1");
  CAF_CHECK(found.str() == page);
}
