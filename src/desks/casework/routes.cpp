#include "desks/casework/routes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <memory>

#include "base/json_writer.hpp"
#include "desks/casework/act_request.hpp"
#include "desks/casework/case_json.hpp"
#include "desks/casework/filing.hpp"
#include "desks/casework/words.hpp"
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

constexpr std::size_t kMaxPlaceBytes = 12;

/// A case that the caller may see.
struct Seen {
  Stored stored;
  const Procedure* procedure = nullptr;
  std::string body;  ///< the partner that is asked, if there is one
  std::vector<Role> roles;
};

tl::unexpected<Faults> no_case(std::string_view reference) {
  return fail(
      "case-unknown", {},
      {fmt::format("没有案件 {}", reference), fmt::format("there is no case {}", reference)},
      {"核对编号", "check its number"});
}

tl::unexpected<Faults> wrong_query(std::string_view name, const Text& remedy) {
  Place place;
  place.pointer = pointer_child("", name);
  return fail(
      "query-invalid", std::move(place),
      {fmt::format("参数“{}”无效", name), fmt::format("'{}' of the query is no good", name)},
      remedy);
}

/// 0 if it is one of identity's or the store's.
int status_of(std::string_view code) {
  constexpr std::array<std::pair<std::string_view, int>, 11> kStatus{{
      {"case-exists", 409},
      {"not-now", 409},
      {"ledger-overdrawn", 409},
      {"case-moved-on", 412},
      {"same-person", 403},
      {"decided-by-another", 403},
      {"query-invalid", 400},
      {"limit-invalid", 400},
      {"cursor-invalid", 400},
      {"firm-unknown", 422},
      {"procedure-unknown", 503},
  }};
  for (const auto& [name, status] : kStatus) {
    if (name == code) return status;
  }
  return 0;
}

Response refuse(Faults faults, const Request& request) {
  // The API counts money in fen, and says so in the field's name.
  for (Fault& fault : faults) {
    if (fault.place.pointer == "/amount") fault.place.pointer = "/amount_fen";
  }
  const int status = status_of(faults.front().code);
  if (status == 0) return identity::refusal(faults, request);
  return http::problem(status, {"案件没有改变", "Nothing was changed"}, faults.front().message,
                       faults, request);
}

std::int64_t draw_number(Random& random) {
  const std::string hex = random.hex(8);
  std::uint64_t bits = 0;
  std::from_chars(hex.data(), hex.data() + hex.size(), bits, 16);
  constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  return static_cast<std::int64_t>(bits % kMost) + 1;
}

class Desk {
 public:
  explicit Desk(const CaseDesk& parts) : is_(parts) {}

  Response file(const Request& request) {
    return as_caller(request, [&](Database& database, const Caller& caller) -> Result<Response> {
      auto body = http::read_json_body(request);
      if (!body) return std::move(body.error());
      const auto filing = read_filing(is_.pack, is_.procedures, *body);
      if (!filing) return http::unreadable(filing.error(), request);
      const std::int64_t now_ms = is_.people.clock.now_ms();
      const auto verdict =
          identity::decide(caller, Action::case_file, {.firm = filing->firm}, now_ms);
      if (!verdict.allowed()) return identity::denied(verdict);
      auto event = filing_event(request, caller, *filing);
      if (!event) return fail(std::move(event.error()));
      if (event->refused) return std::move(*event->refused);
      const std::int64_t number = draw_number(is_.random);
      const auto scope = Scope::firms({filing->firm});
      if (!scope) return fail(scope.error());
      return is_.idempotency.once(
          database, request, {actor_of(caller), "POST /api/v1/cases"}, api::Demand::required,
          [&](Transaction& t) -> Result<Response> {
            Transaction mine = t.within(*scope);
            const auto stored = is_.counter.file(mine, event->event, number);
            if (!stored) return fail(stored.error());
            auto response = answer(mine, caller, *stored, 201);
            if (response) {
              response->headers.emplace_back("Location", "/api/v1/cases/" + stored->reference);
            }
            return response;
          });
    });
  }

