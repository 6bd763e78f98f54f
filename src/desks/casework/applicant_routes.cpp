// What whoever applies looks at before: how a benefit is obtained, for which firms he acts, and
// what an application would come to. Nothing of it is kept.
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "base/json_writer.hpp"
#include "desks/casework/case_json.hpp"
#include "desks/casework/judging.hpp"
#include "desks/casework/procedure_json.hpp"
#include "desks/casework/route_parts.hpp"
#include "desks/casework/said_before.hpp"
#include "desks/casework/words.hpp"
#include "engines/law/facts.hpp"
#include "platform/http/json_body.hpp"

namespace fugong::casework {
namespace {

using http::Method;
using http::Request;
using http::Response;
using identity::Action;
using identity::Caller;
using store::Database;
using store::Scope;
using store::Transaction;

class Applicants {
 public:
  explicit Applicants(const CaseDesk& parts) : is_(parts), judging_(is_.enterprises, is_.random) {}

  Response procedure(const Request& request) {
    const std::string& provision = request.path_values.at("provision");
    const auto place = place_in_query(request);
    if (!place) return refuse(place.error(), request);
    const Procedure* procedure = is_.procedures.for_provision(provision, *place);
    if (procedure != nullptr) return Response::json(procedure_json(*procedure, provision));
    Faults faults{{"procedure-none",
                   {},
                   {fmt::format("没有条款 {} 的办理流程", provision),
                    fmt::format("there is no procedure of provision {}", provision)},
                   {"看该条款写明的办理机关", "see which office the provision names"}}};
    return http::problem(404, {"没有这个流程", "There is no such procedure"},
                         faults.front().message, faults, request);
  }

  Response procedures() const { return Response::json(procedures_json(is_.procedures)); }

  Response firms(const Request& request) {
    return as_caller(is_, request, [&](Database&, const Caller& caller) -> Result<Response> {
      JsonWriter w;
      w.begin_object().key("firms").begin_array();
      for (const identity::Grant& grant : caller.grants) {
        if (identity::scope_kind(grant.role) != identity::ScopeKind::firm ||
            !identity::is_in_force(grant, is_.people.clock.now_ms()))
          continue;
        const auto firm = is_.enterprises.find(grant.scope);
        if (!firm) return fail(firm.error());
        w.begin_object().key("firm").string(grant.scope).key("name");
        if (*firm) {
          w.text((**firm).name);
        } else {
          w.null();
        }
        w.key("role").string(identity::name_of(grant.role));
        w.key("place").string_or_null(
            *firm ? law::place_of(is_.enterprises.book(), (**firm).subject) : "");
        w.end_object();
      }
      return Response::json(w.end_array().end_object().take());
    });
  }

  /// All that is known of a firm, as a check takes it, and who says so.
  Response firm_facts(const Request& request) {
    return as_caller(
        is_, request, [&](Database& database, const Caller& caller) -> Result<Response> {
          const std::string& firm = request.path_values.at("firm");
          const auto verdict = identity::decide(caller, Action::case_file, {.firm = firm},
                                                is_.people.clock.now_ms());
          if (!verdict.allowed()) return identity::denied(verdict);
          const PackInUse served{&is_.pack, &is_.procedures, &is_.issuer};
          const auto known = judging_.known(served, firm);
          if (!known) {
            return http::problem(404, {"没有这家企业", "There is no such firm"},
                                 known.error().front().message, known.error(), request);
          }
          const auto statements = is_.enterprises.statements(firm);
          if (!statements) return fail(statements.error());
          const auto findings = findings_of(is_, database, firm);
          if (!findings) return fail(findings.error());
          SaidBefore said;
          if (may(caller, Action::case_read, firm)) {
            auto told = said_by(database, firm);
            if (!told) return fail(std::move(told.error()));
            said = std::move(*told);
          }
          said.facts.kind = known->kind;
          overlay(said.facts, with_findings(is_.pack.book, *known, *findings));
          return Response::json(firm_facts_json(firm, said, {*statements, *findings}));
        });
  }

