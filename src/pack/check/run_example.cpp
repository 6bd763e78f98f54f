#include "pack/check/run_example.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "pack/names.hpp"

namespace fugong::pack {

namespace {

std::string in_words(const law::AmountRange& range) {
  if (range.high == range.low) return " " + range.low.to_string();
  std::string text = " from " + range.low.to_string();
  if (range.high) text += " to " + range.high->to_string();
  return text;
}

/// For an expectation and for an entitlement: what their members have in common.
template <class Outcome>
std::string shown(std::optional<law::State> state, const std::optional<law::AmountRange>& range,
                  const Outcome& outcome) {
  std::string text(state ? name_in(kStates, *state) : "?");
  if (outcome.amount) text += " " + outcome.amount->to_string();
  if (outcome.withheld) text += " withheld" + in_words(*outcome.withheld);
  if (range) text += in_words(*range);
  if (outcome.rate) text += " " + outcome.rate->to_string() + " %";
  return text;
}

void add_failure(const Example& example, const Outcome& outcome, Faults& faults) {
  const Example::Expected& expected = *outcome.expected;
  std::string what = expected.provision.empty() ? expected.decision : expected.provision;
  if (!expected.subject_id.empty()) what += " (" + expected.subject_id + ")";
  std::string working = example.working;
  std::replace(working.begin(), working.end(), '\n', ';');
  while (!working.empty() && (working.back() == ';' || working.back() == ' '))
    working.pop_back();
  faults.push_back({"example-failed",
                    expected.place,
                    {fmt::format("算例 {}：{} 应为 {}，实为 {}", example.id, what, outcome.wanted,
                                 outcome.found),
                     fmt::format("example {}: {} should be {} and is {}", example.id, what,
                                 outcome.wanted, outcome.found)},
                    {fmt::format("算式：{}", working), fmt::format("working: {}", working)}});
}

bool meets(const Example::Expected& expected, const law::Entitlement& found) {
  if (expected.state && found.state != *expected.state) return false;
  if (expected.amount && found.amount != expected.amount) return false;
  if (expected.withheld && found.withheld != expected.withheld) return false;
  if (expected.range && found.amount_range != expected.range) return false;
  return !expected.rate || (found.rate && *found.rate == *expected.rate);
}

/// An answer is silent about a text that nobody knew yet.
std::string absent_from(const law::Rulebook& book, const Example& example,
                        const Example::Expected& expected) {
  const law::Provision* provision = book.find_provision(expected.provision);
  if (provision == nullptr || provision->known_from <= example.moment.known_at) return "absent";
  return fmt::format("absent (known_from {}, known_at {})", provision->known_from.to_string(),
                     example.moment.known_at.to_string());
}

void compare_provision(const law::Rulebook& book, const Example& example,
                       const Example::Expected& expected, const law::Answer& answer,
                       std::vector<Outcome>& outcomes) {
  const std::string wanted =
      expected.absent ? "absent" : shown(expected.state, expected.range, expected);
  bool any = false;
  for (const law::Entitlement& found : answer.entitlements) {
    if (found.provision->id != expected.provision) continue;
    if (!expected.subject_id.empty() && found.subject_id != expected.subject_id) continue;
    any = true;
    const auto& range = expected.range ? found.amount_range : expected.range;
    outcomes.push_back({&expected, found.subject_id, wanted, shown(found.state, range, found),
                        !expected.absent && meets(expected, found)});
  }
  if (any) return;
  outcomes.push_back({&expected, expected.subject_id, wanted,
                      expected.absent ? wanted : absent_from(book, example, expected),
                      expected.absent});
}

void compare_decision(const Example::Expected& expected, const law::Answer& answer,
                      std::vector<Outcome>& outcomes) {
  const std::string wanted = expected.absent ? "absent" : expected.value.value_or("?");
  bool any = false;
  for (const law::DerivedFact& found : answer.derived) {
    if (found.decision->definition.name != expected.decision) continue;
    if (!expected.subject_id.empty() && found.subject_id != expected.subject_id) continue;
    any = true;
    std::string value =
        found.value.is_unknown() ? std::string("unknown") : feel::to_display(found.value);
    const bool met = !expected.absent && value == wanted;
    outcomes.push_back({&expected, found.subject_id, wanted, std::move(value), met});
  }
  if (!any) outcomes.push_back({&expected, expected.subject_id, wanted, "absent", expected.absent});
}

}  // namespace

void run_example(const law::Rulebook& book, const Example& example, Faults& faults,
                 const Owners& about) {
  compare(book, example, book.check(example.subject, example.moment, {.trace = false}), faults,
          about);
}

std::vector<Outcome> outcomes_of(const law::Rulebook& book, const Example& example,
                                 const law::Answer& answer, const Owners& about) {
  std::vector<Outcome> outcomes;
  for (const Example::Expected& expected : example.expected) {
    if (!about.empty() && !about.contains(expected.provision) &&
        !about.contains(expected.decision)) {
      continue;
    }
    if (expected.provision.empty()) {
      compare_decision(expected, answer, outcomes);
    } else {
      compare_provision(book, example, expected, answer, outcomes);
    }
  }
  return outcomes;
}

void compare(const law::Rulebook& book, const Example& example, const law::Answer& answer,
             Faults& faults, const Owners& about) {
  for (const Outcome& outcome : outcomes_of(book, example, answer, about)) {
    if (!outcome.met) add_failure(example, outcome, faults);
  }
}

}  // namespace fugong::pack
