#include "platform/api/idempotency.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/hash.hpp"
#include "base/json_writer.hpp"
#include "base/tree.hpp"

namespace fugong::api {
namespace {

using http::Request;
using http::Response;
using store::Cell;
using store::Database;
using store::Row;
using store::Transaction;

// `status` is null while the request is at work; `until_ms` is when the row no longer counts.
constexpr const char* kSchema = R"(CREATE TABLE api_answer (
  caller TEXT NOT NULL,
  route TEXT NOT NULL,
  key TEXT NOT NULL,
  request_hash TEXT NOT NULL,
  token TEXT NOT NULL,
  until_ms INTEGER NOT NULL,
  status INTEGER,
  headers TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (caller, route, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX api_answer_until ON api_answer (until_ms);
)";

// What all servers of the database share (secret.hpp).
constexpr const char* kSecrets = R"(CREATE TABLE api_secret (
  name TEXT PRIMARY KEY NOT NULL,
  secret TEXT NOT NULL
) STRICT;
)";

constexpr std::int64_t kRetryS = 2;

/// A key that is being worked with.
struct Ticket {
  Caller caller;
  std::string key;
  std::string request_hash;
  std::string token;  ///< tells this attempt from another one
};

Result<void> without_rows(Result<std::vector<Row>> rows) {
  return rows ? Result<void>{} : fail(std::move(rows.error()));
}

Response refusal(int status, const char* code, const Text& detail, const Text& remedy,
                 const Request& request) {
  return http::problem(status, {"Idempotency-Key 有误", "Something is wrong with Idempotency-Key"},
                       detail, {Fault{code, {}, detail, remedy}}, request);
}

/// As it is, or as a string of RFC 9651, in quotes. Nothing if it is no key.
std::optional<std::string> read_key(std::string_view text) {
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
    text = text.substr(1, text.size() - 2);
  }
  const bool is_visible = std::all_of(text.begin(), text.end(), [](char c) {
    return c > 0x20 && c < 0x7f && c != '"' && c != '\\';
  });
  if (text.empty() || text.size() > kMaxKeyBytes || !is_visible) return std::nullopt;
  return std::string(text);
}

/// Whatever makes it another request. Each part with its length: no two requests give one text.
std::string hash_of(const Request& request) {
  std::string text = std::to_string(static_cast<int>(request.method));
  const auto add = [&text](std::string_view part) {
    text.append(1, ' ').append(std::to_string(part.size())).append(1, ':').append(part);
  };
  add(request.path);
  for (const auto& [name, value] : request.query) {
    add(name);
    add(value);
  }
  add(request.body);
  return sha256_hex(text);
}

std::string headers_text(const Response& response) {
  JsonWriter w;
  w.begin_array();
  for (const auto& [name, value] : response.headers)
    w.begin_array().string(name).string(value).end_array();
  return w.end_array().str();
}

Result<Response> kept_response(const Row& row) {
  Response response;
  response.status = static_cast<int>(std::get<std::int64_t>(row[3]));
  response.body = std::get<std::string>(row[5]);
  const auto headers = parse_json(std::get<std::string>(row[4]), "");
  if (!headers) return fail(headers.error());
  for (const Node& header : headers->items)
    response.headers.emplace_back(header.items.at(0).text, header.items.at(1).text);
  response.headers.emplace_back("Idempotency-Hit", "true");
  return response;
}

/// Takes the key, or says what to answer instead.
Result<std::optional<Response>> take(Transaction& t, const Ticket& ticket, std::int64_t now_ms,
                                     const Request& request) {
  const auto rows = t.run(
      "SELECT request_hash, token, until_ms, status, headers, body FROM api_answer "
      "WHERE caller = ? AND route = ? AND key = ?",
      {ticket.caller.user, ticket.caller.route, ticket.key});
  if (!rows) return fail(rows.error());
  if (!rows->empty() && std::get<std::int64_t>(rows->front()[2]) > now_ms) {
    const Row& row = rows->front();
    if (std::get<std::string>(row[0]) != ticket.request_hash) {
      return refusal(409, "idempotency-key-reused",
                     {"这个 Idempotency-Key 已用于另一请求",
                      "this Idempotency-Key was used for another request"},
                     {"每件事用一个新的键", "make up a new key for each thing"}, request);
    }
    if (std::holds_alternative<std::int64_t>(row[3])) {
      auto kept = kept_response(row);
      if (!kept) return fail(std::move(kept.error()));
      return std::move(*kept);
    }
    Response busy = refusal(
        409, "idempotency-in-flight", {"同一请求正在处理", "the same request is being worked on"},
        {"稍后用同一个键再试", "try again with the same key in a moment"}, request);
    busy.headers.emplace_back("Retry-After", std::to_string(kRetryS));
    return busy;
  }
  // A row that is past its time makes way. ON CONFLICT: of two at once the second is run again.
  auto taken = t.run("DELETE FROM api_answer WHERE caller = ? AND route = ? AND key = ?",
                     {ticket.caller.user, ticket.caller.route, ticket.key});
  if (!taken) return fail(std::move(taken.error()));
  taken = t.run(
      "INSERT INTO api_answer VALUES (?, ?, ?, ?, ?, ?, NULL, '', '') "
      "ON CONFLICT (caller, route, key) DO NOTHING RETURNING key",
      {ticket.caller.user, ticket.caller.route, ticket.key, ticket.request_hash, ticket.token,
       now_ms + kAtWorkMs});
  if (!taken) return fail(std::move(taken.error()));
  FUGONG_CHECK(!taken->empty(), "transactions are serializable: nobody has taken the key");
  return std::nullopt;
}

