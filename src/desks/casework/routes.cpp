#include "desks/casework/routes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "desks/casework/act_request.hpp"
#include "desks/casework/basis.hpp"
#include "desks/casework/case_json.hpp"
#include "desks/casework/case_room.hpp"
#include "desks/casework/documents.hpp"
#include "desks/casework/judging.hpp"
#include "desks/casework/route_parts.hpp"
#include "desks/casework/transfer.hpp"
#include "desks/casework/words.hpp"
#include "desks/receipt/kept/kept.hpp"
#include "engines/law/facts.hpp"
#include "platform/http/json_body.hpp"
#include "platform/http/precondition.hpp"

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

/// A case that the caller may see.
struct Seen {
  Stored stored;
  const Procedure* procedure = nullptr;
  std::string body;  ///< the partner that is asked, if there is one
  std::vector<Role> roles;
  identity::Resource on;  ///< what the case is to identity
  Scope scope;            ///< within which it was found
};

tl::unexpected<Faults> no_case(std::string_view reference) {
  return fail(
      "case-unknown", {},
      {fmt::format("没有案件 {}", reference), fmt::format("there is no case {}", reference)},
      {"核对编号", "check its number"});
}

tl::unexpected<Faults> moved_on() {
  return fail("case-moved-on", {}, {"案件已有新的进展", "the case has moved on"},
              {"重新打开后再办", "open it again, and then decide"});
}

class Desk {
 public:
  explicit Desk(const CaseDesk& parts) : is_(parts), judging_(is_.enterprises, is_.random) {}

  Response file(const Request& request) {
    return as_caller(request, [&](Database& database, const Caller& caller) -> Result<Response> {
      auto body = http::read_json_body(request);
      if (!body) return std::move(body.error());
      auto filing = read_filing(is_.pack, is_.procedures, *body, true,
                                [&](const std::string& firm) { return judging_.place_of(firm); });
      if (!filing) return http::unreadable(filing.error(), request);
      const std::int64_t now_ms = is_.people.clock.now_ms();
      const auto verdict =
          identity::decide(caller, Action::case_file, {.firm = filing->firm}, now_ms);
      if (!verdict.allowed()) return identity::denied(verdict);
      auto findings = findings_of(is_, database, filing->firm);
      if (!findings) return fail(std::move(findings.error()));
      filing->findings = std::move(*findings);
      const auto judged = judging_.judge(served(), *filing, is_.clock.today());
      if (!judged) return fail(judged.error());
      const Event event = filing_event(caller, *judged, now_ms);
      const Procedure* procedure = is_.procedures.find(judged->matter.procedure);
      FUGONG_CHECK(procedure != nullptr, "what is judged has a procedure");
      const auto partner = named_partner(is_.pack, is_.enterprises, judged->matter, *procedure);
      if (!partner) return fail(partner.error());
      const std::int64_t number = draw_number(is_.random);
      const auto scope = Scope::firms({filing->firm});
      if (!scope) return fail(scope.error());
      return is_.idempotency.once(
          database, request, {actor_of(caller), "POST /api/v1/cases"}, api::Demand::required,
          [&](Transaction& t) -> Result<Response> {
            Transaction mine = t.within(*scope);
            auto papers = hand_in(mine, is_.files, filing->firm, number, filing->documents);
            if (!papers) return fail(std::move(papers.error()));
            Event whole = event;
            whole.documents = std::move(*papers);
            const auto stored = is_.counter.file(mine, whole, number, &judged->papers, *partner);
            if (!stored) return fail(stored.error());
            auto response = answer(mine, caller, *stored, 201);
            if (response) {
              response->headers.emplace_back("Location", "/api/v1/cases/" + stored->reference);
            }
            return response;
          });
    });
  }

  Response show(const Request& request) {
    return as_caller(request, [&](Database& database, const Caller& caller) -> Result<Response> {
      const auto reaches = reaches_of(caller, is_.people.clock.now_ms());
      if (!reaches) return fail(reaches.error());
      Result<Response> response = Response{};
      std::optional<Seen> shown;
      auto read = database.read([&](Transaction& t) -> Result<void> {
        const auto seen = see(t, *reaches, caller, request.path_values.at("reference"));
        if (!seen) return fail(seen.error());
        shown = *seen;
        Transaction mine = t.within(seen->scope);
        response = answer(mine, caller, seen->stored, 200);
        return response ? Result<void>{} : fail(response.error());
      });
      if (!read) return fail(std::move(read.error()));
      if (shown && !std::ranges::any_of(shown->roles, is_applicant)) {
        const Role role = shown->roles.empty() ? Role::partner : shown->roles.front();
        auto noted = is_.counter.note_reading(database, {actor_of(caller), role}, shown->stored,
                                              is_.people.clock.now_ms());
        if (!noted) return fail(std::move(noted.error()));
      }
      return response;
    });
  }

