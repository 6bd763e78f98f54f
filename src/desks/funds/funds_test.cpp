// Public money over HTTP: who sees what, who may do what, and that nothing moves but by two people.
#include <gtest/gtest.h>

#include "base/tree.hpp"
#include "desks/funds/proposal.hpp"
#include "desks/funds/routes.hpp"
#include "identity/people.hpp"
#include "platform/ledger/ledger.hpp"
#include "platform/ledger/verify.hpp"
#include "platform/store/scope.hpp"

namespace fugong::funds {
namespace {

using http::Method;
using http::Response;
using identity::good;
using identity::Role;
using store::Transaction;

const NamedFund kRelief{
    "relief", "province", "rent", {"360102"}, {{"rent", {"租", "rent"}, {"6.1"}}}};

Proposal some(const std::string& id, std::int64_t fen = 500) {
  Proposal one;
  one.id = id;
  one.shard = 360000;
  one.fund = kRelief.key(2020);
  one.amount_fen = fen;
  one.document = "budget 2020";
  one.proposed_by = "1";
  one.proposed_ms = identity::kNoon;
  return one;
}

TEST(References, AreReadAsTheyAreWritten) {
  const Reference one{360000, 4711};
  EXPECT_EQ(one.text(), "360000-4711");
  EXPECT_EQ(read_reference("360000-4711")->fund, 4711);
  for (const char* wrong : {"", "-", "360000", "360000-", "36-4711", "360000-+1", "360000-04711",
                            "360000-9223372036854775808", "x-1", "360000-4711 "})
    EXPECT_FALSE(read_reference(wrong)) << wrong;
}

TEST(NamedFunds, AreOfTheProvincesOfTheirPlaces) {
  EXPECT_TRUE(kRelief.is_in(360000));
  EXPECT_FALSE(kRelief.is_in(210000));
  EXPECT_TRUE((NamedFund{"a", "b", "c", {}, {}}).is_in(210000));
}

class Funds : public identity::People {
 protected:
  void SetUp() override {
    People::SetUp();
    if (IsSkipped()) return;
    use({.url = place_->url()});
    ASSERT_EQ(code_of(database_->migrate("audit", audit::migrations())), "");
    ASSERT_EQ(code_of(database_->migrate("api", api::migrations())), "");
    ASSERT_EQ(code_of(database_->migrate("funds", migrations())), "");
    ASSERT_EQ(code_of(ledger::Ledger::migrate(*database_)), "");
    databases_.emplace(store::Options{.url = place_->url()}, 2);
    add_routes(router_, {*databases_,
                         context_,
                         {.is_secure = false},
                         clock_,
                         random_,
                         audit_,
                         idempotency_,
                         http::Cursors(std::string(64, '5')),
                         {kRelief}});
  }

  void somebody(const std::string& login, Role role, const std::string& scope) {
    join(login, role, scope);
    tokens_[login] = enter_first(login);
  }
  Response send(const std::string& login, Method method, std::string path, std::string body = "",
                const std::string& key = "") {
    http::Request request;
    request.method = method;
    const std::size_t mark = path.find('?');
    request.path = path.substr(0, mark);
    if (mark != std::string::npos) {
      const std::string pair = path.substr(mark + 1);
      const std::size_t is = pair.find('=');
      request.query.emplace_back(pair.substr(0, is), pair.substr(is + 1));
    }
    request.body = std::move(body);
    if (!request.body.empty()) request.headers.emplace_back("content-type", "application/json");
    if (tokens_.contains(login)) {
      request.headers.emplace_back("cookie", "fugong=" + tokens_[login]);
      request.headers.emplace_back("x-csrf-token", identity::csrf_of(tokens_[login]));
    }
    if (method == Method::post)
      request.headers.emplace_back("idempotency-key",
                                   key.empty() ? "k" + std::to_string(++keys_) : key);
    return router_.answer(request);
  }
  Response propose(const std::string& login, const std::string& step, const std::string& fen,
                   const std::string& key = "") {
    return send(login, Method::post, "/api/v1/funds/" + fund_ + "/proposals",
                R"({"step":")" + step + R"(","amount_fen":)" + fen +
                    R"(,"document":"budget 2020","note":"why"})",
                key);
  }
  Response decide(const std::string& login, const std::string& proposal, const std::string& what) {
    return send(login, Method::post, "/api/v1/fund-proposals/" + proposal + "/decision",
                R"({"decision":")" + what + R"("})");
  }
  static std::string text(const Response& response, std::string_view name) {
    const auto body = parse_json(response.body, "");
    const Node* found = body ? body->find(name) : nullptr;
    return found == nullptr ? "" : found->text;
  }
  static std::string problem(const Response& response) {
    const std::string type = text(response, "type");
    return std::to_string(response.status) + " " + type.substr(type.rfind('/') + 1);
  }
  std::string figure(std::string_view name) {
    const auto body = parse_json(send("province", Method::get, "/api/v1/funds/" + fund_).body, "");
    return body->find("fund")->find(name)->text;
  }
  /// What the log has of funds, the latest first.
  std::string logged() {
    std::string all;
    const auto read = database_->read([&](Transaction& t) -> Result<void> {
      auto page = audit::search(t, {.kind = "fund", .region = "360000"});
      if (!page) return fail(std::move(page.error()));
      for (const audit::Record& record : page->records)
        all += record.action + "/" + record.role + " ";
      return {};
    });
    EXPECT_EQ(code_of(read), "");
    return all;
  }

