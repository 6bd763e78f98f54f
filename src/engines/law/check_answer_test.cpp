#include <gtest/gtest.h>

#include <algorithm>

#include "engines/law/check_sample.hpp"

namespace fugong::law {
namespace {

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
  EXPECT_EQ(only(answer("1002", "2020-02-20"), "cold").state, State::entitled);
  EXPECT_EQ(only(answer("100101", "2020-02-20"), "old").state, State::entitled);
  EXPECT_EQ(only(answer("100101", "2020-02-09"), "cold").state, State::entitled)
      << "the row of the town isn't known yet";
  EXPECT_EQ(only(answer("20", "2020-02-20"), "cold").state, State::not_entitled);
}

TEST(Check, ACodeTooCoarseForItsLookupIsNotGuessed) {
  const Rulebook book = book_of({provision("cold", "firm", {"zone(place) = \"cold\""})});
  for (const char* place : {"10", "1001"}) {  // the old town lies in both
    const Answer answer = book.check(firm(book, {{"place", Value::of(place)}}), at("2020-02-20"));
    EXPECT_EQ(only(answer, "cold").state, State::depends) << place;
    ASSERT_EQ(only(answer, "cold").open.reasons.size(), 1U);
    EXPECT_NE(only(answer, "cold").open.reasons[0].en.find("too coarse"), std::string::npos);
  }
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

/// "first" stands before "size", of which it runs the table, and a provision looks at it again.
TEST(Check, ATableThatAnEarlierDecisionRanStillShowsItsRules) {
  const auto named = [](const char* name) {
    Decision made = size_decision();
    made.definition.name = name;
    made.parameters.clear();
    return made;
  };
  Decision first = named("first");
  first.definition.body = feel_text("if size = \"big\" then 1 else 2");
  Decision size = named("size");
  decision::Table table;
  table.hit = decision::HitPolicy::first;
  table.inputs = {{feel_text("staff"), {}}, {feel_text("listed"), {}}};
  table.outputs.resize(1);
  table.rules.resize(2);
  table.rules[0].tests = {feel_text("< 10"), feel_text("false")};
  table.rules[0].outputs = {feel_text("\"small\"")};
  table.rules[1].tests = {feel_text("-"), feel_text("-")};
  table.rules[1].outputs = {feel_text("\"big\"")};
  size.definition.body = std::move(table);
  Source source = house();
  source.decisions = {first, size};
  source.provisions = {provision("p", "firm", {"size = \"small\""})};
  const Rulebook book = build(std::move(source));
  const auto rules = [&](std::vector<Named> facts) {
    const Answer answer = book.check(firm(book, std::move(facts)), at("2020-02-01"));
    EXPECT_EQ(answer.derived.size(), 2U);
    EXPECT_TRUE(answer.derived.at(0).steps.back().matched_rules.empty()) << "no table";
    const Step& step = answer.derived.at(1).steps.back();
    return std::pair(step.matched_rules, step.maybe_rules);
  };
  using Rules = std::vector<int>;
  EXPECT_EQ(rules({{"staff", number(9)}, {"listed", Value::of(false)}}),
            std::pair(Rules{1}, Rules{}));
  EXPECT_EQ(rules({{"staff", number(10)}}), std::pair(Rules{2}, Rules{}));
  EXPECT_EQ(rules({{"staff", number(9)}}), std::pair(Rules{2}, Rules{1}));
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
  EXPECT_TRUE(only(brief, "p").conditions.empty());  // all hold
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

TEST(Check, TheNextQuestionIsTheOneThatSettlesMost) {
  const Rulebook book = book_of({provision("a", "firm", {"staff > 1"}),
                                 provision("b", "firm", {"staff > 2 and listed"}),
                                 provision("c", "loan", {"rate > 1"})});
  const Answer answer = book.check(firm(book, {}), at("2020-02-01"));
  // staff settles one and half of another; rate one; listed half of one.
  EXPECT_EQ(names(book, answer.next_questions), (Names{"staff", "rate", "listed"}));
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

TEST(Build, AProvisionDoesNotShareTheNameOfADecision) {
  Source source = house();
  source.decisions = {size_decision()};
  source.provisions = {provision("size", "firm", {})};
  const auto found = codes(Rulebook::build(source));
  EXPECT_EQ(std::count(found.begin(), found.end(), "provision-is-decision"), 1);
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
  EXPECT_EQ(book.find_list("places")->entries.size(), 5U);
  EXPECT_EQ(book.find_list("seas"), nullptr);
  EXPECT_EQ(book.find_entry("places", "1001")->label.en, "North City");
  EXPECT_EQ(book.find_entry("places", "1"), nullptr);
}

}  // namespace
}  // namespace fugong::law
