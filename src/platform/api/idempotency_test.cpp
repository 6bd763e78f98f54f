#include "platform/api/idempotency.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "postgres/test_databases.hpp"

namespace fugong::api {
namespace {

using http::Request;
using http::Response;
using store::Dialect;
using store::TestDatabase;
using store::Transaction;

Request request_with(const char* key, std::string body = R"({"amount_fen":100})") {
  Request request;
  request.method = http::Method::post;
  request.path = "/api/v1/cases/c-1/decide";
  request.body = std::move(body);
  request.headers.emplace_back("accept-language", "en");
  if (key != nullptr) request.headers.emplace_back("idempotency-key", key);
  return request;
}

std::string header_of(const Response& response, std::string_view name) {
  for (const auto& [header, value] : response.headers) {
    if (header == name) return value;
  }
  return "";
}

class IdempotencyKeys : public testing::TestWithParam<Dialect> {
 protected:
  void SetUp() override {
    if (!TestDatabase::is_here(GetParam())) GTEST_SKIP() << "no PostgreSQL here";
    place_.emplace(GetParam());
    database_.emplace(open());
    ASSERT_EQ(code_of(database_->migrate("api", migrations())), "");
    ASSERT_EQ(code_of(database_->migrate(
                  "test", {{1, "paid", "CREATE TABLE paid (id INTEGER NOT NULL) STRICT;"}})),
              "");
  }

