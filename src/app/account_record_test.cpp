#include "app/account_record.hpp"

#include <gtest/gtest.h>

#include "platform/identity/accounts.hpp"
#include "platform/identity/sign_in.hpp"
#include "postgres/test_databases.hpp"

namespace fugong::app {
namespace {

using identity::Caller;
using identity::Role;

class AccountRecordOf : public testing::TestWithParam<store::Dialect> {};

TEST_P(AccountRecordOf, ChangesOfAccountsAreEventsOfTheLog) {
  if (!store::TestDatabase::is_here(GetParam())) GTEST_SKIP() << "no PostgreSQL here";
  const store::TestDatabase place(GetParam());
  store::Database database = *store::Database::open({.url = place.url()});
  ASSERT_TRUE(database.migrate("audit", audit::migrations()).has_value());
  ASSERT_TRUE(database.migrate("identity", identity::migrations()).has_value());
  FixedClock clock(1'582'257'600'000);
  SeededRandom random(7);
  const audit::Audit audit(clock, random);
  AccountRecord recorder(audit, "console");
  const identity::PasswordHasher hasher({.passes = 1, .memory_bytes = 8192});
  const identity::Context context{clock, random, hasher, recorder, {}};
  identity::Accounts accounts(database, context);

  const auto made = accounts.first_run("admin");
  ASSERT_TRUE(made.has_value());
  ASSERT_TRUE(identity::SignIn(database, context)
                  .with_secret(made->secret, "four words that rhyme", "10.0.0.1")
                  .has_value());
  const auto officer = accounts.join(
      Caller::console(), {.login = "wang",
                          .name = "王",
                          .grants = {{.role = Role::county_officer, .scope = "360102"}}});
  ASSERT_TRUE(officer.has_value());
  const Caller admin{
      .person = made->person, .login = "admin", .grants = {{.role = Role::system_admin}}};
  ASSERT_TRUE(accounts.correct(admin, officer->person, "王芳", "").has_value());
  ASSERT_TRUE(accounts.lock(Caller::console(), officer->person, "lost his card").has_value());

  ASSERT_TRUE(
      database
          .read([&](store::Transaction& t) -> Result<void> {
            const auto find = [&](const std::string& action, std::int64_t person) {
              return audit::search(
                         t, {.kind = "person", .record = std::to_string(person), .action = action})
                  ->records;
            };
            const auto granted = find("identity.role-granted", officer->person);
            EXPECT_EQ(granted.size(), 1u);
            EXPECT_EQ(granted[0].actor, "console");
            EXPECT_NE(granted[0].body.find(R"("role":"county_officer","scope":"360102")"),
                      std::string::npos)
                << granted[0].body;
            const auto set = find("identity.password-set", made->person);
            EXPECT_EQ(set.size(), 1u);
            EXPECT_EQ(set[0].actor, std::to_string(made->person));
            EXPECT_EQ(set[0].body, "{}") << "an address can be erased";
            const auto kept = audit::openings(t, set[0].id);
            EXPECT_EQ(kept->size(), 1u);
            EXPECT_EQ(kept->front().value, "10.0.0.1");
            EXPECT_EQ(granted[0].role, "console");
            EXPECT_EQ(set[0].role, "person") << "of his own account";
            const auto corrected = find("identity.person-corrected", officer->person);
            EXPECT_EQ(corrected.size(), 1u);
            EXPECT_EQ(corrected[0].role, "system_admin");
            EXPECT_EQ(find("identity.person-locked", officer->person).size(), 1u);
            return {};
          })
          .has_value());
}

INSTANTIATE_TEST_SUITE_P(Each, AccountRecordOf,
                         testing::Values(store::Dialect::sqlite, store::Dialect::postgresql),
                         [](const auto& of) { return store::name_of(of.param); });

}  // namespace
}  // namespace fugong::app
