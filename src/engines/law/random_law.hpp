// Random laws with open terms, fills, exceptions and guards. Not part of the library.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "engines/law/check_sample.hpp"

namespace fugong::law {

/// One random law, and the same with its open terms set.
class RandomLaw {
 public:
  explicit RandomLaw(std::uint32_t seed) : random_(seed) {
    Source source = house();
    add_facts(source);
    source.decisions = {
        // Some look at others, also at later ones.
        decision("grade", "if listed then size else \"none\""),
        decision("ratio", "100 / (staff - 4)"),  // an error for some
        decision("size", "if staff < 10 then \"small\" else \"big\""),
        decision("heat", "if zone(place) = \"cold\" then 1 else 2"),
        band(),
    };
    for (int i = 0; i < 6; ++i)
      source.provisions.push_back(random_provision("p" + std::to_string(i), i % 3 == 2));
    for (int i = 0; i < 2; ++i)
      source.provisions.push_back(local("local" + std::to_string(i), {pick(kPlaces)}, i));
    book.emplace(build(source));
    for (int i = 0; i < 3; ++i) {
      Source more = source;
      more.provisions.push_back(local("nation", {}, 7));
      filled.push_back(build(std::move(more)));
    }
  }

  std::optional<Rulebook> book;
  std::deque<Rulebook> filled;

  std::vector<const Rulebook*> completions() const {
    std::vector<const Rulebook*> books;
    for (const Rulebook& one : filled)
      books.push_back(&one);
    return books;
  }

 private:
  static constexpr const char* kPlaces[] = {"10", "1001", "1002", "20"};
  static constexpr const char* kTests[] = {
      "listed",          "not(listed)",          "staff > 3",
      "staff >= 20",     "place = \"1001\"",     "zone(place) = \"cold\"",
      "helped(place)",   "discounted",           "discount > 2 or listed",
      "size = \"big\"",  "staff > 5 and listed", "share >= 0.3",
      "share <= 0.5",    "staff * share < 9",    "if listed then discounted else staff > 9",
      "discount = null", "grade = \"big\"",      "ratio > 9",
      "heat = 1"};
  static constexpr const char* kLoanTests[] = {"rate <= 5", "principal > 1000", "stage > 2",
                                               "granted >= @\"2020-02-01\""};
  static constexpr const char* kAmounts[] = {"100",
                                             "staff * 10",
                                             "1000 * share",
                                             "if listed then 300 else staff * share",
                                             "staff * share",
                                             "max([staff, 10]) * 2",
                                             "if discounted then 50 * share else 20",
                                             "tier * 10"};

  std::size_t below(std::size_t n) { return random_() % n; }
  template <std::size_t N>
  const char* pick(const char* const (&all)[N]) {
    return all[below(N)];
  }

  static void add_facts(Source& source) {
    source.facts[1].minimum = Decimal(0);
    source.facts[1].maximum = Decimal(50);
    Fact discounted = fact("discounted", "firm", FactType::boolean, 5);
    discounted.applies_if = feel_text("listed");
    Fact discount = fact("discount", "firm", FactType::percent, 4);
    discount.applies_if = feel_text("discounted");
    Fact stage = fact("stage", "loan", FactType::integer, 3);
    stage.applies_if = feel_text("listed and rate > 3");
    stage.not_applicable = "-1";
    source.facts.insert(source.facts.end(), {discounted, discount, stage});
  }

  static Decision decision(const char* name, const char* body) {
    Decision made;
    made.definition.name = name;
    made.definition.label = text(name);
    made.definition.body = feel_text(body);
    made.subject = "firm";
    made.document.issued = on("2020-01-10");
    made.in_force.from = on("2020-01-01");
    return made;
  }

