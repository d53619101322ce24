#include "store/erasure.hpp"

namespace leadmill {

namespace {

constexpr const char* erased_fields = R"({"erased":true})";

} // namespace

lead_result erased(const lead_result& lead) {
  auto out = erased_row(lead.row);
  out.status = lead.status;
  out.duplicate_of = lead.duplicate_of;
  if (out.status == lead_status::saved)
    out.reason.clear();
  return out;
}

bool is_erased(const lead_result& lead) noexcept {
  return lead.fields == erased_fields;
}

lead_result erased_row(std::uint32_t row) {
  lead_result out;
  out.row = row;
  out.status = lead_status::filtered;
  out.reason = "erased";
  out.input = erased_input;
  out.fields = erased_fields;
  return out;
}

} // namespace leadmill
