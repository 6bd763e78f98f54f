// A register in a database comes to what its snapshot comes to: every cell of every table.
#include "desks/assessment/in_database.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

#include "desks/assessment/register_sample.hpp"
#include "desks/register/sql_register.hpp"
#include "postgres/test_databases.hpp"

namespace fugong::assessment {
namespace {

using store::Dialect;

class InDatabaseOf : public testing::TestWithParam<Dialect> {
 protected:
  void SetUp() override {
    if (!store::TestDatabase::is_here(GetParam())) {
      GTEST_SKIP() << "no PostgreSQL here (Debian: apt-get install postgresql-15)";
    }
    place_.emplace(GetParam());
    auto opened = store::Database::open({.url = place_->url()});
    ASSERT_TRUE(opened);
    database_.emplace(std::move(*opened));
  }

  /// Both ways; what the database said.
  InDatabase compare(const Snapshot& snapshot, const std::vector<int>& measures = {}) {
    EXPECT_TRUE(enterprise_register::write_sql(snapshot, *database_, {.replace = true}));
    Options options{.moment = moment()};
    options.measures = measures;
    const auto expected = assess(notice(), snapshot, options);
    const std::int64_t before = database_->bytes_received();
    auto found = assess(notice(), *database_, options);
    if (!found) {
      ADD_FAILURE() << found.error()[0].code << " " << found.error()[0].message.en;
      std::abort();
    }
    bytes_ = database_->bytes_received() - before;
    EXPECT_EQ(found->fingerprint, snapshot.fingerprint());
    const std::vector<Table> tables = found->assessment.tables();
    const std::vector<Table> same = expected->tables();
    EXPECT_EQ(tables.size(), same.size());
    for (std::size_t i = 0; i < tables.size(); ++i)
      EXPECT_EQ(to_csv(tables[i]), to_csv(same[i])) << tables[i].name;
    return std::move(*found);
  }

  static std::int64_t entitled(const InDatabase& found) {
    std::int64_t all = 0;
    for (const std::size_t provision : found.assessment.judged())
      all += found.assessment.total(provision).entitled;
    return all;
  }

  void tell(const char* what, const InDatabase& found) const {
    std::int64_t slow = 0;
    std::int64_t depends = 0;
    for (const SlowRows& each : found.slow)
      slow += each.rows;
    for (const std::size_t provision : found.assessment.judged())
      depends += found.assessment.total(provision).depends;
    std::printf(
        "%s, %s: %zu firms, %lld entitled, %lld depend, %lld judged row by row, %lld bytes\n",
        store::name_of(GetParam()), what, found.assessment.firms(),
        static_cast<long long>(entitled(found)), static_cast<long long>(depends),
        static_cast<long long>(slow), static_cast<long long>(bytes_));
  }

  std::optional<store::TestDatabase> place_;
  std::optional<store::Database> database_;
  std::int64_t bytes_ = 0;
};

TEST_P(InDatabaseOf, FirmsOfWhichEveryFactIsGiven) {
  const Firms firms = dense_firms(2'000 / kFewer);
  const InDatabase found = compare(firms.open());
  tell("dense", found);
  EXPECT_GT(entitled(found), 20'000 / static_cast<std::int64_t>(kFewer));
}

// Under sanitizers making the queries alone would take minutes.
#if !defined(__SANITIZE_ADDRESS__)
TEST_P(InDatabaseOf, FirmsOfTheProfile) {
  const Firms firms(10'000, 30);
  tell("profile", compare(firms.open()));
}

TEST_P(InDatabaseOf, FirmsOfTheExamples) {
  const Firms firms = firms_of_examples();
  const InDatabase found = compare(firms.open());
  tell("examples", found);
  EXPECT_GT(entitled(found), 1'000);
  compare(firms.open(), {16});
}
#endif

INSTANTIATE_TEST_SUITE_P(On, InDatabaseOf, testing::Values(Dialect::sqlite, Dialect::postgresql),
                         [](const auto& each) { return std::string(store::name_of(each.param)); });

}  // namespace
}  // namespace fugong::assessment
