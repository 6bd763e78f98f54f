// A small law for the tests of this room: firms, their loans, places, lookups, and short ways to
// write provisions and to ask. Not part of the library.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>

#include "engines/law/rulebook.hpp"

namespace fugong::law {

using feel::Value;

inline Date day(const char* iso) {
  return *Date::parse(iso);
}
inline ImpreciseDate on(const char* iso) {
  return {day(iso), day(iso), {}, {}};
}
inline ImpreciseDate between(const char* earliest, const char* latest) {
  return {day(earliest), day(latest), {}, {}};
}
inline Text text(const char* both) {
  return {both, both};
}
inline Sourced feel_text(const char* expression) {
  return {expression, {}};
}

inline SubjectKind kind(const char* name, const char* parent, const char* plural) {
  SubjectKind made;
  made.name = name;
  made.parent = parent;
  made.plural = plural;
  made.label = text(name);
  made.absent = text("none of it");
  return made;
}

inline Fact fact(const char* name, const char* subject, FactType type, int order) {
  Fact made;
  made.name = name;
  made.subject = subject;
  made.type = type;
  made.label = text(name);
  made.order = order;
  if (type == FactType::code) made.list = "places";
  return made;
}

inline Lookup lookup(const char* name, Lookup::Match match, FactType type,
                     std::vector<Lookup::Row> rows) {
  Lookup made;
  made.name = name;
  made.match = match;
  made.type = type;
  made.label = text(name);
  made.rows = std::move(rows);
  if (match == Lookup::Match::nearest_ancestor) made.list = "places";
  return made;
}

inline Lookup::Row row(const char* key, const char* value, const char* known_from = nullptr) {
  return {key, value, known_from ? std::optional(day(known_from)) : std::nullopt, {}};
}

/// A law of firms and their loans without any provision.
inline Source house() {
  Source source;
  source.subjects = {kind("firm", "", ""), kind("loan", "firm", "loans")};
  source.facts = {
      fact("place", "firm", FactType::code, 10),     fact("staff", "firm", FactType::integer, 30),
      fact("listed", "firm", FactType::boolean, 20), fact("principal", "loan", FactType::money, 50),
      fact("rate", "loan", FactType::percent, 60),   fact("granted", "loan", FactType::date, 40)};
  source.lists = {{"places",
                   text("places"),
                   {},
                   {{"10", "", text("North")},
                    {"1001", "10", text("North City")},
                    {"100101", "1001", text("Old Town")},
                    {"1002", "10", text("Cold City")},
                    {"20", "", text("South")}},
                   {}}};
  source.lookups = {
      lookup("prime", Lookup::Match::latest_on_or_before, FactType::percent,
             {row("2020-01-20", "4.15", "2020-01-20"), row("2020-02-20", "4.05", "2020-02-20")}),
      lookup("helped", Lookup::Match::exact, FactType::boolean,
             {row("1001", "true"), row("20", "true", "2020-02-10")}),
      lookup("zone", Lookup::Match::nearest_ancestor, FactType::text,
             {row("10", "cold"), row("100101", "old", "2020-02-10"), row("20", "warm")})};
  source.lookups[1].otherwise = "false";
  source.place_list = "places";
  source.place_fact = "place";
  return source;
}

/// In force from 2020-01-01 without an end, known from then too, judged by the service date.
inline Provision provision(const char* id, const char* subject,
                           std::vector<const char*> conditions) {
  Provision made;
  made.id = id;
  made.title = text(id);
  made.subject = subject;
  made.applies_by = "service_date";
  made.in_force.from = on("2020-01-01");
  made.known_from = day("2020-01-01");
  for (std::size_t i = 0; i < conditions.size(); ++i) {
    made.conditions.push_back(
        {"c" + std::to_string(i), text(conditions[i]), {}, feel_text(conditions[i]), {}});
  }
  return made;
}

inline Provision with_amount(Provision provision, const char* expression) {
  Benefit benefit;
  benefit.amount = feel_text(expression);
  provision.benefit = benefit;
  return provision;
}

inline Rulebook build(Source source) {
  auto book = Rulebook::build(std::move(source));
  if (!book) {
    for (const Fault& fault : book.error())
      ADD_FAILURE() << describe(fault, "en");
    std::abort();
  }
  return std::move(*book);
}

inline Rulebook book_of(std::vector<Provision> provisions) {
  Source source = house();
  source.provisions = std::move(provisions);
  return build(std::move(source));
}

struct Named {
  const char* name;
  Value value;
};
inline Value number(std::int64_t coefficient, int exponent = 0) {
  return Value::of(Decimal(coefficient, exponent));
}
inline Value date(const char* iso) {
  return Value::of(day(iso));
}

inline Subject subject(const Rulebook& book, const char* kind, const char* id,
                       std::vector<Named> facts) {
  Subject made;
  made.kind = kind;
  made.id = id;
  for (Named& named : facts)
    made.facts.push_back({book.fact_index(named.name).value(), std::move(named.value)});
  return made;
}
inline Subject firm(const Rulebook& book, std::vector<Named> facts,
                    std::vector<Subject> loans = {}) {
  Subject made = subject(book, "firm", "", std::move(facts));
  made.children = std::move(loans);
  return made;
}
inline Subject loan(const Rulebook& book, const char* id, std::vector<Named> facts) {
  return subject(book, "loan", id, std::move(facts));
}

inline Moment at(const char* service, const char* known_at = nullptr) {
  return {day(service), day(known_at ? known_at : service)};
}

/// The only entitlement of the provision.
inline const Entitlement& only(const Answer& answer, std::string_view id) {
  const Entitlement* found = nullptr;
  for (const Entitlement& e : answer.entitlements) {
    if (e.provision->id != id) continue;
    EXPECT_EQ(found, nullptr) << id << " stands more than once";
    found = &e;
  }
  if (found == nullptr) {
    ADD_FAILURE() << "no answer about " << id;
    std::abort();
  }
  return *found;
}

inline bool shows(const Answer& answer, std::string_view id) {
  return std::any_of(answer.entitlements.begin(), answer.entitlements.end(),
                     [&](const Entitlement& e) { return e.provision->id == id; });
}

inline std::vector<std::string> names(const Rulebook& book,
                                      const std::vector<std::uint16_t>& facts) {
  std::vector<std::string> out;
  for (const std::uint16_t index : facts)
    out.push_back(book.facts()[index].name);
  return out;
}

inline std::vector<std::string> codes(const Result<Rulebook>& book) {
  std::vector<std::string> out;
  if (book) return out;
  for (const Fault& fault : book.error())
    out.push_back(fault.code);
  return out;
}

using Names = std::vector<std::string>;

// --- unknown -------------------------------------------------------------------------------------

}  // namespace fugong::law
