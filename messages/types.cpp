#include "messages/types.hpp"

#include <caf/atom.hpp>
#include <caf/make_message.hpp>
#include <caf/message.hpp>
#include <caf/sec.hpp>

namespace leadmill {

namespace {

constexpr auto category = caf::atom("leadmill");

} // namespace

caf::error make_error(errc code, std::string detail,
                      std::uint32_t retry_after_s) {
  return {static_cast<std::uint8_t>(code), category,
          caf::make_message(std::move(detail), retry_after_s)};
}

bool is_ours(const caf::error& what) { return what.category() == category; }

caf::error to_error(const problem& what) {
  return make_error(what.code, what.detail, what.retry_after_s);
}

problem to_problem(const caf::error& what) {
  if (!is_ours(what)) {
    if (what == caf::sec::request_timeout)
      return {errc::timeout, "No answer came in time; try again", {}};
    return {errc::internal, "An internal part is not there to answer", {}};
  }
  problem out{static_cast<errc>(what.code()), {}, {}, 0};
  if (what.context().match_elements<std::string, std::uint32_t>()) {
    out.detail = what.context().get_as<std::string>(0);
    out.retry_after_s = what.context().get_as<std::uint32_t>(1);
  }
  return out;
}

void add_message_types(caf::actor_system_config& config) {
  config.add_message_type<attempt_ref>("leadmill::attempt_ref")
      .add_message_type<lead_result>("leadmill::lead_result")
      .add_message_type<job>("leadmill::job")
      .add_message_type<save_leads>("leadmill::save_leads")
      .add_message_type<end_attempt>("leadmill::end_attempt")
      .add_message_type<pull_rows>("leadmill::pull_rows")
      .add_message_type<row_chunk>("leadmill::row_chunk")
      .add_message_type<read_checkpoint>("leadmill::read_checkpoint")
      .add_message_type<checkpoint_chunk>("leadmill::checkpoint_chunk")
      .add_message_type<save_page>("leadmill::save_page")
      .add_message_type<read_scrape>("leadmill::read_scrape")
      .add_message_type<scrape_progress>("leadmill::scrape_progress")
      .add_message_type<upstream_ask>("leadmill::upstream_ask")
      .add_message_type<upstream_answer>("leadmill::upstream_answer")
      .add_message_type<ask_patience>("leadmill::ask_patience")
      .add_message_type<stop_attempt>("leadmill::stop_attempt")
      .add_message_type<resume_attempt>("leadmill::resume_attempt")
      .add_error_category(category, [](std::uint8_t code, caf::atom_value,
                                       const caf::message& context) {
        return std::string{to_string(static_cast<errc>(code))}
               + to_string(context);
      });
}

} // namespace leadmill