  Response list(const Request& request) {
    return as_caller(request, [&](Database& database, const Caller& caller) -> Result<Response> {
      const auto limit = http::page_limit(request);
      if (!limit) return fail(limit.error());
      auto wanted = wanted_by(request);
      if (!wanted) return fail(std::move(wanted.error()));
      const auto after = position(request);
      if (!after) return fail(after.error());
      const auto scope = scope_of(caller, is_.people.clock.now_ms());
      if (!scope) return fail(scope.error());
      if (asks_as_partner(caller, *scope)) wanted->waits_for = Role::partner;
      std::vector<Queued> lines;
      // One more than the page has says whether there is another.
      const auto most = static_cast<std::size_t>(std::min<int>(*limit, kMaxPage - 1));
      auto read = database.read([&](Transaction& t) -> Result<void> {
        Transaction mine = t.within(*scope);
        auto found = is_.cases.list(mine, *wanted, *after, most + 1);
        if (!found) return fail(std::move(found.error()));
        lines = std::move(*found);
        return {};
      });
      if (!read) return fail(std::move(read.error()));
      return page(request, caller, lines, most);
    });
  }

  Response show(const Request& request) {
    return as_caller(request, [&](Database& database, const Caller& caller) -> Result<Response> {
      const auto scope = scope_of(caller, is_.people.clock.now_ms());
      if (!scope) return fail(scope.error());
      Result<Response> response = Response{};
      auto read = database.read([&](Transaction& t) -> Result<void> {
        Transaction mine = t.within(*scope);
        const auto seen = see(mine, caller, request.path_values.at("reference"));
        if (!seen) return fail(seen.error());
        const std::string etag = http::etag_of_revision(seen->stored.now.events);
        if (http::is_known(request, etag)) {
          response = http::not_modified(etag);
          return {};
        }
        response = answer(mine, caller, seen->stored, 200);
        return response ? Result<void>{} : fail(response.error());
      });
      if (!read) return fail(std::move(read.error()));
      return response;
    });
  }

  Response act(const Request& request) {
    return as_caller(request, [&](Database& database, const Caller& caller) -> Result<Response> {
      auto body = http::read_json_body(request);
      if (!body) return std::move(body.error());
      auto wanted = read_act(is_.pack.book, *body);
      if (!wanted) return http::unreadable(wanted.error(), request);
      const auto scope = scope_of(caller, is_.people.clock.now_ms());
      if (!scope) return fail(scope.error());
      std::optional<Response> refused;
      auto response = is_.idempotency.once(
          database, request,
          {actor_of(caller), "POST /api/v1/cases/" + request.path_values.at("reference") + "/acts"},
          api::Demand::required, [&](Transaction& t) -> Result<Response> {
            Transaction mine = t.within(*scope);
            auto seen = see(mine, caller, request.path_values.at("reference"));
            if (!seen) return fail(std::move(seen.error()));
            // Kept as an answer it would be that to the next try with this key, too: so a fault,
            // which undoes, and stands for it.
            refused =
                http::refuse_unless_match(request, http::etag_of_revision(seen->stored.now.events));
            if (refused) return no_case(seen->stored.reference);
            return happen(t, mine, caller, *seen, *wanted);
          });
      if (refused) return std::move(*refused);
      return response;
    });
  }

 private:
  struct FilingEvent {
    Event event;
    std::optional<Response> refused;
  };

  template <class Act>
  Response as_caller(const Request& request, Act&& act) {
    auto response = is_.databases.use([&](Database& database) -> Result<Response> {
      identity::Sessions sessions(database, is_.people);
      identity::Keys keys(database, is_.people);
      const auto caller = identity::caller_of(request, is_.cookie, sessions, keys);
      if (!caller) return fail(caller.error());
      if (!*caller) return fail(identity::sign_in_needed());
      if ((**caller).is_test && request.method != Method::get && request.method != Method::head) {
        return fail("access-test-key", {},
                    {"试用密钥不能办理真实的事", "a key for trials makes nothing real"},
                    {"换一把正式的密钥", "use a live key"});
      }
      return act(database, **caller);
    });
    return response ? std::move(*response) : refuse(response.error(), request);
  }

