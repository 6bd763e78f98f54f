#include "platform/store/group_writer.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <optional>
#include <thread>

#include "platform/store/scope.hpp"
#include "postgres/test_databases.hpp"

namespace fugong::store {
namespace {

const std::vector<Migration> kEntries = {
    {1, "entries",
     "CREATE TABLE entry (id INTEGER PRIMARY KEY NOT NULL, batch INTEGER NOT NULL) STRICT;\n"
     "CREATE TABLE part (entry INTEGER NOT NULL REFERENCES entry (id) DEFERRABLE INITIALLY "
     "DEFERRED) STRICT;\n"
     "CREATE TABLE owned (region TEXT NOT NULL) STRICT;\n"
     "SCOPED TABLE owned BY REGION region;\n"}};

class Groups : public testing::TestWithParam<Dialect> {
 protected:
  void SetUp() override {
    if (!TestDatabase::is_here(GetParam())) GTEST_SKIP() << "no PostgreSQL here";
    place_.emplace(GetParam());
    database_.emplace(open());
    ASSERT_TRUE(database_->migrate("test", kEntries));
  }

  Database open() const { return std::move(*Database::open({.url = place_->url()})); }

  static GroupWriter::Body statement(std::string sql, std::vector<Cell> cells = {}) {
    return [sql = std::move(sql), cells = std::move(cells)](Transaction& t) -> Result<void> {
      auto rows = t.run(sql, cells);
      return rows ? Result<void>{} : fail(rows.error());
    };
  }
  static GroupWriter::Body insert(std::int64_t id) {
    return statement("INSERT INTO entry (id, batch) VALUES (?, 0)", {number(id)});
  }

  /// All at once, in one group; the codes of their faults.
  std::vector<std::string> write_all(const std::vector<GroupWriter::Body>& bodies) {
    GroupWriter writer(open(), {.most = bodies.size(), .wait = std::chrono::seconds(20)});
    std::vector<std::string> codes(bodies.size());
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < bodies.size(); ++i)
      threads.emplace_back([&, i] { codes[i] = code_of(writer.write(bodies[i])); });
    for (std::thread& thread : threads)
      thread.join();
    return codes;
  }

  std::string ids(std::string_view sql = "SELECT id FROM entry ORDER BY id") {
    std::string text;
    EXPECT_TRUE(database_->read([&](Transaction& t) -> Result<void> {
      const auto rows = t.run(sql);
      if (!rows) return fail(rows.error());
      for (const Row& row : *rows)
        text += std::to_string(std::get<std::int64_t>(row[0])) + " ";
      return {};
    }));
    return text;
  }

