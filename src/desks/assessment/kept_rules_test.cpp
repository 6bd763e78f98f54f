#include "desks/assessment/kept_rules.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstring>
#include <thread>

#include "desks/assessment/assessment.hpp"
#include "desks/assessment/comparison.hpp"
#include "desks/assessment/kept_rules_format.hpp"
#include "desks/assessment/register_sample.hpp"
#include "desks/register/column_file.hpp"
#include "desks/register/segment.hpp"
#include "engines/law/alike_firms.hpp"
#include "engines/law/random_law.hpp"
#include "pack/pack_sample.hpp"
#include "pack/small_pack_sample.hpp"

namespace fugong::assessment {
namespace {

using enterprise_register::checksum_of;
using enterprise_register::find_directory;
using enterprise_register::SegmentHead;
using enterprise_register::SnapshotCursor;
using enterprise_register::tail_after;

RulesWriter::Write append_to(std::string& bytes) {
  return [&bytes](std::string_view part) -> Result<void> {
    bytes += part;
    return {};
  };
}

RulesHead head_of(const Snapshot& snapshot) {
  return {notice().hash, snapshot.fingerprint(), moment(), snapshot.firms()};
}

/// The file of an assessment of the firms.
std::string kept_of(const pack::Pack& pack, const Snapshot& snapshot, Options options) {
  std::string bytes;
  RulesWriter writer({pack.hash, snapshot.fingerprint(), options.moment, snapshot.firms()},
                     append_to(bytes));
  options.rules = &writer;
  EXPECT_TRUE(assess(pack, snapshot, options));
  EXPECT_TRUE(writer.finish());
  return bytes;
}

std::string kept_of(const Snapshot& snapshot, unsigned workers) {
  return kept_of(notice(), snapshot, {.moment = moment(), .workers = workers});
}

/// A law with many tables, of firms and of loans, and firms that know all, some or nothing of what
/// it asks.
struct Drawn {
  pack::Pack pack = pack::loaded(pack::small_pack(), "p");
  law::Moment moment = law::at("2020-03-01");
  std::string bytes;

