#define CAF_SUITE config_assign
#include "config/assign.hpp"

#include <limits>

#include <caf/test/unit_test.hpp>

using namespace leadmill;

namespace {

template <class T>
file_value value(T x) {
  return {std::move(x), "f:1"};
}

const file_value text = value(std::string{"a"});
const file_value whole = value(std::int64_t{5});
const file_value fraction = value(0.5);
const file_value truth = value(true);
const file_value odd = value(file_oddity{});
const file_value list = value(file_list{text, text});
const file_value table =
    value(file_table{{"n", "f:1", text}, {"m", "f:1", whole}});

// How many of all kinds are taken, by the function that takes one.
template <class T, class Assign>
int taken(Assign assign) {
  int result = 0;
  for (const auto& one : {text, whole, fraction, truth, odd, list, table}) {
    T field{};
    result += assign(field, one).empty() ? 1 : 0;
  }
  return result;
}

} // namespace

CAF_TEST(each type takes its own kind and no other) {
  CAF_CHECK_EQUAL(taken<std::string>(assign_text), 1);
  CAF_CHECK_EQUAL(taken<std::string>(assign_template), 1);
  CAF_CHECK_EQUAL(taken<bool>(assign_truth), 1);
  CAF_CHECK_EQUAL(taken<std::vector<std::string>>(assign_texts), 1);
  CAF_CHECK_EQUAL(taken<text_pairs>(assign_pairs), 1);
  CAF_CHECK_EQUAL(taken<std::int64_t>([](auto& field, const auto& x) {
                    return assign_whole(field, x, 0, 9);
                  }),
                  1);
  // Whole numbers are numbers too.
  CAF_CHECK_EQUAL(taken<double>([](auto& field, const auto& x) {
                    return assign_number(field, x, 0, 9);
                  }),
                  2);
}

CAF_TEST(pairs keep their order and take numbers and truths as written) {
  text_pairs field{{"old", "x"}};
  auto some = value(
      file_table{{"z", "f:1", text}, {"b", "f:1", whole}, {"a", "f:1", truth}});
  CAF_CHECK_EQUAL(assign_pairs(field, some), "");
  CAF_CHECK((field == text_pairs{{"z", "a"}, {"b", "5"}, {"a", "true"}}));
  auto bad = value(file_table{{"z", "f:1", fraction}});
  CAF_CHECK(!assign_pairs(field, bad).empty());
}

CAF_TEST(variables are taken where templates are and nowhere else) {
  std::string field;
  auto variable = value(std::string{"x ${A}"});
  CAF_CHECK_EQUAL(assign_template(field, variable), "");
  CAF_CHECK_EQUAL(field, "x ${A}");
  CAF_CHECK(assign_text(field, variable).starts_with("takes no ${NAME}"));
  std::vector<std::string> fields;
  CAF_CHECK(assign_texts(fields, value(file_list{variable}))
                .starts_with("takes no ${NAME}"));
}

CAF_TEST(whole numbers are held to their range) {
  std::int64_t field = 0;
  CAF_CHECK_EQUAL(assign_whole(field, whole, 5, 5), "");
  CAF_CHECK_EQUAL(field, 5);
  CAF_CHECK_EQUAL(assign_whole(field, whole, 6, 9),
                  "is 5; it must be from 6 to 9");
  CAF_CHECK_EQUAL(assign_whole(field, whole, 0, 4),
                  "is 5; it must be from 0 to 4");
  std::vector<int> statuses{1};
  CAF_CHECK_EQUAL(assign_wholes(statuses, value(file_list{whole}), 0, 9), "");
  CAF_CHECK_EQUAL(statuses.size(), 1u);
  CAF_CHECK_EQUAL(assign_wholes(statuses, value(file_list{whole}), 100, 599),
                  "holds one that is 5; it must be from 100 to 599");
  CAF_CHECK(!assign_wholes(statuses, value(file_list{text}), 0, 9).empty());
  CAF_CHECK(!assign_wholes(statuses, whole, 0, 9).empty());
}

CAF_TEST(numbers are held to their range and are numbers) {
  double field = 0;
  CAF_CHECK_EQUAL(assign_number(field, fraction, 0, 1), "");
  CAF_CHECK_EQUAL(field, 0.5);
  CAF_CHECK_EQUAL(assign_number(field, fraction, 1, 10'000'000),
                  "is 0.5; it must be from 1 to 10000000");
  CAF_CHECK_EQUAL(assign_number(field, value(0.25), 0, 9, 0.5),
                  "is 0.25; if it is more than 0 it must be at least 0.5");
  CAF_CHECK_EQUAL(assign_number(field, value(0.0), 0, 9, 0.5), "");
  using bounds = std::numeric_limits<double>;
  for (auto bad : {bounds::infinity(), -bounds::infinity(), bounds::quiet_NaN(),
                   -0.1, 9.1})
    CAF_CHECK(!assign_number(field, value(bad), 0, 9).empty());
}

CAF_TEST(a scalar is a text) {
  CAF_CHECK_EQUAL(scalar_text(text).value_or("?"), "a");
  CAF_CHECK_EQUAL(scalar_text(whole).value_or("?"), "5");
  CAF_CHECK_EQUAL(scalar_text(truth).value_or("?"), "true");
  for (const auto& other : {fraction, odd, list, table})
    CAF_CHECK(!scalar_text(other));
}
