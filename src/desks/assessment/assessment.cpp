#include "desks/assessment/assessment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "desks/assessment/holding_tally.hpp"

namespace fugong::assessment {

using enterprise_register::kFirmsInGroup;
using enterprise_register::Snapshot;
using enterprise_register::SnapshotCursor;
using law::Finding;

namespace {

/// Firms that are counted at once: their vectors stay in the second cache.
constexpr std::size_t kBlock = 4'096;
static_assert(kFirmsInGroup % kBlock == 0);
constexpr auto kProgressEvery = std::chrono::milliseconds(200);

}  // namespace

Line& Line::operator+=(const Line& other) {
  entitled += other.entitled;
  depends += other.depends;
  refused += other.refused;
  firms += other.firms;
  amount += other.amount;
  open_low += other.open_low;
  open_high += other.open_high;
  open_unbounded += other.open_unbounded;
  return *this;
}

Holdings& Holdings::operator+=(const Holdings& other) {
  for (std::size_t i = 0; i < totals.size(); ++i) {
    totals[i].firms += other.totals[i].firms;
    totals[i].low += other.totals[i].low;
    totals[i].high += other.totals[i].high;
    totals[i].unbounded += other.totals[i].unbounded;
  }
  combined += other.combined;
  return *this;
}

/// One worker: the groups that it takes, added up.
class Tallying {
 public:
  Tallying(const pack::Pack& pack, const Snapshot& snapshot, const Options& options)
      : pack_(pack),
        snapshot_(snapshot),
        holding_(pack),
        census_(pack.book, options.moment, options.measures, holding_.limits()),
        cursor_(snapshot),
        assessment(pack, options.moment, snapshot.firms(), snapshot.info().synthetic) {
    place_ = pack.book.fact_index(pack.book.source().place_fact);
    assessment.judged_ = census_.provisions();
    assessment.lines_.resize(pack.book.source().provisions.size());
  }

  void count(std::size_t group) {
    const std::size_t end = std::min(snapshot_.firms(), (group + 1) * kFirmsInGroup);
    for (std::size_t first = group * kFirmsInGroup; first < end; first += kBlock) {
      const std::size_t firms = std::min(kBlock, end - first);
      holding_.begin(firms);
      roster_.begin(&cursor_, [this](const std::vector<law::KindRows>& kinds, std::size_t count) {
        find_provinces(kinds, count);
      });
      census_.count(roster_, first, firms, [this](const law::Tally& tally) {
        add(tally);
        holding_.add(tally, roots_[tally.kind]);
      });
      holding_.finish(census_, provinces_[root_kind_], assessment.holdings_);
    }
    assessment.by_row_ = census_.by_row();
  }

 private:
  /// Passes a cursor on and sees where each block begins.
  class Watching final : public law::Roster {
   public:
    using Begun = std::function<void(const std::vector<law::KindRows>&, std::size_t)>;
    void begin(SnapshotCursor* cursor, Begun begun) {
      cursor_ = cursor;
      begun_ = std::move(begun);
    }
    std::vector<law::KindRows> go_to(std::size_t first, std::size_t count) override {
      auto kinds = cursor_->go_to(first, count);
      begun_(kinds, count);
      return kinds;
    }
    bool read(std::uint16_t fact, columns::Leaf& into) override {
      return cursor_->read(fact, into);
    }
    law::Subject subject(std::size_t row) override { return cursor_->subject(row); }

   private:
    SnapshotCursor* cursor_ = nullptr;
    Begun begun_;
  };

  /// The province of each row of each kind.
  void find_provinces(const std::vector<law::KindRows>& kinds, std::size_t count) {
    const auto& subjects = pack_.book.source().subjects;
    provinces_.assign(kinds.size(), {});
    for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
      if (!subjects[kind].parent.empty()) continue;
      root_kind_ = kind;
      provinces_[kind] = provinces_of_firms(count);
    }
    roots_.assign(kinds.size(), {});
    for (std::size_t kind = 0; kind < kinds.size(); ++kind)
      find_below(kinds, kind);
  }

  void find_below(const std::vector<law::KindRows>& kinds, std::size_t kind) {
    const auto& subjects = pack_.book.source().subjects;
    if (!roots_[kind].empty() || kinds[kind].rows() == 0) return;
    std::vector<std::uint32_t>& roots = roots_[kind];
    roots.resize(kinds[kind].rows());
    if (subjects[kind].parent.empty()) {
      for (std::size_t row = 0; row < roots.size(); ++row)
        roots[row] = static_cast<std::uint32_t>(row);
      return;
    }
    std::size_t parent = 0;
    while (subjects[parent].name != subjects[kind].parent)
      ++parent;
    find_below(kinds, parent);
    provinces_[kind].resize(roots.size());
    for (std::size_t row = 0; row < roots.size(); ++row) {
      const std::uint32_t above = kinds[kind].parents[row];
      roots[row] = roots_[parent][above];
      provinces_[kind][row] = provinces_[parent][above];
    }
  }