  explicit Drawn(std::uint32_t seed, int firms = 120) {
    pack.book = std::move(*law::RandomLaw(seed).book);
    pack.breakdowns.clear();
    pack.stacking = {};
    SnapshotWriter writer(pack.book, {moment.on, true}, append_to(bytes));
    law::AlikeFirms draws(pack.book, seed);
    for (int i = 0; i < firms; ++i) {
      const law::Subject firm = draws.draw(pack.book.source().subjects[0], "");
      EXPECT_TRUE(writer.add("F" + std::to_string(i), firm));
    }
    EXPECT_TRUE(writer.finish());
  }
  Snapshot open() const { return *Snapshot::open(bytes, "r.columns", pack.book); }
};

struct Met {
  std::size_t sure = 0;
  std::size_t maybe = 0;
  std::size_t none = 0;
};

/// Holds every row of every firm against a check of the firm.
void compare_all(const pack::Pack& pack, const Snapshot& snapshot, const KeptRules& kept,
                 Met& met) {
  for (std::size_t group = 0; group < snapshot.groups(); ++group) {
    ASSERT_TRUE(snapshot.verify(group));
    ASSERT_TRUE(kept.verify(group));
    for (std::size_t table = 0; table < kept.tables().size(); ++table) {
      for (std::size_t row = 0; row < kept.rows(group, kept.tables()[table].kind); ++row) {
        const columns::Hits& hits = kept.hits(table, group, row);
        met.sure += hits.sure.size();
        met.maybe += hits.maybe.size();
        if (hits.sure.empty() && hits.maybe.empty()) ++met.none;
      }
    }
  }
  SnapshotCursor cursor(snapshot);
  for (std::size_t firm = 0; firm < snapshot.firms(); ++firm) {
    cursor.go_to(firm, 1);
    const law::Answer answer = pack.book.check(cursor.subject(0), kept.head().moment);
    EXPECT_EQ(rules_difference(pack, snapshot, firm, answer, kept), "") << firm;
  }
}

TEST(KeptRules, AreThoseOfAChecksWorking) {
  Met met;
  for (std::uint32_t seed = 1; seed <= 20 / kFewer; ++seed) {
    SCOPED_TRACE(seed);
    const Drawn drawn(seed);
    const Snapshot snapshot = drawn.open();
    const std::string bytes = kept_of(drawn.pack, snapshot, {.moment = drawn.moment});
    const auto kept = KeptRules::open(bytes, "rules.columns");
    ASSERT_TRUE(kept) << describe(kept.error()[0], "en");
    EXPECT_EQ(kept->head().snapshot, snapshot.fingerprint());
    EXPECT_GT(kept->tables().size(), 10U);
    compare_all(drawn.pack, snapshot, *kept, met);
  }
  EXPECT_GT(met.sure, 20'000U / kFewer);
  EXPECT_GT(met.maybe, 5'000U / kFewer);
  EXPECT_GT(met.none, 5'000U / kFewer);
}

TEST(KeptRules, OfTheNoticeAreThoseOfAChecksWorking) {
  const Firms drawn(300 / kFewer, 40);
  const Firms dense = dense_firms(40 / kFewer + 1);
  Met met;
  for (const Firms* firms : {&drawn, &dense}) {
    const Snapshot snapshot = firms->open();
    const std::string bytes = kept_of(snapshot, 2);
    const auto kept = KeptRules::open(bytes, "rules.columns");
    ASSERT_TRUE(kept) << describe(kept.error()[0], "en");
    EXPECT_TRUE(kept->head() == head_of(snapshot));
    compare_all(notice(), snapshot, *kept, met);
  }
  EXPECT_GT(met.sure, 300U / kFewer);
  EXPECT_GT(met.maybe, 300U / kFewer);
}

TEST(KeptRules, TellWhichTableDiffersFromACheck) {
  const Drawn drawn(3, 20);
  const Snapshot snapshot = drawn.open();
  const std::string bytes = kept_of(drawn.pack, snapshot, {.moment = drawn.moment});
  const auto kept = KeptRules::open(bytes, "rules.columns");
  ASSERT_TRUE(kept);
  ASSERT_TRUE(snapshot.verify(0));
  ASSERT_TRUE(kept->verify(0));
  std::size_t tried = 0;
  SnapshotCursor cursor(snapshot);
  for (std::size_t firm = 0; firm < snapshot.firms(); ++firm) {
    cursor.go_to(firm, 1);
    law::Answer answer = drawn.pack.book.check(cursor.subject(0), drawn.moment);
    const auto changes = [&](std::vector<law::Step>& steps, const std::string& owner) {
      for (law::Step& step : steps) {
        if (!std::holds_alternative<decision::Table>(step.definition->body)) continue;
        std::vector<int>& rules = ++tried % 2 == 0 ? step.matched_rules : step.maybe_rules;
        rules.push_back(7);
        EXPECT_EQ(rules_difference(drawn.pack, snapshot, firm, answer, *kept),
                  owner + "/" + step.definition->name);
        rules.pop_back();
      }
    };
    for (law::Entitlement& one : answer.entitlements) {
      if (!one.hypothetical) changes(one.steps, one.provision->id);
    }
    for (law::DerivedFact& one : answer.derived)
      changes(one.steps, one.decision->definition.name);
  }
  EXPECT_GT(tried, 300U);
}

TEST(KeptRules, AreTheSameBytesWithAnyNumberOfWorkers) {
  const Firms firms((2 * kFirmsInGroup + 100) / kFewer, 30);
  const Snapshot snapshot = firms.open();
  const std::string one = kept_of(snapshot, 1);
  EXPECT_TRUE(one == kept_of(snapshot, 3));
  const auto kept = KeptRules::open(one, "rules.columns");
  ASSERT_TRUE(kept);
  for (std::size_t group = 0; group < kept->groups(); ++group)
    EXPECT_TRUE(kept->verify(group));
}

TEST(KeptRules, OfOneMeasureAreOfItsTablesOnly) {
  const Firms firms(50, 30);
  const Snapshot snapshot = firms.open();
  const std::string bytes = kept_of(notice(), snapshot, {.moment = moment(), .measures = {18}});
  const auto kept = KeptRules::open(bytes, "rules.columns");
  ASSERT_TRUE(kept);
  EXPECT_FALSE(kept->tables().empty());
  for (const KeptTable& table : kept->tables()) {
    const law::Provision* provision = notice().book.find_provision(table.provision);
    EXPECT_TRUE(provision == nullptr || provision->measure == 18) << table.provision;
  }
  Met met;
  compare_all(notice(), snapshot, *kept, met);
}

TEST(KeptRules, OfAComparisonAreThoseBeforeTheReform) {
  const Firms firms(50, 30);
  const Snapshot snapshot = firms.open();
  std::string bytes;
  RulesWriter writer(head_of(snapshot), append_to(bytes));
  Options options{.moment = moment()};
  options.rules = &writer;
  ASSERT_TRUE(compare({notice(), snapshot}, {notice(), snapshot}, {"5.2"}, options));
  ASSERT_TRUE(writer.finish());
  EXPECT_TRUE(bytes == kept_of(snapshot, 1));
}

TEST(KeptRules, OfAnEmptyRegisterAreAFileToo) {
  const Firms firms(0, 0);
  const Snapshot snapshot = firms.open();
  const std::string bytes = kept_of(snapshot, 2);
  const auto kept = KeptRules::open(bytes, "rules.columns");
  ASSERT_TRUE(kept) << describe(kept.error()[0], "en");
  EXPECT_EQ(kept->groups(), 0U);
  EXPECT_FALSE(kept->tables().empty());
}

// ---- what goes wrong while they are written

TEST(RulesWriter, LetsNobodyWaitOnceItIsStopped) {
  const Firms firms(20, 30);
  const Snapshot snapshot = firms.open();
  std::string bytes;
  RulesWriter writer(head_of(snapshot), append_to(bytes));
  SnapshotCursor cursor(snapshot);
  ASSERT_TRUE(snapshot.verify(0));
  law::Census census(notice().book, moment(), {}, {}, nullptr, law::Depth::rules);
  writer.begin(notice().book.source(), census.tables());
  census.count(cursor, 0, 20, [](const law::Tally&) {});
  RuleRows rows(census);
  rows.begin_group();
  rows.add_block();
  bool written = false;
  std::thread second([&] { written = writer.write(1, rows).has_value(); });  // 0 never comes
  std::this_thread::sleep_for(std::chrono::milliseconds(20));  // it would write by then
  writer.stop();
  second.join();
  EXPECT_TRUE(written);
  EXPECT_EQ(bytes, "");
}

TEST(RulesWriter, StopsTheAssessmentWhenItCannotWrite) {
  const Firms firms((2 * kFirmsInGroup + 100) / kFewer, 30);
  const Snapshot snapshot = firms.open();
  std::size_t left = 2;  // the head, and the first group
  RulesWriter writer(head_of(snapshot), [&left](std::string_view) -> Result<void> {
    if (left-- > 1) return {};
    return fail("file-unwritable", Place{}, {"满", "full"}, {"腾出空间", "make room"});
  });
  Options options{.moment = moment(), .workers = 3};
  options.rules = &writer;
  const auto stopped = assess(notice(), snapshot, options);
  ASSERT_FALSE(stopped);
  EXPECT_EQ(code_of(stopped.error()), "file-unwritable");
}

TEST(RulesWriter, StopsWithTheAssessment) {
  Firms firms(2 * kFirmsInGroup + 100, 30);
  {
    const Snapshot snapshot = firms.open();
    std::string bytes;
    RulesWriter writer(head_of(snapshot), append_to(bytes));
    Options options{.moment = moment(), .workers = 3};
    options.rules = &writer;
    options.progress = [](const Progress&) { return false; };
    const auto cancelled = assess(notice(), snapshot, options);
    ASSERT_FALSE(cancelled);
    EXPECT_EQ(code_of(cancelled.error()), "cancelled");
  }
  firms.bytes[100'000] = static_cast<char>(firms.bytes[100'000] ^ 1);  // of the first group
  const Snapshot damaged = firms.open();
  std::string bytes;
  RulesWriter writer(head_of(damaged), append_to(bytes));
  Options options{.moment = moment(), .workers = 3};
  options.rules = &writer;
  const auto broken = assess(notice(), damaged, options);
  ASSERT_FALSE(broken);
  EXPECT_EQ(code_of(broken.error()), "snapshot-broken");
}

// ---- damage

std::string small_file() {
  const Firms firms(12, 30);
  return kept_of(firms.open(), 1);
}

TEST(KeptRules, FindEveryChangedByte) {
  const std::string whole = small_file();
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string file = whole;
    file[at] = static_cast<char>(file[at] ^ 0x10);
    const auto kept = KeptRules::open(file, "rules.columns");
    const bool sound = kept && kept->verify(0);
    ASSERT_FALSE(sound) << "byte " << at;
    if (!kept) {
      ASSERT_EQ(kept.error()[0].place.file, "rules.columns");
    }
  }
}

TEST(KeptRules, FindEveryLengthThatTheyWereCutTo) {
  const std::string whole = small_file();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto kept = KeptRules::open(std::string_view(whole).substr(0, size), "rules.columns");
    ASSERT_FALSE(kept) << size << " bytes";
    ASSERT_EQ(code_of(kept.error()), "rules-broken");
  }
}

/// The directory of a whole file, and what stands before it.
std::string directory_of(const std::string& whole) {
  return find_directory(whole, kRulesMagic)->text;
}
std::string before_directory(const std::string& whole) {
  const std::string directory = directory_of(whole);
  return whole.substr(0, whole.size() - directory.size() - tail_after(directory).size());
}

/// The directory with a word exchanged, and its checksum made right again.
std::string reworded(const std::string& whole, const std::string& from, const std::string& to) {
  std::string directory = directory_of(whole);
  const std::size_t at = directory.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  directory.replace(at, from.size(), to);
  return before_directory(whole) + directory + tail_after(directory);
}

TEST(KeptRules, RefuseADirectoryThatNoWriterWrites) {
  const std::string whole = small_file();
  ASSERT_TRUE(KeptRules::open(reworded(whole, "2020-05-01", "2020-05-02"), "r"));
  const auto refuses = [&](const std::string& from, const std::string& to) {
    const std::string file = reworded(whole, from, to);
    const auto kept = KeptRules::open(file, "rules.columns");
    const bool sound = kept && kept->groups() == 1 && kept->verify(0);
    EXPECT_FALSE(sound) << to;
  };
  refuses("fugong-rules/1", "fugong-rules/2");
  refuses("2020-05-01", "2020-05-41");
  refuses(R"("firms":12)", R"("firms":-12)");
  refuses(R"("firms":12)", R"("firms":99999)");
  refuses(R"("firms":12)", R"("firms":18446744073709551600)");
  refuses(R"("firms_in_group":16384)", R"("firms_in_group":16)");
  refuses(R"("kinds":["enterprise",)", R"("kinds":["undertaking",)");
  refuses(R"("provision":)", R"("provisions":)");
  refuses(R"("name":)", R"("nom":)");
  refuses(R"("sets":[[[)", R"("sets":[[[0,)");
  refuses(R"("sets":[[[)", R"("sets":[[[1.5,)");
  refuses(R"("sets":[[)", R"("sets":[[[],)");
  refuses(R"("rows":[12,)", R"("rows":[4000,)");
  refuses(R"("rows":[12,)", R"("rows":[)");
  refuses(R"("rows":[12,)", R"("rows":[40000000000,)");
  refuses(R"("offset":8)", R"("offset":80000000)");
}

TEST(KeptRules, RefuseMoreSetsThanATableMayHave) {
  const std::string whole = small_file();
  const auto with = [&](std::size_t sets) {
    std::string more = "\"sets\":[";
    for (std::size_t i = 0; i < sets; ++i)
      more += "[[],[]],";
    return KeptRules::open(reworded(whole, "\"sets\":[[", more + "["), "rules.columns").has_value();
  };
  EXPECT_TRUE(with(100));
  EXPECT_FALSE(with(kMaxRuleSets + 1));
}

TEST(KeptRules, RefuseAGroupThatNoWriterWrites) {
  const std::string whole = small_file();
  const auto forged = [&](const std::function<void(SegmentHead&, char* group)>& change) {
    std::string directory = directory_of(whole);
    std::string file = before_directory(whole);
    char* group = file.data() + 8;
    SegmentHead head;
    std::memcpy(&head, group, sizeof head);
    change(head, group);
    std::memcpy(group, &head, sizeof head);
    const std::string_view bytes(group, file.size() - 8);
    directory.replace(directory.find("\"checksum\":\"") + 12, 16,
                      fmt::format("{:016x}", checksum_of(bytes)));
    return file + directory + tail_after(directory);
  };
  {
    const std::string file = forged([](SegmentHead&, char*) {});
    EXPECT_TRUE(KeptRules::open(file, "rules.columns")->verify(0));
  }
  const auto refuses = [&](const std::function<void(SegmentHead&, char*)>& change) {
    const std::string file = forged(change);
    const auto kept = KeptRules::open(file, "rules.columns");
    ASSERT_TRUE(kept);
    const auto sound = kept->verify(0);
    ASSERT_FALSE(sound);
    EXPECT_EQ(code_of(sound.error()), "rules-broken");
    EXPECT_EQ(sound.error()[0].place.pointer, "/groups/0");
  };
  refuses([](SegmentHead& head, char*) { head.code_bits = 3; });
  refuses([](SegmentHead& head, char*) { head.has_codes = 0; });
  refuses([](SegmentHead& head, char*) { head.has_numbers = 1; });
  refuses([](SegmentHead& head, char*) { head.offset = std::uint64_t{1} << 60; });
  refuses([](SegmentHead& head, char*) { head.bytes = ~std::uint64_t{0}; });
  refuses([](SegmentHead& head, char* group) {  // a number without a set
    head.code_bits = 8;
    head.bytes = 16;
    std::memset(group + head.offset, 0xFF, 8);
  });
}

}  // namespace
}  // namespace fugong::assessment