/// Keeps the answer in the transaction of the change.
Result<void> keep(Transaction& t, const Ticket& ticket, const Response& response,
                  std::int64_t now_ms) {
  const std::string& body = response.shared_body ? *response.shared_body : response.body;
  const auto kept = t.run(
      "UPDATE api_answer SET status = ?, headers = ?, body = ?, until_ms = ? WHERE caller = ? AND "
      "route = ? AND key = ? AND token = ? AND status IS NULL RETURNING key",
      {std::int64_t{response.status}, headers_text(response), body, now_ms + kKeptMs,
       ticket.caller.user, ticket.caller.route, ticket.key, ticket.token});
  if (!kept) return fail(kept.error());
  if (!kept->empty()) return {};
  return fail("idempotency-lost", Place{},
              {"处理过久，同一请求已由别处接手",
               "it took so long that somebody else has taken "
               "the same request over"},
              {"用同一个键再试", "try again with the same key"});
}

Result<void> free_key(Database& database, const Ticket& ticket) {
  return database.transact([&](Transaction& t) -> Result<void> {
    return without_rows(
        t.run("DELETE FROM api_answer WHERE caller = ? AND route = ? AND key = ? AND token = ? AND "
              "status IS NULL",
              {ticket.caller.user, ticket.caller.route, ticket.key, ticket.token}));
  });
}

/// Undoes the transaction in which it is returned; never seen outside.
tl::unexpected<Faults> undo() {
  return fail("idempotency-undo", Place{}, {"撤销", "undo"}, {"撤销", "undo"});
}

/// `ticket` may be null: there is no key.
Result<Response> run(Database& database, const Ticket* ticket, const Clock& clock, const Act& act) {
  Response response;
  bool is_undone = false;
  const auto done = database.transact([&](Transaction& t) -> Result<void> {
    is_undone = false;
    auto acted = act(t);
    if (!acted) return fail(std::move(acted.error()));
    response = std::move(*acted);
    is_undone = response.status >= 500;
    if (is_undone) return undo();
    return ticket == nullptr ? Result<void>{} : keep(t, *ticket, response, clock.now_ms());
  });
  if (!done && !is_undone) return fail(done.error());
  return response;
}

Result<Response> rehearse(Database& database, const Act& act) {
  std::optional<Response> response;
  const auto done = database.transact([&](Transaction& t) -> Result<void> {
    response.reset();
    auto acted = act(t);
    if (!acted) return fail(std::move(acted.error()));
    response = std::move(*acted);
    return undo();
  });
  if (!response) return fail(done.error());
  return std::move(*response);
}

}  // namespace

const std::vector<store::Migration>& migrations() {
  static const std::vector<store::Migration> kMigrations = {{1, "answers", kSchema},
                                                            {2, "shared secrets", kSecrets}};
  return kMigrations;
}

Result<Response> Idempotency::once(Database& database, const Request& request, const Caller& caller,
                                   Demand demand, const Act& act) const {
  if (request.is_rehearsal) return rehearse(database, act);
  const auto given = request.header("idempotency-key");
  if (!given && demand == Demand::required) {
    return refusal(400, "idempotency-key-missing",
                   {"缺少 Idempotency-Key", "Idempotency-Key is missing"},
                   {"为这件事编一个不重复的键（如 UUID），重试时不变",
                    "make up a key of its own for this (such as a UUID), and keep it when you try "
                    "again"},
                   request);
  }
  if (!given) return run(database, nullptr, clock_, act);
  auto key = read_key(*given);
  if (!key) {
    return refusal(400, "idempotency-key-invalid",
                   {"Idempotency-Key 须为 1 至 200 个可见 ASCII 字符",
                    "an Idempotency-Key has 1 to 200 visible ASCII characters"},
                   {"例如用 UUID", "take a UUID, for example"}, request);
  }
  const Ticket ticket{caller, std::move(*key), hash_of(request), random_.hex(16)};
  std::optional<Response> instead;
  const auto taken = database.transact([&](Transaction& t) -> Result<void> {
    auto answer = take(t, ticket, clock_.now_ms(), request);
    if (!answer) return fail(std::move(answer.error()));
    instead = std::move(*answer);
    return {};
  });
  if (!taken) return fail(taken.error());
  if (instead) return std::move(*instead);
  auto response = run(database, &ticket, clock_, act);
  if (response && response->status < 500) return response;
  // If this fails too, the key is free again when its time is over.
  static_cast<void>(free_key(database, ticket));
  return response;
}

Result<std::int64_t> Idempotency::purge(Database& database, std::int64_t limit) const {
  std::int64_t purged = 0;
  const auto done = database.transact([&](Transaction& t) -> Result<void> {
    const auto rows = t.run(
        "DELETE FROM api_answer WHERE (caller, route, key) IN (SELECT caller, route, key FROM "
        "api_answer WHERE until_ms <= ? ORDER BY until_ms LIMIT ?) RETURNING key",
        {clock_.now_ms(), limit});
    if (!rows) return fail(rows.error());
    purged = static_cast<std::int64_t>(rows->size());
    return {};
  });
  if (!done) return fail(done.error());
  return purged;
}

}  // namespace fugong::api