  std::optional<store::Pool> databases_;
  audit::Audit audit_{clock_, random_};
  api::Idempotency idempotency_{clock_, random_};
  http::Router router_;
  std::map<std::string, std::string> tokens_;
  std::string fund_ = Reference{360000, kRelief.key(2020).id()}.text();
  int keys_ = 0;
};

TEST_P(Funds, AProposalIsDecidedOnceAndNeverApprovedByItsAuthor) {
  const auto in = [&](auto&& body) {
    return code_of(database_->transact([&](Transaction& t) -> Result<void> {
      Transaction mine = t.within(*store::Scope::regions({"36"}));
      return body(mine);
    }));
  };
  Proposal one = some("a");
  EXPECT_EQ(in([&](Transaction& t) { return put(t, one); }), "");
  EXPECT_EQ(in([&](Transaction& t) -> Result<void> {
              EXPECT_EQ(**find(t, "a"), one);
              EXPECT_FALSE(find(t, "b")->has_value());
              EXPECT_EQ(list(t, {.state = State::proposed, .fund = one.fund.id()})->size(), 1U);
              EXPECT_TRUE(list(t, {.state = State::approved})->empty());
              Transaction others = t.within(*store::Scope::regions({"21"}));
              EXPECT_FALSE(find(others, "a")->has_value());
              return {};
            }),
            "");
  one.state = State::approved;
  one.decided_by = "1";
  EXPECT_EQ(in([&](Transaction& t) { return funds::decide(t, one); }), "store-constraint")
      << "the database keeps it too";
  one.decided_by = "2";
  EXPECT_EQ(in([&](Transaction& t) { return funds::decide(t, one); }), "");
  EXPECT_EQ(in([&](Transaction& t) { return funds::decide(t, one); }), "proposal-decided");
}

TEST_P(Funds, MoneyMovesWhenASecondPersonApproves) {
  somebody("province", Role::province_officer, "36");
  somebody("second", Role::second_approver, "3601");
  somebody("ministry", Role::ministry_officer, "");
  EXPECT_EQ(figure("opened"), "");
  EXPECT_EQ(figure("appropriated_fen"), "0");

  const Response made = propose("province", "appropriate", "100000", "once");
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(propose("province", "appropriate", "100000", "once").body, made.body);
  const std::string proposal = text(made, "id");
  EXPECT_EQ(figure("appropriated_fen"), "0") << "nothing moves yet";
  EXPECT_EQ(problem(decide("province", proposal, "approve")), "403 access-own-work");
  EXPECT_EQ(problem(decide("second", proposal, "approve")), "404 proposal-unknown")
      << "of one city only";
  const Response approved = decide("ministry", proposal, "approve");
  ASSERT_EQ(approved.status, 200) << approved.body;
  EXPECT_EQ(text(approved, "state"), "approved");
  EXPECT_EQ(figure("appropriated_fen"), "100000");
  EXPECT_EQ(figure("available_fen"), "100000");
  EXPECT_EQ(problem(decide("ministry", proposal, "refuse")), "409 proposal-decided");

  const std::string cash = text(propose("province", "pay_in", "40000"), "id");
  EXPECT_EQ(decide("ministry", cash, "approve").status, 200);
  EXPECT_EQ(figure("in_bank_fen"), "40000");
  const std::string much = text(propose("province", "pay_back", "40001"), "id");
  EXPECT_EQ(problem(decide("ministry", much, "approve")), "409 ledger-overdrawn");
  EXPECT_EQ(figure("in_bank_fen"), "40000");
  EXPECT_EQ(decide("ministry", much, "refuse").status, 200) << "it waited on";
  EXPECT_EQ(logged(),
            "fund.refused/ministry_officer fund.proposed/province_officer "
            "fund.approved/ministry_officer fund.proposed/province_officer "
            "fund.approved/ministry_officer fund.proposed/province_officer ");
  EXPECT_EQ(code_of(database_->read([&](Transaction& t) -> Result<void> {
              auto verified = ledger::verify(t, 360000);
              return verified ? Result<void>{} : fail(std::move(verified.error()));
            })),
            "");
}

TEST_P(Funds, WhoProposedMayWithdrawAndNobodyElse) {
  somebody("province", Role::province_officer, "36");
  somebody("ministry", Role::ministry_officer, "");
  const std::string one = text(propose("province", "appropriate", "7"), "id");
  EXPECT_EQ(problem(decide("ministry", one, "withdraw")), "403 access-outside");
  EXPECT_EQ(text(decide("province", one, "withdraw"), "state"), "withdrawn");
  EXPECT_EQ(problem(decide("ministry", one, "approve")), "409 proposal-decided");
  EXPECT_EQ(figure("appropriated_fen"), "0");
}

TEST_P(Funds, ApprovingTakesAFreshFactor) {
  somebody("province", Role::province_officer, "36");
  somebody("ministry", Role::ministry_officer, "");
  const std::string one = text(propose("province", "appropriate", "7"), "id");
  pass(identity::kStepUpMs);
  EXPECT_EQ(problem(decide("ministry", one, "approve")), "403 access-stale-factor");
  const auto waiting = send("ministry", Method::get, "/api/v1/fund-proposals?state=proposed");
  EXPECT_NE(waiting.body.find(R"("acts":["approve","refuse"])"), std::string::npos) << waiting.body;
}

TEST_P(Funds, OthersSeeNothingOfIt) {
  somebody("province", Role::province_officer, "36");
  somebody("neighbour", Role::province_officer, "21");
  somebody("analyst", Role::analyst, "36");
  somebody("county", Role::county_officer, "360102");
  somebody("city", Role::city_officer, "3601");
  somebody("partner", Role::partner, "park-a");
  const std::string one = text(propose("province", "appropriate", "7"), "id");
  const std::string path = "/api/v1/funds/" + fund_;
  EXPECT_EQ(problem(send("", Method::get, path)), "401 sign-in-needed");
  for (const char* other : {"neighbour", "county", "city"}) {
    EXPECT_EQ(problem(send(other, Method::get, path)), "404 fund-unknown") << other;
    EXPECT_EQ(problem(send(other, Method::get, path + "/statement")), "404 fund-unknown");
    EXPECT_EQ(problem(propose(other, "appropriate", "7")), "404 fund-unknown");
    EXPECT_EQ(problem(decide(other, one, "approve")), "404 proposal-unknown");
    EXPECT_EQ(send(other, Method::get, "/api/v1/fund-proposals").body, R"({"proposals":[]})");
  }
  EXPECT_EQ(problem(send("partner", Method::get, "/api/v1/funds")), "403 access-no-role");
  EXPECT_EQ(send("analyst", Method::get, path).status, 200);
  EXPECT_EQ(problem(send("analyst", Method::get, path + "/statement")), "404 fund-unknown");
  EXPECT_EQ(send("analyst", Method::get, path).body.find(one), std::string::npos);
  EXPECT_EQ(problem(propose("analyst", "appropriate", "7")), "403 access-no-role");
  for (const char* other : {"neighbour", "city"}) {
    EXPECT_NE(send(other, Method::get, "/api/v1/funds").body.find(R"("funds":[])"),
              std::string::npos)
        << other;
  }
}

TEST_P(Funds, WhatIsWrongIsSaidAtOnce) {
  somebody("province", Role::province_officer, "36");
  const auto path = "/api/v1/funds/" + fund_ + "/proposals";
  const Response wrong = send("province", Method::post, path,
                              R"({"step":"take","amount_fen":0,"document":" x","more":1})");
  EXPECT_EQ(wrong.status, 422);
  for (const char* pointer : {"/step", "/amount_fen", "/document", "/more"})
    EXPECT_NE(wrong.body.find(pointer), std::string::npos) << pointer << wrong.body;
  EXPECT_EQ(send("province", Method::post, path, "{}").status, 422);
  EXPECT_EQ(problem(propose("province", "appropriate", "9007199254740992")), "422 field-invalid");
  for (const char* query : {"year=1", "year=x", "place=x", "place=3"})
    EXPECT_EQ(problem(send("province", Method::get, std::string("/api/v1/funds?") + query)),
              "400 query-invalid");
  EXPECT_EQ(problem(send("province", Method::get, "/api/v1/fund-proposals?state=lost")),
            "400 query-invalid");
  EXPECT_EQ(problem(send("province", Method::get, "/api/v1/funds/360000-1")), "404 fund-unknown");
}

TEST_P(Funds, AStatementHasEveryEntryInPages) {
  somebody("province", Role::province_officer, "36");
  somebody("ministry", Role::ministry_officer, "");
  for (int i = 0; i < 3; ++i)
    decide("ministry", text(propose("province", "appropriate", "100"), "id"), "approve");
  const std::string path = "/api/v1/funds/" + fund_ + "/statement";
  const Response first = send("province", Method::get, path + "?limit=2");
  ASSERT_EQ(first.status, 200) << first.body;
  EXPECT_NE(first.body.find(R"("from":{"role":"source")"), std::string::npos) << first.body;
  EXPECT_NE(first.body.find(R"("to":{"role":"available")"), std::string::npos);
  const Response rest =
      send("province", Method::get, path + "?cursor=" + text(first, "next_cursor"));
  EXPECT_NE(rest.body.find(R"("entries":[{"seq":3)"), std::string::npos) << rest.body;
  EXPECT_NE(rest.body.find(R"("next_cursor":null)"), std::string::npos);
  const std::string other = Reference{360000, kRelief.key(2021).id()}.text();
  EXPECT_EQ(
      problem(send("province", Method::get,
                   "/api/v1/funds/" + other + "/statement?cursor=" + text(first, "next_cursor"))),
      "400 cursor-invalid");
  EXPECT_EQ(problem(send("province", Method::get, path + "?cursor=made-up")), "400 cursor-invalid");
}

TEST_P(Funds, TheDayWithoutMoneyFollowsFromTheLastFourWeeks) {
  const ledger::Fund fund(kRelief.key(2020));
  const auto act = [](const std::string& id) {
    return ledger::Act{id, "budget 2020", "clerk", "head", "case-" + id};
  };
  const auto submit = [&](auto&& add) {
    ledger::Batch batch;
    add(batch);
    const auto answers = ledger::Ledger(clock_, 360000).submit(*database_, batch);
    ASSERT_TRUE(answers && answers->front().stands());
  };
  const auto run_out = [&]() {
    std::optional<RunOut> found;
    const auto read = database_->read([&](Transaction& t) -> Result<void> {
      const auto one = fund_with(t, {360000, fund.key().id()}, {}, {2020, 2020});
      if (!one) return fail(one.error());
      auto when = run_out_of(t, **one, clock_.today());
      if (!when) return fail(std::move(when.error()));
      found = *when;
      return {};
    });
    EXPECT_EQ(code_of(read), "");
    return found;
  };
  submit([&](ledger::Batch& batch) { fund.appropriate(batch, act("a"), 100'000); });
  EXPECT_FALSE(run_out()) << "nothing was promised";
  submit([&](ledger::Batch& batch) { fund.reserve(batch, act("b"), 5'000); });
  // On one day 5,000 of 100,000: 95,000 last for 19 days more.
  const Date first = clock_.today();
  EXPECT_EQ(run_out()->since, first);
  EXPECT_EQ(run_out()->per_day_fen, 5'000);
  EXPECT_EQ(run_out()->on, first.plus_days(20));
  pass(9 * identity::kDay);
  EXPECT_EQ(run_out()->per_day_fen, 500);
  EXPECT_EQ(run_out()->on, first.plus_days(9 + 191));
  pass(19 * identity::kDay);
  submit([&](ledger::Batch& batch) { fund.reserve(batch, act("c"), 2'800); });
  EXPECT_EQ(run_out()->since, first.plus_days(1)) << "the first day is past";
  EXPECT_EQ(run_out()->per_day_fen, 100);
  EXPECT_EQ(run_out()->on, first.plus_days(28 + 923));
  submit([&](ledger::Batch& batch) { fund.reject(batch, act("d"), "b"); });
  EXPECT_FALSE(run_out()) << "more came back than was promised";
}

FUGONG_ON_BOTH_DATABASES(Funds);

}  // namespace
}  // namespace fugong::funds