  static decision::Table table(decision::HitPolicy hit, std::vector<const char*> inputs,
                               std::vector<std::vector<const char*>> rules) {
    decision::Table made;
    made.hit = hit;
    for (const char* input : inputs)
      made.inputs.push_back({feel_text(input), {}});
    made.outputs.resize(1);
    for (const std::vector<const char*>& cells : rules) {
      decision::TableRule& rule = made.rules.emplace_back();
      for (const char* cell : cells)
        rule.tests.push_back(feel_text(cell));
      rule.outputs = {rule.tests.back()};
      rule.tests.pop_back();
    }
    return made;
  }

  /// With a gap from 4 to 5.
  static Decision band() {
    Decision made = decision("band", "");
    made.definition.body = table(decision::HitPolicy::unique, {"staff", "listed"},
                                 {{"< 4", "-", "\"low\""},
                                  {">= 5", "true", "\"high\""},
                                  {"[5..20)", "false", "\"middle\""},
                                  {">= 20", "false", "\"high\""}});
    made.definitions = {step("wide", table(decision::HitPolicy::any, {"staff"},
                                           {{"> if listed then 9 else 15", "1"}, {"> 9", "2"}}))};
    return made;
  }

  static Definition step(const char* name, decision::Table body) {
    Definition made;
    made.name = name;
    made.label = text(name);
    made.body = std::move(body);
    return made;
  }

  /// One whose rules overlap, one that only makes sense as a whole, one that is the same for all.
  static std::vector<Definition> steps() {
    return {step("tier", table(decision::HitPolicy::collect_sum, {"staff", "share", "band"},
                               {{"> 3", "-", "-", "1"},
                                {"-", ">= 0.3", "not(\"low\")", "2"},
                                {"> 20", "-", "-", "3"}})),
            step("ladder", table(decision::HitPolicy::first, {"staff"},
                                 {{"> 50 * share", "2"}, {"> 4", "1"}})),
            step("fixed", table(decision::HitPolicy::first, {"2"}, {{"< 2", "1"}, {"-", "2"}}))};
  }

  Exception exception(int index, bool pays) {
    Exception made;
    made.id = "e" + std::to_string(index);
    made.label = text("exception");
    made.priority = index;
    made.when = feel_text(pick(kTests));
    made.excludes = !pays || below(2) == 0;
    if (!made.excludes) made.amount = feel_text(pick(kAmounts));
    return made;
  }

  Provision random_provision(const std::string& id, bool of_loan) {
    std::vector<const char*> tests;
    for (std::size_t i = below(3); i > 0; --i)
      tests.push_back(pick(kTests));
    if (of_loan) tests.push_back(pick(kLoanTests));
    Provision made =
        with_amount(provision(id.c_str(), of_loan ? "loan" : "firm", tests), pick(kAmounts));
    if (of_loan && below(2) == 0) {
      made.applies_by = "granted";
      made.in_force.from = below(2) == 0 ? on("2020-02-01") : between("2020-01-20", "2020-02-01");
    }
    if (below(3) == 0) made.region = {pick(kPlaces)};
    OpenTerm share;
    share.name = "share";
    share.minimum = Decimal(2, -1);
    share.maximum = Decimal(5, -1);
    made.open_terms = {share};
    made.definitions = steps();
    terms_.push_back(id);
    for (int i = 0; i < static_cast<int>(below(3)); ++i)
      made.exceptions.push_back(exception(i, true));
    return made;
  }

  Provision local(const std::string& id, std::vector<std::string> region, int day_of_issue) {
    Provision made = provision(id.c_str(), "firm", {});
    made.region = std::move(region);
    made.known_from = day("2020-01-01").plus_days(day_of_issue);
    for (const std::string& term : terms_) {
      if (!made.region.empty() && below(2) == 0) continue;
      const std::string value = "0." + std::to_string(2 + below(4));
      made.fills.push_back({term, "share", value, "0.1", {}, {}});
    }
    return made;
  }

  std::mt19937 random_;
  std::vector<std::string> terms_;
};

}  // namespace fugong::law
