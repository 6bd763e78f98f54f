// A database with a log in it. For tests only.
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "platform/audit/audit.hpp"
#include "platform/audit/tree.hpp"
#include "platform/audit/verify.hpp"
#include "postgres/test_databases.hpp"

namespace fugong::audit {

inline constexpr const char* kOrigin = "audit.example/330000";

inline Event event_in(std::string region, std::string record = "c-1") {
  Event event;
  event.actor = "officer-7";
  event.role = "reviewer";
  event.action = "case.decide";
  event.kind = "case";
  event.record = std::move(record);
  event.region = std::move(region);
  event.body = R"({"outcome": "granted", "amount_fen": 120000})";
  return event;
}

class LogTest : public testing::TestWithParam<store::Dialect> {
 protected:
  void SetUp() override {
    if (!store::TestDatabase::is_here(GetParam())) GTEST_SKIP() << "no PostgreSQL here";
    place_.emplace(GetParam());
    database_.emplace(open());
    ASSERT_EQ(code_of(database_->migrate("audit", migrations())), "");
  }

  store::Database open(std::int64_t busy_timeout_ms = 30'000) const {
    auto database =
        store::Database::open({.busy_timeout_ms = busy_timeout_ms, .url = place_->url()});
    EXPECT_TRUE(database.has_value());
    return std::move(*database);
  }

  bool is_sqlite() const { return GetParam() == store::Dialect::sqlite; }

  Result<EventId> append(const Event& event) { return append(*database_, event); }
  Result<EventId> append(store::Database& database, const Event& event) {
    Result<EventId> id;
    auto done = database.transact([&](store::Transaction& t) -> Result<void> {
      id = audit_.append(t, event);
      return id ? Result<void>{} : fail(id.error());
    });
    if (!done) return fail(done.error());
    return id;
  }
  void append_many(const std::string& region, int count) {
    const auto done = database_->transact([&](store::Transaction& t) -> Result<void> {
      for (int i = 0; i < count; ++i) {
        clock_.move_to(clock_.now_ms() + 1);
        const auto id = audit_.append(t, event_in(region, "c-" + std::to_string(i)));
        if (!id) return fail(id.error());
      }
      return {};
    });
    ASSERT_EQ(code_of(done), "");
  }
  void sequence_all() { ASSERT_EQ(code_of(sequence(*database_)), ""); }

  /// What somebody with the rights of an administrator does.
  void tamper(const std::vector<std::string>& statements) {
    const auto done = database_->transact([&](store::Transaction& t) -> Result<void> {
      for (const std::string& sql : statements) {
        const auto ran = t.run(sql);
        if (!ran) return fail(ran.error());
      }
      return {};
    });
    ASSERT_EQ(code_of(done), "") << describe(done.error().front(), "en");
  }
  /// The events of a region behind this one are gone.
  void cut_behind(const std::string& region, std::int64_t last) {
    tamper({"DELETE FROM audit_event WHERE region = '" + region + "' AND position > " +
            std::to_string(last)});
  }
  /// Somebody else is said to have done it.
  void change_actor(const std::string& region, std::int64_t position) {
    tamper({"UPDATE audit_event SET actor = 'x' WHERE region = '" + region +
            "' AND position = " + std::to_string(position)});
  }
  void drop_triggers() {
    std::vector<std::string> statements;
    for (const std::string table : {"audit_event", "audit_leaf", "audit_node"}) {
      if (is_sqlite()) {
        statements.push_back("DROP TRIGGER " + table + "_no_UPDATE");
        statements.push_back("DROP TRIGGER " + table + "_no_DELETE");
      } else {
        statements.push_back("DROP TRIGGER " + table + "_append_only ON " + table);
      }
    }
    tamper(statements);
  }

  template <class Read>
  auto read(const Read& body) {
    decltype(body(std::declval<store::Transaction&>())) answer;
    const auto done = database_->read([&](store::Transaction& t) -> Result<void> {
      answer = body(t);
      return {};
    });
    EXPECT_EQ(code_of(done), "");
    return answer;
  }
  std::int64_t count(const std::string& table) {
    return read([&](store::Transaction& t) {
      return std::get<std::int64_t>(t.run("SELECT count(*) FROM " + table)->front().front());
    });
  }

  /// Takes all into the tree and signs it, as a file that the tests keep.
  void checkpoint() {
    sequence_all();
    std::optional<Checkpoint> last;
    if (!files_.empty()) last = *read_checkpoint(files_.back().bytes, "", key_.verifying());
    const auto next = next_checkpoint(*database_, last, kOrigin);
    ASSERT_EQ(code_of(next), "");
    files_.push_back({std::to_string(next->size), write_checkpoint(*next, key_)});
  }
  Result<Verified> verified() { return verify(*database_, files_, key_.verifying()); }
  /// "code pointer" of what verification finds; empty: nothing.
  std::string finding() {
    const auto found = verified();
    if (found) return "";
    const Fault& fault = found.error().front();
    EXPECT_FALSE(fault.message.zh.empty() || fault.message.en.empty());
    EXPECT_EQ(found.error().size(), 1u);
    return fault.code + " " + fault.place.pointer;
  }

  static SigningKey make_key(std::uint64_t seed) {
    SeededRandom random(seed);
    return *SigningKey::make(kOrigin, random);
  }

  std::optional<store::TestDatabase> place_;
  std::optional<store::Database> database_;
  FixedClock clock_{1'582'243'200'000};
  SeededRandom random_{1};
  Audit audit_{clock_, random_};
  SigningKey key_ = make_key(7);
  std::vector<CheckpointFile> files_;
};

inline std::string dialect_of(const testing::TestParamInfo<store::Dialect>& of) {
  return store::name_of(of.param);
}

}  // namespace fugong::audit
