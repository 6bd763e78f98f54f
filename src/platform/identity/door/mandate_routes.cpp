// Mandates: asked for, answered, confirmed, refused, accepted, ended; helpers invited. And the
// accounts of those who come without one.
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "base/clock.hpp"
#include "base/text.hpp"
#include "platform/identity/accounts.hpp"
#include "platform/identity/door/reception.hpp"

namespace fugong::identity {
namespace {

using http::Fields;
using http::Method;
using http::Request;
using http::Response;
using store::Database;
using store::Transaction;

constexpr std::size_t kFirmBytes = 18;
constexpr std::size_t kMaxShownBytes = 200;
constexpr std::size_t kMaxMandateCodeBytes = 20;

std::string tag_of(const Mandate& m) {
  return http::etag_of_bytes(
      fmt::format("{} {} {}{}", m.id, name_of(m.state), m.waits_for, m.report ? " reported" : ""));
}

void write_papers(JsonWriter& json, const std::vector<Paper>& papers) {
  json.begin_array();
  for (const Paper paper : papers)
    json.string(name_of(paper));
  json.end_array();
}

void write_who(JsonWriter& json, const MandatePerson& who) {
  json.begin_object().key("login").string(who.login).key("name").string(who.name).end_object();
}

/// Null where it is not the reader's to know.
void write_if_known(JsonWriter& json, const MandatePerson& who) {
  if (who.login.empty()) {
    json.null();
  } else {
    write_who(json, who);
  }
}

std::optional<MandateAct> act_named(std::string_view name) {
  for (const MandateAct act :
       {MandateAct::code, MandateAct::confirm, MandateAct::refuse, MandateAct::accept,
        MandateAct::end, MandateAct::report, MandateAct::clear}) {
    if (name_of(act) == name) return act;
  }
  return std::nullopt;
}

class MandateRoutes : public Reception {
 public:
  explicit MandateRoutes(const PeopleDesk& parts)
      : Reception(parts),
        guesses_(parts.limits.of({"mandate", kMandatesPerMinute, kMinuteMs})),
        joins_(parts.limits.of({"join", kJoinsPerHour, kHourMs})) {}

  Response list(const Request& request) const {
    return as_person(request, [&](Database& database, const Caller& caller) -> Result<Response> {
      Mandates mandates = of(database);
      const auto own = mandates.list_own(caller);
      if (!own) return fail(own.error());
      const auto of_firms = list_of_firms(mandates, caller, request);
      if (!of_firms) return fail(of_firms.error());
      const auto reported = mandates.list_reported(caller, kMaxWaiting);
      if (!reported) return fail(reported.error());
      const auto waiting = mandates.list_waiting(caller, kMaxWaiting);
      if (!waiting) return fail(waiting.error());
      JsonWriter json;
      json.begin_object();
      write_evidence(json.key("evidence"));
      json.key("papers").begin_array();
      for (const Paper paper : all_papers()) {
        json.begin_object().key("paper").string(name_of(paper));
        json.key("label").text(label_of(paper)).end_object();
      }
      json.end_array();
      for (const auto& [name, some] : {std::pair("own", &*own),
                                       {"of_firms", &*of_firms},
                                       {"waiting", &*waiting},
                                       {"reported", &*reported}}) {
        json.key(name).begin_array();
        for (const Mandate& one : *some) {
          const auto written = write(json, caller, one);
          if (!written) return fail(written.error());
        }
        json.end_array();
      }
      return private_json(json.end_object().take());
    });
  }

  /// Asked twice it is there already, so no key is asked for.
  Response ask(const Request& request) {
    return as_person(request, [&](Database& database, const Caller& caller) -> Result<Response> {
      const auto allowance = guesses_.take(std::to_string(caller.person));
      if (!allowance.granted) return guesses_.refusal(allowance, request);
      auto body = http::read_json_body(request);
      if (!body) return std::move(body.error());
      const bool invites = body->kind == Node::Kind::map && body->find("helper") != nullptr;
      auto mandate = invites ? invite(database, request, caller, *body)
                             : claim(database, request, caller, *body);
      if (!mandate) return fail(std::move(mandate.error()));
      return std::move(*mandate);
    });
  }

