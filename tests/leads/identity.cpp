#define CAF_SUITE leads_identity
#include "leads/identity.hpp"

#include <string>

#include <caf/test/unit_test.hpp>

using namespace leadmill;

namespace {

struct sample {
  const char* text;
  const char* full;
  const char* first;
  const char* last;
};

void check(std::initializer_list<sample> samples) {
  for (const auto& [text, full, first, last] : samples) {
    CAF_MESSAGE(text);
    auto name = clean_name(text);
    CAF_CHECK_EQUAL(name.full, full);
    CAF_CHECK_EQUAL(name.first, first);
    CAF_CHECK_EQUAL(name.last, last);
  }
}

} // namespace

CAF_TEST(names are split) {
  check({
      {"Jane Doe", "Jane Doe", "Jane", "Doe"},
      {"  Jane   Mary  Doe ", "Jane Mary Doe", "Jane", "Doe"},
      {"Jane", "Jane", "Jane", ""},
      {"Ludwig van der Berg", "Ludwig van der Berg", "Ludwig", "van der Berg"},
      {"Ana de la Cruz", "Ana de la Cruz", "Ana", "de la Cruz"},
      {"Olga St. John", "Olga St. John", "Olga", "St. John"},
      {"Van Nguyen", "Van Nguyen", "Van", "Nguyen"},
      {"J. R. Smith", "J. R. Smith", "J.", "Smith"},
      {"\xe7\x8e\x8b\xe5\xb0\x8f\xe6\x98\x8e",
       "\xe7\x8e\x8b\xe5\xb0\x8f\xe6\x98\x8e",
       "\xe7\x8e\x8b\xe5\xb0\x8f\xe6\x98\x8e", ""},
  });
}

CAF_TEST(last names that stand in front are put behind) {
  check({
      {"Doe, Jane", "Jane Doe", "Jane", "Doe"},
      {"Doe, Jane A.", "Jane A. Doe", "Jane", "Doe"},
      {"DOE, JANE", "Jane Doe", "Jane", "Doe"},
      {"St. John, Barbara", "Barbara St. John", "Barbara", "St. John"},
      {"van der Berg, Ngozi", "Ngozi van der Berg", "Ngozi", "van der Berg"},
      {"Doe, Dr. Jane", "Jane Doe", "Jane", "Doe"},
      {"Smith Jr., John", "John Smith Jr.", "John", "Smith"},
      {"Do, Kim", "Kim Do", "Kim", "Do"},
  });
}

CAF_TEST(titles and credentials are taken off) {
  check({
      {"Dr. Jane Doe", "Jane Doe", "Jane", "Doe"},
      {"MRS Jane Doe", "Jane Doe", "Jane", "Doe"},
      {"Prof. Dr. Jane Doe", "Jane Doe", "Jane", "Doe"},
      {"Jane Doe, MD", "Jane Doe", "Jane", "Doe"},
      {"Jane Doe MD", "Jane Doe", "Jane", "Doe"},
      {"Jane Doe, M.D., Ph.D.", "Jane Doe", "Jane", "Doe"},
      {"Jane Doe PharmD CPA", "Jane Doe", "Jane", "Doe"},
      {"Jane Doe, FNP-BC", "Jane Doe", "Jane", "Doe"},
      {"Jane Doe, MPH MBA, PsyD RN NP", "Jane Doe", "Jane", "Doe"},
      {"Jane Doe JD", "Jane Doe", "Jane", "Doe"},
      {"Jane Doe, CEO", "Jane Doe", "Jane", "Doe"},
      {"Jane Doe MD/PhD", "Jane Doe", "Jane", "Doe"},
      {"Doe, MD", "Doe", "Doe", ""},
      {"John Smith Jr.", "John Smith Jr.", "John", "Smith"},
      {"John Smith III, CPA", "John Smith III", "John", "Smith"},
      {"John Smith, Jr., MD", "John Smith Jr.", "John", "Smith"},
      {"John Smith Sr MD", "John Smith Sr.", "John", "Smith"},
  });
}

