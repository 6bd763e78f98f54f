// The census in columns against the docket, row by row: state, least and greatest amount of every
// entitlement of firms that are drawn from a seed. Ends with status 1 if a single one differs.
//
//   fugong_bench_differential [--rows 10000000] [--seed 1] [--threads 2]
//
// Rows are subjects of all kinds. A third each belongs to firms of the notice's profile, of its
// dense profile, and to firms that have subjects of every kind with most facts of the pack given.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <memory>
#include <mutex>
#include <set>
#include <thread>
#include <unordered_map>

#include "app/files.hpp"
#include "desks/register/generate.hpp"
#include "desks/register/snapshot.hpp"
#include "engines/law/docket.hpp"
#include "firms.hpp"

namespace fugong::bench {
namespace {

using enterprise_register::FirmDraws;
using enterprise_register::Generator;
using enterprise_register::kFirmsInGroup;
using enterprise_register::Snapshot;
using enterprise_register::SnapshotCursor;
using enterprise_register::SnapshotWriter;
using enterprise_register::SyntheticProfile;
using law::Finding;

constexpr const char* kPacks = FUGONG_SOURCE_DIR "/packs";
constexpr const char* kPack = "miit-2020-14";
constexpr const char* kDay = "2020-05-01";
constexpr std::size_t kBlock = 2'048;
/// Of the profile these are some 13,500 firms: a piece is one group of a snapshot.
constexpr std::size_t kRowsInPiece = 50'000;
constexpr std::size_t kFlavours = 3;
constexpr int kUnknownOfProfile = 30;
constexpr int kUnknownOfDense = 1;
/// Different amounts of a provision are counted up to here: memory stays flat.
constexpr std::size_t kMostAmounts = 50'000;
constexpr std::size_t kMostTold = 10;

struct Settings {
  std::size_t rows = 200'000;
  std::uint64_t seed = 1;
  std::size_t threads = 2;
};

struct Laws {
  pack::Pack pack;
  SyntheticProfile profile;
  SyntheticProfile dense;
  law::Moment moment;
};

/// What a provision came to.
struct Reached {
  std::uint64_t entitled = 0;
  std::uint64_t depends = 0;
  std::uint64_t refused = 0;
  std::uint64_t replaced = 0;
  std::set<std::int64_t> amounts;
  void add(const Reached& other) {
    entitled += other.entitled;
    depends += other.depends;
    refused += other.refused;
    replaced += other.replaced;
    amounts.insert(other.amounts.begin(), other.amounts.end());
  }
};

struct Counts {
  std::vector<Reached> reached;  // by provision
  std::uint64_t firms = 0;
  std::uint64_t rows = 0;
  std::uint64_t mismatches = 0;
  std::uint64_t by_row = 0;
  std::vector<std::string> told;
};

std::size_t rows_of(const law::Subject& subject) {
  std::size_t rows = 1;
  for (const law::Subject& child : subject.children)
    rows += rows_of(child);
  return rows;
}

/// Piece by piece: each is the same whatever the threads.
std::vector<law::Subject> draw_piece(const Laws& laws, const Settings& settings,
                                     std::size_t piece) {
  const std::size_t flavour = piece % kFlavours;
  const std::uint64_t first = piece / kFlavours * kFirmsInGroup;
  const bool is_dense = flavour == 1;
  const Generator generator(is_dense ? laws.dense : laws.profile, settings.seed,
                            is_dense ? kUnknownOfDense : kUnknownOfProfile);
  Random random(settings.seed * 1'000'003 + piece);
  FirmDraws draws;
  std::vector<law::Subject> firms;
  std::size_t rows = 0;
  while (rows < kRowsInPiece && firms.size() < kFirmsInGroup) {
    if (flavour == 2) {
      firms.push_back(draw_full_firm(laws.pack.book, random));
    } else {
      generator.draw(first + firms.size(), draws);
      firms.push_back(generator.enterprise(draws).subject);
    }
    rows += rows_of(firms.back());
  }
  return firms;
}

/// One thread's work.
class Worker {
 public:
  explicit Worker(const Laws& laws)
      : laws_(laws),
        docket_(laws.pack.book, laws.moment),
        kinds_(laws.pack.book.source().subjects) {
    counts_.reached.resize(laws.pack.book.source().provisions.size());
    expected_.resize(counts_.reached.size());
    for (std::size_t kind = 0; kind < kinds_.size(); ++kind)
      kind_of_.emplace(kinds_[kind].name, kind);
  }

