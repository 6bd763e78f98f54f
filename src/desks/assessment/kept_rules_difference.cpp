#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "desks/assessment/assessment.hpp"
#include "desks/assessment/kept_rules.hpp"

namespace fugong::assessment {

using enterprise_register::kFirmsInGroup;
using enterprise_register::Snapshot;
using enterprise_register::SnapshotCursor;
using law::Step;

namespace {

/// The working of each row of a firm, as a check says it: null where it says nothing, because
/// another text replaces the provision.
using Workings = std::vector<const std::vector<Step>*>;

/// By provision. Which rows are of a replaced provision a census says.
std::map<const law::Provision*, Workings> of_provisions(const pack::Pack& pack,
                                                        const Snapshot& snapshot, std::size_t firm,
                                                        const law::Answer& answer) {
  std::map<const law::Provision*, Workings> given;
  for (const law::Entitlement& each : answer.entitlements) {
    const bool absent = !each.conditions.empty() &&
                        each.conditions[0].origin == law::ConditionAnswer::Origin::has_subject;
    if (!each.hypothetical && !absent) given[each.provision].push_back(&each.steps);
  }
  std::map<const law::Provision*, Workings> found;
  law::Census census(pack.book, answer.moment);
  SnapshotCursor cursor(snapshot);
  census.count(cursor, firm, 1, [&](const law::Tally& tally) {
    const law::Provision* provision = &pack.book.source().provisions[tally.provision];
    const Workings& workings = given[provision];
    Workings& rows = found[provision];
    std::size_t next = 0;
    for (const law::Finding finding : tally.findings) {
      const bool is_said = finding != law::Finding::replaced && next < workings.size();
      rows.push_back(is_said ? workings[next++] : nullptr);
    }
  });
  return found;
}

/// By decision; of one whose document wasn't out on the day (is_known) a check says nothing.
std::map<const law::Decision*, Workings> of_decisions(const law::Answer& answer) {
  std::map<const law::Decision*, Workings> found;
  for (const law::DerivedFact& each : answer.derived) {
    if (!each.hypothetical) found[each.decision].push_back(&each.steps);
  }
  return found;
}

/// The working of a table; the body of a decision stands last. Null: there is no such table.
const Step* step_of(const std::vector<Step>& steps, const std::string& name) {
  const auto found = std::find_if(steps.rbegin(), steps.rend(), [&](const Step& each) {
    return each.definition->name == name &&
           std::holds_alternative<decision::Table>(each.definition->body);
  });
  return found == steps.rend() ? nullptr : &*found;
}

const law::Decision* decision_of(const pack::Pack& pack, const std::string& name) {
  for (const law::Decision& each : pack.book.source().decisions) {
    if (each.definition.name == name) return &each;
  }
  return nullptr;
}

bool is_known(const law::Decision& decision, const law::Moment& moment) {
  const auto& issued = decision.document.issued.earliest;
  return !issued || *issued <= moment.known_at;
}

}  // namespace

std::string rules_difference(const pack::Pack& pack, const Snapshot& snapshot, std::size_t firm,
                             const law::Answer& answer, const KeptRules& kept) {
  const std::size_t group = firm / kFirmsInGroup;
  const std::size_t first = group * kFirmsInGroup;
  SnapshotCursor cursor(snapshot);
  const std::vector<law::KindRows> here = cursor.go_to(firm, 1);
  std::vector<law::KindRows> before(here.size());  // of the firms of the group that stand before it
  if (firm > first) before = cursor.go_to(first, firm - first);
  const auto provisions = of_provisions(pack, snapshot, firm, answer);
  const auto decisions = of_decisions(answer);
  const auto& subjects = pack.book.source().subjects;
  for (std::size_t i = 0; i < kept.tables().size(); ++i) {
    const KeptTable& table = kept.tables()[i];
    const bool of_decision = table.provision.empty();
    const std::string& owner = of_decision ? table.decision : table.provision;
    const std::string name = fmt::format("{}/{}", owner, table.name);
    std::size_t kind = 0;
    while (kind < subjects.size() && subjects[kind].name != kept.kinds()[table.kind])
      ++kind;
    if (kind == subjects.size()) return name;
    const std::size_t row = before[kind].rows();
    const std::size_t rows = here[kind].rows();
    if (row + rows > kept.rows(group, table.kind)) return name;
    const Workings* workings = nullptr;
    if (of_decision) {
      const law::Decision* decision = decision_of(pack, table.decision);
      if (decision == nullptr) return name;
      const auto of = decisions.find(decision);
      if (of == decisions.end()) {
        if (rows > 0 && is_known(*decision, answer.moment)) return name;
        continue;
      }
      workings = &of->second;
    } else {
      const auto of = provisions.find(pack.book.find_provision(table.provision));
      if (of == provisions.end()) return name;
      workings = &of->second;
    }
    if (workings->size() != rows) return name;
    for (std::size_t at = 0; at < rows; ++at) {
      if ((*workings)[at] == nullptr) continue;
      const Step* step = step_of(*(*workings)[at], table.name);
      const columns::Hits& hits = kept.hits(i, group, row + at);
      const bool same =
          step != nullptr && step->matched_rules == hits.sure && step->maybe_rules == hits.maybe;
      if (!same) return name;
    }
  }
  return {};
}

}  // namespace fugong::assessment
