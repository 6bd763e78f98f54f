#include <gtest/gtest.h>

#include <algorithm>

#include "engines/law/rulebook.hpp"

namespace fugong::law {
namespace {

using feel::Value;

Date day(const char* iso) {
  return *Date::parse(iso);
}
ImpreciseDate on(const char* iso) {
  return {day(iso), day(iso), {}, {}};
}
ImpreciseDate between(const char* earliest, const char* latest) {
  return {day(earliest), day(latest), {}, {}};
}
Text text(const char* both) {
  return {both, both};
}
Sourced feel_text(const char* expression) {
  return {expression, {}};
}

SubjectKind kind(const char* name, const char* parent, const char* plural) {
  SubjectKind made;
  made.name = name;
  made.parent = parent;
  made.plural = plural;
  made.label = text(name);
  made.absent = text("none of it");
  return made;
}

Fact fact(const char* name, const char* subject, FactType type, int order) {
  Fact made;
  made.name = name;
  made.subject = subject;
  made.type = type;
  made.label = text(name);
  made.order = order;
  if (type == FactType::code) made.list = "places";
  return made;
}

Lookup lookup(const char* name, Lookup::Match match, FactType type, std::vector<Lookup::Row> rows) {
  Lookup made;
  made.name = name;
  made.match = match;
  made.type = type;
  made.label = text(name);
  made.rows = std::move(rows);
  if (match == Lookup::Match::nearest_ancestor) made.list = "places";
  return made;
}

Lookup::Row row(const char* key, const char* value, const char* known_from = nullptr) {
  return {key, value, known_from ? std::optional(day(known_from)) : std::nullopt, {}};
}

/// A law of firms and their loans without any provision.
Source house() {
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
Provision provision(const char* id, const char* subject, std::vector<const char*> conditions) {
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

Provision with_amount(Provision provision, const char* expression) {
  Benefit benefit;
  benefit.amount = feel_text(expression);
  provision.benefit = benefit;
  return provision;
}

Rulebook build(Source source) {
  auto book = Rulebook::build(std::move(source));
  if (!book) {
    for (const Fault& fault : book.error())
      ADD_FAILURE() << describe(fault, "en");
    std::abort();
  }
  return std::move(*book);
}

Rulebook book_of(std::vector<Provision> provisions) {
  Source source = house();
  source.provisions = std::move(provisions);
  return build(std::move(source));
}

struct Named {
  const char* name;
  Value value;
};
Value number(std::int64_t coefficient, int exponent = 0) {
  return Value::of(Decimal(coefficient, exponent));
}
Value date(const char* iso) {
  return Value::of(day(iso));
}

Subject subject(const Rulebook& book, const char* kind, const char* id, std::vector<Named> facts) {
  Subject made;
  made.kind = kind;
  made.id = id;
  for (Named& named : facts)
    made.facts.push_back({book.fact_index(named.name).value(), std::move(named.value)});
  return made;
}
Subject firm(const Rulebook& book, std::vector<Named> facts, std::vector<Subject> loans = {}) {
  Subject made = subject(book, "firm", "", std::move(facts));
  made.children = std::move(loans);
  return made;
}
Subject loan(const Rulebook& book, const char* id, std::vector<Named> facts) {
  return subject(book, "loan", id, std::move(facts));
}

Moment at(const char* service, const char* known_at = nullptr) {
  return {day(service), day(known_at ? known_at : service)};
}

/// The only entitlement of the provision.
const Entitlement& only(const Answer& answer, std::string_view id) {
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

bool shows(const Answer& answer, std::string_view id) {
  return std::any_of(answer.entitlements.begin(), answer.entitlements.end(),
                     [&](const Entitlement& e) { return e.provision->id == id; });
}

std::vector<std::string> names(const Rulebook& book, const std::vector<std::uint16_t>& facts) {
  std::vector<std::string> out;
  for (const std::uint16_t index : facts)
    out.push_back(book.facts()[index].name);
  return out;
}

std::vector<std::string> codes(const Result<Rulebook>& book) {
  std::vector<std::string> out;
  if (book) return out;
  for (const Fault& fault : book.error())
    out.push_back(fault.code);
  return out;
}

using Names = std::vector<std::string>;

// --- unknown -------------------------------------------------------------------------------------

TEST(Check, UnknownIsAnAnswerAndGoesThroughTheRules) {
  const Rulebook book = book_of({provision("or", "firm", {"listed or staff < 10"}),
                                 provision("and", "firm", {"listed and staff < 10"})});
  const Answer nothing = book.check(firm(book, {}), at("2020-02-01"));
  EXPECT_EQ(only(nothing, "or").state, State::depends);
  EXPECT_EQ(names(book, only(nothing, "or").open.facts), (Names{"listed", "staff"}));

  const Answer small = book.check(firm(book, {{"staff", number(5)}}), at("2020-02-01"));
  EXPECT_EQ(only(small, "or").state, State::entitled) << "whatever the list says";
  EXPECT_EQ(only(small, "and").state, State::depends);
  EXPECT_EQ(names(book, only(small, "and").open.facts), (Names{"listed"}));

  const Answer big = book.check(firm(book, {{"staff", number(50)}}), at("2020-02-01"));
  EXPECT_EQ(only(big, "or").state, State::depends);
  EXPECT_EQ(only(big, "and").state, State::not_entitled) << "whatever the list says";
  EXPECT_TRUE(only(big, "and").open.empty()) << "nothing could change it";
}

TEST(Check, AnAmountWaitsForItsFactsAndIsRoundedOnce) {
  Provision rule = with_amount(provision("p", "loan", {"rate > 0"}), "principal * rate / 300");
  const Rulebook book = book_of({rule});
  const Answer open =
      book.check(firm(book, {}, {loan(book, "a", {{"rate", number(3)}})}), at("2020-02-01"));
  EXPECT_EQ(only(open, "p").state, State::depends);
  EXPECT_FALSE(only(open, "p").amount.has_value());
  EXPECT_EQ(names(book, only(open, "p").open.facts), (Names{"principal"}));

  const auto amount = [&](Value principal) {
    const Answer answer = book.check(
        firm(book, {}, {loan(book, "a", {{"rate", number(1)}, {"principal", principal}})}),
        at("2020-02-01"));
    EXPECT_EQ(only(answer, "p").state, State::entitled);
    return only(answer, "p").amount.value().to_string();
  };
  EXPECT_EQ(amount(number(1)), "0.00");
  EXPECT_EQ(amount(number(15, -1)), "0.01") << "half a fen goes up";
  EXPECT_EQ(amount(number(149, -2)), "0.00");
}

TEST(Check, WhatTheRulesDidNotForeseeIsOpenWithAReason) {
  const Rulebook book = book_of({provision("p", "firm", {"100 / staff > 1"}),
                                 with_amount(provision("q", "firm", {}), "100 / staff")});
  const Answer answer = book.check(firm(book, {{"staff", number(0)}}), at("2020-02-01"));
  for (const char* id : {"p", "q"}) {
    const Entitlement& e = only(answer, id);
    EXPECT_EQ(e.state, State::depends) << id;
    EXPECT_TRUE(e.open.facts.empty()) << "no fact can settle it";
    ASSERT_EQ(e.open.reasons.size(), 1U) << id;
    EXPECT_NE(e.open.reasons[0].en.find("can't be worked out"), std::string::npos);
    EXPECT_FALSE(e.open.reasons[0].zh.empty());
  }
  EXPECT_TRUE(answer.next_questions.empty());
}

TEST(Check, AnAmountBeyondMoneyIsNotPaid) {
  const Rulebook book =
      book_of({with_amount(provision("p", "firm", {}), "staff * 1000000000000000000")});
  const Answer answer = book.check(firm(book, {{"staff", number(9)}}), at("2020-02-01"));
  EXPECT_EQ(only(answer, "p").state, State::depends);
  EXPECT_FALSE(only(answer, "p").amount.has_value());
}

// --- time ----------------------------------------------------------------------------------------

TEST(Check, AProvisionExistsFromTheDayItWasKnown) {
  Provision rule = provision("p", "firm", {});
  rule.known_from = day("2020-02-07");
  const Rulebook book = book_of({rule});
  EXPECT_FALSE(shows(book.check(firm(book, {}), at("2020-02-21", "2020-02-06")), "p"));
  EXPECT_TRUE(shows(book.check(firm(book, {}), at("2020-02-06", "2020-02-07")), "p"));
}

TEST(Check, ItsOwnEventDateDecides) {
  Provision rule = provision("p", "loan", {});
  rule.applies_by = "granted";
  rule.in_force = {on("2020-01-20"), on("2020-05-31")};
  const Rulebook book = book_of({rule});
  const auto state = [&](const char* granted) {
    return only(book.check(firm(book, {}, {loan(book, "a", {{"granted", date(granted)}})}),
                           at("2021-01-01")),
                "p")
        .state;
  };
  EXPECT_EQ(state("2020-01-19"), State::not_entitled);
  EXPECT_EQ(state("2020-01-20"), State::entitled);
  EXPECT_EQ(state("2020-05-31"), State::entitled);
  EXPECT_EQ(state("2020-06-01"), State::not_entitled);

  const Answer unknown = book.check(firm(book, {}, {loan(book, "a", {})}), at("2021-01-01"));
  EXPECT_EQ(only(unknown, "p").state, State::depends);
  EXPECT_FALSE(only(unknown, "p").event_date.has_value());
  EXPECT_EQ(names(book, only(unknown, "p").open.facts), (Names{"granted"}));
}

TEST(Check, AnImpreciseEdgeGivesDependsAndNeverAGuessedDay) {
  Provision rule = provision("p", "firm", {});
  rule.in_force.from = between("2020-02-01", "2020-02-29");
  rule.in_force.to = {
      day("2020-05-30"), std::nullopt, {"直到银行停止", "until the bank ends it"}, {}};
  const Rulebook book = book_of({rule});
  const auto answer = [&](const char* service) {
    return book.check(firm(book, {}), at(service, "2021-01-01"));
  };
  EXPECT_EQ(only(answer("2020-01-31"), "p").state, State::not_entitled);
  EXPECT_EQ(only(answer("2020-02-01"), "p").state, State::depends);
  EXPECT_EQ(only(answer("2020-02-28"), "p").state, State::depends);
  EXPECT_EQ(only(answer("2020-02-29"), "p").state, State::entitled);
  EXPECT_EQ(only(answer("2020-05-30"), "p").state, State::entitled);
  const Answer later = answer("2020-05-31");
  EXPECT_EQ(only(later, "p").state, State::depends);
  ASSERT_EQ(only(later, "p").open.reasons.size(), 1U);
  EXPECT_EQ(only(later, "p").open.reasons[0].en, "until the bank ends it");
  const Answer early = answer("2020-02-15");
  ASSERT_EQ(only(early, "p").open.reasons.size(), 1U);
  EXPECT_NE(only(early, "p").open.reasons[0].en.find("2020-02-29"), std::string::npos);
}

Provision replacing(const char* id, const char* old, bool retroactive) {
  Provision made = provision(id, "loan", {});
  made.applies_by = "granted";
  made.known_from = day("2020-02-07");
  made.supersedes = {{old, retroactive, {}}};
  return made;
}

Answer check_loan(const Rulebook& book, const char* granted, const Moment& moment) {
  return book.check(firm(book, {}, {loan(book, "a", {{"granted", date(granted)}})}), moment);
}

TEST(Check, ARetroactiveProvisionReplacesTheOldOneForThePastToo) {
  Provision old = provision("old", "loan", {});
  old.applies_by = "granted";
  const Rulebook book = book_of({old, replacing("new", "old", true)});

  const Answer before = check_loan(book, "2020-02-05", at("2020-02-06"));
  EXPECT_TRUE(shows(before, "old"));
  EXPECT_FALSE(shows(before, "new"));
  EXPECT_TRUE(before.replaced.empty());

  const Answer after = check_loan(book, "2020-02-05", at("2020-02-07"));
  EXPECT_FALSE(shows(after, "old"));
  EXPECT_EQ(only(after, "new").state, State::entitled);
  ASSERT_EQ(after.replaced.size(), 1U);
  EXPECT_EQ(after.replaced[0].provision->id, "old");
  EXPECT_EQ(after.replaced[0].by->id, "new");
  EXPECT_EQ(after.replaced[0].subject_id, "a");

  // The new one covers every day of the old one: even a loan without a date is its business.
  const Answer undated = book.check(firm(book, {}), at("2020-02-07"));
  EXPECT_FALSE(shows(undated, "old"));
}

TEST(Check, AProvisionThatIsNotRetroactiveLeavesEarlierEventsAlone) {
  Provision old = provision("old", "loan", {});
  old.applies_by = "granted";
  const Rulebook book = book_of({old, replacing("new", "old", false)});
  EXPECT_TRUE(shows(check_loan(book, "2020-02-06", at("2020-02-21")), "old"));
  EXPECT_FALSE(shows(check_loan(book, "2020-02-07", at("2020-02-21")), "old"));
  EXPECT_TRUE(shows(check_loan(book, "2020-02-07", at("2020-02-21", "2020-02-06")), "old"));
}

TEST(Check, AProvisionReplacesOnlyWhileItIsInForce) {
  Provision old = provision("old", "loan", {});
  old.applies_by = "granted";
  Provision by = replacing("new", "old", true);
  by.in_force = {on("2020-02-01"), on("2020-03-31")};
  const Rulebook book = book_of({old, by});
  EXPECT_TRUE(shows(check_loan(book, "2020-01-31", at("2020-05-01")), "old"));
  EXPECT_FALSE(shows(check_loan(book, "2020-02-01", at("2020-05-01")), "old"));
  EXPECT_FALSE(shows(check_loan(book, "2020-03-31", at("2020-05-01")), "old"));
  EXPECT_TRUE(shows(check_loan(book, "2020-04-01", at("2020-05-01")), "old"));
}

TEST(Check, WhatMayAlreadyBeReplacedIsNotPromised) {
  Provision old = provision("old", "loan", {});
  old.applies_by = "granted";
  Provision by = replacing("new", "old", true);
  by.in_force.from = between("2020-02-01", "2020-02-29");
  const Rulebook book = book_of({old, by});
  EXPECT_EQ(only(check_loan(book, "2020-01-31", at("2020-05-01")), "old").state, State::entitled);
  const Answer doubtful = check_loan(book, "2020-02-15", at("2020-05-01"));
  EXPECT_EQ(only(doubtful, "old").state, State::depends);
  EXPECT_EQ(only(doubtful, "new").state, State::depends);
  EXPECT_FALSE(only(doubtful, "old").open.reasons.empty());
  EXPECT_FALSE(shows(check_loan(book, "2020-02-29", at("2020-05-01")), "old"));
}

// --- place ---------------------------------------------------------------------------------------

TEST(Check, ARegionHoldsThePlaceItselfAndWhatLiesInIt) {
  Provision rule = provision("p", "firm", {});
  rule.region = {"1001"};
  const Rulebook book = book_of({rule});
  const auto state = [&](const char* place) {
    return only(book.check(firm(book, {{"place", Value::of(place)}}), at("2020-02-01")), "p").state;
  };
  EXPECT_EQ(state("1001"), State::entitled);
  EXPECT_EQ(state("100101"), State::entitled);
  EXPECT_EQ(state("20"), State::not_entitled);
  EXPECT_EQ(state("10"), State::depends) << "the firm may be in the city";
  const Answer nothing = book.check(firm(book, {}), at("2020-02-01"));
  EXPECT_EQ(only(nothing, "p").state, State::depends);
  EXPECT_EQ(names(book, only(nothing, "p").open.facts), (Names{"place"}));
}

TEST(Check, OneOfSeveralRegionsIsEnough) {
  Provision rule = provision("p", "firm", {});
  rule.region = {"100101", "20"};
  const Rulebook book = book_of({rule});
  EXPECT_EQ(only(book.check(firm(book, {{"place", Value::of("20")}}), at("2020-02-01")), "p").state,
            State::entitled);
}

// --- children ------------------------------------------------------------------------------------

TEST(Check, EachChildIsAnsweredInItsOrderAndSeesItsParent) {
  const Rulebook book = book_of({provision("p", "loan", {"listed and rate < 4"})});
  const Answer answer = book.check(
      firm(book, {{"listed", Value::of(true)}},
           {loan(book, "b", {{"rate", number(3)}}), loan(book, "a", {{"rate", number(5)}})}),
      at("2020-02-01"));
  ASSERT_EQ(answer.entitlements.size(), 2U);
  EXPECT_EQ(answer.entitlements[0].subject_id, "b");
  EXPECT_EQ(answer.entitlements[0].state, State::entitled);
  EXPECT_FALSE(answer.entitlements[0].hypothetical);
  EXPECT_EQ(answer.entitlements[1].subject_id, "a");
  EXPECT_EQ(answer.entitlements[1].state, State::not_entitled);
}

TEST(Check, AChildOfWhichNothingWasSaidIsHypothetical) {
  const Rulebook book = book_of({provision("p", "loan", {"rate < 4"})});
  const Answer answer = book.check(firm(book, {}), at("2020-02-01"));
  EXPECT_TRUE(only(answer, "p").hypothetical);
  EXPECT_EQ(only(answer, "p").state, State::depends);
  EXPECT_EQ(only(answer, "p").subject_id, "");
  EXPECT_EQ(names(book, answer.next_questions), (Names{"rate"}));
}

TEST(Check, NoneOfAKindIsANo) {
  Provision later = provision("later", "loan", {});
  later.known_from = day("2020-02-02");
  const Rulebook book = book_of({provision("p", "loan", {"rate < 4"}), later});
  Subject none = firm(book, {});
  none.none_of = {"loan"};
  const Answer answer = book.check(none, at("2020-02-01"));
  EXPECT_EQ(only(answer, "p").state, State::not_entitled);
  ASSERT_EQ(only(answer, "p").conditions.size(), 1U);
  EXPECT_EQ(only(answer, "p").conditions[0].origin, ConditionAnswer::Origin::has_subject);
  EXPECT_EQ(only(answer, "p").conditions[0].label.en, "none of it");
  EXPECT_FALSE(shows(answer, "later")) << "not known yet";
  EXPECT_TRUE(answer.next_questions.empty());
}

// --- lookups -------------------------------------------------------------------------------------

TEST(Check, ADatedLookupTakesTheLastRowOnOrBeforeTheDay) {
  Provision rule = provision("p", "loan", {"rate <= prime(granted)"});
  rule.applies_by = "granted";
  const Rulebook book = book_of({rule});
  const auto state = [&](const char* granted, const char* known_at) {
    const Subject one = loan(book, "a", {{"granted", date(granted)}, {"rate", number(410, -2)}});
    return only(book.check(firm(book, {}, {one}), at("2020-02-01", known_at)), "p").state;
  };
  EXPECT_EQ(state("2020-02-19", "2020-03-01"), State::entitled) << "4.15";
  EXPECT_EQ(state("2020-02-20", "2020-03-01"), State::not_entitled) << "4.05";
  EXPECT_EQ(state("2020-02-20", "2020-02-20"), State::not_entitled);
  EXPECT_EQ(state("2020-02-20", "2020-02-19"), State::depends) << "not published yet";
}

TEST(Check, ADayBeforeTheFirstRowHasNoValue) {
  Provision rule = provision("p", "firm", {"prime(@\"2020-01-19\") > 0"});
  const Rulebook book = book_of({rule});
  EXPECT_EQ(only(book.check(firm(book, {}), at("2020-03-01")), "p").state, State::depends);
}

TEST(Check, ALookupThatIsNotPublishedYetSaysWhatItWaitsFor) {
  Provision rule = provision("p", "loan", {"rate <= prime(granted)"});
  rule.applies_by = "granted";
  const Rulebook book = book_of({rule});
  const Subject one = loan(book, "a", {{"granted", date("2020-04-21")}, {"rate", number(3)}});
  const Answer answer = book.check(firm(book, {}, {one}), at("2020-02-21"));
  ASSERT_EQ(only(answer, "p").open.reasons.size(), 1U);
  EXPECT_NE(only(answer, "p").open.reasons[0].en.find("prime"), std::string::npos);
  EXPECT_NE(only(answer, "p").open.reasons[0].en.find("2020-02-21"), std::string::npos);
}

TEST(Check, AnExactLookupFindsItsKeyOnceItIsKnown) {
  const Rulebook book = book_of({provision("p", "firm", {"helped(place)"})});
  const auto state = [&](const char* place, const char* known_at) {
    return only(book.check(firm(book, {{"place", Value::of(place)}}), at("2020-02-01", known_at)),
                "p")
        .state;
  };
  EXPECT_EQ(state("1001", "2020-02-01"), State::entitled);
  EXPECT_EQ(state("100101", "2020-02-01"), State::not_entitled) << "otherwise: false";
  EXPECT_EQ(state("20", "2020-02-09"), State::not_entitled);
  EXPECT_EQ(state("20", "2020-02-10"), State::entitled);
}

TEST(Check, ANearestAncestorLookupClimbsTheList) {
  const Rulebook book = book_of({provision("cold", "firm", {"zone(place) = \"cold\""}),
                                 provision("old", "firm", {"zone(place) = \"old\""})});
  const auto answer = [&](const char* place, const char* known_at) {
    return book.check(firm(book, {{"place", Value::of(place)}}), at("2020-02-01", known_at));
  };
  EXPECT_EQ(only(answer("10", "2020-02-20"), "cold").state, State::entitled);
  EXPECT_EQ(only(answer("1001", "2020-02-20"), "cold").state, State::entitled);
  EXPECT_EQ(only(answer("100101", "2020-02-20"), "old").state, State::entitled);
  EXPECT_EQ(only(answer("100101", "2020-02-09"), "cold").state, State::entitled)
      << "the row of the town isn't known yet";
  EXPECT_EQ(only(answer("20", "2020-02-20"), "cold").state, State::not_entitled);
}

// --- derived facts and workings ------------------------------------------------------------------

Decision size_decision() {
  Decision made;
  made.definition.name = "size";
  made.definition.label = text("size");
  made.definition.body = feel_text("if staff < small_limit then \"small\" else \"big\"");
  made.subject = "firm";
  made.document.issued = on("2020-01-10");
  made.in_force.from = on("2020-01-01");
  made.parameters = {{"small_limit",
                      Parameter::Type::number,
                      "10",
                      "1",
                      Status::confirmed,
                      text("limit"),
                      {},
                      {},
                      {}}};
  return made;
}

TEST(Check, ADerivedFactIsAnsweredAndServesTheProvisions) {
  Source source = house();
  source.decisions = {size_decision()};
  source.provisions = {provision("p", "firm", {"size = \"small\""})};
  const Rulebook book = build(std::move(source));
  const Answer small = book.check(firm(book, {{"staff", number(9)}}), at("2020-02-01"));
  ASSERT_EQ(small.derived.size(), 1U);
  EXPECT_EQ(feel::to_display(small.derived[0].value), "small");
  EXPECT_EQ(only(small, "p").state, State::entitled);
  const Answer open = book.check(firm(book, {}), at("2020-02-01"));
  EXPECT_TRUE(open.derived[0].value.is_unknown());
  EXPECT_EQ(names(book, open.derived[0].open.facts), (Names{"staff"}));
  EXPECT_EQ(only(open, "p").state, State::depends);
}

TEST(Check, ADerivedFactWhoseDocumentIsNotKnownYetSettlesNothing) {
  Source source = house();
  source.decisions = {size_decision()};
  source.provisions = {provision("p", "firm", {"size = \"small\""})};
  const Rulebook book = build(std::move(source));
  const Answer early =
      book.check(firm(book, {{"staff", number(9)}}), at("2020-02-01", "2020-01-09"));
  EXPECT_TRUE(early.derived.empty());
  EXPECT_EQ(only(early, "p").state, State::depends) << "the text it rests on didn't exist";
  EXPECT_FALSE(only(early, "p").open.reasons.empty());
  const Answer issued =
      book.check(firm(book, {{"staff", number(9)}}), at("2020-02-01", "2020-01-10"));
  EXPECT_EQ(only(issued, "p").state, State::entitled);
}

TEST(Check, StepsAndUsedValuesShowTheWorking) {
  Provision rule = provision("p", "loan", {"half < limit"});
  rule.parameters = {{"limit",
                      Parameter::Type::percent,
                      "1.6",
                      "0.01",
                      Status::confirmed,
                      text("limit"),
                      {},
                      {},
                      {}}};
  rule.definitions = {{"half", text("half"), {}, feel_text("rate * 0.5"), {}, {}, {}}};
  const Rulebook book = book_of({rule});
  const Subject one = firm(book, {}, {loan(book, "a", {{"rate", number(3)}})});
  const Answer answer = book.check(one, at("2020-02-01"));
  const Entitlement& e = only(answer, "p");
  ASSERT_EQ(e.steps.size(), 1U);
  EXPECT_EQ(feel::to_display(e.steps[0].value), "1.5");
  const ConditionAnswer& condition = e.conditions.back();
  ASSERT_EQ(condition.used.size(), 2U);
  EXPECT_EQ(condition.used[0].definition->name, "half");
  EXPECT_EQ(condition.used[1].parameter->name, "limit");
  EXPECT_EQ(feel::to_display(condition.used[1].value), "1.6");

  const Answer brief = book.check(one, at("2020-02-01"), {.trace = false});
  EXPECT_TRUE(only(brief, "p").steps.empty());
  EXPECT_TRUE(only(brief, "p").conditions.back().used.empty());
  EXPECT_EQ(only(brief, "p").state, e.state);
}

TEST(Check, AnUnconfirmedParameterIsNamedWhereAnAmountRestsOnIt) {
  const auto parameter = [](const char* name, Status status) {
    return Parameter{name, Parameter::Type::number, "2", "1", status, text(name), {}, {}, {}};
  };
  Provision rule = with_amount(provision("p", "firm", {}), "doubled");
  rule.parameters = {parameter("sure", Status::confirmed),
                     parameter("doubtful", Status::from_memory),
                     parameter("unused", Status::from_memory)};
  rule.definitions = {
      {"doubled", text("doubled"), {}, feel_text("staff * doubtful * sure"), {}, {}, {}}};
  const Rulebook book = book_of({rule});
  const Answer answer = book.check(firm(book, {{"staff", number(1)}}), at("2020-02-01"));
  ASSERT_EQ(only(answer, "p").unconfirmed.size(), 1U);
  EXPECT_EQ(only(answer, "p").unconfirmed[0]->name, "doubtful");
}

// --- next questions ------------------------------------------------------------------------------

TEST(Check, TheNextQuestionIsTheOneThatMostAnswersWaitFor) {
  const Rulebook book = book_of({provision("a", "firm", {"staff > 1"}),
                                 provision("b", "firm", {"staff > 2 and listed"}),
                                 provision("c", "loan", {"rate > 1"})});
  const Answer answer = book.check(firm(book, {}), at("2020-02-01"));
  // staff settles two; listed (20) stands before rate (60) in the question bank.
  EXPECT_EQ(names(book, answer.next_questions), (Names{"staff", "listed", "rate"}));
}

TEST(Check, WhatOnlyADerivedFactWaitsForComesLast) {
  Source source = house();
  source.decisions = {size_decision()};
  source.provisions = {provision("p", "loan", {"rate > 1"})};
  const Rulebook book = build(std::move(source));
  EXPECT_EQ(names(book, book.check(firm(book, {}), at("2020-02-01")).next_questions),
            (Names{"rate", "staff"}));
}

TEST(Check, AnsweringTheNextQuestionAlwaysEndsTheQuestions) {
  Source source = house();
  source.decisions = {size_decision()};
  source.provisions = {provision("a", "firm", {"size = \"small\" or listed"}),
                       with_amount(provision("b", "loan", {"rate < prime(granted)"}), "principal")};
  source.provisions[1].applies_by = "granted";
  source.provisions[0].region = {"10"};
  const Rulebook book = build(std::move(source));
  const std::vector<Named> answers = {
      {"place", Value::of("1001")}, {"staff", number(5)}, {"listed", Value::of(false)},
      {"principal", number(100)},   {"rate", number(3)},  {"granted", date("2020-02-01")}};
  Subject now = firm(book, {}, {loan(book, "a", {})});
  std::size_t asked = 0;
  for (;;) {
    const Answer answer = book.check(now, at("2020-02-21"));
    if (answer.next_questions.empty()) break;
    const std::string& name = book.facts()[answer.next_questions[0]].name;
    const auto reply = std::find_if(answers.begin(), answers.end(),
                                    [&](const Named& named) { return name == named.name; });
    ASSERT_NE(reply, answers.end());
    const Fact& asked_fact = book.facts()[answer.next_questions[0]];
    Subject& owner = asked_fact.subject == "firm" ? now : now.children[0];
    owner.facts.push_back({answer.next_questions[0], reply->value});
    ASSERT_LE(++asked, answers.size()) << "the same question twice";
  }
  const Answer done = book.check(now, at("2020-02-21"));
  EXPECT_EQ(only(done, "a").state, State::entitled);
  EXPECT_EQ(only(done, "b").amount.value().to_string(), "100.00");
  EXPECT_LT(asked, answers.size()) << "a firm of five need not say whether it is listed";
}

// --- building ------------------------------------------------------------------------------------

TEST(Build, ReportsEveryFaultAtOnce) {
  Source source = house();
  source.facts.push_back(fact("staff", "firm", FactType::integer, 1));
  source.facts.push_back(fact("wheels", "cart", FactType::integer, 1));
  Provision bad = provision("p", "firm", {"staf > 1"});
  bad.region = {"99"};
  bad.applies_by = "granted";  // of a loan
  bad.supersedes = {{"nothing", false, {}}};
  source.provisions = {bad, provision("p", "ship", {})};
  const auto found = codes(Rulebook::build(std::move(source)));
  for (const char* code : {"fact-twice", "unknown-subject", "unknown-place", "applies-by",
                           "unknown-provision", "provision-twice", "unknown-name"}) {
    EXPECT_NE(std::find(found.begin(), found.end(), code), found.end()) << code;
  }
}

TEST(Build, ARegionNeedsAFactThatSaysWhereTheFirmIs) {
  Source source = house();
  source.place_fact = "plaice";
  source.provisions = {provision("p", "firm", {})};
  source.provisions[0].region = {"10"};
  EXPECT_EQ(codes(Rulebook::build(source)), (Names{"place-fact"}));
  source.place_fact = "staff";
  EXPECT_EQ(codes(Rulebook::build(source)), (Names{"place-fact"}));
  source.provisions[0].region.clear();
  EXPECT_TRUE(Rulebook::build(source).has_value()) << "nothing asks for it";
}

TEST(Build, ThereIsOneRootAndParentsStandFirst) {
  Source source = house();
  source.subjects.push_back(kind("ship", "", ""));
  source.subjects.push_back(kind("sail", "mast", "sails"));
  const auto found = codes(Rulebook::build(std::move(source)));
  EXPECT_EQ(found, (Names{"unknown-subject", "subject-root"}));
}

TEST(Build, AListWithACircleOrARowOfTheWrongTypeIsRefused) {
  Source source = house();
  source.lists[0].entries.push_back({"31", "32", text("a")});
  source.lists[0].entries.push_back({"32", "31", text("b")});
  source.lookups[0].rows.push_back(row("2020-02-30", "1"));
  source.lookups[1].rows.push_back(row("10", "perhaps"));
  const auto found = codes(Rulebook::build(std::move(source)));
  for (const char* code : {"list-parent", "lookup-key", "lookup-value"}) {
    EXPECT_NE(std::find(found.begin(), found.end(), code), found.end()) << code;
  }
}

TEST(Build, FindsWhatItHolds) {
  const Rulebook book = book_of({provision("p", "firm", {})});
  EXPECT_EQ(book.find_provision("p")->id, "p");
  EXPECT_EQ(book.find_provision("q"), nullptr);
  EXPECT_EQ(book.fact_index("rate"), 4);
  EXPECT_EQ(book.fact_index("nothing"), std::nullopt);
  EXPECT_EQ(book.find_list("places")->entries.size(), 4U);
  EXPECT_EQ(book.find_list("seas"), nullptr);
  EXPECT_EQ(book.find_entry("places", "1001")->label.en, "North City");
  EXPECT_EQ(book.find_entry("places", "1"), nullptr);
}

}  // namespace
}  // namespace fugong::law
