#include "desks/funds/routes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <memory>
#include <set>
#include <span>

#include "desks/funds/fund_json.hpp"
#include "desks/funds/fund_request.hpp"
#include "platform/http/json_body.hpp"
#include "platform/ledger/ledger.hpp"
#include "platform/ledger/verify.hpp"
#include "platform/store/scope.hpp"

namespace fugong::funds {
namespace {

using http::Method;
using http::Request;
using http::Response;
using identity::Action;
using identity::Caller;
using store::Database;
using store::Scope;
using store::Transaction;

constexpr std::size_t kIdBytes = 8;
constexpr std::size_t kShownProposals = 50;  ///< with a fund
/// Who sees where a fund stands, and who sees each entry and proposal.
constexpr std::array kSeesFunds{Action::fund_manage, Action::fund_approve, Action::case_pay,
                                Action::statistics_read, Action::audit_read};
constexpr std::array kSeesEntries{Action::fund_manage, Action::fund_approve, Action::audit_read};

tl::unexpected<Faults> no_fund() {
  return fail("fund-unknown", {}, {"没有这笔资金", "there is no such fund"},
              {"从资金列表中选", "choose one of the list of funds"});
}
tl::unexpected<Faults> no_proposal() {
  return fail("proposal-unknown", {}, {"没有这项提议", "there is no such proposal"},
              {"从提议列表中选", "choose one of the list of proposals"});
}

constexpr std::array<std::pair<std::string_view, int>, 2> kStatuses{{
    {"proposal-decided", 409},
    {"ledger-overdrawn", 409},
}};

Response refuse(const Faults& faults, const Request& request) {
  return identity::refusal(faults, request, {{"资金没有变动", "No money was moved"}, kStatuses});
}

class Desk {
 public:
  explicit Desk(const FundDesk& parts) : is_(parts) {}

  Response list(const Request& request) {
    return as_caller(request, [&](Database& database, const Caller& caller) -> Result<Response> {
      const auto year = year_wanted(request, is_.clock.today());
      if (!year) return fail(year.error());
      const auto place = place_wanted(request);
      if (!place) return fail(place.error());
      JsonWriter w;
      w.begin_object().key("year").number(*year).key("funds").begin_array();
      bool is_any = false;
      auto read = database.read([&](Transaction& t) -> Result<void> {
        const auto shards = shards_of(t, caller, *place);
        if (!shards) return fail(shards.error());
        for (const ledger::Shard shard : *shards) {
          if (!sees(caller, shard, kSeesFunds)) continue;
          is_any = true;
          const auto funds = funds_of(t, shard, is_.named, *year);
          if (!funds) return fail(funds.error());
          for (const FundView& fund : *funds)
            write_fund(w, fund);
        }
        return {};
      });
      if (!read) return fail(std::move(read.error()));
      if (!is_any && !may_ever(caller, kSeesFunds))
        return identity::denied({identity::Reason::no_role});
      return Response::json(w.end_array().end_object().take());
    });
  }

  Response show(const Request& request) {
    return as_caller(request, [&](Database& database, const Caller& caller) -> Result<Response> {
      const auto scope = scope_of(caller);
      if (!scope) return fail(scope.error());
      JsonWriter w;
      auto read = database.read([&](Transaction& t) -> Result<void> {
        const auto fund = see(t, caller, request, kSeesFunds);
        if (!fund) return fail(fund.error());
        const auto run_out = run_out_of(t, *fund, is_.clock.today());
        if (!run_out) return fail(run_out.error());
        w.begin_object().key("fund");
        write_fund(w, *fund);
        w.key("run_out");
        write_run_out(w, *run_out);
        w.key("acts").begin_array();
        if (decide(caller, Action::fund_manage, fund->shard).allowed()) w.string("propose");
        w.end_array().key("proposals").begin_array();
        if (sees(caller, fund->shard, kSeesEntries)) {
          Transaction mine = t.within(*scope);
          const auto all = funds::list(mine, {.fund = fund->key.id(), .shard = fund->shard});
          if (!all) return fail(all.error());
          for (std::size_t i = 0; i < std::min(all->size(), kShownProposals); ++i)
            write_proposal(w, (*all)[i], acts_on(caller, (*all)[i]));
        }
        w.end_array().end_object();
        return {};
      });
      if (!read) return fail(std::move(read.error()));
      return Response::json(w.take());
    });
  }