  /// What it goes by, of its own packs.
  Response basis(const Request& request) {
    return as_caller(request, [&](Database& database, const Caller& caller) -> Result<Response> {
      const auto wants_answer = request.query_value("answer");
      if (wants_answer && *wants_answer != "true" && *wants_answer != "false")
        return http::wrong_query("answer", {"写 true 或 false", "write true or false"});
      const auto reaches = reaches_of(caller, is_.people.clock.now_ms());
      if (!reaches) return fail(reaches.error());
      std::optional<Seen> seen;
      std::optional<law::Moment> judged_on;
      auto read = database.read([&](Transaction& t) -> Result<void> {
        auto found = see(t, *reaches, caller, request.path_values.at("reference"));
        if (!found) return fail(std::move(found.error()));
        seen = std::move(*found);
        if (wants_answer != "true" || !shows_facts(*seen)) return {};
        const auto bytes =
            receipt::find_receipt(t, seen->stored.number, seen->stored.now.judgement.receipt);
        if (!bytes) return fail(bytes.error());
        if (!*bytes) return {};
        const auto paper = receipt::read_receipt(**bytes, "receipt");
        if (!paper) return fail(paper.error());
        judged_on = paper->moment;
        return {};
      });
      if (!read) return fail(std::move(read.error()));
      const Case& now = seen->stored.now;
      const auto judged_by = on_shelf(is_.shelf, now.judgement.pack);
      if (!judged_by) return fail(judged_by.error());
      return Response::json(basis_json(**judged_by, *seen->procedure, now, judged_on));
    });
  }

  Response act(const Request& request) {
    return as_caller(request, [&](Database& database, const Caller& caller) -> Result<Response> {
      auto body = http::read_json_body(request);
      if (!body) return std::move(body.error());
      auto wanted = read_act(is_.pack.book, *body);
      if (!wanted) return http::unreadable(wanted.error(), request);
      const auto reaches = reaches_of(caller, is_.people.clock.now_ms());
      if (!reaches) return fail(reaches.error());
      const std::string& reference = request.path_values.at("reference");
      // The register is asked before: it has a connection of its own, which would wait for this
      // one's transaction.
      Result<Doing> doing = Doing{wanted->event, std::nullopt, std::nullopt};
      if (asks_the_register(*wanted)) doing = ready(database, *reaches, caller, reference, *wanted);
      http::IfMatch condition(request);
      return condition.over(is_.idempotency.once(
          database, request,
          {actor_of(caller), "POST /api/v1/cases/" + request.path_values.at("reference") + "/acts"},
          api::Demand::required, [&](Transaction& t) -> Result<Response> {
            auto seen = see(t, *reaches, caller, request.path_values.at("reference"));
            if (!seen) return fail(std::move(seen.error()));
            Transaction mine = t.within(seen->scope);
            auto fits = condition.check(http::etag_of_revision(seen->stored.now.events));
            if (!fits) return fail(std::move(fits.error()));
            if (!doing) return fail(doing.error());
            if (doing->judged_for.value_or(seen->stored.now.events) != seen->stored.now.events)
              return moved_on();
            return happen(t, mine, caller, *seen, *doing);
          }));
    });
  }

 private:
  template <class Act>
  Response as_caller(const Request& request, Act&& act) {
    return casework::as_caller(is_, request, std::forward<Act>(act));
  }

  static Event filing_event(const Caller& caller, const Judged& judged, std::int64_t now_ms) {
    Event event;
    event.act = Act::file;
    event.by.id = actor_of(caller);
    const auto roles = roles_at(caller, judged.matter, "", now_ms);
    event.by.role = !roles.empty() && roles.front() == Role::owner ? Role::owner : Role::helper;
    event.matter = judged.matter;
    judged.put_into(event);
    return event;
  }

  struct Doing {
    Event event;
    std::optional<receipt::Papers> papers;   ///< where it is judged anew
    std::optional<std::int64_t> judged_for;  ///< the version of the case that was judged
  };

  /// What is judged anew, and what is decided: by facts that stand today.
  static bool asks_the_register(const WantedAct& wanted) {
    const Act act = wanted.event.act;
    return wanted.facts != nullptr || act == Act::rerun || act == Act::grant ||
           act == Act::refuse || act == Act::countersign;
  }

