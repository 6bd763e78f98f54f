// An installation for the tests of identity: a database, a clock that stands still, passwords that
// cost next to nothing, and a recorder that writes into the transaction. For tests only.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "platform/identity/accounts.hpp"
#include "platform/identity/sessions.hpp"
#include "platform/identity/sign_in.hpp"
#include "platform/identity/totp.hpp"
#include "postgres/test_databases.hpp"

namespace fugong::identity {

inline constexpr std::int64_t kMinute = 60'000;
inline constexpr std::int64_t kHour = 60 * kMinute;
inline constexpr std::int64_t kDay = 24 * kHour;
inline constexpr std::int64_t kNoon = 1'582'257'600'000;  // 2020-02-21T04:00Z, noon in China

inline constexpr const char* kFirm = "91360102M00001000A";
inline constexpr const char* kOtherFirm = "91360102M00002000B";
inline constexpr const char* kPassword = "four words that rhyme";

template <class T>
T good(Result<T> result) {
  EXPECT_TRUE(result.has_value()) << describe(result.error().front(), "en");
  return result ? std::move(*result) : T{};
}

/// Counts the work that is done on passwords.
class CountingHasher final : public PasswordHasher {
 public:
  using PasswordHasher::PasswordHasher;
  Result<std::string> hash(std::string_view password, std::string_view salt) const override {
    ++work;
    return PasswordHasher::hash(password, salt);
  }
  bool verify(const std::string& kept, std::string_view password) const override {
    work += kept.starts_with("$argon2id$") ? 1 : 0;  // anything else is answered at once
    return PasswordHasher::verify(kept, password);
  }
  mutable int work = 0;
};

/// Keeps what it is told in a table, or refuses it.
class TestRecorder final : public Recorder {
 public:
  Result<void> record(store::Transaction& t, const Change& change) override {
    if (change.what == refused) return fail("recorder", {}, {"不记", "not recorded"}, {"记", "do"});
    std::string details;
    for (const auto& [name, value] : change.details)
      details += name + "=" + value + " ";
    auto added = t.run("INSERT INTO test_change VALUES (?, ?, ?, ?, ?)",
                       {change.at_ms, change.what, change.by, change.person, details});
    if (!added) return fail(std::move(added.error()));
    return {};
  }
  std::string refused;
};

class People : public testing::TestWithParam<store::Dialect> {
 protected:
  void SetUp() override {
    if (!store::TestDatabase::is_here(GetParam())) GTEST_SKIP() << "no PostgreSQL here";
    place_.emplace(GetParam());
    // In memory where a file would only be waited for.
    use(GetParam() == store::Dialect::sqlite ? store::Options{.path = ":memory:"}
                                             : store::Options{.url = place_->url()});
  }

  void use(const store::Options& options) {
    database_.emplace(open(options));
    ASSERT_EQ(code_of(database_->migrate("identity", migrations())), "");
    ASSERT_EQ(code_of(database_->migrate(
                  "test", {{1, "changes",
                            "CREATE TABLE test_change (at_ms INTEGER NOT NULL, what TEXT NOT NULL, "
                            "by_id INTEGER NOT NULL, person INTEGER NOT NULL, details TEXT NOT "
                            "NULL\n) STRICT;"}})),
              "");
  }

  static store::Database open(const store::Options& options) {
    auto database = store::Database::open(options);
    EXPECT_TRUE(database.has_value());
    return std::move(*database);
  }

  Accounts accounts() { return {*database_, context_}; }
  SignIn sign_in() { return {*database_, context_}; }
  Sessions sessions() { return {*database_, context_}; }

  void pass(std::int64_t ms) { clock_.move_to(clock_.now_ms() + ms); }

  /// The code that an app shows now; the clock goes on so that no step is used twice.
  std::string next_code(const std::string& secret_hex) {
    pass(kTotpStepMs);
    return totp_code(secret_hex, clock_.now_ms() / kTotpStepMs);
  }