  Response statement(const Request& request) {
    return as_caller(request, [&](Database& database, const Caller& caller) -> Result<Response> {
      const auto limit = http::page_limit(request);
      if (!limit) return fail(limit.error());
      const auto after = position(request);
      if (!after) return fail(after.error());
      JsonWriter w;
      w.begin_object().key("entries").begin_array();
      auto read = database.read([&](Transaction& t) -> Result<void> {
        const auto fund = see(t, caller, request, kSeesEntries);
        if (!fund) return fail(fund.error());
        const auto page =
            ledger::statement(t, fund->shard, {.fund = fund->key.id()}, *after, *limit);
        if (!page) return fail(page.error());
        std::map<std::int64_t, ledger::Account> known;
        for (const ledger::Entry& entry : page->entries) {
          for (const std::int64_t id : {entry.transfer.debit, entry.transfer.credit}) {
            if (known.contains(id)) continue;
            const auto account = ledger::find_account(t, fund->shard, id);
            if (!account) return fail(account.error());
            FUGONG_CHECK(account->has_value(), "an entry names accounts that are open");
            known.emplace(id, **account);
          }
          write_entry(w, entry, known.at(entry.transfer.debit), known.at(entry.transfer.credit));
        }
        w.end_array().key("next_cursor");
        if (page->next != 0) {
          w.string(is_.cursors.seal(statement_route(request), http::filter_of(request),
                                    std::to_string(page->next)));
        } else {
          w.null();
        }
        return {};
      });
      if (!read) return fail(std::move(read.error()));
      return Response::json(w.end_object().take());
    });
  }

  Response propose(const Request& request) {
    return as_caller(request, [&](Database& database, const Caller& caller) -> Result<Response> {
      auto body = http::read_json_body(request);
      if (!body) return std::move(body.error());
      auto proposal = read_proposal(*body);
      if (!proposal) return http::unreadable(proposal.error(), request);
      const auto scope = scope_of(caller);
      if (!scope) return fail(scope.error());
      proposal->id = is_.random.hex(kIdBytes);
      proposal->proposed_by = std::to_string(caller.person);
      return is_.idempotency.once(
          database, request,
          {proposal->proposed_by,
           "POST /api/v1/funds/" + request.path_values.at("id") + "/proposals"},
          api::Demand::required, [&](Transaction& t) -> Result<Response> {
            const auto fund = see(t, caller, request, kSeesFunds);
            if (!fund) return fail(fund.error());
            const auto verdict = decide(caller, Action::fund_manage, fund->shard);
            if (!verdict.allowed()) return identity::denied(verdict);
            Proposal one = *proposal;
            one.shard = fund->shard;
            one.fund = fund->key;
            one.proposed_ms = is_.clock.now_ms();
            Transaction mine = t.within(*scope);
            auto kept = put(mine, one);
            if (kept) kept = prove(t, caller, verdict, one);
            if (!kept) return fail(std::move(kept.error()));
            Response response = answer(caller, one, 201);
            response.headers.emplace_back("Location", "/api/v1/fund-proposals/" + one.id);
            return response;
          });
    });
  }

  Response proposals(const Request& request) {
    return as_caller(request, [&](Database& database, const Caller& caller) -> Result<Response> {
      const auto wanted = wanted_by(request);
      if (!wanted) return fail(wanted.error());
      const auto scope = scope_of(caller);
      if (!scope) return fail(scope.error());
      JsonWriter w;
      w.begin_object().key("proposals").begin_array();
      auto read = database.read([&](Transaction& t) -> Result<void> {
        Transaction mine = t.within(*scope);
        const auto all = funds::list(mine, *wanted);
        if (!all) return fail(all.error());
        for (const Proposal& one : *all) {
          if (sees(caller, one.shard, kSeesEntries)) write_proposal(w, one, acts_on(caller, one));
        }
        return {};
      });
      if (!read) return fail(std::move(read.error()));
      return Response::json(w.end_array().end_object().take());
    });
  }

  Response decision(const Request& request) {
    return as_caller(request, [&](Database& database, const Caller& caller) -> Result<Response> {
      auto body = http::read_json_body(request);
      if (!body) return std::move(body.error());
      const auto wanted = read_decision(*body);
      if (!wanted) return http::unreadable(wanted.error(), request);
      const auto scope = scope_of(caller);
      if (!scope) return fail(scope.error());
      const std::string& id = request.path_values.at("proposal");
      return is_.idempotency.once(
          database, request,
          {std::to_string(caller.person), "POST /api/v1/fund-proposals/" + id + "/decision"},
          api::Demand::required, [&](Transaction& t) -> Result<Response> {
            Transaction mine = t.within(*scope);
            auto found = find(mine, id);
            if (!found) return fail(std::move(found.error()));
            if (!*found || !sees(caller, (**found).shard, kSeesEntries)) return no_proposal();
            return settle(t, mine, caller, std::move(**found), *wanted);
          });
    });
  }

