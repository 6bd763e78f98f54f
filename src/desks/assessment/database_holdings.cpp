// What firms hold of what the database found them entitled to. Firms that rules of stacking let
// choose are combined here, as HoldingTally combines them; the others' offers are added up where
// they are.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "desks/assessment/database_count.hpp"

namespace fugong::assessment {

using store::Row;

Result<void> DatabaseCount::combine(const HoldingTally::Tie& tie) {
  const std::string tied = fmt::format("provision IN ({})", fmt::join(tie.provisions, ", "));
  if (auto done = clear("fugong_compared"); !done) return done;
  auto found = execute(fmt::format(
      "INSERT INTO fugong_compared SELECT firm FROM fugong_offers WHERE {} GROUP BY firm{}", tied,
      tie.always ? "" : " HAVING count(*) > 1"));
  if (!found) return found;
  const std::string compared = tied + " AND firm IN (SELECT firm FROM fugong_compared)";
  holding_.begin();
  bool any = false;
  auto read = scan("SELECT firm, provision, \"row\", low, high, \"day\" FROM fugong_offers WHERE " +
                       compared + " ORDER BY firm, provision, \"row\"",
                   [&](const Row& row) {
                     any = true;
                     Offer offer;
                     offer.firm = static_cast<std::uint32_t>(whole(row[0]));
                     offer.provision = static_cast<std::uint32_t>(whole(row[1]));
                     offer.row = static_cast<std::uint32_t>(whole(row[2]));
                     offer.low = whole(row[3]);
                     offer.high = is_null(row[4]) ? law::kNoBound : whole(row[4]);
                     offer.day = is_null(row[5]) ? kNoDay : whole(row[5]);
                     holding_.add(offer);
                   });
  if (!read || !any) return read;
  limits_.clear();
  Result<void> looked;
  tie_ = &tie;
  holding_.finish([&](const std::string& decision, std::size_t kind, std::uint32_t row) {
    auto limit = limit_of(decision, kind, row);
    if (!limit) looked = fail(std::move(limit.error()));
    return limit ? *limit : law::kNoBound;
  });
  if (!looked) return looked;
  if (auto done = execute("DELETE FROM fugong_offers WHERE " + compared); !done) return done;
  return replace_offers(holding_.held());
}

Result<void> DatabaseCount::replace_offers(std::span<const Offer> held) {
  Rows offers;
  Rows choosers;
  for (const Offer& offer : held) {
    const auto number = [](std::int64_t value, std::int64_t none) {
      return value == none ? store::Cell() : store::Cell(value);
    };
    offers.push_back({std::int64_t{offer.provision}, std::int64_t{offer.firm},
                      std::int64_t{offer.row}, number(offer.day, kNoDay), offer.low,
                      number(offer.high, law::kNoBound)});
    const std::int64_t firm = offer.firm;
    if (offer.compared && (choosers.empty() || whole(choosers.back()[0]) != firm)) {
      choosers.push_back({firm});
    }
  }
  auto loaded = load("fugong_offers", {"provision", "firm", "row", "day", "low", "high"}, offers);
  return loaded ? load("fugong_choosers", {"firm"}, choosers) : loaded;
}

Result<std::int64_t> DatabaseCount::limit_of(const std::string& decision, std::size_t kind,
                                             std::uint32_t row) {
  auto found = limits_.find({decision, kind});
  if (found == limits_.end()) {
    auto read = limits_of(decision, kind);
    if (!read) return fail(std::move(read.error()));
    found = limits_.emplace(std::pair(decision, kind), std::move(*read)).first;
  }
  const auto at = found->second.find(row);
  return at == found->second.end() ? law::kNoBound : at->second;
}

/// For the rows of a kind that are compared.
Result<std::map<std::uint32_t, std::int64_t>> DatabaseCount::limits_of(const std::string& decision,
                                                                       std::size_t kind) {
  std::vector<std::uint32_t> of_kind;
  for (const std::uint32_t provision : tie_->provisions) {
    if (kind_of(provision) == kind) of_kind.push_back(provision);
  }
  const sql::Query query = census_.values(kind, {decision}, true);
  const std::string rows = fmt::format(
      "SELECT \"row\" FROM fugong_offers WHERE provision IN ({}) AND firm IN (SELECT firm FROM "
      "fugong_compared)",
      fmt::join(of_kind, ", "));
  std::map<std::uint32_t, std::int64_t> limits;
  std::vector<std::pair<std::int64_t, std::uint32_t>> asked;  // firm, row
  std::string value = fmt::format("{}, 0", columns::kAsk);
  if (query.refused.empty()) {
    const sql::Answer& answer = query.answers[0];
    value = (answer.code_column.empty() ? std::to_string(columns::kNumber) : answer.code_column) +
            ", " + (answer.number_column.empty() ? "0" : answer.number_column);
  }
  auto read = scan(fmt::format("SELECT \"key\", firm, {} FROM ({}) AS found WHERE \"key\" IN ({})",
                               value, query.text, rows),
                   [&](const Row& row) {
                     const auto key = static_cast<std::uint32_t>(whole(row[0]));
                     const auto code = static_cast<columns::Code>(whole(row[2]));
                     if (code == columns::kAsk) {
                       asked.emplace_back(whole(row[1]), key);
                     } else if (code == columns::kNumber) {
                       const std::int64_t fen = whole(row[3]);
                       const bool is_money = fen <= Money::kMaxFen && fen >= -Money::kMaxFen;
                       limits[key] = is_money ? fen : law::kNoBound;
                     } else {
                       limits[key] = limit_in_fen(query.answers[0].values[code - columns::kFirst]);
                     }
                   });
  if (!read) return fail(std::move(read.error()));
  for (const auto& [firm, row] : asked) {
    auto subject = register_.subject(transaction_, firm);
    if (!subject) return fail(std::move(subject.error()));
    const auto values = census_.decide(*subject, decision);
    auto places = places_of(kind, firm);
    if (!places) return fail(std::move(places.error()));
    // One of the enterprise holds for all of its subjects.
    const std::size_t at = values.size() == 1 ? 0 : places->at(row);
    limits[row] = at < values.size() ? limit_in_fen(values[at]) : law::kNoBound;
  }
  return limits;
}

/// Offers of provisions that add to a total, each of which is held now.
Result<void> DatabaseCount::add_held() {
  for (const std::size_t provision : census_.provisions()) {
    if (!holding_.total_of(provision)) continue;
    const std::string from =
        fmt::format("(SELECT * FROM fugong_offers WHERE provision = {})", provision);
    auto read =
        scan(for_each_line({}, from,
                           "count(*), sum(low), sum(CASE WHEN high IS NULL THEN 0 ELSE high END), "
                           "sum(CASE WHEN high IS NULL THEN 1 ELSE 0 END)",
                           true),
             [&](const Row& row) {
               if (whole(row[2]) == 0) return;
               Line& to = line(provision, row);
               to.held = whole(row[2]);
               to.held_low = sum_of(row[3]);
               to.held_high = sum_of(row[4]);
               to.held_unbounded = whole(row[5]);
             });
    if (!read) return read;
  }
  return {};
}

/// What each firm holds of each total, added up.
Result<void> DatabaseCount::add_holdings() {
  for (std::size_t total = 0; total < stacking::kTotals; ++total) {
    std::vector<std::size_t> provisions;
    for (const std::size_t provision : census_.provisions()) {
      if (holding_.total_of(provision) == total) provisions.push_back(provision);
    }
    if (provisions.empty()) continue;
    const std::string from = fmt::format(
        "(SELECT firm, sum(low) AS low, sum(high) AS high, max(CASE WHEN high IS NULL THEN 1 ELSE "
        "0 "
        "END) AS unbounded FROM fugong_offers WHERE provision IN ({}) GROUP BY firm)",
        fmt::join(provisions, ", "));
    auto read =
        scan(for_each_line({}, from,
                           "count(*), sum(low), sum(CASE WHEN unbounded = 1 THEN 0 ELSE high END), "
                           "sum(unbounded)",
                           false),
             [&](const Row& row) {
               if (whole(row[2]) == 0) return;
               Holdings::Total& to = holdings(row).totals[total];
               to.firms = whole(row[2]);
               to.low = sum_of(row[3]);
               to.high = sum_of(row[4]);
               to.unbounded = whole(row[5]);
             });
    if (!read) return read;
  }
  return {};
}

Result<void> DatabaseCount::add_choosers() {
  return scan(for_each_line({}, "(SELECT DISTINCT firm FROM fugong_choosers)", "count(*)", false),
              [&](const Row& row) {
                if (whole(row[2]) != 0) holdings(row).combined = whole(row[2]);
              });
}

Holdings& DatabaseCount::holdings(const Row& row) {
  const std::int64_t by = whole(row[0]);
  if (by == kAll) return made_.assessment.holdings_;
  return made_.assessment
      .held_by_[static_cast<std::size_t>(by - 1)][static_cast<std::size_t>(whole(row[1]))];
}

}  // namespace fugong::assessment
