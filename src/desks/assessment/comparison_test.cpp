#include "desks/assessment/comparison.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>

#include "desks/assessment/register_sample.hpp"
#include "engines/stacking/rules.hpp"
#include "pack/reform.hpp"

namespace fugong::assessment {
namespace {

using enterprise_register::kFirmsInGroup;
using enterprise_register::Snapshot;

/// A reform of the notice with the pack that it makes.
struct Reformed {
  pack::Reform reform;
  pack::Pack pack;
};

std::unique_ptr<Reformed> reformed(const std::string& changes) {
  auto reform = pack::read_reform(
      "id: r\ntitle: {zh: 改, en: Reform}\npack: miit-2020-14\nchanges:\n" + changes, "r.yaml",
      files(), kPack);
  if (!reform) ADD_FAILURE() << describe(reform.error()[0], "en");
  auto pack = pack::load(reform->files, kPack);
  if (!pack) ADD_FAILURE() << describe(pack.error()[0], "en");
  return std::make_unique<Reformed>(Reformed{std::move(*reform), std::move(*pack)});
}

/// What a check of one firm by one pack says.
struct Checked {
  Held held{};
  std::set<std::string> entitled;
};

Checked check(const pack::Pack& pack, const law::Subject& firm) {
  Checked checked;
  law::Answer answer = pack.book.check(firm, moment(), {.trace = false});
  std::erase_if(answer.entitlements, [](const auto& each) { return each.hypothetical; });
  for (const law::Entitlement& one : answer.entitlements) {
    if (one.state == law::State::entitled) checked.entitled.insert(one.provision->id);
  }
  const stacking::Stack stack = stacking::stack_up(pack.stacking, answer);
  for (std::size_t total = 0; total < checked.held.size(); ++total)
    checked.held[total] = stack.now.totals[total].low.fen;
  return checked;
}

std::vector<Checked> check_all(const pack::Pack& pack, const Firms& firms) {
  std::vector<Checked> all;
  for (const law::Subject& firm : firms.subjects)
    all.push_back(check(pack, firm));
  return all;
}

/// Reforms of several kinds, and the least number of firms of 2,500 for which each changes
/// something.
struct Case {
  const char* what;
  std::string changes;
  std::int64_t least;
  std::int64_t least_mixed = 0;  // of these, for whom one total rises and another falls
};

/// Which of the firms that were written a position of the snapshot holds: their id says it.
std::size_t in_snapshot(const Snapshot& snapshot, std::size_t position) {
  EXPECT_TRUE(snapshot.verify(position / enterprise_register::kFirmsInGroup));
  return static_cast<std::size_t>(std::stoul(std::string(snapshot.id(position).substr(1))));
}

void expect_what_checks_say(const Firms& firms, const std::vector<Checked>& checked,
                            const Reformed& to, const Case& expected) {
  const Snapshot before = firms.open();
  const Snapshot after = *Snapshot::open(firms.bytes, "r.columns", to.pack.book);
  const auto found =
      compare({notice(), before}, {to.pack, after}, to.reform.changed, {.moment = moment()});
  ASSERT_TRUE(found);
  Swing all;
  std::map<std::string, Moved> moved;
  const std::vector<Checked> checked_after = check_all(to.pack, firms);
  for (std::size_t firm = 0; firm < checked.size(); ++firm) {
    const Held& had = checked[firm].held;
    const Held& has = checked_after[firm].held;
    bool rises = false;
    bool falls = false;
    for (std::size_t total = 0; total < had.size(); ++total) {
      const std::int64_t change = has[total] - had[total];
      rises = rises || change > 0;
      falls = falls || change < 0;
      Swing::Side& side = change > 0 ? all.totals[total].up : all.totals[total].down;
      side.firms += change != 0 ? 1 : 0;
      side.amount += change > 0 ? change : -change;
    }
    if (rises || falls) ++(rises && falls ? all.mixed : rises ? all.better : all.worse);
    const auto& was = checked[firm].entitled;
    const auto& is = checked_after[firm].entitled;
    for (const std::string& id : is)
      moved[id].firms_in += was.contains(id) ? 0 : 1;
    for (const std::string& id : was)
      moved[id].firms_out += is.contains(id) ? 0 : 1;
  }
  // Of so few firms half as many as their share are enough.
  constexpr auto kScale = static_cast<std::int64_t>(kFewer == 1 ? 1 : 2 * kFewer);
  EXPECT_GE(all.better + all.worse + all.mixed, expected.least / kScale);
  EXPECT_GE(all.mixed, expected.least_mixed / kScale);
  EXPECT_EQ(found->all.better, all.better);
  EXPECT_EQ(found->all.worse, all.worse);
  EXPECT_EQ(found->all.mixed, all.mixed);
  for (std::size_t total = 0; total < all.totals.size(); ++total) {
    const Swing::Total& is = found->all.totals[total];
    EXPECT_EQ(is.up.firms, all.totals[total].up.firms) << total;
    EXPECT_EQ(yuan(is.up.amount), yuan(all.totals[total].up.amount)) << total;
    EXPECT_EQ(is.down.firms, all.totals[total].down.firms) << total;
    EXPECT_EQ(yuan(is.down.amount), yuan(all.totals[total].down.amount)) << total;
  }
  for (const Moved& each : found->moved) {
    EXPECT_EQ(each.firms_in, moved[each.provision].firms_in) << each.provision;
    EXPECT_EQ(each.firms_out, moved[each.provision].firms_out) << each.provision;
    moved.erase(each.provision);
  }
  // What isn't reached doesn't move.
  for (const auto& [id, of] : moved)
    EXPECT_EQ(of.firms_in + of.firms_out, 0) << id;
  // Both sides are what an assessment of that pack alone comes to.
  const auto alone = assess(to.pack, after, {.moment = moment()});
  ASSERT_TRUE(alone);
  const auto tables = alone->tables();
  const auto again = found->after.tables();
  for (std::size_t i = 0; i < tables.size(); ++i)
    EXPECT_EQ(to_csv(tables[i]), to_csv(again[i])) << tables[i].name;
  const auto first = assess(notice(), before, {.moment = moment()});
  EXPECT_EQ(to_csv(first->tables()[0]), to_csv(found->before.tables()[0]));
  // Groups, bands and extremes are of the same firms.
  for (const auto& groups : found->by) {
    Swing sum;
    for (const Swing& group : groups)
      sum += group;
    EXPECT_EQ(sum.better + sum.worse + sum.mixed, all.better + all.worse + all.mixed);
  }
  for (std::size_t total = 0; total < all.totals.size(); ++total) {
    std::int64_t up = 0;
    for (const std::int64_t band : found->bands[total].up)
      up += band;
    EXPECT_EQ(up, all.totals[total].up.firms);
    const auto& gains = found->gains[total];
    EXPECT_EQ(gains.size(), std::min<std::size_t>(kExtremes, static_cast<std::size_t>(up)));
    for (std::size_t i = 0; i < gains.size(); ++i) {
      const std::size_t firm = in_snapshot(before, gains[i].firm);
      EXPECT_EQ(gains[i].before, checked[firm].held);
      EXPECT_EQ(gains[i].after, checked_after[firm].held);
      EXPECT_GT(gains[i].after[total], gains[i].before[total]);
      if (i == 0) continue;
      EXPECT_GE(gains[i - 1].after[total] - gains[i - 1].before[total],
                gains[i].after[total] - gains[i].before[total]);
    }
  }
}

std::vector<Case> cases() {
  std::string another = files().at("miit-2020-14/measures/06-local-relief/provision-6.12.yaml");
  another.replace(another.find("6.12"), 4, "6.12x");
  std::string indented;
  for (std::size_t at = 0; at < another.size();) {
    const std::size_t end = another.find('\n', at);
    indented += "      " + another.substr(at, end - at) + "\n";
    at = end + 1;
  }
  return {
      {"a figure",
       "  - {provision: \"6.12\", at: parameters/refund_share/value, from: \"0.5\", to: \"0.6\"}\n",
       20},
      {"more of one total, less of another",
       "  - {provision: \"6.12\", at: parameters/refund_share/value, from: \"0.5\", to: \"0.9\"}\n"
       "  - {provision: \"6.1\", at: in_force/to, from: 2020-06-30, to: 2020-03-31}\n",
       20, 5},
      {"a bound",
       "  - {provision: \"6.12\", at: parameters/least_months/value, from: \"12\", to: \"100\"}\n",
       10},
      {"an end", "  - {provision: \"6.12\", at: in_force/to, from: 2020-12-31, to: 2020-03-31}\n",
       20},
      {"a rule of stacking",
       "  - {file: miit-2020-14/stacking.yaml, at: exclusive/one_premium_deferral/members/6.4, "
       "from: \"6.4\"}\n",
       1},
      {"the size standard",
       R"(  - file: cn-base/decisions/enterprise-size.csv
    from: '"""02_industry""",>= 1000,>= 40000,-,"""large"""'
    to: '"""02_industry""",>= 2,>= 10,-,"""large"""'
)",
       5},
      {"a text that wasn't there",
       "  - file: miit-2020-14/measures/06-local-relief/provision-6.12x.yaml\n    to:\n" + indented,
       20},
      {"nothing", "  []\n", 0},
  };
}

TEST(Comparison, IsWhatChecksOfBothPacksSay) {
  const Firms firms = dense_firms(2'500 / kFewer, 50);
  const std::vector<Checked> checked = check_all(notice(), firms);
  for (const Case& each : cases()) {
    SCOPED_TRACE(each.what);
    const auto to = reformed(each.changes);
    expect_what_checks_say(firms, checked, *to, each);
  }
}

TEST(Comparison, ReachesWhatHangsTogetherAndNoMore) {
  const auto one = reformed(cases()[0].changes);
  const auto reached = reached_by(notice(), one->pack, one->reform.changed);
  EXPECT_NE(std::find(reached.begin(), reached.end(), "6.12"), reached.end());
  EXPECT_NE(std::find(reached.begin(), reached.end(), "6.14"), reached.end());  // one refund a firm
  EXPECT_EQ(std::find(reached.begin(), reached.end(), "5.2"), reached.end());
  EXPECT_LT(reached.size(), 20U);
  const auto all = reached_by(notice(), one->pack, {"cn-base/decisions/enterprise-size.csv"});
  EXPECT_EQ(all.size(), notice().book.source().provisions.size());
  EXPECT_TRUE(reached_by(notice(), one->pack, {"miit-2020-14/SOURCES.md"}).empty());
}

TEST(Comparison, ComesToTheSameWithAnyNumberOfWorkers) {
  const Firms firms(2 * kFirmsInGroup + 100, 0);
  const auto to = reformed(
      cases()[2].changes +
      "  - {provision: \"6.17\", at: parameters/office_share/value, from: \"0.5\", to: \"1\"}\n");
  const Snapshot before = firms.open();
  const Snapshot after = *Snapshot::open(firms.bytes, "r.columns", to->pack.book);
  const auto with = [&](unsigned workers) {
    return *compare({notice(), before}, {to->pack, after}, to->reform.changed,
                    {.moment = moment(), .workers = workers});
  };
  const Comparison one = with(1);
  const Comparison three = with(3);
  EXPECT_EQ(to_csv(one.after.tables()[1]), to_csv(three.after.tables()[1]));
  EXPECT_EQ(one.all.better, three.all.better);
  for (std::size_t total = 0; total < one.gains.size(); ++total) {
    ASSERT_EQ(one.gains[total].size(), three.gains[total].size());
    for (std::size_t i = 0; i < one.gains[total].size(); ++i)
      EXPECT_EQ(one.gains[total][i].firm, three.gains[total][i].firm);
  }
}

}  // namespace
}  // namespace fugong::assessment
