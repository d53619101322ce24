#include "leads/zip.hpp"

#include <array>
#include <fstream>
#include <optional>
#include <sstream>
#include <utility>

#include "leads/columns.hpp"
#include "leads/csv_scan.hpp"
#include "leads/location.hpp"
#include "leads/places.hpp"
#include "leads/text.hpp"

namespace leadmill {

namespace {

/// "St. Louis" and "Saint Louis" are one; empty without a city or a state.
std::string make_key(std::string_view city, std::string_view state) {
  auto out = fold_name(city);
  auto code = state_code(state);
  if (out.empty() || code.empty())
    return {};
  for (auto [full, brief] :
       {std::pair<std::string_view, std::string_view>{"saint", "st"},
        {"fort", "ft"},
        {"mount", "mt"}})
    if (out.starts_with(full) && out.size() > full.size()) {
      out.replace(0, full.size(), brief);
      break;
    }
  out += ',';
  out += code;
  return out;
}

struct positions {
  std::size_t city;
  std::size_t state;
  std::size_t zip;
};

std::optional<positions> find_positions(const csv_record& header) {
  std::array<std::optional<std::size_t>, column_kinds> at;
  for (std::size_t i = 0; i < header.cells.size(); ++i)
    if (auto match = recognize_column(header.cells[i])) {
      auto& slot = at[static_cast<std::size_t>(match->kind)];
      if (!slot)
        slot = i;
    }
  auto city = at[static_cast<std::size_t>(column::city)];
  auto state = at[static_cast<std::size_t>(column::state)];
  auto zip = at[static_cast<std::size_t>(column::zip)];
  if (!city || !state || !zip)
    return std::nullopt;
  return positions{*city, *state, *zip};
}

tl::unexpected<problem> bad_table(const std::string& path,
                                  std::string_view what) {
  return fail(errc::invalid_argument,
              "The ZIP table " + path + " " + std::string{what});
}

} // namespace

outcome<zip_table> zip_table::load(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  std::ostringstream text;
  // Not by iterators: they throw when the path is a folder's.
  text << file.rdbuf();
  if (!file || file.bad() || text.bad())
    return bad_table(path, "cannot be read. Name a CSV file with the columns "
                           "city, state and zip, or leave it empty.");
  return parse(text.str(), path);
}

outcome<zip_table> zip_table::parse(std::string_view text,
                                    const std::string& path) {
  csv_scanner scanner{text};
  csv_record record;
  auto more = scanner.next(record);
  if (!more)
    return bad_table(path, "is no CSV: " + more.error().detail);
  auto at = *more ? find_positions(record) : std::nullopt;
  if (!at)
    return bad_table(path, "needs the columns city, state and zip.");
  zip_table out;
  while ((more = scanner.next(record)) && *more) {
    if (record.cells.size() <= std::max({at->city, at->state, at->zip}))
      continue;
    auto key = make_key(record.cells[at->city], record.cells[at->state]);
    auto zip = normalize_zip(record.cells[at->zip],
                             state_code(record.cells[at->state]));
    // The first of a city's ZIP codes counts.
    if (!key.empty() && !zip.empty())
      out.zips_.emplace(std::move(key), std::move(zip));
  }
  if (!more)
    return bad_table(path, "is no CSV: " + more.error().detail);
  if (out.zips_.empty())
    return bad_table(path, "has no usable row.");
  return out;
}

std::string_view zip_table::find(std::string_view city,
                                 std::string_view state) const {
  if (zips_.empty())
    return {};
  auto found = zips_.find(make_key(city, state));
  return found == zips_.end() ? std::string_view{} : found->second;
}

} // namespace leadmill
