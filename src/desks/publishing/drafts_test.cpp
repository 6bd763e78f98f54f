#include "desks/publishing/drafts.hpp"

#include "desks/publishing/jobs.hpp"
#include "desks/publishing/published.hpp"
#include "publishing/publishing_sample.hpp"

namespace fugong::publishing {
namespace {

constexpr const char* kTable = "p/decisions/size.yaml";

class Drafts : public Written {};
INSTANTIATE_TEST_SUITE_P(Both, Drafts, testing::Values(Dialect::sqlite, Dialect::postgresql),
                         [](const auto& of) { return store::name_of(of.param); });

TEST_P(Drafts, BeginWithTheHashOfTheirPack) {
  const Draft draft = begun("a");
  EXPECT_EQ(draft.hash, pack::load(pack::small_pack(), "p")->hash);
  EXPECT_EQ(draft.revision, 1);
  EXPECT_EQ(files("a", 1), pack::small_pack());
}

TEST_P(Drafts, EveryStateComesBack) {
  const Draft first = begun("a");
  const std::string text = another_bound(pack::small_pack(), ">= 20").at(kTable);
  const Draft second = changed(first, {{kTable, text}, {"p/SOURCES.md", "none"}});
  EXPECT_NE(second.hash, first.hash);
  const Draft third = changed(second, {{"p/SOURCES.md", std::nullopt}}, "bob");
  EXPECT_EQ(third.revision, 3);
  EXPECT_EQ(files("a", 1), pack::small_pack());
  EXPECT_TRUE(files("a", 2).contains("p/SOURCES.md"));
  EXPECT_EQ(files("a", 3), another_bound(pack::small_pack(), ">= 20"));
  EXPECT_EQ(in([&](Transaction& t) -> Result<void> {
              const auto changes = history(t, "a");
              EXPECT_EQ(changes->size(), 3u);
              EXPECT_EQ((*changes)[0].doing.by, "bob");
              EXPECT_EQ((*changes)[0].files, std::vector<std::string>{"p/SOURCES.md"});
              EXPECT_EQ((*changes)[1].hash, second.hash);
              EXPECT_TRUE((*changes)[2].files.empty());
              EXPECT_EQ(*authors_of(t, "a"), (std::set<std::string>{"ann", "bob"}));
              EXPECT_EQ(**file_of(t, "a", 2, kTable), text);
              EXPECT_FALSE(file_of(t, "a", 3, "p/SOURCES.md")->has_value());
              EXPECT_EQ(lines_of(t, "a", 3)->size(), pack::small_pack().size());
              return {};
            }),
            "");
}

TEST_P(Drafts, WhoOnlyActsIsNoAuthor) {
  const Draft draft = begun("a");
  changed(draft, {}, "eve", Act::submit, State::in_review);
  in([&](Transaction& t) -> Result<void> {
    EXPECT_EQ(*authors_of(t, "a"), std::set<std::string>{"ann"});
    EXPECT_EQ((**find(t, "a")).state, State::in_review);
    EXPECT_EQ((**find(t, "a")).hash, draft.hash);
    return {};
  });
}

TEST_P(Drafts, NothingOfTheHistoryCanBeTakenBack) {
  begun("a");
  for (const char* sql : {"DELETE FROM pack_change", "UPDATE pack_change SET actor = 'x'",
                          "UPDATE pack_blob SET body = 'x'", "DELETE FROM pack_change_file"}) {
    EXPECT_EQ(in([&](Transaction& t) { return t.run(sql); }), "store-constraint") << sql;
  }
}

TEST_P(Drafts, ThePackInForceIsThatOfTheDayUntilItIsWithdrawn) {
  const auto put = [&](const std::string& id, const char* on, std::int64_t at_ms) {
    const Draft draft = begun(id);
    EXPECT_EQ(in([&](Transaction& t) {
                Publication one;
                one.draft = id;
                one.pack = "p";
                one.hash = draft.hash;
                one.revision = 1;
                one.effective_on = *Date::parse(on);
                one.known_from = *Date::parse("2020-02-01");
                one.published_ms = at_ms;
                return publish(t, one);
              }),
              "");
  };
  const auto on = [&](const char* day) {
    std::string draft;
    in([&](Transaction& t) -> Result<void> {
      const auto now = in_force(t, "p", *Date::parse(day));
      if (!now) return fail(now.error());
      if (*now) draft = (**now).draft;
      return {};
    });
    return draft;
  };
  put("a", "2020-03-01", 1);
  put("b", "2020-04-01", 2);
  put("c", "2020-04-01", 3);
  EXPECT_EQ(on("2020-02-29"), "");
  EXPECT_EQ(on("2020-03-01"), "a");
  EXPECT_EQ(on("2020-03-31"), "a");
  EXPECT_EQ(on("2020-04-01"), "c");
  EXPECT_EQ(in([&](Transaction& t) { return withdraw(t, "c", {9, "wrong"}); }), "");
  EXPECT_EQ(on("2020-04-01"), "b");
  EXPECT_EQ(in([&](Transaction& t) { return withdraw(t, "b", {9, "wrong"}); }), "");
  EXPECT_EQ(on("2020-04-01"), "a");
  EXPECT_EQ(in([&](Transaction& t) -> Result<void> {
              const auto all = publications(t, "p");
              EXPECT_EQ(all->size(), 3u);
              EXPECT_EQ((*all)[0].draft, "c");
              EXPECT_EQ((*all)[0].withdrawn->note, "wrong");
              EXPECT_FALSE(all->back().withdrawn.has_value());
              EXPECT_EQ(publications(t, "q")->size(), 0u);
              return {};
            }),
            "");
}

TEST_P(Drafts, AJobThatWaitsEndsAtOnceAndOneThatRunsIsAsked) {
  const Draft draft = begun("a");
  const auto job = [&](const std::string& id, std::int64_t at_ms) {
    Job one;
    one.id = id;
    one.draft = "a";
    one.hash = draft.hash;
    one.revision = 1;
    one.asked_ms = at_ms;
    return one;
  };
  in([&](Transaction& t) -> Result<void> {
    EXPECT_TRUE(ask(t, job("j1", 1)).has_value());
    EXPECT_TRUE(ask(t, job("j2", 2)).has_value());
    EXPECT_EQ((**next_waiting(t)).id, "j1");
    EXPECT_TRUE(start(t, job("j1", 1), 5).has_value());
    EXPECT_FALSE(*advance(t, job("j1", 1)));
    EXPECT_TRUE(ask_to_stop(t, "j1", 6).has_value());
    EXPECT_TRUE(ask_to_stop(t, "j2", 6).has_value());
    EXPECT_TRUE(*advance(t, job("j1", 1)));
    EXPECT_EQ((**find_job(t, "j1")).state, Job::State::running);
    EXPECT_EQ((**find_job(t, "j2")).state, Job::State::cancelled);
    EXPECT_FALSE(next_waiting(t)->has_value());
    EXPECT_TRUE(fail_left_over(t, 9, "[]").has_value());
    EXPECT_EQ((**find_job(t, "j1")).state, Job::State::failed);
    EXPECT_FALSE(latest_done(t, "a", Job::Kind::check)->has_value());
    return {};
  });
}

TEST_P(Drafts, TooManyJobsAreRefused) {
  begun("a");
  EXPECT_EQ(in([&](Transaction& t) -> Result<void> {
              for (std::int64_t i = 0; i <= kMaxWaiting; ++i) {
                Job one;
                one.id = std::to_string(i);
                one.draft = "a";
                auto asked = ask(t, one);
                if (!asked) {
                  EXPECT_EQ(i, kMaxWaiting);
                  return asked;
                }
              }
              return {};
            }),
            "jobs-many");
}

TEST(Paths, AreThoseOfFilesInThePacksThatThereAre) {
  const std::set<std::string> packs{"p", "cn-base"};
  for (const char* good :
       {"p/pack.yaml", "cn-base/lists/places.csv", "p/measures/05-key/provision-5.11b.yaml"})
    EXPECT_TRUE(check_path(good, packs).has_value()) << good;
  for (const char* bad : {"", "p", "p/", "/p/x", "q/x.yaml", "p/../q", "p/./x", "p//x", "p/.git/x",
                          "p/a b", "p/a\\b", "p/\xe4\xb8\x80", "p/1/2/3/4/5/6"})
    EXPECT_FALSE(check_path(bad, packs).has_value()) << bad;
  EXPECT_FALSE(check_path("p/" + std::string(kMaxPathBytes, 'a'), packs).has_value());
}

TEST(Texts, AreUtf8WithoutZeroBytesAndOfSomeSize) {
  EXPECT_TRUE(check_text("p/x", "\xe4\xb8\x80").has_value());
  EXPECT_FALSE(check_text("p/x", "\xff").has_value());
  EXPECT_FALSE(check_text("p/x", std::string_view("a\0b", 3)).has_value());
  EXPECT_TRUE(check_text("p/x", std::string(kMaxFileBytes, 'a')).has_value());
  EXPECT_FALSE(check_text("p/x", std::string(kMaxFileBytes + 1, 'a')).has_value());
}

}  // namespace
}  // namespace fugong::publishing