  /// One statement; its rows.
  std::vector<store::Row> rows(std::string_view sql, const std::vector<store::Cell>& cells = {}) {
    std::vector<store::Row> found;
    const auto read = database_->read([&](store::Transaction& t) -> Result<void> {
      auto all = t.run(sql, cells);
      if (!all) return fail(std::move(all.error()));
      found = std::move(*all);
      return {};
    });
    EXPECT_EQ(code_of(read), "");
    return found;
  }
  std::int64_t count(std::string_view what) {
    return std::get<std::int64_t>(
        rows("SELECT count(*) FROM test_change WHERE what = ?", {std::string(what)})[0][0]);
  }

  Caller caller_of(std::int64_t person) {
    Caller caller{.person = person, .factor_ms = clock_.now_ms()};
    for (const store::Row& row :
         rows("SELECT id, role, scope FROM identity_grant WHERE person = ? AND ended_ms IS NULL",
              {person}))
      caller.grants.push_back({.id = std::get<std::int64_t>(row[0]),
                               .person = person,
                               .role = *role_of(std::get<std::string>(row[1])),
                               .scope = std::get<std::string>(row[2])});
    return caller;
  }

  /// Somebody with one role, by the console.
  Caller join(const std::string& login, Role role, const std::string& scope = "") {
    const auto secret =
        good(accounts().join(Caller::console(), {.login = login,
                                                 .name = "王小明",
                                                 .phone = "13812345678",
                                                 .grants = {{.role = role, .scope = scope}}}));
    secrets_[login] = secret.secret;
    return caller_of(secret.person);
  }
  /// Somebody of a firm, who has set his password.
  Caller join_self(const std::string& login) {
    const auto secret = good(accounts().join_self({.login = login, .name = "李四"}));
    good(sign_in().with_secret(secret.secret, kPassword, "10.0.0.9"));
    return caller_of(secret.person);
  }

  /// Sets password and second factor; the token of the session, and the factor's secret in
  /// `factor_`.
  std::string enter_first(const std::string& login) {
    const Entry entry = good(sign_in().with_secret(secrets_.at(login), kPassword, "10.0.0.1"));
    EXPECT_EQ(entry.stage, Stage::enrol);
    good(sign_in().begin_enrolment(entry.token));
    factor_[login] = std::get<std::string>(
        rows("SELECT totp_pending FROM identity_secret WHERE person = ?", {entry.person})[0][0]);
    const Enrolled enrolled =
        good(sign_in().finish_enrolment(entry.token, next_code(factor_[login])));
    EXPECT_EQ(enrolled.entry.stage, Stage::complete);
    recovery_[login] = enrolled.recovery_codes;
    return enrolled.entry.token;
  }
  std::string enter(const std::string& login) {
    const Entry half = good(sign_in().with_password(login, kPassword, "10.0.0.1"));
    EXPECT_EQ(half.stage, Stage::second_factor);
    const Entry entry = good(sign_in().second_factor(half.token, next_code(factor_.at(login))));
    EXPECT_EQ(entry.stage, Stage::complete);
    return entry.token;
  }
  bool is_in(const std::string& token) { return good(sessions().find(token)).has_value(); }

  std::optional<store::TestDatabase> place_;
  std::optional<store::Database> database_;
  FixedClock clock_{kNoon};
  SeededRandom random_{7};
  CountingHasher hasher_{{.passes = 1, .memory_bytes = 8192}};
  TestRecorder recorder_;
  Context context_{clock_, random_, hasher_, recorder_, {}};
  std::map<std::string, std::string> secrets_;
  std::map<std::string, std::string> factor_;
  std::map<std::string, std::vector<std::string>> recovery_;
};

#define FUGONG_ON_BOTH_DATABASES(fixture)                                                       \
  INSTANTIATE_TEST_SUITE_P(Each, fixture,                                                       \
                           testing::Values(store::Dialect::sqlite, store::Dialect::postgresql), \
                           [](const auto& of) { return std::string(store::name_of(of.param)); })

}  // namespace fugong::identity