 private:
  template <class Body>
  Response as_caller(const Request& request, Body&& body) {
    return identity::as_caller(is_, request, identity::signed_in, refuse, body);
  }

  identity::Verdict decide(const Caller& caller, Action action, ledger::Shard shard,
                           std::int64_t author = 0) const {
    return identity::decide(caller, action, {.region = place_of(shard), .authors = {author}},
                            is_.people.clock.now_ms());
  }

  /// Whether one of these actions reaches the province, be it that the second factor must be shown
  /// first or that it is one's own work.
  bool sees(const Caller& caller, ledger::Shard shard, std::span<const Action> actions) const {
    return std::ranges::any_of(actions, [&](Action action) {
      const auto reason = decide(caller, action, shard).reason;
      return reason == identity::Reason::allowed || reason == identity::Reason::stale_factor;
    });
  }

  bool may_ever(const Caller& caller, std::span<const Action> actions) const {
    return std::ranges::any_of(caller.grants, [&](const identity::Grant& grant) {
      return identity::is_in_force(grant, is_.people.clock.now_ms()) &&
             std::ranges::any_of(
                 actions, [&](Action action) { return identity::may_ever(grant.role, action); });
    });
  }

  /// The regions of the caller's grants; each row is asked for again by `sees`.
  Result<Scope> scope_of(const Caller& caller) const {
    if (!may_ever(caller, kSeesFunds)) return identity::denied({identity::Reason::no_role});
    std::vector<std::string> regions;
    for (const identity::Grant& grant : caller.grants) {
      if (identity::scope_kind(grant.role) == identity::ScopeKind::region && !grant.scope.empty()) {
        regions.push_back(grant.scope);
      } else if (std::ranges::any_of(kSeesFunds, [&](Action action) {
                   return identity::may_ever(grant.role, action);
                 })) {
        return Scope::everything("a role without a region: each fund is asked for by itself");
      }
    }
    return Scope::regions(std::move(regions));
  }

  /// Of the ledger, of the caller's own provinces, and the one that is asked for.
  Result<std::vector<ledger::Shard>> shards_of(Transaction& t, const Caller& caller,
                                               std::optional<ledger::Shard> wanted) const {
    if (wanted) return std::vector{*wanted};
    auto known = ledger::shards(t);
    if (!known) return fail(std::move(known.error()));
    std::set<ledger::Shard> all(known->begin(), known->end());
    for (const identity::Grant& grant : caller.grants) {
      if (identity::scope_kind(grant.role) != identity::ScopeKind::region) continue;
      if (const auto shard = shard_of_place(grant.scope)) all.insert(*shard);
    }
    return std::vector<ledger::Shard>(all.begin(), all.end());
  }

  static std::string statement_route(const Request& request) {
    return "GET /api/v1/funds/" + request.path_values.at("id") + "/statement";
  }
  Result<std::int64_t> position(const Request& request) const {
    const auto cursor = request.query_value("cursor");
    if (!cursor) return 0;
    const auto opened =
        is_.cursors.open(statement_route(request), http::filter_of(request), *cursor);
    if (!opened) return fail(opened.error());
    std::int64_t after = 0;
    std::from_chars(opened->data(), opened->data() + opened->size(), after);
    return after;
  }

  /// The fund of the path, or "fund-unknown" where it is none of the caller's business.
  Result<FundView> see(Transaction& t, const Caller& caller, const Request& request,
                       std::span<const Action> actions) const {
    const auto reference = read_reference(request.path_values.at("id"));
    if (!reference || !sees(caller, reference->shard, actions)) return no_fund();
    const std::int64_t year = is_.clock.today().year();
    auto fund = fund_with(t, *reference, is_.named, {year - 1, year + 1});
    if (!fund) return fail(std::move(fund.error()));
    if (!*fund) return no_fund();
    return std::move(**fund);
  }

  static std::int64_t person_of(const std::string& id) {
    std::int64_t person = 0;
    std::from_chars(id.data(), id.data() + id.size(), person);
    return person;
  }