  Result<Doing> ready(Database& database, const std::vector<Scope>& reaches, const Caller& caller,
                      const std::string& reference, const WantedAct& wanted) {
    Case now;
    bool is_open = false;
    bool decides = false;
    auto read = database.read([&](Transaction& t) -> Result<void> {
      auto seen = see(t, reaches, caller, reference);
      if (!seen) return fail(std::move(seen.error()));
      // Before anything is judged: its faults tell what the register knows.
      const Act act = wanted.event.act;
      const auto role = role_for(*seen, caller, act);
      if (!role) return fail(role.error());
      const auto open = open_to(*seen, *role);
      is_open = std::ranges::find(open, act) != open.end();
      now = std::move(seen->stored.now);
      decides = is_measured(now, *seen->procedure, act);
      return {};
    });
    if (!read) return fail(std::move(read.error()));
    const bool judges = wanted.facts != nullptr || wanted.event.act == Act::rerun;
    if (!is_open || (!judges && !decides)) return Doing{wanted.event, std::nullopt, now.events};
    const auto pack = on_shelf(is_.shelf, now.judgement.pack);
    if (!pack) return fail(pack.error());
    auto findings = findings_of(is_, database, now.matter.firm);
    if (!findings) return fail(std::move(findings.error()));
    return judges ? judged(**pack, now, wanted, std::move(*findings))
                  : unchanged(**pack, now, wanted, std::move(*findings));
  }

  /// What is stated is read in the words of the pack that the case is judged by.
  Result<Doing> judged(const PackInUse& pack, const Case& now, const WantedAct& wanted,
                       std::vector<Finding> findings) {
    Judging::Newly newly;
    newly.is_inspection = wanted.event.act == Act::inspect;
    if (wanted.facts != nullptr) {
      auto facts = law::read_subject(pack.pack->book, *wanted.facts);
      if (!facts) return fail(std::move(facts.error()));
      newly.facts = std::move(*facts);
    }
    auto judged =
        judging_.again(pack, is_.shelf, now, newly, std::move(findings), is_.clock.today());
    if (!judged) return fail(std::move(judged.error()));
    Doing doing{wanted.event, std::nullopt, now.events};
    judged->put_into(doing.event);
    doing.papers = std::move(judged->papers);
    return doing;
  }

  /// Nothing is decided by what the register or an office says otherwise by now.
  Result<Doing> unchanged(const PackInUse& pack, const Case& now, const WantedAct& wanted,
                          std::vector<Finding> findings) {
    std::vector<Finding> again = findings;
    const auto changes = judging_.changes(pack, is_.shelf, now, std::move(findings));
    if (!changes) return fail(changes.error());
    Doing doing{wanted.event, std::nullopt, now.events};
    if (changes->empty()) return doing;
    // What no rule judges any more can only be refused.
    const bool refuses = wanted.event.act == Act::refuse ||
                         (wanted.event.act == Act::countersign && !now.decision->granted);
    if (refuses && !judging_.again(pack, is_.shelf, now, {}, std::move(again), is_.clock.today()))
      return doing;
    std::string names;
    for (const FactChange& one : *changes)
      names.append(names.empty() ? "" : ", ").append(one.fact);
    return fail("register-changed", at_pointer("/act"),
                {"测算之后事实有变：" + names, "facts have changed since it was judged: " + names},
                now.decision ? Text{"退回后重新测算（rerun）再决定",
                                    "send it back, have it judged anew (rerun), and then decide"}
                             : Text{"先重新测算（rerun）", "have it judged anew first (rerun)"});
  }

  PackInUse served() const { return {&is_.pack, &is_.procedures, &is_.issuer}; }

  static bool shows_facts(const Seen& seen) {
    return std::ranges::any_of(seen.roles, [](Role role) { return role != Role::partner; });
  }

  /// "case-unknown" for what isn't there and for what is none of the caller's business.
  Result<Seen> see(Transaction& t, const std::vector<Scope>& reaches, const Caller& caller,
                   const std::string& reference) {
    const auto number = number_of(reference);
    if (!number) return no_case(reference);
    for (const Scope& reach : reaches) {
      Transaction mine = t.within(reach);
      auto found = is_.cases.find(mine, *number);
      if (!found) return fail(std::move(found.error()));
      if (!*found) continue;
      auto seen = meet(mine, caller, std::move(**found));
      if (seen) seen->scope = reach;
      return seen;
    }
    return no_case(reference);
  }

