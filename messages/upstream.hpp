// Providers and sources as they are declared in the configuration: what to ask
// them, how to read their answers, and the bounds that hold for all jobs
// together. Plain data; config/ fills it in and checks it.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace leadmill {

/// When something is asked at all: a field of the lead and what it must be.
struct field_condition {
  enum class test : std::uint8_t {
    present, // "phone"
    absent,  // "!phone"
    equals,  // "country=US"
    differs, // "lineType!=voip"
  };
  test what = test::present;
  std::string field;
  std::string value;
  bool operator==(const field_condition&) const = default;
};

/// Where a value stands in an answer: one alternative of several.
struct value_path {
  /// A JSON pointer (RFC 6901); with `each`, within the chosen element. In
  /// HTML an XPath expression.
  std::string at;
  /// A JSON pointer to an array of which one element is chosen; empty: none is.
  std::string each;
  /// Which element goes first: by the first of these that it meets, each a
  /// pointer within the element and the value there, compared without case.
  std::vector<std::pair<std::string, std::string>> prefer;
  /// Among those that are equal so far: the one with the largest text at this
  /// pointer (an ISO date); empty: the first.
  std::string newest;
  bool operator==(const value_path&) const = default;
};

/// A value that an answer gives.
struct given_value {
  /// The lead's field as JSON names it ("phone"), or any other name, which
  /// later requests of the same provider can use ("personId").
  std::string field;
  /// The first that finds something wins.
  std::vector<value_path> paths;
  /// Their word and ours ("true" is "YES"), compared without case; a word that
  /// is not listed is taken as it is. Empty: every word is.
  std::vector<std::pair<std::string, std::string>> words;
  bool operator==(const given_value&) const = default;
};

using text_pairs = std::vector<std::pair<std::string, std::string>>;

/// One request that can be made. In its templates `{field}` stands for a value
/// of the lead (or a parameter of a search), encoded for its place; `{{` is a
/// brace. Secrets have been put in already, where the file says `${NAME}`.
struct request_template {
  /// Within its provider; shown in messages.
  std::string name;
  /// Fields without which it is not made.
  std::vector<std::string> needs;
  std::string method = "GET";
  /// Absolute, http or https. Placeholders may stand in its path and its query
  /// only, never in what is before the path.
  std::string url;
  /// Appended to the URL's query; a pair whose value is empty is left out.
  text_pairs query;
  text_pairs headers;
  /// Empty: no body. JSON unless a Content-Type header says
  /// application/x-www-form-urlencoded.
  std::string body;
  std::vector<given_value> gives;
  /// HTTP statuses that mean: asked and answered, there is nothing.
  std::vector<int> empty_statuses = {404};
  /// A JSON pointer: something there (but false, null, 0, "") in an answer of
  /// status 2xx means that it is an error; empty: never.
  std::string error_at;
  bool operator==(const request_template&) const = default;
};

/// What holds for a provider or a source whatever the number of jobs.
struct upstream_bounds {
  /// Requests started per second, and how many at once after a pause; 0: as
  /// fast as they come.
  double rate = 0;
  std::uint32_t burst = 1;
  /// Requests under way at once.
  std::uint32_t concurrency = 4;
  std::chrono::milliseconds timeout{30'000};
  /// Tries beyond the first when it is their fault (network, 5xx).
  std::uint32_t retries = 3;
  /// The first pause before such a try; it doubles, with full jitter.
  std::chrono::milliseconds retry_base{500};
  /// How long an answer is kept and not bought again; 0: not kept, as for every
  /// source.
  std::uint32_t cache_seconds = 0;
  /// In millionths of the currency, per answered request.
  std::int64_t cost_micros = 0;
  /// Answered requests per day and month (UTC), and cost per month; 0: none.
  std::uint64_t daily_limit = 0;
  std::uint64_t monthly_limit = 0;
  std::int64_t spend_cap_micros = 0;
  /// So many errors within 60 s start a pause of so long; 0: never.
  std::uint32_t cooldown_errors = 5;
  std::uint32_t cooldown_seconds = 60;
  /// The largest answer that is taken.
  std::uint32_t max_answer_bytes = 1u << 20;
  bool operator==(const upstream_bounds&) const = default;
};

/// [provider.NAME]: looks values up.
struct provider_declaration {
  std::string name;
  /// The step that it serves. Several of one step are a waterfall, in the
  /// order of the file.
  std::string step;
  /// All of them must hold.
  std::vector<field_condition> only_if;
  /// In order; one that gives nothing new any more, or whose needs are not
  /// met, is passed over.
  std::vector<request_template> requests;
  upstream_bounds bounds;
  /// When it cannot answer through a fault of its own, the next provider of
  /// the waterfall is asked; otherwise the lead fails (at a do-not-call list:
  /// becomes UNKNOWN).
  bool pass_on_failure = false;
  bool operator==(const provider_declaration&) const = default;
};

enum class source_format : std::uint8_t { json, html };

/// [source.NAME]: pages of rows. Its request has the parameters of the search
/// as placeholders, and {page} (from 1), {start} (rows before it) and {count}
/// (rows wanted).
struct source_declaration {
  std::string name;
  source_format format = source_format::json;
  request_template request;
  /// Where the search's parameters go besides placeholders, so that none is
  /// dropped: into the JSON body, the query, or nowhere else.
  enum class params_place : std::uint8_t { placeholders, query, body };
  params_place params = params_place::placeholders;
  /// JSON pointer to the array of rows; in HTML an XPath to the rows' nodes.
  std::string rows_at;
  /// JSON pointer to a boolean, "has more", or a text, the cursor {next} of the
  /// next page; in HTML an XPath to the next page's address. Empty: there is
  /// more while a page is full.
  std::string more_at;
  /// Columns of a row. Empty: every member of the row, as it is named.
  std::vector<given_value> columns;
  /// What goes into a row's column "Platform".
  std::string platform;
  std::uint32_t page_size = 25;
  /// Between two pages of a job; up to half as much more is added at random.
  std::chrono::milliseconds pause{2'000};
  /// Whether the site's robots.txt is read first, and obeyed.
  bool obey_robots = false;
  upstream_bounds bounds;
  bool operator==(const source_declaration&) const = default;
};

} // namespace leadmill