  /// What the register and the firm say, judged today.
  Result<FilingEvent> filing_event(const Request& request, const Caller& caller,
                                   const Filing& filing) {
    const auto firm = is_.enterprises.find(filing.firm);
    if (!firm) return fail(firm.error());
    if (!*firm) {
      Place place;
      place.pointer = "/firm";
      return fail("firm-unknown", std::move(place),
                  {fmt::format("登记库中没有企业 {}", filing.firm),
                   fmt::format("the register has no firm {}", filing.firm)},
                  {"核对统一社会信用代码", "check the credit code"});
    }
    const Date today = is_.clock.today();
    auto ready = prepare(is_.pack, filing, (**firm).subject, today);
    if (!ready) return FilingEvent{{}, http::unreadable(ready.error(), request)};
    // So that what it was judged by can be proved later, by whoever keeps the opening.
    const auto papers =
        is_.issuer.issue(ready->facts, {today, today}, {"declared", today}, is_.random);
    if (!papers) return FilingEvent{{}, http::unreadable(papers.error(), request)};
    const auto receipt = receipt::read_receipt(papers->receipt, "");
    if (!receipt) return fail(receipt.error());
    Event event;
    event.act = Act::file;
    event.by.id = actor_of(caller);
    const auto roles = roles_at(caller, ready->matter, "", is_.people.clock.now_ms());
    event.by.role = !roles.empty() && roles.front() == Role::owner ? Role::owner : Role::helper;
    event.matter = std::move(ready->matter);
    event.judgement = std::move(ready->judgement);
    event.judgement->receipt = receipt->hash;
    return FilingEvent{std::move(event), std::nullopt};
  }

  /// The partner that a case is a matter of: the one that a fact of the firm names, or that serves
  /// the place. Empty: none.
  Result<std::string> body_of(const Matter& matter, const Procedure& procedure) {
    for (const Step& step : procedure.steps) {
      for (const Doer& doer : step.by) {
        if (doer.role != Role::partner) continue;
        if (doer.body.empty()) return is_.served_by(matter);
        const auto firm = is_.enterprises.find(matter.firm);
        if (!firm) return fail(firm.error());
        return *firm ? law::text_of(is_.pack.book, (**firm).subject, doer.body) : std::string();
      }
    }
    return std::string();
  }

  static bool is_partner(const Caller& caller) {
    return std::ranges::any_of(caller.grants, [](const identity::Grant& grant) {
      return grant.role == identity::Role::partner;
    });
  }
  static bool asks_as_partner(const Caller& caller, const Scope& scope) {
    return is_partner(caller) && scope.kind() == Scope::Kind::everything &&
           std::ranges::none_of(caller.grants, [](const identity::Grant& grant) {
             return identity::scope_kind(grant.role) == identity::ScopeKind::region;
           });
  }

  /// "case-unknown" for what isn't there and for what is none of the caller's business.
  Result<Seen> see(Transaction& mine, const Caller& caller, const std::string& reference) {
    const auto number = number_of(reference);
    if (!number) return no_case(reference);
    auto found = is_.cases.find(mine, *number);
    if (!found) return fail(std::move(found.error()));
    if (!*found) return no_case(reference);
    return meet(caller, std::move(**found));
  }