  std::vector<std::uint8_t> provinces_of_firms(std::size_t count) {
    std::vector<std::uint8_t> found(count, 0);
    columns::Leaf leaf;
    if (!place_ || !cursor_.read(*place_, leaf) || leaf.codes.empty()) return found;
    while (province_by_code_.size() < columns::kFirst + leaf.values.size()) {
      const std::size_t code = province_by_code_.size();
      province_by_code_.push_back(code < columns::kFirst
                                      ? std::uint8_t{0}
                                      : province_of(leaf.values[code - columns::kFirst]));
    }
    for (std::size_t row = 0; row < count; ++row)
      found[row] = province_by_code_[leaf.codes[row]];
    return found;
  }

  /// The top of the list above a place.
  std::uint8_t province_of(const feel::Value& place) const {
    if (place.kind() != feel::Kind::string) return 0;
    const std::string& list = pack_.book.source().place_list;
    const law::ListEntry* at = pack_.book.find_entry(list, place.string());
    while (at != nullptr && !at->parent.empty())
      at = pack_.book.find_entry(list, at->parent);
    if (at == nullptr) return 0;
    const auto& provinces = assessment.provinces_;
    const auto found = std::find(provinces.begin(), provinces.end(), at->code);
    return found == provinces.end() ? std::uint8_t{0}
                                    : static_cast<std::uint8_t>(found - provinces.begin());
  }

  void add(const law::Tally& tally) {
    std::vector<Line>& lines = assessment.lines_[tally.provision];
    if (lines.empty()) lines.resize(assessment.provinces_.size());
    const std::vector<std::uint8_t>& provinces = provinces_[tally.kind];
    const std::vector<std::uint32_t>& roots = roots_[tally.kind];
    std::uint32_t last = std::numeric_limits<std::uint32_t>::max();
    for (std::size_t row = 0; row < tally.findings.size(); ++row) {
      const Finding finding = tally.findings[row];
      if (finding == Finding::replaced) continue;
      Line& line = lines[provinces[row]];
      if (finding == Finding::not_entitled) {
        ++line.refused;
        continue;
      }
      const std::int64_t low = tally.low[row];
      const std::int64_t high = tally.high[row];
      const bool settled = finding == Finding::entitled && low == high;
      if (finding == Finding::depends) {
        ++line.depends;
      } else {
        ++line.entitled;
        if (roots[row] != last) ++line.firms;
        last = roots[row];
      }
      if (low == law::kNoAmount) continue;
      if (settled) {
        line.amount += low;
        continue;
      }
      line.open_low += low;
      if (high == law::kNoBound) {
        ++line.open_unbounded;
      } else {
        line.open_high += high;
      }
    }
  }

  const pack::Pack& pack_;
  const Snapshot& snapshot_;
  HoldingTally holding_;
  law::Census census_;
  SnapshotCursor cursor_;
  Watching roster_;
  std::size_t root_kind_ = 0;
  std::optional<std::uint16_t> place_;
  std::vector<std::uint8_t> province_by_code_;
  std::vector<std::vector<std::uint8_t>> provinces_;  // of each kind's rows in the block
  std::vector<std::vector<std::uint32_t>> roots_;     // the firm of each row

 public:
  Assessment assessment;

  void join(const Tallying& other) {
    for (std::size_t provision = 0; provision < assessment.lines_.size(); ++provision) {
      const std::vector<Line>& from = other.assessment.lines_[provision];
      std::vector<Line>& to = assessment.lines_[provision];
      if (to.empty()) to.resize(from.size());
      for (std::size_t i = 0; i < from.size(); ++i)
        to[i] += from[i];
    }
    for (std::size_t i = 0; i < other.assessment.holdings_.size(); ++i)
      assessment.holdings_[i] += other.assessment.holdings_[i];
    std::vector<std::uint64_t>& by_row = assessment.by_row_;
    by_row.resize(assessment.lines_.size(), 0);
    for (std::size_t i = 0; i < other.assessment.by_row_.size(); ++i)
      by_row[i] += other.assessment.by_row_[i];
  }
};

namespace {

/// The groups, handed out one after the other.
class Groups {
 public:
  explicit Groups(const Snapshot& snapshot) : snapshot_(snapshot) {}