  Response act(const Request& request) {
    return as_person(request, [&](Database& database, const Caller& caller) -> Result<Response> {
      const auto allowance = guesses_.take(std::to_string(caller.person));
      if (!allowance.granted) return guesses_.refusal(allowance, request);
      auto body = http::read_json_body(request);
      if (!body) return std::move(body.error());
      Fields fields(*body, {"act", "code", "papers", "reason"});
      const std::string act = fields.text("act", kMaxWordBytes);
      const std::vector<Paper> papers = read_papers(fields);
      const auto code = fields.maybe_text("code", kMaxMandateCodeBytes);
      const std::string reason = fields.maybe_text("reason", kMaxReasonBytes).value_or("");
      check_act(fields, act, code);
      if (!fields.faults().empty()) return http::unreadable(fields.faults(), request);
      // A number that is none is that of no mandate.
      const std::int64_t id = id_of(request, "id").value_or(0);
      if (code) {
        const auto answered = of(database).answer(caller, id, *code);
        return answered ? shown(database, caller, answered->id, 200) : fail(answered.error());
      }
      return settle(database, request, caller, id, *act_named(act), {papers, reason});
    });
  }

  /// For whoever has an account with nobody yet.
  Response join(const Request& request) {
    if (!is_.self_join) {
      return refusal({{"join-closed",
                       {},
                       {"这里不能自行开户", "nobody makes an account here by himself"},
                       {"请经办机构添加", "ask the office to add you"}}},
                     request);
    }
    const auto allowance = joins_.take(request.source);
    if (!allowance.granted) return joins_.refusal(allowance, request);
    Response response = answer(request, [&](Database& database) -> Result<Response> {
      auto body = http::read_json_body(request);
      if (!body) return std::move(body.error());
      Fields fields(*body, {"login", "name", "phone"});
      const NewPerson person{.login = fields.text("login", kMaxLoginBytes),
                             .name = fields.text("name", kMaxNameBytes),
                             .phone = fields.maybe_text("phone", kMaxPhoneBytes).value_or("")};
      if (!fields.faults().empty()) return http::unreadable(fields.faults(), request);
      const auto secret = Accounts(database, is_.context).join_self(person);
      if (!secret) return fail(secret.error());
      JsonWriter json;
      json.begin_object().key("secret").string(secret->secret);
      json.key("expires_ms").number(secret->expires_ms).end_object();
      return private_json(json.take(), 201);
    });
    joins_.add_headers(response, allowance);
    return response;
  }

 private:
  Mandates of(Database& database) const {
    std::vector<MandateEvidence*> kinds;
    for (const OfferedEvidence& offered : is_.evidence)
      kinds.push_back(offered.kind);
    return {database, is_.context, std::move(kinds)};
  }

  std::vector<std::string> owned_by(const Caller& caller) const {
    std::vector<std::string> firms;
    for (const Grant& grant : caller.grants) {
      const auto verdict = decide(caller, Action::helper_invite, {.firm = grant.scope}, now_ms());
      if (grant.role == Role::owner && verdict.allowed()) firms.push_back(grant.scope);
    }
    return firms;
  }

  /// Of his firms; with ?firm= of this one alone, be it that he is in charge of its region.
  Result<std::vector<Mandate>> list_of_firms(Mandates& mandates, const Caller& caller,
                                             const Request& request) const {
    if (const auto firm = request.query_value("firm")) {
      if (firm->size() > kFirmBytes) return firm_missing(*firm);
      const auto claim = claim_on(std::string(*firm));
      if (!claim) return fail(claim.error());
      return mandates.list_of_firm(caller, *claim);
    }
    std::vector<Mandate> all;
    for (const std::string& firm : owned_by(caller)) {
      auto found = mandates.list_of_firm(caller, {.firm = firm});
      if (!found) return found;
      std::ranges::move(*found, std::back_inserter(all));
    }
    return all;
  }

  void write_evidence(JsonWriter& json) const {
    json.begin_array();
    for (const OfferedEvidence& offered : is_.evidence) {
      json.begin_object().key("kind").string(offered.kind->name());
      json.key("label").text(offered.label).key("shows");
      if (offered.shows) {
        json.text(*offered.shows);
      } else {
        json.null();
      }
      json.end_object();
    }
    json.end_array();
  }

