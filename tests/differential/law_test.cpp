// The census of a register in its database comes to what the census in columns comes to, row by
// row: random laws over random firms, on every database.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <map>

#include "differential/databases.hpp"
#include "differential/notice.hpp"
#include "engines/law/alike_firms.hpp"
#include "engines/law/census_query.hpp"
#include "engines/law/random_law.hpp"
#include "engines/law/sound_sample.hpp"
#include "engines/law/subject_roster.hpp"
#include "pack/neighbours_sample.hpp"

namespace fugong::differential {
namespace {

using law::CensusQuery;
using law::Finding;
using law::RowFinding;

struct Found {
  RowFinding finding;
  std::optional<std::int64_t> day;
};
/// Of each row that isn't refused.
using FoundRows = std::map<std::int64_t, Found>;

/// A roster as tables, without the subjects of whom nobody knows whether they exist.
class Tables {
 public:
  Tables(const law::Rulebook& book, law::SubjectRoster& roster, Database& database)
      : book_(book), database_(database), kinds_(roster.go_to(0, roster.size())) {
    stored_.dialect = database.dialect();
    for (std::size_t kind = 0; kind < kinds_.size(); ++kind)
      write(kind, roster);
  }

  const law::StoredRegister& stored() const { return stored_; }
  /// Subjects of all kinds that stand in the tables.
  std::size_t subjects() const { return real_; }
  bool is_real(std::size_t kind, std::size_t row) const {
    return kinds_[kind].hypothetical[row] == 0;
  }
  std::size_t firm_of(std::size_t kind, std::size_t row) const {
    while (!book_.source().subjects[kind].parent.empty()) {
      row = kinds_[kind].parents[row];
      const std::string& parent = book_.source().subjects[kind].parent;
      for (kind = 0; book_.source().subjects[kind].name != parent;)
        ++kind;
    }
    return row;
  }
  /// Which of the real subjects of its firm a row is.
  std::size_t place_of(std::size_t kind, std::size_t row) const {
    std::size_t place = 0;
    for (std::size_t other = 0; other < row; ++other)
      place += is_real(kind, other) && firm_of(kind, other) == firm_of(kind, row) ? 1U : 0U;
    return place;
  }

 private:
  void write(std::size_t kind, law::SubjectRoster& roster) {
    const law::SubjectKind& of = book_.source().subjects[kind];
    const std::string table = "of_" + of.name;
    stored_.tables.push_back(table);
    std::string columns = "\"row\" bigint, \"parent\" bigint";
    std::vector<std::string> lines(kinds_[kind].rows());
    for (std::size_t row = 0; row < lines.size(); ++row) {
      lines[row] = fmt::format("{}, {}", row, of.parent.empty() ? 0 : kinds_[kind].parents[row]);
    }
    for (std::uint16_t fact = 0; fact < book_.facts().size(); ++fact) {
      if (book_.facts()[fact].subject != of.name) continue;
      columns::Leaf leaf;
      if (!roster.read(fact, leaf)) continue;
      add(fact, leaf, columns, lines);
    }
    database_.run("DROP TABLE IF EXISTS " + table);
    database_.run(fmt::format("CREATE TABLE {} ({})", table, columns));
    constexpr std::size_t kAtOnce = 1 << 20;
    std::string values;
    for (std::size_t row = 0; row < lines.size(); ++row) {
      if (!is_real(kind, row)) continue;
      ++real_;
      values += (values.empty() ? "(" : ", (") + lines[row] + ")";
      if (values.size() < kAtOnce) continue;
      database_.run("INSERT INTO " + table + " VALUES " + values);
      values.clear();
    }
    if (!values.empty()) database_.run("INSERT INTO " + table + " VALUES " + values);
  }

