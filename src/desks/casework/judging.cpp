#include "desks/casework/judging.hpp"

#include <fmt/format.h>

#include <map>
#include <tuple>

#include "engines/law/facts.hpp"

namespace fugong::casework {
namespace {

tl::unexpected<Faults> no_firm(const std::string& firm) {
  return fail(
      "firm-unknown", at_pointer("/firm"),
      {fmt::format("登记库中没有企业 {}", firm), fmt::format("the register has no firm {}", firm)},
      {"核对统一社会信用代码", "check the credit code"});
}

}  // namespace

void Judged::put_into(Event& event) const {
  event.judgement = judgement;
  if (!event.matter) event.same_key = same_key;
  event.facts = facts;
  event.own_facts = own_facts;
  event.declared = declared;
}

std::string Judging::place_of(const std::string& firm) const {
  const auto found = enterprises_.find(firm);
  return found && *found ? law::place_of(enterprises_.book(), (**found).subject) : std::string();
}

Result<law::Subject> Judging::known(const PackInUse& by, const std::string& firm) const {
  const auto found = enterprises_.find(firm);
  if (!found) return fail(found.error());
  if (!*found) return no_firm(firm);
  if (&enterprises_.book() == &by.pack->book) return (**found).subject;
  return in_words_of(by.pack->book, enterprises_.book(), (**found).subject);
}

Result<Judged> Judging::judge(const PackInUse& by, const Filing& filing, const Date& today) const {
  const auto firm = known(by, filing.firm);
  if (!firm) return fail(firm.error());
  const auto statements = enterprises_.statements(filing.firm);
  if (!statements) return fail(statements.error());
  return judge(by, filing, *firm, Sources(*statements, filing.findings), today);
}

Result<Judged> Judging::judge(const PackInUse& by, const Filing& filing, const law::Subject& known,
                              const Sources& sources, const Date& today) const {
  auto ready = prepare(*by.pack, filing, known, today);
  if (!ready) return fail(std::move(ready.error()));
  // So that what it was judged by can be proved later, by whoever keeps the opening.
  auto papers =
      by.issuer->issue(ready->facts, {today, today}, {std::string(kDeclared), today}, random_);
  if (!papers) return fail(std::move(papers.error()));
  const auto receipt = receipt::read_receipt(papers->receipt, "");
  if (!receipt) return fail(receipt.error());
  Judged judged;
  judged.facts = stated_facts(by.pack->book, ready->facts, ready->claimed_kind, ready->claimed_id,
                              sources, today);
  judged.matter = std::move(ready->matter);
  judged.same_key = judged.matter.same_key;
  judged.judgement = std::move(ready->judgement);
  judged.judgement.receipt = receipt->hash;
  const law::Subject& stated = filing.facts;
  if (!stated.facts.empty() || !stated.children.empty() || !stated.none_of.empty())
    judged.own_facts = facts_document(by.pack->book, stated);
  judged.declared = filing.declared;
  judged.papers = std::move(*papers);
  return judged;
}

Result<Judging::Again> Judging::once_more(const PackInUse& by, const PackShelf& shelf,
                                          const Case& now, std::vector<Finding> findings) const {
  auto stated = own_facts_of(by.pack->book, shelf, now);
  if (!stated) return fail(std::move(stated.error()));
  auto inspected = inspected_in(by.pack->book, shelf, now);
  if (!inspected) return fail(std::move(inspected.error()));
  Again again{{}, std::move(*inspected)};
  Filing& filing = again.filing;
  // Its own, as long as the pack has it: another place has another.
  filing.procedure = by.procedures->find(now.matter.procedure);
  if (filing.procedure == nullptr || !filing.procedure->is_about(now.matter.provision))
    filing.procedure = by.procedures->for_provision(now.matter.provision, now.matter.place);
  filing.provision = by.pack->book.find_provision(now.matter.provision);
  if (filing.procedure == nullptr ||
      (filing.provision == nullptr && !filing.procedure->is_finding())) {
    return fail("provision-closed", at_pointer("/provision"),
                {"这个政策包不再有该条款", "this pack has the provision no longer"},
                {"看现行的条款", "look which one is in force"});
  }
  filing.firm = now.matter.firm;
  if (now.matter.subject != now.matter.firm) filing.subject = now.matter.subject;
  filing.before = std::move(*stated);
  filing.inspected.kind = filing.before.kind;
  for (const auto& [found, on] : again.inspected)
    overlay(filing.inspected, found);
  filing.findings = std::move(findings);
  filing.start = now.matter.start;
  filing.asks_documents = false;
  return again;
}

Result<Judged> Judging::again(const PackInUse& by, const PackShelf& shelf, const Case& now,
                              const Newly& newly, std::vector<Finding> findings,
                              const Date& today) const {
  auto again = once_more(by, shelf, now, std::move(findings));
  if (!again) return fail(std::move(again.error()));
  Filing& filing = again->filing;
  filing.facts = newly.facts;
  filing.is_inspection = newly.is_inspection;
  const auto firm = known(by, filing.firm);
  if (!firm) return fail(firm.error());
  const auto statements = enterprises_.statements(filing.firm);
  if (!statements) return fail(statements.error());
  Sources sources(*statements, filing.findings);
  if (newly.is_inspection) again->inspected.emplace_back(newly.facts, today);
  for (const auto& [found, on] : again->inspected)
    sources.add_inspected(by.pack->book, found, on);
  auto judged = judge(by, filing, *firm, sources, today);
  if (judged) judged->matter = now.matter;
  return judged;
}

Result<std::vector<FactChange>> Judging::changes(const PackInUse& by, const PackShelf& shelf,
                                                 const Case& now,
                                                 std::vector<Finding> findings) const {
  const auto again = once_more(by, shelf, now, std::move(findings));
  if (!again) return fail(again.error());
  const auto firm = known(by, now.matter.firm);
  if (!firm && firm.error().front().code == "firm-unknown") return std::vector<FactChange>{};
  if (!firm) return fail(firm.error());
  const Basis basis = basis_of(*by.pack, again->filing, *firm);
  std::map<std::tuple<std::string, std::string, std::string>, FactChange> all;
  for (const StatedFact& one : now.facts)
    all[{one.kind, one.id, one.fact}] = {one.kind, one.id, one.fact, one.value, ""};
  for (const StatedFact& one : stated_facts(by.pack->book, basis.facts, basis.claimed_kind,
                                            basis.claimed_id, Sources(), Date())) {
    FactChange& change = all[{one.kind, one.id, one.fact}];
    change = {one.kind, one.id, one.fact, std::move(change.was), one.value};
  }
  std::vector<FactChange> changed;
  for (auto& [key, one] : all) {
    if (one.was != one.is) changed.push_back(std::move(one));
  }
  return changed;
}

}  // namespace fugong::casework