  void compare(const std::vector<law::Subject>& firms) {
    std::string bytes;
    SnapshotWriter writer(laws_.pack.book, {laws_.moment.on, true}, [&](std::string_view part) {
      bytes += part;
      return Result<void>{};
    });
    for (std::size_t i = 0; i < firms.size(); ++i)
      FUGONG_CHECK(writer.add(std::to_string(i), firms[i]), "memory takes what is written");
    FUGONG_CHECK(writer.finish(), "memory takes what is written");
    const auto snapshot = Snapshot::open(bytes, "bench", laws_.pack.book);
    FUGONG_CHECK(snapshot && snapshot->groups() == 1 && snapshot->verify(0),
                 "what was written is read");
    SnapshotCursor cursor(*snapshot);
    // It remembers by codes, which are the snapshot's own.
    law::Census census(laws_.pack.book, laws_.moment);
    for (std::size_t first = 0; first < firms.size(); first += kBlock) {
      const std::size_t count = std::min(kBlock, firms.size() - first);
      expect(*snapshot, firms, first, count);
      census.count(cursor, first, count, [&](const law::Tally& tally) { look_at(tally); });
    }
    counts_.firms += firms.size();
    for (const std::uint64_t rows : census.by_row())
      counts_.by_row += rows;
  }

  Counts finish() { return std::move(counts_); }

 private:
  /// What the docket says of a block, by provision and row of the snapshot.
  void expect(const Snapshot& snapshot, const std::vector<law::Subject>& firms, std::size_t first,
              std::size_t count) {
    std::vector<const law::Subject*> order;  // a group is sorted by place
    rows_.assign(kinds_.size(), 0);
    row_of_.clear();
    for (std::size_t i = 0; i < count; ++i) {
      const std::string_view id = snapshot.id(first + i);
      std::size_t at = 0;
      std::from_chars(id.data(), id.data() + id.size(), at);
      order.push_back(&firms[at]);
      number(firms[at]);
    }
    const auto& provisions = laws_.pack.book.source().provisions;
    for (std::size_t i = 0; i < provisions.size(); ++i)
      expected_[i].assign(rows_[kind_of_.at(provisions[i].subject)], {});
    for (const law::Subject* firm : order) {
      for (const law::Verdict& verdict : docket_.check(*firm)) {
        const auto row = row_of_.find(verdict.subject);
        if (row == row_of_.end()) continue;  // a subject that nobody has stated
        expected_[static_cast<std::size_t>(verdict.provision - provisions.data())][row->second] =
            found(verdict);
      }
    }
    for (const std::size_t rows : rows_)
      counts_.rows += rows;
  }

  /// Which row of its kind each subject of a firm is.
  void number(const law::Subject& subject) {
    row_of_.emplace(&subject, rows_[kind_of_.at(subject.kind)]++);
    for (const law::Subject& child : subject.children)
      number(child);
  }

  static law::RowFinding found(const law::Verdict& verdict) {
    law::RowFinding made;
    made.finding = verdict.state == law::State::entitled  ? Finding::entitled
                   : verdict.state == law::State::depends ? Finding::depends
                                                          : Finding::not_entitled;
    const auto& range = verdict.amount_range;
    if (made.finding == Finding::not_entitled || (!verdict.amount && !range)) return made;
    made.low = verdict.amount ? verdict.amount->fen : range->low.fen;
    made.high = verdict.amount ? verdict.amount->fen
                : range->high  ? range->high->fen
                               : law::kNoBound;
    return made;
  }

  void look_at(const law::Tally& tally) {
    const auto& expected = expected_[tally.provision];
    Reached& reached = counts_.reached[tally.provision];
    if (tally.findings.size() != expected.size()) {
      return tell(tally, 0, "another number of rows than the docket has");
    }
    for (std::size_t row = 0; row < expected.size(); ++row) {
      const law::RowFinding& one = expected[row];
      const Finding finding = tally.findings[row];
      const bool is_judged = finding == Finding::entitled || finding == Finding::depends;
      if (finding != one.finding ||
          (is_judged && (tally.low[row] != one.low || tally.high[row] != one.high))) {
        tell(tally, row,
             fmt::format("census {} {} to {}, docket {} {} to {}", static_cast<int>(finding),
                         tally.low[row], tally.high[row], static_cast<int>(one.finding), one.low,
                         one.high));
      }
      reached.entitled += finding == Finding::entitled ? 1 : 0;
      reached.depends += finding == Finding::depends ? 1 : 0;
      reached.refused += finding == Finding::not_entitled ? 1 : 0;
      reached.replaced += finding == Finding::replaced ? 1 : 0;
      const bool has_amount = is_judged && tally.low[row] != law::kNoAmount;
      if (has_amount && reached.amounts.size() < kMostAmounts) {
        reached.amounts.insert(tally.low[row]);
      }
    }
  }

  void tell(const law::Tally& tally, std::size_t row, const std::string& what) {
    ++counts_.mismatches;
    if (counts_.told.size() == kMostTold) return;
    counts_.told.push_back(fmt::format(
        "{}, row {}: {}", laws_.pack.book.source().provisions[tally.provision].id, row, what));
  }

