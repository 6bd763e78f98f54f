#include "pack/check/trial.hpp"

#include <algorithm>
#include <utility>

#include "pack/check/excerpt.hpp"
#include "pack/check/run_example.hpp"
#include "pack/names.hpp"

namespace fugong::pack {
namespace {

std::string about(const std::string& owner, const std::string& subject_id) {
  return subject_id.empty() ? owner : owner + " " + subject_id;
}

/// All that the answer says of the owner.
std::vector<Trial::Result> said_of(const std::string& owner, const law::Answer& answer) {
  std::vector<Trial::Result> said;
  for (const law::Entitlement& one : answer.entitlements) {
    if (one.provision->id != owner || one.hypothetical) continue;
    std::string found(name_in(kStates, one.state));
    if (one.amount) found += " " + one.amount->to_string();
    if (one.rate) found += " " + one.rate->to_string() + " %";
    said.push_back({about(owner, one.subject_id), "", std::move(found), true});
  }
  for (const law::DerivedFact& one : answer.derived) {
    if (one.decision->definition.name != owner) continue;
    said.push_back({about(owner, one.subject_id), "",
                    one.value.is_unknown() ? std::string("unknown") : feel::to_display(one.value),
                    true});
  }
  return said;
}

bool speaks_of(const Example& example, const std::string& owner) {
  return std::ranges::any_of(example.expected, [&](const Example::Expected& expected) {
    return expected.provision == owner || expected.decision == owner;
  });
}

}  // namespace

bool Trial::OfExample::passed() const {
  return std::ranges::all_of(results, &Result::met);
}

Trial try_owner(const law::Source& source, const std::vector<Example>& examples,
                const std::string& owner, const std::optional<TrialFirm>& firm) {
  Trial trial;
  const Owners owners{owner};
  const auto book = law::Rulebook::build(excerpt(source, owners));
  if (!book) {
    trial.faults = book.error();
    return trial;
  }
  for (const Example& example : examples) {
    if (!speaks_of(example, owner)) continue;
    Trial::OfExample tried{&example, {}};
    const law::Answer answer = book->check(example.subject, example.moment, {.trace = false});
    for (Outcome& outcome : outcomes_of(*book, example, answer, owners))
      tried.results.push_back({about(owner, outcome.subject_id), std::move(outcome.wanted),
                               std::move(outcome.found), outcome.met});
    trial.examples.push_back(std::move(tried));
  }
  if (firm) trial.firm = said_of(owner, book->check(firm->subject, firm->moment, {.trace = false}));
  return trial;
}

}  // namespace fugong::pack