  Result<Seen> meet(const Caller& caller, Stored stored) {
    const auto procedure = is_.cases.procedure_of(stored.now.pack, stored.now.matter.procedure);
    if (!procedure) return fail(procedure.error());
    Seen seen{std::move(stored), *procedure, {}, {}};
    if (is_partner(caller)) {
      auto body = body_of(seen.stored.now.matter, **procedure);
      if (!body) return fail(std::move(body.error()));
      seen.body = std::move(*body);
    }
    const std::int64_t now_ms = is_.people.clock.now_ms();
    const auto verdict = identity::decide(caller, Action::case_read,
                                          resource_of(seen.stored.now, seen.body), now_ms);
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
            identity::decide(caller, *action, resource_of(seen.stored.now, seen.body),
                             is_.people.clock.now_ms())
                .reason;
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
      const auto verdict = identity::decide(
          caller, *action, resource_of(seen.stored.now, seen.body), is_.people.clock.now_ms());
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

  Result<Response> happen(Transaction& t, Transaction& mine, const Caller& caller, const Seen& seen,
                          const Event& wanted) {
    const auto role = role_for(seen, caller, wanted.act);
    if (!role) return fail(role.error());
    Event event = wanted;
    event.by = {actor_of(caller), *role};
    // It leaves the officer's own places.
    Transaction whole = t.within(Scope::everything("transfer"));
    Transaction& within = event.act == Act::transfer ? whole : mine;
    const auto stored =
        is_.counter.happen(within, seen.stored.number, seen.stored.now.events, event);
    if (!stored) return fail(stored.error());
    return answer(within, caller, *stored, 200);
  }

  Result<Response> answer(Transaction& t, const Caller& caller, const Stored& stored, int status) {
    auto seen = meet(caller, stored);
    // Whoever has handed a case on has still done so.
    const auto procedure = is_.cases.procedure_of(stored.now.pack, stored.now.matter.procedure);
    if (!procedure) return fail(procedure.error());
    const auto history = is_.cases.history(t, stored.number);
    if (!history) return fail(history.error());
    Response response =
        Response::json(case_json(stored, **procedure, is_.cases.calendar(),
                                 seen ? open_to(*seen, caller) : std::vector<Act>{}, *history),
                       status);
    response.headers.emplace_back("ETag", http::etag_of_revision(stored.now.events));
    return response;
  }

  Result<Wanted> wanted_by(const Request& request) {
    Wanted wanted;
    if (const auto role = request.query_value("waits_for")) {
      const auto found =
          std::ranges::find_if(kRoles, [&](const auto& one) { return one.first == *role; });
      if (found == kRoles.end())
        return wrong_query(
            "waits_for", {"写角色名，例如 county_officer", "name a role, such as county_officer"});
      wanted.waits_for = found->second;
    }
    if (const auto place = request.query_value("place")) {
      const bool good = !place->empty() && place->size() <= kMaxPlaceBytes &&
                        std::ranges::all_of(*place, [](char c) { return c >= '0' && c <= '9'; });
      if (!good)
        return wrong_query("place", {"写行政区划代码的前几位，例如 2109",
                                     "give the first digits of a place's code, such as 2109"});
      wanted.place_prefix = std::string(*place);
    }
    if (const auto open = request.query_value("open")) {
      if (*open != "true" && *open != "false")
        return wrong_query("open", {"写 true 或 false", "write true or false"});
      wanted.open_only = *open == "true";
    }
    return wanted;
  }

  /// "2020-03-02/7": the day and number of the last line.
  Result<After> position(const Request& request) {
    const auto cursor = request.query_value("cursor");
    if (!cursor) return After{};
    const auto opened = is_.cursors.open("GET /api/v1/cases", http::filter_of(request), *cursor);
    if (!opened) return fail(opened.error());
    const std::size_t slash = opened->find('/');
    FUGONG_CHECK(slash != std::string::npos, "only this program seals cursors");
    After after;
    after.due_on = opened->substr(0, slash);
    std::from_chars(opened->data() + slash + 1, opened->data() + opened->size(), after.number);
    return after;
  }

  Result<Response> page(const Request& request, const Caller& caller,
                        const std::vector<Queued>& lines, std::size_t most) {
    JsonWriter w;
    w.begin_object().key("cases").begin_array();
    const std::size_t shown = std::min(most, lines.size());
    for (std::size_t i = 0; i < shown; ++i) {
      const Queued& line = lines[i];
      const Procedure* procedure = is_.procedures.find(line.matter.procedure);
      std::string body;
      if (is_partner(caller) && procedure != nullptr) {
        auto found = body_of(line.matter, *procedure);
        if (!found) return fail(std::move(found.error()));
        body = std::move(*found);
      }
      Case now;
      now.matter = line.matter;
      const auto verdict = identity::decide(caller, Action::case_read, resource_of(now, body),
                                            is_.people.clock.now_ms());
      if (verdict.allowed()) w.raw(line_json(line, procedure));
    }
    w.end_array().key("next_cursor");
    if (lines.size() > most) {
      const After last = behind(lines[most - 1]);
      w.string(is_.cursors.seal("GET /api/v1/cases", http::filter_of(request),
                                fmt::format("{}/{}", last.due_on, last.number)));
    } else {
      w.null();
    }
    return Response::json(w.end_object().take());
  }

  const CaseDesk is_;
};

}  // namespace

void add_routes(http::Router& router, const CaseDesk& parts) {
  const auto desk = std::make_shared<Desk>(parts);
  router.add(Method::post, "/api/v1/cases",
             [desk](const Request& request) { return desk->file(request); });
  router.add(Method::get, "/api/v1/cases",
             [desk](const Request& request) { return desk->list(request); });
  router.add(Method::get, "/api/v1/cases/{reference}",
             [desk](const Request& request) { return desk->show(request); });
  router.add(Method::post, "/api/v1/cases/{reference}/acts",
             [desk](const Request& request) { return desk->act(request); });
}

}  // namespace fugong::casework
