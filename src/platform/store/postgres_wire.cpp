#include "platform/store/postgres_wire.hpp"

#include <libpq-fe.h>
#include <poll.h>

#include <array>
#include <charconv>
#include <map>
#include <utility>

#include "base/text.hpp"

namespace fugong::store {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kBetweenQuestions{200};
/// A server that doesn't answer to a cancel is left alone after this.
constexpr milliseconds kWaitAfterCancel{5'000};
constexpr std::string_view kScheme = "postgresql://";
constexpr std::string_view kHidden = "***";

// Types by their fixed numbers (pg_type.dat of PostgreSQL).
constexpr Oid kBool = 16;
constexpr Oid kBytes = 17;
constexpr Oid kInt8 = 20;
constexpr Oid kInt2 = 21;
constexpr Oid kInt4 = 23;
constexpr Oid kOid = 26;
constexpr Oid kFloat4 = 700;
constexpr Oid kFloat8 = 701;
constexpr Oid kNumeric = 1700;

struct FreeCancel {
  void operator()(PGcancel* cancel) const { PQfreeCancel(cancel); }
};

struct FreeOptions {
  void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};

struct FreeMemory {
  void operator()(char* text) const { PQfreemem(text); }
};

/// A URL as it may be shown: what it names, and what to hide should a message ever quote it.
struct Target {
  std::string name;  ///< "postgresql://user@host:5432/db"
  std::vector<std::string> secrets;

  std::string without_secrets(std::string_view message) const;
};

std::string Target::without_secrets(std::string_view message) const {
  std::string shown(message);
  for (const std::string& secret : secrets) {
    std::size_t at = shown.find(secret);
    while (at != std::string::npos) {
      shown.replace(at, secret.size(), kHidden);
      at = shown.find(secret, at + kHidden.size());
    }
  }
  return shown;
}

Result<Target> read_url(const std::string& url) {
  char* raw_why = nullptr;
  const std::unique_ptr<PQconninfoOption, FreeOptions> options(
      PQconninfoParse(url.c_str(), &raw_why));
  const std::unique_ptr<char, FreeMemory> why(raw_why);
  if (options == nullptr) {
    // What libpq says quotes the URL, and which part of it is the password isn't known.
    return fail("store-cannot-open", Place{std::string(kScheme).append(kHidden), 0, 0, ""},
                {"数据库的 URL 有误", "the database's URL can't be read"},
                {"写成 postgresql://用户:密码@主机:端口/数据库；特殊字符用 %xx",
                 "write postgresql://user:password@host:port/database; special characters as %xx"});
  }
  Target made;
  std::map<std::string, std::string, std::less<>> given;
  for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
    if (option->val == nullptr) continue;
    given[option->keyword] = option->val;
    // libpq marks what is not to be shown.
    if (option->dispchar[0] == '*' && option->val[0] != '\0') made.secrets.push_back(option->val);
  }
  const std::string& host = given["host"].empty() ? given["hostaddr"] : given["host"];
  const bool is_socket = host.starts_with('/');
  made.name = kScheme;
  if (!given["user"].empty()) made.name.append(given["user"]).append("@");
  if (!is_socket) made.name.append(host);
  if (!given["port"].empty()) made.name.append(":").append(given["port"]);
  made.name.append("/").append(given["dbname"]);
  if (is_socket) made.name.append("?host=").append(host);
  return made;
}

}  // namespace

void PostgresAnswer::Clear::operator()(pg_result* result) const {
  PQclear(result);
}

PostgresAnswer::Kind PostgresAnswer::kind() const {
  switch (PQresultStatus(result_.get())) {
    case PGRES_SINGLE_TUPLE:
      return Kind::rows;
    case PGRES_TUPLES_OK:
      return rows() > 0 ? Kind::rows : Kind::done;
    case PGRES_COMMAND_OK:
      return Kind::done;
    case PGRES_EMPTY_QUERY:
      return Kind::nothing;
    case PGRES_COPY_IN:
      return Kind::wants_rows;
    case PGRES_COPY_OUT:
    case PGRES_COPY_BOTH:
      return Kind::sends_bytes;
    default:
      return Kind::failed;
  }
}

