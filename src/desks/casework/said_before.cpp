#include "desks/casework/said_before.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "desks/casework/stated_facts.hpp"

namespace fugong::casework {

namespace {

Result<std::vector<Stored>> told_in(store::Transaction& t, const Casebook& cases,
                                    const std::string& firm) {
  const auto lines = cases.list(t, {.firm = firm}, {}, kMaxPage);
  if (!lines) return fail(lines.error());
  std::vector<Stored> told;
  for (const Queued& line : *lines) {
    if (line.outcome == Outcome::annulled) continue;
    auto found = cases.find(t, line.number);
    if (!found) return fail(std::move(found.error()));
    if (*found && !(**found).now.own_facts.empty() && !(**found).now.is_held())
      told.push_back(std::move(**found));
  }
  std::ranges::sort(told, {},
                    [](const Stored& one) { return std::pair(one.now.filed_on, one.number); });
  return told;
}

}  // namespace

const SaidBefore::Where* SaidBefore::of(const std::string& kind, const std::string& id,
                                        const std::string& fact) const {
  const auto found = where.find({kind, id, fact});
  return found == where.end() ? nullptr : &found->second;
}

Result<SaidBefore> said_before(store::Transaction& t, const Casebook& cases, const PackShelf& shelf,
                               const law::Rulebook& book, const std::string& firm) {
  const auto told = told_in(t, cases, firm);
  if (!told) return fail(told.error());
  SaidBefore said;
  for (const Stored& one : *told) {
    const auto own = own_facts_of(book, shelf, one.now);
    if (!own) continue;
    overlay(said.facts, *own);
    const auto stated = [&](const law::Subject& subject, const std::string& kind,
                            const std::string& id) {
      for (const law::GivenFact& given : subject.facts) {
        const std::string& fact = book.facts()[given.fact].name;
        const auto judged = std::ranges::find_if(one.now.facts, [&](const StatedFact& its) {
          return its.kind == kind && its.id == id && its.fact == fact && its.source == kDeclared;
        });
        const std::string day =
            judged == one.now.facts.end() ? one.now.filed_on.to_string() : judged->stated_on;
        said.where[{kind, id, fact}] = {day, one.reference};
      }
    };
    stated(*own, "", "");
    for (const law::Subject& child : own->children)
      stated(child, child.kind, child.id);
  }
  return said;
}

}  // namespace fugong::casework
