#include "desks/auditing/routes.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <memory>

#include "base/clock.hpp"
#include "desks/auditing/event_json.hpp"
#include "platform/audit/tree.hpp"
#include "platform/http/file_answer.hpp"
#include "platform/http/json_body.hpp"

namespace fugong::auditing {
namespace {

using http::Method;
using http::Request;
using http::Response;
using identity::Caller;
using store::Database;
using store::Transaction;

constexpr const char* kEvents = "GET /api/v1/audit/events";

constexpr std::array<std::pair<std::string_view, int>, 5> kStatuses{{
    {"audit-event-unknown", 404},
    {"audit-id-invalid", 404},
    {"audit-no-key", 404},
    {"proof-none", 404},
    {"verification-runs", 409},
}};

Response refuse(const Faults& faults, const Request& request) {
  return identity::refusal(
      faults, request, {{"审计日志没有这样的内容", "The audit log has no such thing"}, kStatuses});
}

tl::unexpected<Faults> no_key() {
  return fail("audit-no-key", {}, {"这台服务器没有检查点", "this server has no checkpoints"},
              {"用 serve --audit-key 启动", "start it with serve --audit-key"});
}

/// What was read, for the event about it.
struct Looked {
  std::string action = "audit.read";
  std::string kind = "audit_log";
  std::string record = "fugong";
  std::string body = {};
  std::string reason = {};
};

class Desk {
 public:
  explicit Desk(const AuditDesk& parts) : is_(parts) {}

  Response list(const Request& request) {
    return as_auditor(request, [&](Database& database, const Caller& caller) -> Result<Response> {
      auto query = query_of(request);
      if (!query) return fail(std::move(query.error()));
      audit::Page page;
      auto read = database.read([&](Transaction& t) -> Result<void> {
        auto found = audit::search(t, *query);
        if (!found) return fail(std::move(found.error()));
        page = std::move(*found);
        return {};
      });
      if (!read) return fail(std::move(read.error()));
      auto told = tell(database, caller, {.body = filter_json(*query, page)});
      if (!told) return fail(std::move(told.error()));
      JsonWriter w;
      w.begin_object().key("events").begin_array();
      for (const audit::Record& record : page.records)
        write_event(w, record);
      w.end_array().key("next_cursor");
      if (page.next) {
        w.string(is_.cursors.seal(kEvents, http::filter_of(request),
                                  fmt::format("{}/{}", page.next->at_ms, page.next->id.text())));
      } else {
        w.null();
      }
      return Response::json(w.end_object().take());
    });
  }

  Response show(const Request& request) {
    return as_auditor(request, [&](Database& database, const Caller& caller) -> Result<Response> {
      const auto id = id_of(request);
      if (!id) return fail(id.error());
      const auto under = audit::newest(is_.log);
      if (!under) return fail(under.error());
      std::string json;
      auto read = database.read([&](Transaction& t) -> Result<void> {
        const auto record = known(t, *id);
        if (!record) return fail(record.error());
        const auto size = audit::tree_size(t);
        if (!size) return fail(size.error());
        const auto root = audit::root_of(t, *size);
        if (!root) return fail(root.error());
        const auto placed = audit::prove(t, *id, *size);
        if (!placed) return fail(placed.error());
        json = event_json(*record, *placed, *size, *root, *under ? (*under)->checkpoint.size : 0);
        return {};
      });
      if (!read) return fail(std::move(read.error()));
      auto told = tell(database, caller, {.kind = "audit_event", .record = id->text()});
      if (!told) return fail(std::move(told.error()));
      return Response::json(std::move(json));
    });
  }

  /// What anybody holds against the log's public key.
  Response proof(const Request& request) {
    return as_auditor(request, [&](Database& database, const Caller& caller) -> Result<Response> {
      const auto id = id_of(request);
      if (!id) return fail(id.error());
      if (is_.log == nullptr) return no_key();
      const auto under = audit::newest(is_.log);
      if (!under) return fail(under.error());
      std::string proof;
      auto read = database.read([&](Transaction& t) -> Result<void> {
        const auto record = known(t, *id);
        if (!record) return fail(record.error());
        if (!*under) return {};
        auto paper = audit::prove_under(t, *id, **under, is_.log->key);
        if (!paper) return fail(std::move(paper.error()));
        proof = std::move(*paper);
        return {};
      });
      if (!read) return fail(std::move(read.error()));
      if (proof.empty()) return audit::no_proof_yet();
      auto told = tell(database, caller, {.kind = "audit_event", .record = id->text()});
      if (!told) return fail(std::move(told.error()));
      return http::file_answer(std::move(proof), "text/plain; charset=utf-8", "event.tlog-proof");
    });
  }

