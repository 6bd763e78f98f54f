#include "desks/casework/basis.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/json_writer.hpp"
#include "desks/casework/procedure_json.hpp"
#include "desks/casework/stated_facts.hpp"
#include "desks/entitlements/entitlements.hpp"

namespace fugong::casework {
namespace {

bool names_something(const PackInUse& by, const Procedure& procedure, const Case& now,
                     const Reason& reason) {
  switch (reason.of) {
    case Reason::Of::document:
      return procedure.find_document(reason.id) != nullptr;
    case Reason::Of::fact:
      return by.pack->book.fact_index(reason.id).has_value();
    case Reason::Of::condition: {
      // Those in brackets are no rules of the provision: "(in_force)", "(region)".
      if (reason.id.starts_with('(')) return true;
      const law::Provision* provision = by.pack->book.find_provision(now.matter.provision);
      return provision == nullptr ||
             std::ranges::any_of(provision->conditions,
                                 [&](const law::Condition& one) { return one.id == reason.id; });
    }
    case Reason::Of::words:
      return true;
  }
  return true;
}

}  // namespace

std::string basis_json(const PackInUse& judged_by, const Procedure& procedure, const Case& now,
                       const std::optional<law::Moment>& judged_on) {
  const pack::Pack& pack = *judged_by.pack;
  const law::Provision* provision = pack.book.find_provision(now.matter.provision);
  JsonWriter w;
  w.begin_object().key("pack").raw(entitlements::pack_id_json(pack));
  w.key("procedure").raw(procedure_json(procedure, now.matter.provision));
  w.key("facts").raw(entitlements::facts_json(pack)).key("provision");
  if (provision != nullptr) {
    w.raw(entitlements::provision_json(pack, *provision));
  } else {
    w.null();
  }
  w.key("answer");
  if (judged_on && provision != nullptr) {
    const law::Subject firm = subject_stated(pack.book, now.facts);
    const law::Answer answer = pack.book.check(firm, *judged_on, {.measures = {procedure.measure}});
    w.raw(entitlements::answer_json(pack, answer));
  } else {
    w.null();
  }
  return w.end_object().take();
}

Faults unknown_reasons(const PackInUse& judged_by, const Procedure& procedure, const Case& now,
                       const std::vector<Reason>& reasons) {
  Faults faults;
  for (std::size_t i = 0; i < reasons.size(); ++i) {
    if (names_something(judged_by, procedure, now, reasons[i])) continue;
    faults.push_back({"reason-unknown",
                      at_pointer(fmt::format("/reasons/{}/id", i)),
                      {fmt::format("案件所用的政策包里没有“{}”", reasons[i].id),
                       fmt::format("the packs of the case have no '{}'", reasons[i].id)},
                      {"用 GET /cases/{reference}/basis 中的编号",
                       "take an id that GET /cases/{reference}/basis names"}});
  }
  return faults;
}

}  // namespace fugong::casework
