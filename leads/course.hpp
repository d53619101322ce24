// The course of one lead through its steps, some of which ask providers: what
// to ask next, and what to make of the answer. Pure; who asks is not its
// business.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "leads/steps.hpp"
#include "messages/lead.hpp"
#include "messages/time.hpp"
#include "messages/upstream.hpp"

namespace leadmill {

/// A request as the course needs it: which values its templates use.
struct request_plan {
  request_template what;
  std::vector<std::string> uses;
};

struct provider_plan {
  provider_declaration declared;
  /// May be fewer than declared.
  std::vector<request_plan> requests;
  /// The place of each of them in the declaration.
  std::vector<std::uint32_t> numbers;
};

/// A step: a local function, or a waterfall of providers.
struct course_step {
  std::string name;
  const local_step* local = nullptr;
  std::vector<provider_plan> providers;
  /// The fields for whose sake providers are asked: when all are known, nobody
  /// is. A line type that was only derived does not count, since numbers are
  /// ported.
  std::vector<field> aims;
};

using course_steps = std::vector<course_step>;

/// The steps of these names in their order; those that are neither local nor
/// served by a provider are left out. The step `age` is also served by
/// providers of other steps, with the requests that give the age.
course_steps plan_course(const std::vector<std::string>& names,
                         const std::vector<provider_declaration>& providers);

struct lead_course {
  input_row row;
  working_lead lead;
  /// Set before the first provider is asked: who somebody is does not depend on
  /// what providers say.
  std::string key;
  std::shared_ptr<const course_steps> steps;
  /// Where it stands.
  std::size_t step = 0;
  std::size_t provider = 0;
  std::size_t request = 0;
  /// The provider at hand gave a value.
  bool gave = false;
  bool was_asked = false;
  /// Requests that were made, by provider and number: none is made twice.
  std::vector<std::pair<std::string, std::uint32_t>> made;
  /// What providers gave that is no field, for their later requests.
  text_pairs notes;
  /// Why the lead fails; empty while it does not.
  std::string failure;
};

/// What to ask: the request of a provider, and what its placeholders stand for.
struct provider_question {
  std::string provider;
  std::uint32_t request = 0;
  text_pairs values;
};

/// What came of it.
struct provider_answer {
  enum class outcome : std::uint8_t {
    found,
    nothing,
    /// It said that the request is wrong: like nothing, but noted.
    refused,
    /// It could not answer.
    failed,
  };
  outcome what = outcome::nothing;
  text_pairs values;
  /// For a person, without anything of the lead.
  std::string detail;
};

struct course_options {
  /// Whether a lead may be contacted of which a do-not-call list could not say
  /// whether it is on it.
  bool contact_on_unknown_dnc = false;
};

/// Goes on to the next question; nothing when the lead is at its end: filtered
/// (`lead.filtered`), failed (`failure`) or through.
std::optional<provider_question> advance(const step_context& context,
                                         const course_options& options,
                                         lead_course& course, unix_ms now);

/// Takes the answer to the question that `advance` asked last.
void take(const step_context& context, lead_course& course,
          const provider_answer& answer, unix_ms now);

} // namespace leadmill