  void add(std::uint16_t fact, const columns::Leaf& leaf, std::string& columns,
           std::vector<std::string>& lines) {
    law::StoredFact& stored = stored_.facts.emplace_back();
    const std::string& name = book_.facts()[fact].name;
    stored.fact = fact;
    stored.numbers = name + "'s n";  // names that must be quoted
    stored.codes = name + "\"c";
    stored.unit = leaf.unit;
    stored.scale = leaf.scale;
    for (std::size_t i = 0; i < leaf.values.size(); ++i)
      stored.values.emplace_back(static_cast<std::int64_t>(3 * i) - 5, leaf.values[i]);
    columns += fmt::format(", {} bigint, {} integer", sql::quoted_name(stored.numbers),
                           sql::quoted_name(stored.codes));
    bool any = false;
    for (std::size_t row = 0; row < lines.size(); ++row) {
      const columns::Code code = leaf.codes.empty() ? columns::kNumber : leaf.codes[row];
      const bool is_number = code == columns::kNumber;
      lines[row] += is_number ? fmt::format(", {}", leaf.numbers[row]) : ", NULL";
      lines[row] += code < columns::kFirst
                        ? ", NULL"
                        : fmt::format(", {}", 3 * std::int64_t{code - columns::kFirst} - 5);
      if (!is_number) continue;
      stored.low = any ? std::min(stored.low, leaf.numbers[row]) : leaf.numbers[row];
      stored.high = any ? std::max(stored.high, leaf.numbers[row]) : leaf.numbers[row];
      any = true;
    }
    if (!any) stored.numbers.clear();
  }

  const law::Rulebook& book_;
  Database& database_;
  std::vector<law::KindRows> kinds_;
  law::StoredRegister stored_;
  std::size_t real_ = 0;
};

std::optional<std::int64_t> number(const std::optional<std::string>& cell) {
  return cell ? std::optional(std::stoll(*cell)) : std::nullopt;
}

struct Counts {
  std::size_t subjects = 0;
  std::size_t rows = 0;  // a subject, a provision
  std::size_t asked = 0;
  std::map<std::string, std::size_t> refused;  // provisions, by reason
  std::map<Finding, std::size_t> findings;

