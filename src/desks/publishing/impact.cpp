#include "desks/publishing/impact.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <random>
#include <utility>

#include "desks/register/snapshot.hpp"

namespace fugong::publishing {
namespace {

using assessment::Comparison;
using assessment::Line;
using assessment::Sum;
using assessment::Swing;
using enterprise_register::Enterprise;
using enterprise_register::Snapshot;
using enterprise_register::SnapshotWriter;

constexpr std::size_t kAskEvery = 1000;  // firms

tl::unexpected<Faults> cancelled() {
  return fail("cancelled", Place{}, {"已取消", "it was cancelled"},
              {"需要时重新开始", "begin again if it is needed"});
}

std::uint64_t seed_of(std::string_view hex) {
  std::uint64_t seed = 0;
  const std::string_view digits = hex.substr(0, 16);
  std::from_chars(digits.data(), digits.data() + digits.size(), seed, 16);
  return seed;
}

/// Below `bound`, each with the same chance but for what 64 bits can't tell.
std::size_t draw(std::mt19937_64& random, std::size_t bound) {
  return static_cast<std::size_t>((static_cast<unsigned __int128>(random()) * bound) >> 64);
}

Result<std::string> snapshot_of(const law::Rulebook& book,
                                const std::vector<const Enterprise*>& firms,
                                const enterprise_register::SnapshotInfo& info) {
  std::string bytes;
  SnapshotWriter writer(book, info, [&](std::string_view piece) -> Result<void> {
    bytes += piece;
    return {};
  });
  for (const Enterprise* firm : firms) {
    auto added = writer.add(firm->id, firm->subject);
    if (!added) return fail(std::move(added.error()));
  }
  auto finished = writer.finish();
  if (!finished) return fail(std::move(finished.error()));
  return bytes;
}

/// Rounded down.
Sum square_root(Sum of) {
  Sum low = 0;
  Sum high = Sum{1} << 62;
  while (low < high) {
    const Sum middle = (low + high + 1) / 2;
    if (middle <= of / middle) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

/// A figure that is added up over the groups of a sample.
class Estimate {
 public:
  explicit Estimate(const Sample& sample) : sample_(sample) {}

  void add(Sum before, Sum after) {
    before_ += before;
    after_ += after;
    differences_.push_back(after - before);
  }

  Figure figure() const {
    Figure figure{scaled(before_), scaled(after_), {}};
    if (!sample_.is_whole()) figure.error = error();
    return figure;
  }

  Sum scaled(Sum value) const {
    if (sample_.is_whole() || sample_.counted == 0) return value;
    const Sum counted = static_cast<Sum>(sample_.counted);
    const Sum grown = value * static_cast<Sum>(sample_.firms);
    return (grown + (grown < 0 ? -counted : counted) / 2) / counted;
  }

 private:
  /// With k groups, whose differences are d, of n firms out of N: the variance of their sum is
  /// k / (k - 1) * sum of (d - mean)^2 * (1 - n / N), and the sum is scaled by N / n. A root in
  /// whole numbers is as near as an error needs to be.
  Sum error() const {
    const auto groups = static_cast<Sum>(differences_.size());
    Sum total = 0;
    for (const Sum one : differences_)
      total += one;
    Sum spread = 0;  // times the square of k
    for (const Sum one : differences_)
      spread += (groups * one - total) * (groups * one - total);
    const auto counted = static_cast<Sum>(sample_.counted);
    const auto firms = static_cast<Sum>(sample_.firms);
    return square_root(spread / (groups * (groups - 1))) * square_root((firms - counted) * firms) /
           counted;
  }

  const Sample& sample_;
  Sum before_ = 0;
  Sum after_ = 0;
  std::vector<Sum> differences_;
};

/// Adds up the comparisons of the groups.
class Adding {
 public:
  Adding(const pack::Pack& before, const pack::Pack& after, const Sample& sample)
      : before_(before), after_(after), sample_(sample) {
    for (std::size_t i = 0; i < stacking::kTotals; ++i)
      totals_.emplace_back(sample);
    for (const pack::Pack* pack : {&before, &after}) {
      for (const law::Provision& provision : pack->book.source().provisions) {
        if (!at_.emplace(provision.id, provisions_.size()).second) continue;
        provisions_.push_back({provision.id, provision.title, {}, {}, {}, {}, Estimate(sample)});
      }
    }
  }

  void add(const Comparison& found) {
    const auto held_before = found.before.holdings();
    const auto held_after = found.after.holdings();
    for (std::size_t i = 0; i < totals_.size(); ++i)
      totals_[i].add(held_before.totals[i].low, held_after.totals[i].low);
    swing_ += found.all;
    for (One& one : provisions_) {
      const Line before = found.before.total(one.id);
      const Line after = found.after.total(one.id);
      one.before += before;
      one.after += after;
      one.amount.add(before.amount, after.amount);
    }
    for (const assessment::Moved& moved : found.moved) {
      One& one = provisions_[at_.at(moved.provision)];
      one.firms_in += moved.firms_in;
      one.firms_out += moved.firms_out;
    }
    if (groupings_.empty()) groupings_ = found.before.groupings();
    by_.resize(found.by.size());
    for (std::size_t i = 0; i < found.by.size(); ++i) {
      by_[i].resize(found.by[i].size());
      for (std::size_t group = 0; group < by_[i].size(); ++group)
        by_[i][group] += found.by[i][group];
    }
  }

  Impact impact(const law::Moment& moment) const {
    Impact impact;
    impact.hash = after_.hash;
    impact.base_hash = before_.hash;
    impact.moment = moment;
    impact.firms = sample_.firms;
    impact.counted = sample_.counted;
    impact.synthetic = sample_.synthetic;
    impact.swing = scaled(swing_);
    for (std::size_t i = 0; i < totals_.size(); ++i) {
      const Swing::Total& moved = impact.swing.totals[i];
      impact.totals[i] = {totals_[i].figure(), moved.up.firms, moved.down.firms, moved.up.amount,
                          moved.down.amount};
    }
    for (const One& one : provisions_) {
      if (one.before.entitled == 0 && one.after.entitled == 0 && one.before.depends == 0 &&
          one.after.depends == 0)
        continue;
      impact.provisions.push_back(
          {one.id, one.title, count(one.before.entitled), count(one.after.entitled),
           one.amount.figure(), scale_.scaled(one.before.held_low),
           scale_.scaled(one.after.held_low), count(one.firms_in), count(one.firms_out)});
    }
    for (std::size_t i = 0; i < by_.size(); ++i)
      impact.groupings.push_back(grouping(i));
    return impact;
  }

 private:
  struct One {
    std::string id;
    Text title;
    Line before;
    Line after;
    std::int64_t firms_in = 0;
    std::int64_t firms_out = 0;
    Estimate amount;
  };

  std::int64_t count(std::int64_t value) const {
    return static_cast<std::int64_t>(scale_.scaled(value));
  }

  Swing scaled(const Swing& swing) const {
    Swing made;
    made.better = count(swing.better);
    made.worse = count(swing.worse);
    made.mixed = count(swing.mixed);
    for (std::size_t i = 0; i < made.totals.size(); ++i) {
      const Swing::Total& of = swing.totals[i];
      made.totals[i] = {{count(of.up.firms), scale_.scaled(of.up.amount)},
                        {count(of.down.firms), scale_.scaled(of.down.amount)}};
    }
    return made;
  }

  Impact::Grouping grouping(std::size_t i) const {
    Impact::Grouping made{groupings_[i].name, groupings_[i].label, {}};
    for (std::size_t group = 0; group < by_[i].size(); ++group) {
      const Swing& swing = by_[i][group];
      if (swing.better == 0 && swing.worse == 0 && swing.mixed == 0) continue;
      made.groups.push_back(
          {groupings_[i].groups[group].code, groupings_[i].groups[group].label, scaled(swing)});
    }
    return made;
  }

  const pack::Pack& before_;
  const pack::Pack& after_;
  const Sample& sample_;
  Estimate scale_{sample_};
  std::vector<Estimate> totals_;
  Swing swing_;
  std::map<std::string, std::size_t> at_;
  std::vector<One> provisions_;
  std::vector<assessment::Grouping> groupings_;
  std::vector<std::vector<Swing>> by_;
};

}  // namespace

Result<Sample> sample_register(enterprise_register::Register& enterprises, std::size_t most,
                               std::string_view seed, Date taken_on, const Stopped& stopped) {
  const auto synthetic = enterprises.has_synthetic();
  if (!synthetic) return fail(synthetic.error());
  Sample sample;
  sample.synthetic = *synthetic;
  // Vitter's algorithm R: after n firms each of them is kept with chance most / n.
  std::mt19937_64 random(seed_of(seed));
  std::vector<Enterprise> kept;
  auto read = enterprises.for_each([&](const Enterprise& firm) -> Result<void> {
    if (firm.origin == enterprise_register::Origin::demo) return {};
    if (++sample.firms % kAskEvery == 0 && stopped()) return cancelled();
    if (kept.size() < most) {
      kept.push_back(firm);
    } else if (const std::size_t at = draw(random, sample.firms); at < most) {
      kept[at] = firm;
    }
    return {};
  });
  if (!read) return fail(std::move(read.error()));
  sample.counted = kept.size();
  const std::size_t groups = sample.is_whole() ? 1 : kGroups;
  std::ranges::shuffle(kept, random);
  for (std::size_t group = 0; group < groups; ++group) {
    std::vector<const Enterprise*> of;
    for (std::size_t i = group; i < kept.size(); i += groups)
      of.push_back(&kept[i]);
    auto bytes = snapshot_of(enterprises.book(), of, {taken_on, sample.synthetic});
    if (!bytes) return fail(std::move(bytes.error()));
    sample.groups.push_back(std::move(*bytes));
    if (stopped()) return cancelled();
  }
  return sample;
}

Result<Impact> work_out(const Loaded& before, const Loaded& after, const Sample& sample,
                        const law::Moment& moment, const OnProgress& progress) {
  Adding adding(*before.pack, *after.pack, sample);
  const auto changed = differing(before.files, after.files);
  std::int64_t done = 0;
  for (const std::string& bytes : sample.groups) {
    const auto old = Snapshot::open(bytes, "register", before.pack->book);
    if (!old) return fail(old.error());
    const auto next = Snapshot::open(bytes, "register", after.pack->book);
    if (!next) return fail(next.error());
    assessment::Options options;
    options.moment = moment;
    options.workers = 1;
    options.progress = [&](const assessment::Progress& at) {
      return progress(done + static_cast<std::int64_t>(at.firms_done),
                      static_cast<std::int64_t>(sample.counted));
    };
    const auto found =
        assessment::compare({*before.pack, *old}, {*after.pack, *next}, changed, options);
    if (!found) return fail(found.error());
    adding.add(*found);
    done += static_cast<std::int64_t>(old->firms());
  }
  return adding.impact(moment);
}

}  // namespace fugong::publishing
