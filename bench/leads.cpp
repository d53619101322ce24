// What a lead costs without a server: the pipeline, its parts, and beside them
// libphonenumber alone on the same numbers, which is the measure.
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <phonenumbers/logger.h>
#include <phonenumbers/phonenumberutil.h>

#include "leads/csv.hpp"
#include "leads/email.hpp"
#include "leads/identity.hpp"
#include "leads/lead_key.hpp"
#include "leads/phone.hpp"
#include "leads/pipeline.hpp"
#include "leads/result_text.hpp"
#include "messages/row_json.hpp"

using namespace leadmill;

namespace {

constexpr unix_ms new_year_2026 = 1767225600000;
constexpr int lead_count = 1000;

std::string number(int i) {
  constexpr int areas[] = {212, 213, 303, 305, 312, 415, 512, 617, 702, 808};
  auto area = std::to_string(areas[i % 10]);
  auto line = "0" + std::to_string(100 + i % 100);
  switch (i % 4) {
  case 0:
    return "(" + area + ") 555-" + line;
  case 1:
    return area + "-555-" + line;
  case 2:
    return "+1 " + area + " 555 " + line;
  default:
    return area + ".555." + line;
  }
}

std::string csv_text() {
  std::string out = "Full Name,E-mail,Mobile,City,State,Age,Company,Title\r\n";
  for (int i = 0; i < lead_count; ++i) {
    auto n = std::to_string(i);
    out += "\"Dr. Jane Doe" + n + ", MD\",Jane.Doe" + n + "@example.com,"
           + number(i) + ",Austin,Texas," + std::to_string(25 + i % 30)
           + ",\"Example, Inc.\",Engineer\r\n";
  }
  return out;
}

std::vector<input_row> make_rows() {
  std::vector<input_row> out;
  auto draft = *read_csv(csv_text(), lead_count);
  for (auto& row : draft.rows)
    out.push_back({static_cast<std::uint32_t>(out.size()), std::move(row)});
  return out;
}

void count_leads(benchmark::State& state) {
  state.SetItemsProcessed(state.iterations() * lead_count);
}

/// What anybody would ask of the library for one number.
void phone_library(benchmark::State& state) {
  namespace lib = i18n::phonenumbers;
  using lib::PhoneNumberUtil;
  PhoneNumberUtil& util = *PhoneNumberUtil::GetInstance();
  util.SetLogger(new lib::NullLogger);
  std::vector<std::string> numbers;
  for (int i = 0; i < lead_count; ++i)
    numbers.push_back(number(i));
  for (auto _ : state)
    for (const auto& text : numbers) {
      lib::PhoneNumber parsed;
      std::string e164;
      std::string region;
      util.Parse(text, "US", &parsed);
      benchmark::DoNotOptimize(util.IsValidNumber(parsed));
      util.Format(parsed, PhoneNumberUtil::E164, &e164);
      benchmark::DoNotOptimize(util.GetNumberType(parsed));
      util.GetRegionCodeForNumber(parsed, &region);
      benchmark::DoNotOptimize(region);
    }
  count_leads(state);
}

void pipeline_run(benchmark::State& state,
                  const std::vector<std::string>& steps) {
  auto made = *pipeline::create({});
  auto rows = make_rows();
  for (auto _ : state)
    benchmark::DoNotOptimize(made->run(rows, steps, new_year_2026));
  count_leads(state);
}

void phone_own(benchmark::State& state) {
  std::vector<std::string> numbers;
  for (int i = 0; i < lead_count; ++i)
    numbers.push_back(number(i));
  for (auto _ : state)
    for (const auto& text : numbers)
      benchmark::DoNotOptimize(parse_phone(text, "US"));
  count_leads(state);
}

void email_parse(benchmark::State& state) {
  for (auto _ : state)
    benchmark::DoNotOptimize(parse_email("Jane.Doe@Mail.Example.com"));
}

void name_clean(benchmark::State& state, const char* name) {
  for (auto _ : state)
    benchmark::DoNotOptimize(clean_name(name));
}

void key_hash(benchmark::State& state) {
  for (auto _ : state)
    benchmark::DoNotOptimize(lead_key({"", "jane@example.com", "", ""}, ""));
}

void csv_read(benchmark::State& state) {
  auto text = csv_text();
  for (auto _ : state)
    benchmark::DoNotOptimize(read_csv(text, lead_count));
  count_leads(state);
}

void encode(benchmark::State& state, result_format format) {
  auto leads = (*pipeline::create({}))->run(make_rows(), {}, new_year_2026);
  auto headers = read_csv(csv_text(), lead_count)->headers;
  for (auto _ : state) {
    result_encoder encoder{job{}, headers, format};
    auto out = encoder.begin();
    encoder.add(out, leads);
    benchmark::DoNotOptimize(out += encoder.end({}, {}));
  }
  count_leads(state);
}

BENCHMARK(phone_library);
BENCHMARK_CAPTURE(pipeline_run, all, {});
BENCHMARK_CAPTURE(pipeline_run, but_phone,
                  {"identity", "email", "zip", "age_filter"});
BENCHMARK(phone_own);
BENCHMARK(email_parse);
BENCHMARK_CAPTURE(name_clean, plain, "Jane Doe");
BENCHMARK_CAPTURE(name_clean, messy, "Dr. JANE O'NEIL, MD \xf0\x9f\x9a\x80");
BENCHMARK(key_hash);
BENCHMARK(csv_read);
BENCHMARK_CAPTURE(encode, json, result_format::json);
BENCHMARK_CAPTURE(encode, csv, result_format::csv);

} // namespace

BENCHMARK_MAIN();