  Result<Seen> meet(Transaction& t, const Caller& caller, Stored stored) {
    const auto procedure = is_.cases.procedure_of(stored.now.pack, stored.now.matter.procedure);
    if (!procedure) return fail(procedure.error());
    Seen seen{std::move(stored), *procedure, {}, {}, {}, Scope::everything("not looked for yet")};
    if (is_partner(caller)) {
      auto body = body_of(is_, seen.stored.now.matter, **procedure, seen.stored.body);
      if (!body) return fail(std::move(body.error()));
      seen.body = std::move(*body);
    }
    const std::int64_t now_ms = is_.people.clock.now_ms();
    auto ties = identity::ties_of(t, seen.stored.now.matter.firm);
    if (!ties) return fail(std::move(ties.error()));
    seen.on = resource_of(seen.stored.now, seen.body, std::move(*ties));
    const auto verdict = identity::decide(caller, Action::case_read, seen.on, now_ms);
    if (!verdict.allowed()) return no_case(seen.stored.reference);
    seen.roles = roles_at(caller, seen.stored.now.matter, seen.body, now_ms);
    return seen;
  }

  std::vector<Act> open_to(const Seen& seen, Role role) {
    return open_acts(seen.stored.now, *seen.procedure, is_.cases.calendar(), role,
                     is_.clock.today());
  }

  /// What the caller may do now, be it that he must show his second factor first.
  std::vector<Act> open_to(const Seen& seen, const Caller& caller) {
    std::vector<Act> acts;
    for (const Role role : seen.roles) {
      for (const Act act : open_to(seen, role)) {
        const auto action = action_of(act, role);
        if (!action || std::ranges::find(acts, act) != acts.end()) continue;
        const auto reason =
            identity::decide(caller, *action, seen.on, is_.people.clock.now_ms()).reason;
        if (reason == identity::Reason::allowed || reason == identity::Reason::stale_factor)
          acts.push_back(act);
      }
    }
    std::ranges::sort(acts);
    return acts;
  }

  /// As whom the caller does it: in the role for which it is open, else in one that may at all, so
  /// that the case says what may be done instead.
  Result<Role> role_for(const Seen& seen, const Caller& caller, Act act) {
    std::optional<Role> chosen;
    identity::Verdict nearest{identity::Reason::no_role};
    for (const Role role : seen.roles) {
      const auto action = action_of(act, role);
      if (!action) continue;
      const auto verdict = identity::decide(caller, *action, seen.on, is_.people.clock.now_ms());
      if (!verdict.allowed()) {
        nearest.reason = std::max(nearest.reason, verdict.reason);
        continue;
      }
      const auto open = open_to(seen, role);
      if (std::ranges::find(open, act) != open.end()) return role;
      if (!chosen) chosen = role;
    }
    if (chosen) return *chosen;
    return identity::denied(nearest);
  }

  /// Files for a case that is there.
  Result<std::vector<Paper>> amended(Transaction& t, const Seen& seen, std::vector<Paper> papers) {
    const Case& now = seen.stored.now;
    // What is asked for again makes room for another.
    std::vector<Paper> had = now.papers;
    std::erase_if(had, [&](const Paper& paper) {
      return std::ranges::any_of(now.gaps, [&](const Reason& gap) {
        return gap.of == Reason::Of::document && gap.id == paper.document;
      });
    });
    Faults faults = check_documents(*seen.procedure, papers, had);
    if (!faults.empty()) return fail(std::move(faults));
    // Of the firm, whatever else the caller may see.
    const auto scope = Scope::firms({now.matter.firm});
    if (!scope) return fail(scope.error());
    Transaction files = t.within(*scope);
    return hand_in(files, is_.files, now.matter.firm, seen.stored.number, std::move(papers));
  }

  Result<Response> happen(Transaction& t, Transaction& mine, const Caller& caller, const Seen& seen,
                          const Doing& wanted) {
    const auto role = role_for(seen, caller, wanted.event.act);
    if (!role) return fail(role.error());
    Event event = wanted.event;
    event.by = {actor_of(caller), *role};
    // Who reads them is led by their ids to the rule, the paper, the question.
    if (!event.reasons.empty()) {
      const auto judged_by = on_shelf(is_.shelf, seen.stored.now.judgement.pack);
      if (!judged_by) return fail(judged_by.error());
      Faults unknown =
          unknown_reasons(**judged_by, *seen.procedure, seen.stored.now, event.reasons);
      if (!unknown.empty()) return fail(std::move(unknown));
    }
    if (!event.documents.empty()) {
      auto papers = amended(t, seen, std::move(event.documents));
      if (!papers) return fail(std::move(papers.error()));
      event.documents = std::move(*papers);
    }
    if (event.act == Act::transfer) {
      auto reached =
          can_be_handed_to(event.reference, is_.pack.book, seen.stored.now, *seen.procedure);
      if (!reached) return fail(std::move(reached.error()));
    }
    // It leaves the officer's own places.
    Transaction whole = t.within(Scope::everything("transfer"));
    Transaction& within = event.act == Act::transfer ? whole : mine;
    const auto stored = is_.counter.happen(within, seen.stored.number, seen.stored.now.events,
                                           event, wanted.papers ? &*wanted.papers : nullptr);
    if (!stored) return fail(stored.error());
    return answer(within, caller, *stored, 200);
  }