  /// The values behind the commitments, in the transaction that says who opened them and why.
  Response open(const Request& request) {
    auto body = http::read_json_body(request);
    if (!body) return std::move(body.error());
    http::Fields fields(*body, {"reason"});
    const std::string reason = fields.text("reason", kMaxReasonBytes);
    if (!fields.faults().empty()) return http::unreadable(fields.faults(), request);
    return as_auditor(request, [&](Database& database, const Caller& caller) -> Result<Response> {
      const auto id = id_of(request);
      if (!id) return fail(id.error());
      std::vector<audit::Opening> opened;
      auto done = database.transact([&](Transaction& t) -> Result<void> {
        const auto record = known(t, *id);
        if (!record) return fail(record.error());
        auto found = audit::openings(t, *id);
        if (!found) return fail(std::move(found.error()));
        opened = std::move(*found);
        return append(t, caller,
                      {.action = "audit.open",
                       .kind = "audit_event",
                       .record = id->text(),
                       .reason = reason});
      });
      if (!done) return fail(std::move(done.error()));
      JsonWriter w;
      w.begin_object().key("openings").begin_array();
      for (const audit::Opening& opening : opened)
        w.begin_object()
            .key("name")
            .string(opening.name)
            .key("value")
            .string(opening.value)
            .end_object();
      Response response = Response::json(w.end_array().end_object().take());
      response.headers.emplace_back("Cache-Control", "no-store");
      return response;
    });
  }

  Response checkpoints(const Request& request) {
    return as_auditor(request, [&](Database&, const Caller&) -> Result<Response> {
      const auto limit = http::page_limit(request);
      if (!limit) return fail(limit.error());
      if (is_.log == nullptr) return no_key();
      const auto files = is_.log->latest(static_cast<std::size_t>(*limit));
      if (!files) return fail(files.error());
      JsonWriter w;
      w.begin_object().key("origin").string(is_.log->key.name());
      w.key("public_key").string(is_.log->key.text()).key("checkpoints").begin_array();
      for (const audit::CheckpointFile& file : *files) {
        const auto checkpoint = audit::read_checkpoint(file.bytes, file.name, is_.log->key);
        if (!checkpoint) return fail(checkpoint.error());
        w.begin_object().key("size").number(checkpoint->size);
        w.key("root").string(audit::to_hex(checkpoint->root));
        w.key("note").string(file.bytes).end_object();
      }
      return Response::json(w.end_array().end_object().take());
    });
  }

  Response begin_verification(const Request& request) {
    return as_auditor(request, [&](Database& database, const Caller& caller) -> Result<Response> {
      if (is_.verification == nullptr) return no_key();
      const auto runs = [] {
        return fail("verification-runs", {}, {"已有一次核对在进行", "a verification runs already"},
                    {"等它结束", "wait for its end"});
      };
      if (is_.verification->state().is == VerificationState::Is::running) return runs();
      // None runs that isn't told of.
      auto told = tell(database, caller, {.action = "audit.verify"});
      if (!told) return fail(std::move(told.error()));
      if (!is_.verification->start()) return runs();
      Response response =
          Response::json(verification_json(is_.verification->state(), request.language()), 202);
      response.headers.emplace_back("Location", "/api/v1/audit/verification");
      return response;
    });
  }

  Response verification(const Request& request) {
    return as_auditor(request, [&](Database&, const Caller&) -> Result<Response> {
      if (is_.verification == nullptr) return no_key();
      return Response::json(verification_json(is_.verification->state(), request.language()));
    });
  }

 private:
  template <class Body>
  Response as_auditor(const Request& request, const Body& body) {
    return identity::as_caller(is_, request, identity::signed_in, refuse,
                               [&](Database& database, const Caller& caller) -> Result<Response> {
                                 const auto verdict =
                                     identity::decide(caller, identity::Action::audit_read, {},
                                                      is_.people.clock.now_ms());
                                 if (!verdict.allowed()) return identity::denied(verdict);
                                 return body(database, caller);
                               });
  }

  Result<void> append(Transaction& t, const Caller& caller, const Looked& looked) {
    audit::Event event;
    event.actor = actor_of(caller);
    event.role = identity::name_of(identity::Role::audit_admin);
    event.action = looked.action;
    event.kind = looked.kind;
    event.record = looked.record;
    event.region = kChain;
    event.body = looked.body;
    // Why somebody's data was opened may name the person: it can be erased with them.
    if (!looked.reason.empty()) event.personal.push_back({"reason", looked.reason});
    auto appended = is_.audit.append(t, event);
    return appended ? Result<void>{} : fail(std::move(appended.error()));
  }
  /// Nothing is shown that isn't told.
  Result<void> tell(Database& database, const Caller& caller, const Looked& looked) {
    return database.transact([&](Transaction& t) { return append(t, caller, looked); });
  }

