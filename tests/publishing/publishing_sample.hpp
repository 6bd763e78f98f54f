// A small pack and its drafts, for the tests of this room. Not part of the library.
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "desks/publishing/drafts.hpp"
#include "pack/small_pack_sample.hpp"
#include "postgres/test_databases.hpp"

namespace fugong::publishing {

using store::Dialect;
using store::Transaction;

inline pack::Files another_bound(pack::Files files, const std::string& bound) {
  std::string& text = files["p/decisions/size.yaml"];
  text.replace(text.find(">= 10"), 5, bound);
  return files;
}

/// A database with the rooms that packs are written in.
class Written : public testing::TestWithParam<Dialect> {
 protected:
  void SetUp() override {
    if (!store::TestDatabase::is_here(GetParam())) GTEST_SKIP() << "no PostgreSQL here";
    place_.emplace(GetParam());
    auto database = store::Database::open({.url = place_->url()});
    ASSERT_TRUE(database.has_value());
    database_.emplace(std::move(*database));
    ASSERT_TRUE(database_->migrate("publishing", migrations()).has_value());
  }

  /// The code of the first fault; empty: none.
  template <class F>
  std::string in(F&& body) {
    return store::code_in(*database_, body);
  }

  Draft begun(const std::string& id, const pack::Files& files = pack::small_pack(),
              const std::string& by = "ann") {
    Draft draft;
    EXPECT_EQ(in([&](Transaction& t) -> Result<void> {
                Draft like;
                like.id = id;
                like.pack = "p";
                like.title = "another bound";
                auto made = begin(t, like, files, {Act::begin, by, 1000});
                if (!made) return fail(made.error());
                draft = std::move(*made);
                return {};
              }),
              "");
    return draft;
  }
  Draft changed(const Draft& draft, const Edits& edits, const std::string& by = "ann",
                Act act = Act::change, State to = State::draft) {
    Draft after;
    EXPECT_EQ(in([&](Transaction& t) -> Result<void> {
                auto made = change(t, draft, edits, {act, by, 2000 + draft.revision, "why"}, to);
                if (!made) return fail(made.error());
                after = std::move(*made);
                return {};
              }),
              "");
    return after;
  }
  pack::Files files(const std::string& id, std::int64_t revision) {
    pack::Files found;
    in([&](Transaction& t) -> Result<void> {
      auto read = files_of(t, id, revision);
      if (!read) return fail(read.error());
      found = std::move(*read);
      return {};
    });
    return found;
  }

  std::optional<store::TestDatabase> place_;
  std::optional<store::Database> database_;
};

}  // namespace fugong::publishing