  const Laws& laws_;
  law::Docket docket_;
  const std::vector<law::SubjectKind>& kinds_;
  std::unordered_map<std::string_view, std::size_t> kind_of_;
  std::vector<std::size_t> rows_;  // of each kind in the block
  std::unordered_map<const law::Subject*, std::size_t> row_of_;
  std::vector<std::vector<law::RowFinding>> expected_;  // replaced: the docket says nothing
  Counts counts_;
};

double resident_mib() {
  std::size_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages >> pages;
  return static_cast<double>(pages) * 4096 / (1 << 20);
}

std::unique_ptr<const Laws> read_laws() {
  pack::Files files;
  auto pack = app::load_pack(kPacks, kPack, &files);
  FUGONG_CHECK(pack, "the pack of the house loads");
  const Date day = *Date::parse(kDay);
  // The profiles know where the rulebook is.
  auto laws = std::make_unique<Laws>(Laws{std::move(*pack), {}, {}, {day, day}});
  for (const auto& [name, to] :
       {std::pair("profile", &laws->profile), std::pair("dense", &laws->dense)}) {
    auto read = enterprise_register::read_synthetic_profile(
        files, enterprise_register::profile_path(kPack, name), laws->pack.book);
    FUGONG_CHECK(read, "the profiles of the house read");
    *to = std::move(*read);
  }
  return laws;
}

void print(const Laws& laws, const Counts& all, double seconds) {
  fmt::print("provision: rows entitled, depends, not, replaced; distinct amounts\n");
  Reached sum;
  std::size_t amounts = 0;
  for (std::size_t i = 0; i < all.reached.size(); ++i) {
    const Reached& one = all.reached[i];
    fmt::print("{}: {} {} {} {}; {}{}\n", laws.pack.book.source().provisions[i].id, one.entitled,
               one.depends, one.refused, one.replaced, one.amounts.size(),
               one.amounts.size() < kMostAmounts ? "" : " or more");
    amounts += one.amounts.size();
    sum.entitled += one.entitled;
    sum.depends += one.depends;
    sum.refused += one.refused;
    sum.replaced += one.replaced;
  }
  for (const std::string& each : all.told)
    fmt::print("DIFFERS {}\n", each);
  const std::uint64_t pairs = sum.entitled + sum.depends + sum.refused + sum.replaced;
  fmt::print(
      "{} firms, {} rows, {} entitlements compared: {} entitled, {} depend, {} not, {} replaced; "
      "{} distinct amounts; {} of them row by row\n"
      "{:.1f} s: {:.0f} rows/s, {:.0f} entitlements/s\n{} mismatches\n",
      all.firms, all.rows, pairs, sum.entitled, sum.depends, sum.refused, sum.replaced, amounts,
      all.by_row, seconds, static_cast<double>(all.rows) / seconds,
      static_cast<double>(pairs) / seconds, all.mismatches);
}

int run(const Settings& settings) {
  const std::unique_ptr<const Laws> read = read_laws();
  const Laws& laws = *read;
  const std::size_t pieces = (settings.rows + kRowsInPiece - 1) / kRowsInPiece;
  const auto start = std::chrono::steady_clock::now();
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  Counts all;
  all.reached.resize(laws.pack.book.source().provisions.size());
  const auto work = [&] {
    Worker worker(laws);
    for (std::size_t piece = next++; piece < pieces; piece = next++) {
      worker.compare(draw_piece(laws, settings, piece));
      if ((piece + 1) % std::max<std::size_t>(pieces / 10, 1) == 0) {
        fmt::print(stderr, "{} of {} pieces, {:.0f} MiB resident\n", piece + 1, pieces,
                   resident_mib());
      }
    }
    const Counts one = worker.finish();
    const std::lock_guard lock(mutex);
    for (std::size_t i = 0; i < all.reached.size(); ++i)
      all.reached[i].add(one.reached[i]);
    all.firms += one.firms;
    all.rows += one.rows;
    all.mismatches += one.mismatches;
    all.by_row += one.by_row;
    all.told.insert(all.told.end(), one.told.begin(), one.told.end());
  };
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < settings.threads; ++i)
    threads.emplace_back(work);
  for (std::thread& thread : threads)
    thread.join();
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  print(laws, all, taken.count());
  return all.mismatches == 0 ? 0 : 1;
}

}  // namespace
}  // namespace fugong::bench

int main(int argc, char** argv) {
  fugong::bench::Settings settings;
  for (int i = 1; i < argc; i += 2) {
    const std::string_view name = argv[i];
    const std::string_view value = i + 1 < argc ? argv[i + 1] : "";
    std::uint64_t number = 0;
    const auto read = std::from_chars(value.data(), value.data() + value.size(), number);
    const bool is_number = read.ptr == value.data() + value.size() && number > 0;
    if (is_number && name == "--rows") {
      settings.rows = number;
    } else if (is_number && name == "--seed") {
      settings.seed = number;
    } else if (is_number && name == "--threads") {
      settings.threads = number;
    } else {
      std::cerr << "fugong_bench_differential [--rows N] [--seed N] [--threads N]\n";
      return 2;
    }
  }
  return fugong::bench::run(settings);
}
