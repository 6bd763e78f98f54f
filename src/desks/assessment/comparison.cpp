#include "desks/assessment/comparison.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "desks/assessment/rule_keeping.hpp"
#include "desks/assessment/tallying.hpp"
#include "desks/assessment/workers.hpp"

namespace fugong::assessment {

using enterprise_register::Snapshot;

Swing& Swing::operator+=(const Swing& other) {
  better += other.better;
  worse += other.worse;
  mixed += other.mixed;
  for (std::size_t i = 0; i < totals.size(); ++i) {
    totals[i].up.firms += other.totals[i].up.firms;
    totals[i].up.amount += other.totals[i].up.amount;
    totals[i].down.firms += other.totals[i].down.firms;
    totals[i].down.amount += other.totals[i].down.amount;
  }
  return *this;
}

namespace {

constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

std::size_t band_of(std::int64_t fen) {
  std::size_t band = 0;
  for (std::int64_t yuan = fen / 100; yuan > 0 && band + 1 < kBands; yuan /= 10)
    ++band;
  return band;
}

/// The first kExtremes by the change of a total; of equal ones the earlier firms.
void keep_greatest(std::vector<Extreme>& extremes, std::size_t total, bool up) {
  const auto change = [&](const Extreme& of) {
    return up ? of.after[total] - of.before[total] : of.before[total] - of.after[total];
  };
  std::sort(extremes.begin(), extremes.end(), [&](const Extreme& a, const Extreme& b) {
    return change(a) != change(b) ? change(a) > change(b) : a.firm < b.firm;
  });
  if (extremes.size() > kExtremes) extremes.resize(kExtremes);
}

}  // namespace

/// One worker: a block by the pack before, then by the one after, firm beside firm.
class Comparing {
 public:
  Comparing(const Side& before, const Side& after, const std::vector<std::string>& reached,
            const Options& options)
      : only_after_(indexes(after.pack, reached)),
        before_(before.pack, before.snapshot, options),
        after_(after.pack, after.snapshot, without_rules(options), &only_after_),
        reached_(before.pack.book.source().provisions.size(), kNone),
        reached_after_(after.pack.book.source().provisions.size(), kNone),
        index_after_(before.pack.book.source().provisions.size(), kNone) {
    for (std::size_t at = 0; at < reached.size(); ++at) {
      moved.push_back({reached[at], 0, 0});
      for (const std::size_t index : indexes(before.pack, {reached[at]}))
        reached_[index] = at;
      for (const std::size_t index : indexes(after.pack, {reached[at]}))
        reached_after_[index] = at;
    }
    const auto& provisions = before.pack.book.source().provisions;
    for (std::size_t i = 0; i < provisions.size(); ++i) {
      for (const std::size_t index : indexes(after.pack, {provisions[i].id}))
        index_after_[i] = index;
    }
    for (const Grouping& grouping : before_.assessment().groupings())
      by.emplace_back(grouping.groups.size());
  }

  void count(std::size_t first, std::size_t firms) {
    entitled_.assign(moved.size(), {});
    before_.count(first, firms, [&](const law::Tally& tally, auto of_row) {
      note(tally, of_row, reached_, 1, firms);
    });
    std::vector<Offer> besides;
    for (const Offer& offer : before_.held()) {
      if (reached_[offer.provision] != kNone) continue;
      besides.push_back(offer);
      besides.back().provision = static_cast<std::uint32_t>(index_after_[offer.provision]);
    }
    after_.count(
        first, firms,
        [&](const law::Tally& tally, auto of_row) {
          note(tally, of_row, reached_after_, 2, firms);
        },
        besides);
    for (std::size_t firm = 0; firm < firms; ++firm)
      compare(first + firm, firm);
    for (std::size_t at = 0; at < moved.size(); ++at) {
      for (const std::uint8_t sides : entitled_[at]) {
        moved[at].firms_in += sides == 2 ? 1 : 0;
        moved[at].firms_out += sides == 1 ? 1 : 0;
      }
    }
  }

  void add(const Comparing& other) {
    before_.add(other.before_);
    after_.add(other.after_);
    for (std::size_t at = 0; at < moved.size(); ++at) {
      moved[at].firms_in += other.moved[at].firms_in;
      moved[at].firms_out += other.moved[at].firms_out;
    }
    all += other.all;
    for (std::size_t i = 0; i < by.size(); ++i) {
      for (std::size_t group = 0; group < by[i].size(); ++group)
        by[i][group] += other.by[i][group];
    }
    for (std::size_t total = 0; total < bands.size(); ++total) {
      for (std::size_t band = 0; band < kBands; ++band) {
        bands[total].up[band] += other.bands[total].up[band];
        bands[total].down[band] += other.bands[total].down[band];
      }
      const auto join = [total](auto& to, const auto& from, bool up) {
        to.insert(to.end(), from.begin(), from.end());
        keep_greatest(to, total, up);
      };
      join(gains[total], other.gains[total], true);
      join(losses[total], other.losses[total], false);
    }
  }

  /// `snapshot` names the firms.
  Result<Comparison> take(const Snapshot& snapshot) {
    for (std::size_t total = 0; total < gains.size(); ++total) {
      keep_greatest(gains[total], total, true);
      keep_greatest(losses[total], total, false);
      for (auto* extremes : {&gains[total], &losses[total]}) {
        for (Extreme& extreme : *extremes) {
          const std::size_t group = extreme.firm / enterprise_register::kFirmsInGroup;
          if (auto sound = snapshot.verify(group); !sound) return fail(std::move(sound.error()));
          extreme.id = snapshot.id(extreme.firm);
          snapshot.let_go(group);
        }
      }
    }
    Assessment before = before_.take();
    Assessment after = after_.take();
    copy_unreached(before, after);
    return Comparison{
        std::move(before), std::move(after), std::move(moved), all, std::move(by), bands,
        std::move(gains),  std::move(losses)};
  }