  Result<void> write(JsonWriter& json, const Caller& caller, const Mandate& m) const {
    const auto firm = is_.find_firm(m.claim.firm);
    if (!firm) return fail(firm.error());
    json.begin_object().key("id").string(std::to_string(m.id)).key("etag").string(tag_of(m));
    json.key("firm").string(m.claim.firm).key("firm_name");
    if (*firm) {
      json.text((**firm).name);
    } else {
      json.null();
    }
    json.key("region").string(m.claim.region).key("body").string(m.claim.body);
    json.key("role").string(name_of(m.role));
    write_actions(json.key("only"), m.only);
    write_time(json.key("until_ms"), m.until_ms);
    json.key("evidence").string(m.evidence).key("waits_for");
    if (m.waits_for.empty()) {
      json.null();
    } else {
      json.string(m.waits_for);
    }
    json.key("state").string(name_of(m.state)).key("asked_ms").number(m.asked_ms);
    json.key("reason").string(m.reason).key("mine").boolean(m.person == caller.person);
    json.key("seen");
    if (m.seen) {
      write_papers(json.begin_object().key("papers"), m.seen->papers);
      json.key("at_ms").number(m.seen->at_ms);
      write_if_known(json.key("by"), m.seen->who);
      json.end_object();
    } else {
      json.null();
    }
    json.key("report");
    if (m.report && !m.report->who.login.empty()) {
      json.begin_object().key("reason").string(m.report->words);
      json.key("at_ms").number(m.report->at_ms);
      write_who(json.key("by"), m.report->who);
      json.end_object();
    } else {
      json.null();
    }
    write_who(json.key("person"), m.who);
    write_who(json.key("asked_by"), m.asker);
    json.key("acts").begin_array();
    for (const MandateAct act : acts_on(caller, m, now_ms()))
      json.string(name_of(act));
    json.end_array().end_object();
    return {};
  }

  Result<Response> shown(Mandates mandates, const Caller& caller, std::int64_t id,
                         int status) const {
    const auto m = mandates.see(caller, id);
    if (!m) return fail(m.error());
    JsonWriter json;
    const auto written = write(json, caller, *m);
    if (!written) return fail(written.error());
    Response response = private_json(json.take(), status);
    response.headers.emplace_back("ETag", tag_of(*m));
    return response;
  }
  Result<Response> shown(Database& database, const Caller& caller, std::int64_t id,
                         int status) const {
    return shown(of(database), caller, id, status);
  }

  /// Region and body of a claim are the register's to say.
  Result<Claim> claim_on(const std::string& firm) const {
    const auto known = is_.find_firm(firm);
    if (!known) return fail(known.error());
    if (*known) return (**known).claim;
    return firm_missing(firm);
  }

  static tl::unexpected<Faults> firm_missing(std::string_view firm) {
    Place place;
    place.pointer = "/firm";
    return fail("firm-missing", std::move(place),
                {fmt::format("登记库中没有企业 {}", firm),
                 fmt::format("the register has no firm {}", firm)},
                {"核对统一社会信用代码", "check the credit code"});
  }

  Result<Response> claim(Database& database, const Request& request, const Caller& caller,
                         const Node& body) const {
    Fields fields(body, {"firm", "evidence", "shown"});
    const std::string firm = fields.text("firm", kFirmBytes);
    const std::string evidence = fields.text("evidence", kMaxWordBytes);
    const auto shows = fields.maybe_text("shown", kMaxShownBytes);
    if (!fields.faults().empty()) return http::unreadable(fields.faults(), request);
    const auto claimed = claim_on(firm);
    if (!claimed) return fail(claimed.error());
    const auto asked = of(database).ask(caller, *claimed, evidence, shows.value_or(""));
    return asked ? shown(database, caller, asked->id, 201) : fail(asked.error());
  }

  Result<Response> invite(Database& database, const Request& request, const Caller& caller,
                          const Node& body) const {
    Fields fields(body, {"firm", "helper", "only", "until_ms"});
    const std::string firm = fields.text("firm", kFirmBytes);
    const std::string login = fields.text("helper", kMaxLoginBytes);
    const std::vector<Action> only = read_actions(fields, "only");
    // Without an end it is refused as any other that is none.
    const std::int64_t until_ms = fields.maybe_number("until_ms", 0, kLatestMs).value_or(0);
    if (!fields.faults().empty()) return http::unreadable(fields.faults(), request);
    const auto verdict = decide(caller, Action::helper_invite, {.firm = firm}, now_ms());
    if (!verdict.allowed()) return denied(verdict);
    const auto claimed = claim_on(firm);
    if (!claimed) return fail(claimed.error());
    const auto helper = Accounts(database, is_.context).find(login);
    if (!helper) return fail(helper.error());
    if (!*helper) {
      return fail(
          "person-unknown", {},
          {fmt::format("没有登录名“{}”", login), fmt::format("nobody has the login '{}'", login)},
          {"请对方先开户，或核对登录名", "have the person join first, or check the login"});
    }
    const auto invited = of(database).invite(caller, *claimed, **helper, only, until_ms);
    return invited ? shown(database, caller, invited->id, 201) : fail(invited.error());
  }