  store::Database open() const {
    return *store::Database::open({.busy_timeout_ms = 30'000, .url = place_->url()});
  }

  static Result<void> pay_in(Transaction& t) {
    const auto paid = t.run("INSERT INTO paid SELECT count(*) + 1 FROM paid");
    return paid ? Result<void>{} : fail(paid.error());
  }
  /// Pays, and says how many payments there are now.
  static Result<Response> pay(Transaction& t) {
    auto paid = pay_in(t);
    if (!paid) return fail(paid.error());
    const auto count = t.run("SELECT count(*) FROM paid");
    if (!count) return fail(count.error());
    Response response = Response::json(
        R"({"payments":)" + std::to_string(std::get<std::int64_t>(count->front().front())) + "}",
        201);
    response.headers.emplace_back("Location", "/api/v1/payments/\"中\"");
    return response;
  }

  Response once(const Request& request, const Act& act = pay, const Caller& caller = kCaller,
                Demand demand = Demand::required) {
    auto response = idempotency_.once(*database_, request, caller, demand, act);
    EXPECT_EQ(code_of(response), "");
    return response.value_or(Response{});
  }
  std::int64_t count(const std::string& table) {
    std::int64_t counted = -1;
    EXPECT_EQ(code_of(database_->read([&](Transaction& t) -> Result<void> {
                counted =
                    std::get<std::int64_t>(t.run("SELECT count(*) FROM " + table)->front().front());
                return {};
              })),
              "");
    return counted;
  }

  static inline const Caller kCaller{"user-7", "POST /api/v1/cases/{id}/decide"};
  std::optional<TestDatabase> place_;
  std::optional<store::Database> database_;
  FixedClock clock_{1'582'243'200'000};
  SeededRandom random_{1};
  Idempotency idempotency_{clock_, random_};
};

TEST_P(IdempotencyKeys, TheSameRequestGetsTheSameAnswer) {
  const Response first = once(request_with("k-1"));
  EXPECT_EQ(first.status, 201);
  EXPECT_EQ(first.body, R"({"payments":1})");
  EXPECT_EQ(header_of(first, "Idempotency-Hit"), "");
  const Response again = once(request_with("k-1"));
  EXPECT_EQ(again.status, 201);
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(header_of(again, "Location"), header_of(first, "Location"));
  EXPECT_EQ(header_of(again, "Content-Type"), "application/json");
  EXPECT_EQ(header_of(again, "Idempotency-Hit"), "true");
  EXPECT_EQ(once(request_with("\"k-1\"")).body, first.body);
  EXPECT_EQ(count("paid"), 1);
}

TEST_P(IdempotencyKeys, AnotherRequestWithTheKeyIsRefused) {
  once(request_with("k-1"));
  const Response other = once(request_with("k-1", R"({"amount_fen":200})"));
  EXPECT_EQ(other.status, 409);
  EXPECT_NE(other.body.find("idempotency-key-reused"), std::string::npos);
  Request elsewhere = request_with("k-1");
  elsewhere.path = "/api/v1/cases/c-2/decide";
  EXPECT_EQ(once(elsewhere).status, 409);
  Request asking = request_with("k-1");
  asking.query = {{"dry", "1"}};
  EXPECT_EQ(once(asking).status, 409);
  EXPECT_EQ(count("paid"), 1);
}

TEST_P(IdempotencyKeys, KeysAreThoseOfAUserAndARoute) {
  once(request_with("k-1"));
  EXPECT_EQ(once(request_with("k-1"), pay, {"user-8", kCaller.route}).status, 201);
  EXPECT_EQ(once(request_with("k-1"), pay, {kCaller.user, "POST /other"}).status, 201);
  EXPECT_EQ(count("paid"), 3);
}

TEST_P(IdempotencyKeys, AKeyIsDemandedWhereItMatters) {
  const Response missing = once(request_with(nullptr));
  EXPECT_EQ(missing.status, 400);
  EXPECT_NE(missing.body.find("idempotency-key-missing"), std::string::npos);
  EXPECT_EQ(count("paid"), 0);
  EXPECT_EQ(once(request_with(nullptr), pay, kCaller, Demand::optional).status, 201);
  EXPECT_EQ(once(request_with(nullptr), pay, kCaller, Demand::optional).status, 201);
  EXPECT_EQ(count("paid"), 2);
  EXPECT_EQ(count("api_answer"), 0);
}

TEST_P(IdempotencyKeys, WhatIsNoKeyIsRefused) {
  const std::string longest(kMaxKeyBytes, 'k');
  for (const std::string& key :
       {std::string(), std::string("\"\""), std::string("a b"), std::string("a\"b"),
        std::string("\x01"), std::string("键"), longest + "k"}) {
    const Response refused = once(request_with(key.c_str()));
    EXPECT_EQ(refused.status, 400) << key;
    EXPECT_NE(refused.body.find("idempotency-key-invalid"), std::string::npos);
  }
  EXPECT_EQ(once(request_with(longest.c_str())).status, 201);
}

TEST_P(IdempotencyKeys, ARequestAtWorkHoldsItsKey) {
  const Response first = once(request_with("k-1"), [&](Transaction& t) -> Result<Response> {
    // SQLite has one writer: there the other would wait, which is as good.
    if (GetParam() == Dialect::postgresql) {
      store::Database other = open();
      const auto second =
          idempotency_.once(other, request_with("k-1"), kCaller, Demand::required, pay);
      EXPECT_EQ(code_of(second), "");
      EXPECT_EQ(second->status, 409);
      EXPECT_EQ(header_of(*second, "Retry-After"), "2");
      EXPECT_NE(second->body.find("idempotency-in-flight"), std::string::npos);
    }
    return pay(t);
  });
  EXPECT_EQ(first.status, 201);
  EXPECT_EQ(count("paid"), 1);
}

TEST_P(IdempotencyKeys, AFaultUndoesTheChangeAndFreesTheKey) {
  const auto failed = idempotency_.once(*database_, request_with("k-1"), kCaller, Demand::required,
                                        [](Transaction& t) -> Result<Response> {
                                          EXPECT_EQ(code_of(pay_in(t)), "");
                                          return fail("mine", {}, {"不行", "no"}, {"别", "don't"});
                                        });
  EXPECT_EQ(code_of(failed), "mine");
  const Response broken = once(request_with("k-1"), [](Transaction& t) -> Result<Response> {
    EXPECT_EQ(code_of(pay_in(t)), "");
    return Response::json("{}", 503);
  });
  EXPECT_EQ(broken.status, 503);
  EXPECT_EQ(count("paid"), 0);
  EXPECT_EQ(once(request_with("k-1")).status, 201);
  EXPECT_EQ(count("paid"), 1);
}

TEST_P(IdempotencyKeys, ARefusalOfTheHandlerIsKept) {
  const Act refuse = [](Transaction&) -> Result<Response> { return Response::json("{}", 422); };
  EXPECT_EQ(once(request_with("k-1"), refuse).status, 422);
  EXPECT_EQ(once(request_with("k-1")).status, 422);
  EXPECT_EQ(count("paid"), 0);
}

TEST_P(IdempotencyKeys, AnAnswerIsKeptForADay) {
  once(request_with("k-1"));
  clock_.move_to(clock_.now_ms() + kKeptMs - 1);
  EXPECT_EQ(header_of(once(request_with("k-1")), "Idempotency-Hit"), "true");
  EXPECT_EQ(idempotency_.purge(*database_).value_or(-1), 0);
  clock_.move_to(clock_.now_ms() + 1);
  EXPECT_EQ(once(request_with("k-1")).body, R"({"payments":2})");
  once(request_with("k-2"));
  clock_.move_to(clock_.now_ms() + kKeptMs);
  EXPECT_EQ(idempotency_.purge(*database_, 1).value_or(-1), 1);
  EXPECT_EQ(idempotency_.purge(*database_).value_or(-1), 1);
  EXPECT_EQ(count("api_answer"), 0);
}

TEST_P(IdempotencyKeys, AProgramThatDiedLeavesItsKeyTakenForAMinute) {
  once(request_with("k-1"));
  ASSERT_EQ(code_of(database_->transact([&](Transaction& t) -> Result<void> {
              const auto died = t.run("UPDATE api_answer SET status = NULL, until_ms = ?",
                                      {clock_.now_ms() + kAtWorkMs});
              return died ? Result<void>{} : fail(died.error());
            })),
            "");
  clock_.move_to(clock_.now_ms() + kAtWorkMs - 1);
  const Response busy = once(request_with("k-1"));
  EXPECT_EQ(busy.status, 409);
  EXPECT_EQ(header_of(busy, "Retry-After"), "2");
  clock_.move_to(clock_.now_ms() + 1);
  EXPECT_EQ(once(request_with("k-1")).body, R"({"payments":2})");
}

TEST_P(IdempotencyKeys, WhoComesBackTooLateIsUndone) {
  if (GetParam() == Dialect::sqlite) GTEST_SKIP() << "one writer: nobody can take the key over";
  bool is_taken_over = false;
  const auto late = idempotency_.once(
      *database_, request_with("k-1"), kCaller, Demand::required,
      [&](Transaction& t) -> Result<Response> {
        EXPECT_EQ(code_of(pay_in(t)), "");
        if (!is_taken_over) {
          is_taken_over = true;
          clock_.move_to(clock_.now_ms() + kAtWorkMs);
          store::Database other = open();
          const auto taken = idempotency_.once(
              other, request_with("k-1"), kCaller, Demand::required,
              [](Transaction&) -> Result<Response> { return Response::json("{}", 202); });
          EXPECT_EQ(taken.value_or(Response{}).status, 202);
        }
        return Response::json("{}", 201);
      });
  EXPECT_EQ(code_of(late), "idempotency-lost");
  EXPECT_EQ(count("paid"), 0);
  EXPECT_EQ(once(request_with("k-1")).status, 202);
}

TEST_P(IdempotencyKeys, ARehearsalChangesNothingAndTakesNoKey) {
  Request request = request_with(nullptr);
  request.is_rehearsal = true;
  const Response tried = once(request);
  EXPECT_EQ(tried.status, 201);
  EXPECT_EQ(tried.body, R"({"payments":1})");
  EXPECT_EQ(once(request).body, tried.body) << "again as if for the first time";
  EXPECT_EQ(count("paid"), 0);
  EXPECT_EQ(count("api_answer"), 0);
  EXPECT_EQ(once(request_with("k-1")).body, tried.body);
  request = request_with("k-1");
  request.is_rehearsal = true;
  EXPECT_EQ(once(request).body, R"({"payments":2})") << "the key's answer is none of its business";
  const auto failed = idempotency_.once(*database_, request, kCaller, Demand::required,
                                        [](Transaction&) -> Result<Response> {
                                          return fail("no-money", {}, {"", ""}, {"", ""});
                                        });
  EXPECT_EQ(code_of(failed), "no-money");
  EXPECT_EQ(count("paid"), 1);
}

TEST_P(IdempotencyKeys, ManyAtOncePayOnce) {
  std::vector<std::thread> clients;
  for (int c = 0; c < 4; ++c) {
    clients.emplace_back([this] {
      store::Database database = open();
      SystemRandom random;
      const Idempotency idempotency(clock_, random);
      for (int i = 0; i < 10; ++i) {
        const std::string key = "k-" + std::to_string(i);
        const auto response =
            idempotency.once(database, request_with(key.c_str()), kCaller, Demand::required, pay);
        EXPECT_EQ(code_of(response), "");
        EXPECT_TRUE(response->status == 201 || response->status == 409) << response->status;
      }
    });
  }
  for (std::thread& client : clients)
    client.join();
  EXPECT_EQ(count("paid"), 10);
  EXPECT_EQ(count("api_answer"), 10);
}

INSTANTIATE_TEST_SUITE_P(Each, IdempotencyKeys,
                         testing::Values(Dialect::sqlite, Dialect::postgresql),
                         [](const auto& of) { return store::name_of(of.param); });

}  // namespace
}  // namespace fugong::api