  Response preview(const Request& request) {
    return as_caller(
        is_, request, [&](Database& database, const Caller& caller) -> Result<Response> {
          auto body = http::read_json_body(request);
          if (!body) return std::move(body.error());
          auto filing =
              read_filing(is_.pack, is_.procedures, *body, false,
                          [&](const std::string& firm) { return judging_.place_of(firm); });
          if (!filing) return http::unreadable(filing.error(), request);
          const auto verdict = identity::decide(caller, Action::case_file, {.firm = filing->firm},
                                                is_.people.clock.now_ms());
          if (!verdict.allowed()) return identity::denied(verdict);
          const PackInUse served{&is_.pack, &is_.procedures, &is_.issuer};
          const auto known = judging_.known(served, filing->firm);
          if (!known) return fail(known.error());
          const auto statements = is_.enterprises.statements(filing->firm);
          if (!statements) return fail(statements.error());
          auto findings = findings_of(is_, database, filing->firm);
          if (!findings) return fail(std::move(findings.error()));
          filing->findings = std::move(*findings);
          const Preview seen = casework::preview(is_.pack, *filing, *known, is_.clock.today());
          auto beside = look_beside(database, *filing, seen);
          if (!beside) return fail(std::move(beside.error()));
          return Response::json(
              preview_json(*filing, seen, Sources(*statements, filing->findings), *beside));
        });
  }

 private:
  /// Other cases of the firm.
  struct Others {
    std::string open;  ///< the reference of one about the same; empty: there is none
    std::vector<Against> against;
  };
  Result<Others> look_beside(Database& database, const Filing& filing, const Preview& seen) {
    Others others;
    if (!seen.subject) return others;
    const auto scope = Scope::firms({filing.firm});
    if (!scope) return fail(scope.error());
    const std::string& subject = seen.subject->empty() ? filing.firm : *seen.subject;
    auto read = database.read([&](Transaction& t) -> Result<void> {
      Transaction mine = t.within(*scope);
      const Matter matter{filing.procedure->id, filing.matter(), filing.firm,  subject,
                          seen.place,           filing.start,    seen.same_key};
      auto found = is_.cases.open_case(mine, matter);
      if (!found) return fail(std::move(found.error()));
      others.open = std::move(*found);
      if (!seen.judgement) return {};
      Transaction whole = t.within(Scope::everything("what other cases leave"));
      auto against = is_.cases.against(whole, matter, *seen.judgement);
      if (!against) return fail(std::move(against.error()));
      others.against = std::move(*against);
      return {};
    });
    if (!read) return fail(std::move(read.error()));
    return others;
  }

  bool may(const Caller& caller, Action action, const std::string& firm) const {
    return identity::decide(caller, action, {.firm = firm}, is_.people.clock.now_ms()).allowed();
  }

  Result<SaidBefore> said_by(Database& database, const std::string& firm) {
    SaidBefore said;
    const auto scope = Scope::firms({firm});
    if (!scope) return fail(scope.error());
    auto read = database.read([&](Transaction& t) -> Result<void> {
      Transaction mine = t.within(*scope);
      auto told = said_before(mine, is_.cases, is_.shelf, is_.pack.book, firm);
      if (!told) return fail(std::move(told.error()));
      said = std::move(*told);
      return {};
    });
    if (!read) return fail(std::move(read.error()));
    return said;
  }