  static void check_act(Fields& fields, const std::string& act,
                        const std::optional<std::string>& code) {
    const bool is_code = act == name_of(MandateAct::code);
    const bool known = act_named(act).has_value();
    if ((known || act.empty()) && is_code == code.has_value()) return;
    Place place;
    place.pointer = known ? "/code" : "/act";
    fields.faults().push_back({"field-invalid",
                               std::move(place),
                               {"操作和验证码不相配", "the act and the code don't fit"},
                               {"写 confirm、refuse、accept、end、report、clear，或 code 和验证码",
                                "write confirm, refuse, accept, end, report, clear, or code with "
                                "the code"}});
  }

  static std::vector<Paper> read_papers(Fields& fields) {
    std::vector<Paper> papers;
    const Node* list = fields.node("papers");
    if (list == nullptr) return papers;
    bool good = list->kind == Node::Kind::list && list->items.size() <= kPapers;
    for (std::size_t i = 0; good && i < list->items.size(); ++i) {
      const auto paper =
          list->items[i].is_text() ? paper_of(list->items[i].text) : std::optional<Paper>();
      good = paper.has_value();
      if (good && std::ranges::find(papers, *paper) == papers.end()) papers.push_back(*paper);
    }
    if (good) return papers;
    fields.faults().push_back({"field-invalid",
                               list->place,
                               {"“papers”须是材料名的列表", "'papers' has to be a list of papers"},
                               {"材料名见 GET /api/v1/mandates 的 papers",
                                "see papers of GET /api/v1/mandates for the names"}});
    return {};
  }

  /// What is said with an act.
  struct Said {
    std::vector<Paper> papers;
    std::string reason;
  };

  /// What is kept as the mandate's history says why.
  static Result<void> check_reason(const Caller& caller, const Mandate& m, MandateAct act,
                                   const std::string& reason) {
    const bool declines = m.person == caller.person;
    const bool needs = act == MandateAct::report || act == MandateAct::clear ||
                       (!declines && (act == MandateAct::refuse || act == MandateAct::end));
    if (!needs || !trim(reason).empty()) return {};
    Place place;
    place.pointer = "/reason";
    return fail("mandate-reason", std::move(place), {"没有写理由", "it doesn't say why"},
                {"写明理由，对方会看到", "give the reason; the person will read it"});
  }

  static Result<Mandate> settle_by(Mandates& mandates, const Caller& caller, std::int64_t id,
                                   MandateAct act, const Said& said) {
    switch (act) {
      case MandateAct::confirm:
        return mandates.confirm(caller, id, said.papers);
      case MandateAct::refuse:
        return mandates.refuse(caller, id, said.reason);
      case MandateAct::accept:
        return mandates.accept(caller, id);
      case MandateAct::report:
        return mandates.report(caller, id, said.reason);
      case MandateAct::clear:
        return mandates.clear(caller, id, said.reason);
      default:
        return mandates.end(caller, id, said.reason);
    }
  }

  Result<Response> settle(Database& database, const Request& request, const Caller& caller,
                          std::int64_t id, MandateAct act, const Said& said) const {
    http::IfMatch condition(request);
    Mandate now;
    auto done = database.transact([&](Transaction& t) -> Result<void> {
      Mandates mandates(t, is_.context);
      const auto m = mandates.see(caller, id);
      if (!m) return fail(m.error());
      auto fits = condition.check(tag_of(*m));
      if (!fits) return fits;
      auto reasoned = check_reason(caller, *m, act, said.reason);
      if (!reasoned) return reasoned;
      const auto settled = settle_by(mandates, caller, id, act, said);
      if (!settled) return fail(settled.error());
      const auto seen = mandates.see(caller, id);
      now = seen ? *seen : *settled;
      // As the caller has known them, be it that he knows them no more.
      now.who = m->who;
      now.asker = m->asker;
      return {};
    });
    if (!done) return condition.over(fail(std::move(done.error())));
    // The register is asked for the firm's name when nothing is locked any more.
    JsonWriter json;
    auto written = write(json, caller, now);
    if (!written) return fail(std::move(written.error()));
    Response response = private_json(json.take());
    response.headers.emplace_back("ETag", tag_of(now));
    return response;
  }

  http::RateLimiter& guesses_;
  http::RateLimiter& joins_;
};

}  // namespace

void add_mandates(http::Router& router, const PeopleDesk& parts) {
  const auto desk = std::make_shared<MandateRoutes>(parts);
  router.add(Method::get, "/api/v1/mandates",
             [desk](const Request& request) { return desk->list(request); });
  router.add(Method::post, "/api/v1/mandates",
             [desk](const Request& request) { return desk->ask(request); });
  router.add(Method::post, "/api/v1/mandates/{id}/acts",
             [desk](const Request& request) { return desk->act(request); });
  router.add(Method::post, "/api/v1/accounts",
             [desk](const Request& request) { return desk->join(request); });
}

}  // namespace fugong::identity