  Result<Response> answer(Transaction& t, const Caller& caller, const Stored& stored, int status) {
    auto seen = meet(t, caller, stored);
    // Whoever has handed a case on has still done so.
    const auto procedure = is_.cases.procedure_of(stored.now.pack, stored.now.matter.procedure);
    if (!procedure) return fail(procedure.error());
    const auto history = is_.cases.history(t, stored.number);
    if (!history) return fail(history.error());
    CaseView view{is_.cases.calendar(), is_.clock.today()};
    const std::string& firm = stored.now.matter.firm;
    const auto names = is_.enterprises.names({firm});
    if (!names) return fail(names.error());
    const auto name = names->find(firm);
    if (name != names->end()) view.firm_name = &name->second;
    view.about = about(is_, stored.now.matter.provision, (**procedure).title);
    if (seen) {
      view.acts = open_to(*seen, caller);
      view.shows_facts = shows_facts(*seen);
      view.is_office = std::ranges::any_of(
          seen->roles, [](Role role) { return is_officer(role) || role == Role::second_approver; });
      if (!view.shows_facts && !seen->roles.empty()) view.partner = actor_of(caller);
    }
    if (view.shows_facts && stored.now.phase != Phase::closed) {
      auto beside = look_beside(t, *seen, **procedure, view);
      if (!beside) return fail(std::move(beside.error()));
    }
    if (view.changes.empty()) std::erase(view.acts, Act::rerun);
    if (std::ranges::all_of(view.warnings, &Warning::is_cleared)) std::erase(view.acts, Act::clear);
    if (view.shows_facts && !stored.now.decision && stored.now.phase != Phase::closed) {
      Transaction whole = t.within(Scope::everything("what other cases leave"));
      auto against =
          is_.cases.against(whole, stored.now.matter, stored.now.judgement, stored.number);
      if (!against) return fail(std::move(against.error()));
      view.against = std::move(*against);
    }
    Response response = Response::json(case_json(stored, **procedure, view, *history), status);
    response.headers.emplace_back("ETag", http::etag_of_revision(stored.now.events));
    return response;
  }

  /// What has changed since it was judged, and for an office what other firms' cases share with it.
  Result<void> look_beside(Transaction& t, const Seen& seen, const Procedure& procedure,
                           CaseView& view) {
    const Case& now = seen.stored.now;
    if (!now.decision || now.phase == Phase::to_countersign) {
      auto findings = is_.cases.findings(t, {now.matter.firm}, is_.clock.today());
      if (!findings) return fail(std::move(findings.error()));
      const auto pack = is_.shelf(now.judgement.pack);
      auto changes = pack != nullptr ? judging_.changes(*pack, is_.shelf, now, std::move(*findings))
                                     : Result<std::vector<FactChange>>(std::vector<FactChange>{});
      // What can't be compared is told where it is judged.
      if (changes) view.changes = std::move(*changes);
    }
    if (!view.is_office) return {};
    auto warnings = is_.cases.warnings(t, seen.stored, procedure);
    if (!warnings) return fail(std::move(warnings.error()));
    view.warnings = std::move(*warnings);
    auto in_sight = is_.cases.in_sight(t, view.warnings);
    if (!in_sight) return fail(std::move(in_sight.error()));
    view.in_sight = std::move(*in_sight);
    return {};
  }

  const CaseDesk is_;
  const Judging judging_;
};

}  // namespace

void add_routes(http::Router& router, const CaseDesk& parts) {
  add_applicant_routes(router, parts);
  add_programme_routes(router, parts);
  add_publication_routes(router, parts);
  add_figures_routes(router, parts);
  add_queue_routes(router, parts);
  add_rerun_routes(router, parts);
  const auto desk = std::make_shared<Desk>(parts);
  router.add(Method::post, "/api/v1/cases",
             [desk](const Request& request) { return desk->file(request); });
  router.add(Method::get, "/api/v1/cases/{reference}",
             [desk](const Request& request) { return desk->show(request); });
  router.add(Method::get, "/api/v1/cases/{reference}/basis",
             [desk](const Request& request) { return desk->basis(request); });
  router.add(Method::post, "/api/v1/cases/{reference}/acts",
             [desk](const Request& request) { return desk->act(request); });
}

}  // namespace fugong::casework
