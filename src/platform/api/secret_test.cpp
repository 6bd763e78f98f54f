#include "platform/api/secret.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <set>
#include <thread>
#include <vector>

#include "platform/api/idempotency.hpp"
#include "platform/http/cursor.hpp"
#include "postgres/test_databases.hpp"

namespace fugong::api {
namespace {

using store::Dialect;

class Secrets : public testing::TestWithParam<Dialect> {
 protected:
  void SetUp() override {
    if (!store::TestDatabase::is_here(GetParam())) GTEST_SKIP() << "no PostgreSQL here";
    place_.emplace(GetParam());
    auto database = open();
    ASSERT_EQ(code_of(database.migrate("api", migrations())), "");
  }
  store::Database open() { return std::move(*store::Database::open({.url = place_->url()})); }
  /// As a server that starts.
  std::string secret(const std::string& name = "cursors") {
    auto database = open();
    SystemRandom random;
    const auto found = shared_secret(database, name, random);
    EXPECT_EQ(code_of(found), "");
    return found.value_or("");
  }

  std::optional<store::TestDatabase> place_;
};

TEST_P(Secrets, ACursorHoldsAtAnotherServerAndAfterARestart) {
  const http::Cursors one(secret());
  const http::Cursors other(secret());
  const std::string cursor = one.seal("GET /api/v1/cases", "", "17");
  const auto from = other.open("GET /api/v1/cases", "", cursor);
  ASSERT_EQ(code_of(from), "");
  EXPECT_EQ(*from, "17");
}

TEST_P(Secrets, EachNameHasItsOwn) {
  EXPECT_EQ(secret().size(), 64U);
  EXPECT_NE(secret("cursors"), secret("others"));
}

TEST_P(Secrets, ServersThatStartAtOnceAgree) {
  std::vector<std::string> found(4);
  std::vector<std::thread> servers;
  for (std::string& one : found)
    servers.emplace_back([&] { one = secret(); });
  for (std::thread& server : servers)
    server.join();
  EXPECT_EQ(std::set<std::string>(found.begin(), found.end()).size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(Each, Secrets, testing::Values(Dialect::sqlite, Dialect::postgresql),
                         [](const auto& of) { return store::name_of(of.param); });

}  // namespace
}  // namespace fugong::api