  const law::Census& census_before() const { return before_.census(); }

 private:
  /// Of the pack as reformed only what the reform reaches is counted: no rules of it are kept.
  static Options without_rules(Options options) {
    options.rules = nullptr;
    return options;
  }
  static std::vector<std::size_t> indexes(const pack::Pack& pack,
                                          const std::vector<std::string>& ids) {
    std::vector<std::size_t> found;
    for (const std::string& id : ids) {
      const law::Provision* provision = pack.book.find_provision(id);
      if (provision == nullptr) continue;
      found.push_back(static_cast<std::size_t>(provision - pack.book.source().provisions.data()));
    }
    return found;
  }

  /// Notes which firms are entitled on one side, by bit.
  void note(const law::Tally& tally, std::span<const std::uint32_t> firm_of_row,
            const std::vector<std::size_t>& reached, std::uint8_t side, std::size_t firms) {
    const std::size_t at = reached[tally.provision];
    if (at == kNone) return;
    std::vector<std::uint8_t>& sides = entitled_[at];
    if (sides.empty()) sides.assign(firms, 0);
    for (std::size_t row = 0; row < tally.findings.size(); ++row) {
      if (tally.findings[row] == law::Finding::entitled) sides[firm_of_row[row]] |= side;
    }
  }

  void compare(std::size_t firm, std::size_t in_block) {
    const Extreme one{firm, {}, before_.held_by(in_block), after_.held_by(in_block)};
    if (one.before == one.after) return;
    Swing swing;
    bool rises = false;
    bool falls = false;
    for (std::size_t total = 0; total < one.before.size(); ++total) {
      const std::int64_t change = one.after[total] - one.before[total];
      if (change == 0) continue;
      const bool up = change > 0;
      (up ? rises : falls) = true;
      const std::int64_t size = up ? change : -change;
      (up ? swing.totals[total].up : swing.totals[total].down) = {1, size};
      ++(up ? bands[total].up : bands[total].down)[band_of(size)];
      std::vector<Extreme>& extremes = (up ? gains : losses)[total];
      extremes.push_back(one);
      if (extremes.size() >= 50 * kExtremes) keep_greatest(extremes, total, up);
    }
    (rises && falls ? swing.mixed : rises ? swing.better : swing.worse) = 1;
    all += swing;
    for (std::size_t i = 0; i < by.size(); ++i)
      by[i][before_.rows().group(i, in_block)] += swing;
  }

  /// What the reform doesn't reach is what it was.
  void copy_unreached(const Assessment& before, Assessment& after) const {
    for (const std::size_t index : before.judged_) {
      if (reached_[index] != kNone) continue;
      after.lines_[index_after_[index]] = before.lines_[index];
      after.judged_.push_back(index_after_[index]);
    }
    std::sort(after.judged_.begin(), after.judged_.end());
  }

  std::vector<std::size_t> only_after_;
  Tallying before_;
  Tallying after_;
  std::vector<std::size_t> reached_;  // by provision of the pack before: which of `moved`
  std::vector<std::size_t> reached_after_;
  std::vector<std::size_t> index_after_;  // by provision of the pack before
  // Of the block: of each of `moved` and each firm on which sides it is entitled.
  std::vector<std::vector<std::uint8_t>> entitled_;

 public:
  std::vector<Moved> moved;
  Swing all;
  std::vector<std::vector<Swing>> by;
  std::array<Comparison::Bands, stacking::kTotals> bands;
  std::array<std::vector<Extreme>, stacking::kTotals> gains;
  std::array<std::vector<Extreme>, stacking::kTotals> losses;
};

Result<Comparison> compare(const Side& before, const Side& after,
                           const std::vector<std::string>& changed, const Options& options) {
  const std::vector<std::string> reached = reached_by(before.pack, after.pack, changed);
  const std::size_t workers = workers_for(before.snapshot, options.workers);
  std::vector<std::unique_ptr<Comparing>> comparings;
  RuleKeeping rules(options.rules, before.pack.book.source());
  for (std::size_t i = 0; i < workers; ++i) {
    comparings.push_back(std::make_unique<Comparing>(before, after, reached, options));
    rules.add_worker(comparings[i]->census_before());
  }
  auto counted = for_each_group(
      before.snapshot, workers, options.progress,
      [&](std::size_t worker, std::size_t group) -> Result<void> {
        for (const Snapshot* snapshot : {&before.snapshot, &after.snapshot}) {
          if (auto sound = snapshot->verify(group); !sound) return rules.give_up(sound);
        }
        rules.begin_group(worker);
        for_blocks(before.snapshot, group, [&](std::size_t first, std::size_t firms) {
          comparings[worker]->count(first, firms);
          rules.add_block(worker);
        });
        for (const Snapshot* snapshot : {&before.snapshot, &after.snapshot})
          snapshot->let_go(group);
        return rules.write(worker, group);
      });
  if (!counted) return fail(std::move(counted.error()));
  for (std::size_t i = 1; i < workers; ++i)
    comparings[0]->add(*comparings[i]);
  return comparings[0]->take(before.snapshot);
}

}  // namespace fugong::assessment