  std::string firm_facts_json(const std::string& firm, const SaidBefore& said,
                              const Sources& sources) const {
    const Date today = is_.clock.today();
    JsonWriter w;
    w.begin_object().key("firm").string(firm).key("on").string(today.to_string());
    w.key("facts").raw(facts_document(is_.pack.book, said.facts)).key("stated").begin_array();
    for (const StatedFact& one : all_facts(is_.pack.book, said.facts, sources, today)) {
      const SaidBefore::Where* own =
          one.source == kDeclared ? said.of(one.kind, one.id, one.fact) : nullptr;
      w.begin_object().key("fact").string(one.fact);
      write_subject(w, one.kind, one.id);
      w.key("value").string(one.value).key("source").string(one.source);
      w.key("stated_on").string(own == nullptr ? one.stated_on : own->on);
      write_found(w, one.found);
      w.key("case").string_or_null(own == nullptr ? "" : own->reference);
      w.end_object();
    }
    return w.end_array().end_object().take();
  }

  std::string preview_json(const Filing& filing, const Preview& seen, const Sources& sources,
                           const Others& others) const {
    JsonWriter w;
    w.begin_object().key("provision").string(filing.matter());
    w.key("finding").string_or_null(filing.procedure->finding);
    w.key("firm").string(filing.firm);
    w.key("place").string_or_null(seen.place);
    w.key("subject").string_or_null(seen.subject.value_or(""));
    w.key("subjects").begin_array();
    for (const auto& [kind, id] : seen.subjects)
      w.begin_object().key("kind").string(kind).key("id").string(id).end_object();
    w.end_array().key("known").begin_array();
    for (const FormFact& one : seen.known) {
      const auto said = sources.of(one.kind, one.id, one.fact, is_.clock.today());
      w.begin_object().key("pointer").string(one.pointer).key("fact").string(one.fact);
      write_subject(w, one.kind, one.id);
      w.key("value").string(one.value).key("source").string(said.source);
      w.key("stated_on").string(said.day);
      write_found(w, said.found);
      w.end_object();
    }
    w.end_array().key("missing").begin_array();
    for (const FormFact& one : seen.missing) {
      w.begin_object().key("pointer").string(one.pointer).key("fact").string(one.fact);
      write_subject(w, one.kind, one.id);
      w.key("needed").boolean(one.needed).end_object();
    }
    w.end_array().key("faults").begin_array();
    for (const Fault& fault : seen.faults) {
      w.begin_object().key("code").string(fault.code).key("pointer").string(fault.place.pointer);
      w.key("detail").text(fault.message).key("remedy").text(fault.remedy).end_object();
    }
    w.end_array().key("judgement");
    if (seen.judgement) {
      w.begin_object().key("state").string(name_in(pack::kStates, seen.judgement->state));
      for (const auto& [key, money] : {std::pair{"amount_fen", seen.judgement->amount},
                                       std::pair{"at_most_fen", seen.judgement->at_most}}) {
        w.key(key);
        if (money) {
          w.number(money->fen);
        } else {
          w.null();
        }
      }
      w.end_object();
    } else {
      w.null();
    }
    write_against(w, others.against);
    w.key("open_case").string_or_null(others.open).key("stands");
    const auto own = std::ranges::find(filing.findings, filing.matter(), &Finding::fact);
    if (own != filing.findings.end()) {
      w.begin_object().key("is_so").boolean(own->is_so).key("on").string(own->on.to_string());
      write_found(w, own->by);
      w.end_object();
    } else {
      w.null();
    }
    return w.end_object().take();
  }

  const CaseDesk is_;
  const Judging judging_;
};

}  // namespace

void add_applicant_routes(http::Router& router, const CaseDesk& parts) {
  const auto desk = std::make_shared<Applicants>(parts);
  router.add(Method::get, "/api/v1/procedures",
             [desk](const Request&) { return desk->procedures(); });
  router.add(Method::get, "/api/v1/procedures/{provision}",
             [desk](const Request& request) { return desk->procedure(request); });
  router.add(Method::get, "/api/v1/firms",
             [desk](const Request& request) { return desk->firms(request); });
  router.add(Method::get, "/api/v1/firms/{firm}/facts",
             [desk](const Request& request) { return desk->firm_facts(request); });
  router.add(Method::post, "/api/v1/cases/preview",
             [desk](const Request& request) { return desk->preview(request); });
}

}  // namespace fugong::casework