  std::optional<TestDatabase> place_;
  std::optional<Database> database_;
};

INSTANTIATE_TEST_SUITE_P(All, Groups, testing::Values(Dialect::sqlite, Dialect::postgresql),
                         [](const auto& of) { return name_of(of.param); });

TEST_P(Groups, EveryChangeIsKept) {
  constexpr int kThreads = 6;
  constexpr int kEach = 20;
  {
    GroupWriter writer(open());
    std::vector<std::thread> threads;
    for (int thread = 0; thread < kThreads; ++thread) {
      threads.emplace_back([&, thread] {
        for (int i = 0; i < kEach; ++i)
          EXPECT_EQ(code_of(writer.write(insert(thread * kEach + i))), "");
      });
    }
    for (std::thread& thread : threads)
      thread.join();
  }
  EXPECT_EQ(ids("SELECT count(*) FROM entry"), "120 ");
}

TEST_P(Groups, OneThatFailsTakesNoOtherWithIt) {
  ASSERT_TRUE(database_->transact(insert(2)));
  const auto codes = write_all({insert(1), insert(2), insert(3), statement("SELEC 1"),
                                [](Transaction& t) -> Result<void> {
                                  EXPECT_TRUE(t.run("INSERT INTO entry (id, batch) VALUES (9, 0)"));
                                  return fail("mine", {}, {"不行", "no"}, {"", ""});
                                },
                                insert(4)});
  EXPECT_EQ(codes,
            (std::vector<std::string>{"", "store-constraint", "", "store-statement", "mine", ""}));
  EXPECT_EQ(ids(), "1 2 3 4 ");
}

TEST_P(Groups, AFaultThatABodyOverlooksIsItsOwn) {
  const auto codes =
      write_all({insert(1),
                 [](Transaction& t) -> Result<void> {
                   Transaction mine = t.within(*Scope::regions({"21"}));
                   EXPECT_FALSE(mine.run("INSERT INTO owned (region) VALUES ('22')"));
                   return {};
                 },
                 insert(2)});
  EXPECT_EQ(codes, (std::vector<std::string>{"", "store-transaction-lost", ""}));
  EXPECT_EQ(ids(), "1 2 ");
}

// A reference that is looked at only when all is kept.
TEST_P(Groups, WhatCannotBeKeptTogetherIsDoneOneByOne) {
  const auto codes = write_all({insert(1), statement("INSERT INTO part (entry) VALUES (99)"),
                                insert(2), statement("INSERT INTO part (entry) VALUES (1)")});
  EXPECT_EQ(codes[0] + codes[2], "");
  EXPECT_EQ(codes[1], "store-constraint");
  EXPECT_EQ(ids(), "1 2 ");
}

TEST_P(Groups, AreCommittedTogether) {
  // Each sees how many came before it in its transaction, which nobody else sees yet.
  std::atomic<int> together{0};
  std::vector<GroupWriter::Body> bodies;
  for (std::int64_t i = 0; i < 10; ++i) {
    bodies.push_back([&, i](Transaction& t) -> Result<void> {
      auto added = t.run("INSERT INTO entry (id, batch) VALUES (?, 0)", {number(i)});
      if (!added) return fail(added.error());
      auto before = t.run("SELECT count(*) FROM entry");
      if (!before) return fail(before.error());
      const auto count = std::get<std::int64_t>(before->front().front());
      Database other = open();
      EXPECT_TRUE(other.read([&](Transaction& reader) -> Result<void> {
        EXPECT_EQ(reader.run("SELECT count(*) FROM entry")->front().front(), number(0));
        return {};
      }));
      if (count == 10) ++together;
      return {};
    });
  }
  EXPECT_EQ(write_all(bodies), std::vector<std::string>(10));
  EXPECT_EQ(together, 1);
  EXPECT_EQ(ids("SELECT count(*) FROM entry"), "10 ");
}

TEST_P(Groups, OneAloneDoesNotWaitForLong) {
  GroupWriter writer(open(), {.most = 100, .wait = std::chrono::milliseconds(1)});
  EXPECT_EQ(code_of(writer.write(insert(1))), "");
  EXPECT_EQ(code_of(writer.write(insert(1))), "store-constraint");
  EXPECT_EQ(ids(), "1 ");
}

TEST_P(Groups, OthersThatWriteAtTheSameTimeAreHeeded) {
  GroupWriter writer(open());
  std::vector<std::thread> threads;
  std::atomic<int> good{0};
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&, thread] {
      Database own = open();
      for (int i = 0; i < 10; ++i) {
        // The greatest and one more: two that don't see each other would make the same.
        const GroupWriter::Body add = [](Transaction& t) -> Result<void> {
          auto rows =
              t.run("INSERT INTO entry (id, batch) SELECT coalesce(max(id), 0) + 1, 0 FROM entry");
          return rows ? Result<void>{} : fail(rows.error());
        };
        const auto done = thread < 2 ? writer.write(add) : own.transact(add);
        if (done) ++good;
      }
    });
  }
  for (std::thread& thread : threads)
    thread.join();
  EXPECT_EQ(ids("SELECT count(*) FROM entry"), std::to_string(good) + " ");
  EXPECT_GT(good, 20);
}

}  // namespace
}  // namespace fugong::store