  void work(Tallying& tallying) {
    for (std::size_t group = next_++; group < snapshot_.groups() && !stopped_; group = next_++) {
      auto sound = snapshot_.verify(group);
      if (!sound) {
        const std::lock_guard lock(mutex_);
        if (faults_.empty()) faults_ = std::move(sound.error());
        stopped_ = true;
        break;
      }
      tallying.count(group);
      done_ += std::min(kFirmsInGroup, snapshot_.firms() - group * kFirmsInGroup);
    }
    const std::lock_guard lock(mutex_);
    ++finished_;
    wake_.notify_all();
  }

  /// Until that many workers have finished.
  void wait(std::size_t workers, const Options& options) {
    std::unique_lock lock(mutex_);
    bool finished = false;
    while (!finished) {
      lock.unlock();
      if (options.progress && !options.progress({done_, snapshot_.firms()})) {
        cancelled_ = stopped_ = true;
      }
      lock.lock();
      finished = wake_.wait_for(lock, kProgressEvery, [&] { return finished_ == workers; });
    }
  }

  Result<void> outcome() {
    if (!faults_.empty()) return fail(std::move(faults_));
    if (!cancelled_) return {};
    return fail("cancelled", Place{}, {"已取消，没有留下任何结果", "cancelled; nothing was kept"},
                {"再次运行即可", "run it again"});
  }

 private:
  const Snapshot& snapshot_;
  std::atomic<std::size_t> next_{0};
  std::atomic<std::size_t> done_{0};
  std::atomic<bool> stopped_{false};
  std::mutex mutex_;
  std::condition_variable wake_;
  std::size_t finished_ = 0;
  Faults faults_;
  bool cancelled_ = false;
};

}  // namespace

Result<Assessment> assess(const pack::Pack& pack, const Snapshot& snapshot,
                          const Options& options) {
  Groups groups(snapshot);
  const std::size_t workers =
      std::clamp<std::size_t>(options.workers, 1, std::max<std::size_t>(snapshot.groups(), 1));
  std::vector<std::unique_ptr<Tallying>> tallyings;
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < workers; ++i) {
    tallyings.push_back(std::make_unique<Tallying>(pack, snapshot, options));
    threads.emplace_back([&groups, &tallying = *tallyings.back()] { groups.work(tallying); });
  }
  groups.wait(workers, options);
  for (std::thread& thread : threads)
    thread.join();
  if (auto outcome = groups.outcome(); !outcome) return fail(std::move(outcome.error()));
  for (std::size_t i = 1; i < workers; ++i)
    tallyings[0]->join(*tallyings[i]);
  return std::move(tallyings[0]->assessment);
}

namespace {

/// Whether a tally says of a row what a check says.
bool says(const law::Tally& tally, std::size_t row, const law::Entitlement& one) {
  const auto finding = one.state == law::State::entitled  ? Finding::entitled
                       : one.state == law::State::depends ? Finding::depends
                                                          : Finding::not_entitled;
  std::optional<law::AmountRange> range = one.amount_range;
  if (one.amount) range = law::AmountRange{*one.amount, one.amount};
  if (finding == Finding::not_entitled) range.reset();
  const std::int64_t low = range ? range->low.fen : law::kNoAmount;
  const std::int64_t high = !range        ? law::kNoAmount
                            : range->high ? range->high->fen
                                          : law::kNoBound;
  return finding == tally.findings[row] && low == tally.low[row] && high == tally.high[row];
}

}  // namespace

std::string difference(const pack::Pack& pack, const Snapshot& snapshot, std::size_t firm,
                       const law::Answer& answer) {
  law::Census census(pack.book, answer.moment);
  SnapshotCursor cursor(snapshot);
  std::string found;
  const law::Provision* first = pack.book.source().provisions.data();
  census.count(cursor, firm, 1, [&](const law::Tally& tally) {
    std::vector<const law::Entitlement*> expected;
    for (const law::Entitlement& each : answer.entitlements) {
      const bool absent = !each.conditions.empty() &&
                          each.conditions[0].origin == law::ConditionAnswer::Origin::has_subject;
      const bool here = static_cast<std::size_t>(each.provision - first) == tally.provision;
      if (here && !each.hypothetical && !absent) expected.push_back(&each);
    }
    std::size_t next = 0;
    for (std::size_t row = 0; row < tally.findings.size() && found.empty(); ++row) {
      if (tally.findings[row] == Finding::replaced) continue;
      const law::Entitlement* one = next < expected.size() ? expected[next++] : nullptr;
      if (one == nullptr || !says(tally, row, *one)) found = first[tally.provision].id;
    }
    if (found.empty() && next != expected.size()) found = first[tally.provision].id;
  });
  return found;
}

}  // namespace fugong::assessment