  std::vector<std::string_view> acts_on(const Caller& caller, const Proposal& one) const {
    if (one.state != State::proposed || caller.person == 0) return {};
    const std::int64_t author = person_of(one.proposed_by);
    if (author == caller.person) return {"withdraw"};
    const auto reason = decide(caller, Action::fund_approve, one.shard, author).reason;
    if (reason != identity::Reason::allowed && reason != identity::Reason::stale_factor) return {};
    return {"approve", "refuse"};
  }

  Response answer(const Caller& caller, const Proposal& one, int status) const {
    JsonWriter w;
    write_proposal(w, one, acts_on(caller, one));
    return Response::json(w.take(), status);
  }

  /// Only who proposed withdraws, be it that he has lost his role since; anybody else needs to be
  /// allowed to approve.
  Result<identity::Verdict> check_may(const Caller& caller, const Proposal& one,
                                      State wanted) const {
    const std::int64_t author = person_of(one.proposed_by);
    if (wanted == State::withdrawn && author == caller.person)
      return decide(caller, Action::fund_manage, one.shard);
    if (wanted == State::withdrawn) return identity::denied({identity::Reason::outside});
    const auto verdict = decide(caller, Action::fund_approve, one.shard, author);
    if (!verdict.allowed()) return identity::denied(verdict);
    return verdict;
  }

  Result<Response> settle(Transaction& t, Transaction& mine, const Caller& caller, Proposal one,
                          const Decision& wanted) const {
    const auto may = check_may(caller, one, wanted.state);
    if (!may) return fail(may.error());
    one.state = wanted.state;
    one.decided_by = std::to_string(caller.person);
    one.decided_ms = is_.clock.now_ms();
    one.decision_note = wanted.note;
    auto done = funds::decide(mine, one);
    if (done && one.state == State::approved) done = move_money(t, one);
    if (done) done = prove(t, caller, *may, one);
    if (!done) return fail(std::move(done.error()));
    return answer(caller, one, 200);
  }

  Result<void> move_money(Transaction& t, const Proposal& approved) const {
    ledger::Batch batch;
    add_to(batch, approved);
    const auto answers = ledger::Ledger(is_.clock, approved.shard).submit(t, batch);
    if (!answers) return fail(answers.error());
    const ledger::Answer& answer = ledger::answer_of_step(*answers);
    if (answer.stands()) return {};
    FUGONG_CHECK(answer.fault.has_value(), "a refusal says why");
    return fail({*answer.fault});
  }

  Result<void> prove(Transaction& t, const Caller& caller, const identity::Verdict& verdict,
                     const Proposal& one) const {
    audit::Event event;
    event.actor = std::to_string(caller.person);
    event.role = verdict.role ? identity::name_of(*verdict.role) : "person";
    event.action = fmt::format("fund.{}", name_of(one.state));
    event.kind = "fund";
    event.record = Reference{one.shard, one.fund.id()}.text();
    event.region = place_of(one.shard);
    JsonWriter body;
    body.begin_object().key("proposal").string(one.id).key("step").string(name_of(one.step));
    body.key("amount_fen").number(one.amount_fen).key("document").string(one.document);
    event.body = body.end_object().take();
    const std::string& note = one.state == State::proposed ? one.note : one.decision_note;
    if (!note.empty()) event.personal.push_back({"note", note});
    auto appended = is_.audit.append(t, event);
    if (!appended) return fail(std::move(appended.error()));
    return {};
  }

  const FundDesk is_;
};

}  // namespace

void add_routes(http::Router& router, const FundDesk& parts) {
  const auto desk = std::make_shared<Desk>(parts);
  const auto add = [&](Method method, std::string_view pattern,
                       Response (Desk::*handler)(const Request&)) {
    router.add(method, pattern,
               [desk, handler](const Request& request) { return (*desk.*handler)(request); });
  };
  add(Method::get, "/api/v1/funds", &Desk::list);
  add(Method::get, "/api/v1/funds/{id}", &Desk::show);
  add(Method::get, "/api/v1/funds/{id}/statement", &Desk::statement);
  add(Method::post, "/api/v1/funds/{id}/proposals", &Desk::propose);
  add(Method::get, "/api/v1/fund-proposals", &Desk::proposals);
  add(Method::post, "/api/v1/fund-proposals/{proposal}/decision", &Desk::decision);
}

}  // namespace fugong::funds