std::string_view PostgresAnswer::state() const {
  const char* state = PQresultErrorField(result_.get(), PG_DIAG_SQLSTATE);
  return state == nullptr ? std::string_view{} : state;
}

std::string_view PostgresAnswer::message() const {
  const char* message = PQresultErrorField(result_.get(), PG_DIAG_MESSAGE_PRIMARY);
  if (message == nullptr) message = PQresultErrorMessage(result_.get());
  return trim(message);
}

int PostgresAnswer::rows() const {
  return PQntuples(result_.get());
}

bool PostgresAnswer::read(int at, Row& row, std::int64_t& bytes) const {
  const int columns = PQnfields(result_.get());
  row.resize(static_cast<std::size_t>(columns));
  for (int column = 0; column < columns; ++column) {
    Cell& cell = row[static_cast<std::size_t>(column)];
    if (PQgetisnull(result_.get(), at, column) == 1) {
      cell = std::monostate{};
      continue;
    }
    const auto size = static_cast<std::size_t>(PQgetlength(result_.get(), at, column));
    const char* begin = PQgetvalue(result_.get(), at, column);
    const char* end = begin + size;
    const std::string_view value(begin, size);
    bytes += static_cast<std::int64_t>(size);
    switch (PQftype(result_.get(), column)) {
      case kBool:
        cell = std::int64_t{value == "t" ? 1 : 0};
        continue;
      case kInt2:
      case kInt4:
      case kInt8:
      case kOid:
      case kNumeric: {
        std::int64_t number = 0;
        const auto read = std::from_chars(begin, end, number);
        if (read.ec == std::errc{} && read.ptr == end) {
          cell = number;
          continue;
        }
        break;
      }
      case kBytes:
      case kFloat4:
      case kFloat8:
        return false;
      default:
        break;
    }
    if (auto* text = std::get_if<std::string>(&cell)) {
      text->assign(value);
    } else {
      cell = std::string(value);
    }
  }
  return true;
}

void PostgresWire::Finish::operator()(pg_conn* handle) const {
  PQfinish(handle);
}

Result<void> PostgresWire::connect(const std::string& url) {
  handle_.reset();
  auto target = read_url(url);
  if (!target) return fail(std::move(target.error()));
  name_ = target->name;
  // Those in front of the URL are for it to change, those behind it are not.
  const std::array<const char*, 8> keys = {"connect_timeout",  "fallback_application_name",
                                           "keepalives_idle",  "keepalives_interval",
                                           "tcp_user_timeout", "dbname",
                                           "client_encoding",  nullptr};
  const std::array<const char*, 8> values = {"10",    "fugong",    "30",   "10",
                                             "60000", url.c_str(), "UTF8", nullptr};
  handle_.reset(PQconnectdbParams(keys.data(), values.data(), 1));
  FUGONG_CHECK(handle_ != nullptr, "libpq has memory");
  if (PQstatus(handle_.get()) != CONNECTION_OK) {
    const std::string why = target->without_secrets(trim(PQerrorMessage(handle_.get())));
    return fail("store-cannot-open", Place{name_, 0, 0, ""},
                {"连不上数据库（" + why + "）", "the database can't be reached (" + why + ")"},
                {"检查 URL、用户、密码和数据库是否在运行",
                 "check the URL, the user, the password and whether the database runs"});
  }
  abandoned_ = false;
  PQsetNoticeProcessor(
      handle_.get(), [](void*, const char*) {}, nullptr);
  const char* encoding = PQparameterStatus(handle_.get(), "server_encoding");
  if (encoding == nullptr || std::string_view(encoding) != "UTF8") {
    return fail("store-cannot-open", Place{name_, 0, 0, ""},
                {"数据库的编码不是 UTF-8", "the database's encoding is not UTF-8"},
                {"以 UTF8 编码新建数据库", "make a database with the encoding UTF8"});
  }
  return {};
}

