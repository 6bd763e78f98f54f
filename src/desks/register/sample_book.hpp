// A small rulebook for the tests of this folder: a firm with loans, a few places and industries.
#pragma once

#include <gtest/gtest.h>

#include "engines/law/rulebook.hpp"

namespace fugong::enterprise_register {

inline Text both(const char* text) {
  return {text, text};
}

inline law::Fact sample_fact(const char* name, const char* subject, law::FactType type,
                             const char* list = "") {
  law::Fact made;
  made.name = name;
  made.subject = subject;
  made.type = type;
  made.list = list;
  made.label = both(name);
  return made;
}

inline law::Lookup sample_lookup(const char* name,
                                 std::vector<std::pair<const char*, const char*>> rows) {
  law::Lookup made;
  made.name = name;
  made.type = law::FactType::text;
  made.label = both(name);
  for (const auto& [key, value] : rows)
    made.rows.push_back({key, value, {}, {}});
  return made;
}

/// Places as they are; a firm called "enterprise", so that maps read as in the manual.
inline law::Rulebook sample_book() {
  using T = law::FactType;
  law::Source source;
  source.place_list = "places";
  source.place_fact = "place";
  source.subjects.resize(2);
  source.subjects[0].name = "enterprise";
  source.subjects[1].name = "loan";
  source.subjects[1].parent = "enterprise";
  source.subjects[1].plural = "loans";
  source.facts = {sample_fact("place", "enterprise", T::code, "places"),
                  sample_fact("industry_code", "enterprise", T::code, "industries"),
                  sample_fact("employees", "enterprise", T::integer),
                  sample_fact("revenue", "enterprise", T::money),
                  sample_fact("listed", "enterprise", T::boolean),
                  sample_fact("loan_principal", "loan", T::money),
                  sample_fact("loan_rate", "loan", T::percent),
                  sample_fact("loan_grant_date", "loan", T::date)};
  source.facts[2].minimum = Decimal(0);
  source.facts[2].registers = {"social_insurance", "tax"};
  source.lists = {
      {"places",
       both("places"),
       {},
       {{"330000", "", both("浙江省")},
        {"330100", "330000", both("杭州市")},
        {"330112", "330100", both("临安区")},
        {"330110", "330100", both("余杭区")},
        {"340000", "", both("安徽省")},
        {"340200", "340000", both("芜湖市")},
        {"340221", "340200", both("芜湖县")},
        {"220000", "", both("吉林省")},
        {"220200", "220000", both("吉林市")}},
       {}},
      {"industries",
       both("industries"),
       {},
       {{"C", "", both("制造业")}, {"18", "C", both("服装")}, {"1819", "18", both("服饰")}},
       {}}};
  source.lookups = {sample_lookup("place_successor", {{"330185", "330112"}}),
                    sample_lookup("place_former_name", {{"330185", "临安市"}})};
  auto book = law::Rulebook::build(std::move(source));
  if (!book) {
    ADD_FAILURE() << describe(book.error()[0], "en");
    std::abort();
  }
  return std::move(*book);
}

/// sample_book(), built once.
inline const law::Rulebook& book() {
  static const law::Rulebook kBook = sample_book();
  return kBook;
}

}  // namespace fugong::enterprise_register