  static std::string filter_json(const audit::Query& query, const audit::Page& page) {
    JsonWriter w;
    w.begin_object();
    const std::pair<const char*, const std::string&> words[] = {{"actor", query.actor},
                                                                {"kind", query.kind},
                                                                {"record", query.record},
                                                                {"action", query.action},
                                                                {"region", query.region}};
    for (const auto& [name, word] : words) {
      if (!word.empty()) w.key(name).string(word);
    }
    if (query.from_ms) w.key("from_ms").number(*query.from_ms);
    if (query.until_ms) w.key("until_ms").number(*query.until_ms);
    w.key("shown").number(static_cast<std::int64_t>(page.records.size()));
    return w.end_object().take();
  }

  static Result<audit::EventId> id_of(const Request& request) {
    auto id = audit::EventId::parse(request.path_values.at("region") + "/" +
                                    request.path_values.at("position"));
    return id ? std::move(id) : unknown();
  }
  static tl::unexpected<Faults> unknown() {
    return fail("audit-event-unknown", {}, {"没有这条事件", "there is no such event"},
                {"核对编号", "check its id"});
  }
  static Result<audit::Record> known(Transaction& t, const audit::EventId& id) {
    auto record = audit::find(t, id);
    if (!record) return fail(std::move(record.error()));
    if (!*record) return unknown();
    return std::move(**record);
  }

  Result<audit::Query> query_of(const Request& request) const {
    audit::Query query;
    const std::pair<const char*, std::string&> words[] = {{"actor", query.actor},
                                                          {"kind", query.kind},
                                                          {"record", query.record},
                                                          {"action", query.action},
                                                          {"region", query.region}};
    for (const auto& [name, word] : words) {
      const auto value = request.query_value(name);
      if (!value) continue;
      if (value->empty() || value->size() > audit::kMaxWordBytes)
        return http::wrong_query(name, {"写一个词", "write one word"});
      word = std::string(*value);
    }
    // Days are those of China; the last one counts.
    for (const auto& [name, to, more] :
         {std::tuple{"from", &query.from_ms, 0}, std::tuple{"until", &query.until_ms, 1}}) {
      const auto value = request.query_value(name);
      if (!value) continue;
      const auto day = Date::parse(*value);
      if (!day || day->year() < 1970 || day->year() > 9999)
        return http::wrong_query(name, {"写成 2020-02-21", "write 2020-02-21"});
      *to = (day->days() + more) * kDayMs - kChinaMs;
    }
    const auto limit = http::page_limit(request);
    if (!limit) return fail(limit.error());
    query.limit = *limit;
    const auto cursor = request.query_value("cursor");
    if (!cursor) return query;
    const auto opened = is_.cursors.open(kEvents, http::filter_of(request), *cursor);
    if (!opened) return fail(opened.error());
    const std::size_t slash = opened->find('/');
    FUGONG_CHECK(slash != std::string::npos, "only this program seals cursors");
    audit::After after;
    std::from_chars(opened->data(), opened->data() + slash, after.at_ms);
    const auto id = audit::EventId::parse(std::string_view(*opened).substr(slash + 1));
    FUGONG_CHECK(id, "only this program seals cursors");
    after.id = *id;
    query.after = after;
    return query;
  }

  const AuditDesk is_;
};

}  // namespace

void add_routes(http::Router& router, const AuditDesk& parts) {
  const auto desk = std::make_shared<Desk>(parts);
  const auto add = [&](Method method, const char* path, Response (Desk::*answer)(const Request&)) {
    router.add(method, path,
               [desk, answer](const Request& request) { return ((*desk).*answer)(request); });
  };
  add(Method::get, "/api/v1/audit/events", &Desk::list);
  add(Method::get, "/api/v1/audit/events/{region}/{position}", &Desk::show);
  add(Method::get, "/api/v1/audit/events/{region}/{position}/proof", &Desk::proof);
  add(Method::post, "/api/v1/audit/events/{region}/{position}/openings", &Desk::open);
  add(Method::get, "/api/v1/audit/checkpoints", &Desk::checkpoints);
  add(Method::get, "/api/v1/audit/verification", &Desk::verification);
  add(Method::post, "/api/v1/audit/verification", &Desk::begin_verification);
}

}  // namespace fugong::auditing