CAF_TEST(credentials that are surnames stay where they are names) {
  check({
      {"Kim Do", "Kim Do", "Kim", "Do"},
      {"KIM DO", "Kim Do", "Kim", "Do"},
      {"Jack Ma", "Jack Ma", "Jack", "Ma"},
      {"Yo Yo Ma", "Yo Yo Ma", "Yo", "Ma"},
      {"Karen Hall DO", "Karen Hall", "Karen", "Hall"},
      {"Karen Hall, DO", "Karen Hall", "Karen", "Hall"},
      {"Kim Do, DO", "Kim Do", "Kim", "Do"},
      {"Gen Ito", "Gen Ito", "Gen", "Ito"},
      {"Gen. Jane Doe", "Jane Doe", "Jane", "Doe"},
  });
}

CAF_TEST(emoji and decorations are taken off) {
  check({
      {"Jane Doe \xf0\x9f\x9a\x80", "Jane Doe", "Jane", "Doe"},
      {"\xe2\x9c\xa8 Jane \xf0\x9f\x8f\x86 Doe", "Jane Doe", "Jane", "Doe"},
      {"Jane Doe | Helping You", "Jane Doe", "Jane", "Doe"},
      {"Jane Doe - Realtor", "Jane Doe", "Jane", "Doe"},
      {"Jane Doe \xe2\x80\x94 Coach", "Jane Doe", "Jane", "Doe"},
      {"Jane Doe \xe2\x98\x85 Realtor \xe2\x98\x85", "Jane Doe", "Jane", "Doe"},
      {"Jane \"JJ\" Doe", "Jane Doe", "Jane", "Doe"},
      {"Jane (JJ) Doe (She/Her)", "Jane Doe", "Jane", "Doe"},
      {"Jane Doe\xc2\xae", "Jane Doe", "Jane", "Doe"},
      {"*** Jane Doe ***", "Jane Doe", "Jane", "Doe"},
      {"Jane Doe (unclosed", "Jane Doe unclosed", "Jane", "unclosed"},
      // mathematical letters
      {"\xf0\x9d\x95\xb5\xf0\x9d\x96\x86\xf0\x9d\x96\x93\xf0\x9d\x96\x8a Doe",
       "Jane Doe", "Jane", "Doe"},
  });
}

CAF_TEST(names in one case get title case) {
  check({
      {"JANE O'NEIL-MCDONALD", "Jane O'Neil-McDonald", "Jane",
       "O'Neil-McDonald"},
      {"jane doe", "Jane Doe", "Jane", "Doe"},
      {"jane doe MD", "Jane Doe", "Jane", "Doe"},
      {"J\xc3\x96RG M\xc3\x9cLLER", "J\xc3\xb6rg M\xc3\xbcller", "J\xc3\xb6rg",
       "M\xc3\xbcller"},
      {"Jane McDonald", "Jane McDonald", "Jane", "McDonald"},
      {"JD", "JD", "JD", ""},
      {"Jane O\xe2\x80\x99Neil", "Jane O'Neil", "Jane", "O'Neil"},
  });
}

CAF_TEST(what holds no name gives none) {
  for (auto text :
       {"", " ", "12345", "@@@", "jane@example.com", "https://example.com/jane",
        "\xf0\x9f\x9a\x80", "|", ",", "((((", "\"\"", "- -", "..."}) {
    CAF_MESSAGE(text);
    CAF_CHECK(clean_name(text).full.empty());
    CAF_CHECK(clean_name(text).first.empty());
  }
}

CAF_TEST(a very long name is read in no time) {
  std::string text;
  for (int i = 0; i < 20000; ++i)
    text += "a, (";
  CAF_CHECK(clean_name(text).full.size() <= text.size());
}