bool PostgresWire::is_lost() const {
  return abandoned_ || PQstatus(handle_.get()) != CONNECTION_OK;
}

bool PostgresWire::is_idle() const {
  return PQtransactionStatus(handle_.get()) == PQTRANS_IDLE;
}

bool PostgresWire::is_in_transaction() const {
  return !is_lost() && PQtransactionStatus(handle_.get()) == PQTRANS_INTRANS;
}

bool PostgresWire::send(const std::string& sql) {
  return !is_lost() && PQsendQuery(handle_.get(), sql.c_str()) == 1;
}

bool PostgresWire::send_prepare(const std::string& name, const std::string& sql,
                                const std::vector<Cell>& parameters) {
  // Of a text the server finds the type where it stands, so that a date may be given as one.
  std::vector<Oid> types;
  for (const Cell& cell : parameters)
    types.push_back(std::holds_alternative<std::int64_t>(cell) ? kInt8 : 0);
  return !is_lost() && PQsendPrepare(handle_.get(), name.c_str(), sql.c_str(),
                                     static_cast<int>(types.size()), types.data()) == 1;
}

bool PostgresWire::send_prepared(const std::string& name, const std::vector<Cell>& parameters,
                                 bool one_by_one) {
  std::vector<std::string> digits(parameters.size());
  std::vector<const char*> values(parameters.size());
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (const auto* number = std::get_if<std::int64_t>(&parameters[i])) {
      digits[i] = std::to_string(*number);
      values[i] = digits[i].c_str();
    } else if (const auto* text = std::get_if<std::string>(&parameters[i])) {
      values[i] = text->c_str();
    }
  }
  if (is_lost() || PQsendQueryPrepared(handle_.get(), name.c_str(), static_cast<int>(values.size()),
                                       values.data(), nullptr, nullptr, 0) != 1) {
    return false;
  }
  FUGONG_CHECK(!one_by_one || PQsetSingleRowMode(handle_.get()) == 1, "a query has just been sent");
  return true;
}

bool PostgresWire::put_rows(std::string_view lines) {
  return PQputCopyData(handle_.get(), lines.data(), static_cast<int>(lines.size())) == 1;
}

bool PostgresWire::end_rows(bool good) {
  return PQputCopyEnd(handle_.get(), good ? nullptr : "given up") == 1;
}

PostgresAnswer PostgresWire::next() {
  cancel_if_asked();
  while (PQisBusy(handle_.get()) == 1) {
    pollfd socket{PQsocket(handle_.get()), POLLIN, 0};
    const int readable = ::poll(&socket, 1, static_cast<int>(kBetweenQuestions.count()));
    cancel_if_asked();
    if (abandoned_) return PostgresAnswer(nullptr);
    // Where it fails, what follows tells why.
    if (readable > 0 && PQconsumeInput(handle_.get()) == 0) break;
  }
  PostgresAnswer answer(PQgetResult(handle_.get()));
  // The server would send rows without end as anything else than rows; nobody reads them.
  if (answer && answer.kind() == PostgresAnswer::Kind::sends_bytes) {
    abandoned_ = true;
    return PostgresAnswer(nullptr);
  }
  return answer;
}

bool PostgresWire::is_time_to_stop() {
  const auto now = steady_clock::now();
  if (now - asked_ < kBetweenQuestions) return false;
  asked_ = now;
  return cancelled_ && cancelled_();
}

void PostgresWire::cancel_if_asked() {
  if (!asks_) return;
  const auto now = steady_clock::now();
  if (cancel_sent_) {
    if (now - *cancel_sent_ > kWaitAfterCancel) abandoned_ = true;
    return;
  }
  if (!is_time_to_stop()) return;
  cancel_sent_ = now;
  const std::unique_ptr<PGcancel, FreeCancel> cancel(PQgetCancel(handle_.get()));
  std::array<char, 256> why{};
  if (cancel) PQcancel(cancel.get(), why.data(), static_cast<int>(why.size()));
}

}  // namespace fugong::store