  void print(const char* where) {
    std::printf(
        "%s: %zu subjects, %zu rows compared; %zu replaced, %zu not entitled, %zu depend, %zu "
        "entitled; %zu asked one by one\n",
        where, subjects, rows, findings[Finding::replaced], findings[Finding::not_entitled],
        findings[Finding::depends], findings[Finding::entitled], asked);
    for (const auto& [code, provisions] : refused)
      std::printf("  not in SQL: %zu provisions, %s\n", provisions, code.c_str());
  }
};

FoundRows in_database(CensusQuery& census, Database& database, const Tables& tables,
                      const law::SubjectRoster& roster, std::size_t provision, std::size_t kind,
                      Counts& counts) {
  FoundRows found;
  const CensusQuery::Rows& rows = census.rows_of(provision);
  if (rows.refused) ++counts.refused[rows.refused->code];
  if (rows.text.empty()) return found;
  std::map<std::int64_t, CensusQuery::Conclusion> known;
  for (const Row& cells : database.rows(rows.text)) {
    const std::int64_t row = *number(cells[0]);
    const std::int64_t key = *number(cells[3]);
    const auto low = number(cells[4]);
    const auto high = number(cells[5]);
    Found& made = found[row];
    made.day = number(cells[2]);
    if (key == CensusQuery::kReplacedKey) continue;
    if (key == CensusQuery::kAskKey) {
      ++counts.asked;
      const auto at = static_cast<std::size_t>(row);
      const std::size_t firm = tables.firm_of(kind, at);
      EXPECT_EQ(static_cast<std::int64_t>(firm), *number(cells[1]));
      const auto judged = census.judge(roster.firm(firm), provision);
      made.finding = judged.at(tables.place_of(kind, at));
      continue;
    }
    const auto [of, is_new] = known.try_emplace(key);
    if (is_new) of->second = census.conclude(provision, key, {low, high});
    made.finding = of->second;
    if (!of->second.takes_amount) continue;
    made.finding.low = low ? *low : law::kNoAmount;
    made.finding.high = high ? *high : law::kNoBound;
  }
  return found;
}

void compare(const law::Rulebook& book, const law::Moment& moment, std::vector<law::Subject> firms,
             Database& database, Counts& counts) {
  law::SubjectRoster roster(book, std::move(firms));
  const Tables tables(book, roster, database);
  counts.subjects += tables.subjects();
  CensusQuery query(book, moment, tables.stored());
  law::Census census(book, moment);
  ASSERT_EQ(census.provisions(), query.provisions());
  census.count(roster, 0, roster.size(), [&](const law::Tally& tally) {
    FoundRows found =
        in_database(query, database, tables, roster, tally.provision, tally.kind, counts);
    for (std::size_t row = 0; row < tally.findings.size(); ++row) {
      if (!tables.is_real(tally.kind, row)) continue;
      const auto at = found.find(static_cast<std::int64_t>(row));
      const Found none{{Finding::not_entitled, law::kNoAmount, law::kNoAmount}, {}};
      const Found& got = at == found.end() ? none : at->second;
      const std::string where =
          fmt::format("provision {}, row {}", book.source().provisions[tally.provision].id, row);
      ASSERT_EQ(got.finding.finding, tally.findings[row])
          << where << "\n"
          << query.rows_of(tally.provision).text.substr(0, 6'000);
      ASSERT_EQ(got.finding.low, tally.low[row]) << where;
      ASSERT_EQ(got.finding.high, tally.high[row]) << where;
      ++counts.rows;
      ++counts.findings[tally.findings[row]];
      if (at == found.end() || tally.days.empty()) continue;
      const bool is_known = tally.days[row] >= Date::kFirstDay;
      ASSERT_EQ(got.day, is_known ? std::optional(tally.days[row]) : std::nullopt) << where;
    }
  });
}

class CensusOf : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    database_ = std::string(GetParam()) == "sqlite" ? open_sqlite() : open_postgresql();
    if (database_ == nullptr) {
      GTEST_SKIP() << "no PostgreSQL here (Debian: apt-get install postgresql-15)";
    }
  }
  std::unique_ptr<Database> database_;
};

TEST_P(CensusOf, RandomLaws) {
  Counts counts;
  for (std::uint32_t seed = 1; seed <= 16 && !HasFatalFailure(); ++seed) {
    SCOPED_TRACE(seed);
    const law::RandomLaw random(seed);
    law::AlikeFirms alike(*random.book, seed);
    std::vector<law::Subject> firms;
    for (int i = 0; i < 150; ++i)
      firms.push_back(alike.draw(random.book->source().subjects[0], ""));
    law::Drawing drawing(*random.book, seed);
    const law::SubjectKind& root = random.book->source().subjects[0];
    for (int i = 0; i < 150; ++i) {
      Node document = drawing.document(root, "");
      if (drawing.chance(70)) drawing.thin(root, document, drawing.below(100));
      auto read = law::read_subject(*random.book, document);
      if (read) firms.push_back(std::move(*read));
    }
    compare(*random.book, law::at("2020-03-01"), std::move(firms), *database_, counts);
  }
  counts.print(GetParam());
  for (const Finding finding : {Finding::not_entitled, Finding::depends, Finding::entitled})
    EXPECT_GT(counts.findings[finding], 1'000U);
  EXPECT_LT(counts.asked, counts.rows / 10);
}

/// Firms near every edge of the notice, as src/pack/census_test.cpp draws them.
TEST_P(CensusOf, TheNoticeNearItsEdges) {
  constexpr std::size_t kSubjects = 25'000;  // on each of two databases
  const pack::Pack& pack = notice();
  pack::Neighbours neighbours(pack.book, 20'200'210);
  const std::array moments{law::at("2020-02-21"), law::at("2020-05-01"), law::at("2020-07-10")};
  Counts counts;
  std::size_t next = 0;
  std::size_t rounds = 0;
  for (; counts.subjects < kSubjects && !HasFatalFailure(); ++rounds) {
    std::vector<law::Subject> firms;
    for (std::size_t i = 0; i < 6'000; ++i)
      firms.push_back(neighbours.draw(pack.examples[next++ % pack.examples.size()].subject));
    compare(pack.book, moments[rounds % moments.size()], std::move(firms), *database_, counts);
  }
  counts.print(GetParam());
  for (const Finding finding :
       {Finding::replaced, Finding::not_entitled, Finding::depends, Finding::entitled}) {
    EXPECT_GT(counts.findings[finding], 1'000U);
  }
  EXPECT_LT(counts.asked, counts.rows / 50);  // many sums are extreme
  for (const auto& [code, of] : counts.refused)
    EXPECT_LT(of, pack.book.source().provisions.size() / 20 * rounds) << code;
}

INSTANTIATE_TEST_SUITE_P(On, CensusOf, testing::Values("sqlite", "postgresql"),
                         [](const auto& each) { return std::string(each.param); });

}  // namespace
}  // namespace fugong::differential
