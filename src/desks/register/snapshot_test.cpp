#include "desks/register/snapshot.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstring>
#include <random>

#include "desks/register/column_file.hpp"
#include "desks/register/sample_book.hpp"
#include "desks/register/segment.hpp"
#include "desks/register/snapshot_format.hpp"

namespace fugong::enterprise_register {
namespace {

using feel::Value;
using law::Subject;

/// Firms with and without loans; each fact may be left out.
class Firms {
 public:
  explicit Firms(unsigned seed) : random_(seed) {}

  Subject draw(const std::string& id) {
    Subject firm;
    firm.kind = "enterprise";
    firm.id = id;
    give(firm, "place", Value::of(below(2) == 0 ? "330112" : "340221"));
    give(firm, "industry_code", Value::of("1819"));
    give(firm, "employees", Value::of(below(3000)));
    // Some of more than 32 bits.
    give(firm, "revenue", Value::of(Decimal(below(2) * 5'000'000'000 + below(1'000'000'000), -2)));
    give(firm, "listed", Value::of(below(2) == 0));
    const std::int64_t loans = below(4);
    if (loans == 3) firm.none_of = {"loan"};
    for (std::int64_t i = 0; i < loans % 3; ++i) {
      Subject loan;
      loan.kind = "loan";
      loan.id = "L" + std::to_string(i);
      give(loan, "loan_principal", Value::of(Decimal(below(1'000'000'000), -2)));
      // Of most digits, so that a group's scale differs.
      give(loan, "loan_rate", Value::of(Decimal(below(700), below(50) == 0 ? -4 : -2)));
      give(loan, "loan_grant_date",
           Value::of(Date::from_civil(2020, 1, 1)->plus_days(below(400) - 200)));
      firm.children.push_back(std::move(loan));
    }
    return firm;
  }

 private:
  std::int64_t below(int limit) {
    return static_cast<std::int64_t>(random_() % static_cast<unsigned>(limit));
  }
  void give(Subject& subject, const char* fact, const Value& value) {
    if (below(5) == 0) return;
    subject.facts.push_back({*book().fact_index(fact), value});
  }
  std::mt19937 random_;
};

std::vector<Subject> draw(std::size_t count, unsigned seed) {
  Firms firms(seed);
  std::vector<Subject> drawn;
  for (std::size_t i = 0; i < count; ++i)
    drawn.push_back(firms.draw("F" + std::to_string(i)));
  return drawn;
}

std::string write(const std::vector<Subject>& firms) {
  std::string file;
  SnapshotWriter writer(book(), {*Date::parse("2020-03-01"), true}, [&](std::string_view bytes) {
    file += bytes;
    return Result<void>{};
  });
  for (const Subject& firm : firms)
    EXPECT_TRUE(writer.add(firm.id, firm));
  EXPECT_TRUE(writer.finish());
  return file;
}

/// In one order, so that two can be told apart.
std::string text_of(const Subject& subject) {
  std::string text = subject.kind + " " + subject.id;
  std::vector<std::string> facts;
  for (const law::GivenFact& given : subject.facts)
    facts.push_back(" " + std::to_string(given.fact) + "=" + feel::to_feel(given.value));
  std::sort(facts.begin(), facts.end());
  for (const std::string& fact : facts)
    text += fact;
  for (const std::string& none : subject.none_of)
    text += " no " + none;
  for (const Subject& child : subject.children)
    text += " [" + text_of(child) + "]";
  return text;
}

TEST(Snapshot, GivesBackWhatWasWritten) {
  const auto firms = draw(kFirmsInGroup + 500, 1);
  const std::string file = write(firms);
  const auto snapshot = Snapshot::open(file, "r.columns", book());
  ASSERT_TRUE(snapshot) << describe(snapshot.error()[0], "en");
  EXPECT_EQ(snapshot->firms(), firms.size());
  EXPECT_EQ(snapshot->groups(), 2U);
  EXPECT_TRUE(snapshot->info().synthetic);
  EXPECT_EQ(snapshot->info().taken_on.to_string(), "2020-03-01");
  SnapshotCursor cursor(*snapshot);
  std::size_t found = 0;
  for (std::size_t group = 0; group < snapshot->groups(); ++group) {
    ASSERT_TRUE(snapshot->verify(group));
    const std::size_t first = group * kFirmsInGroup;
    const std::size_t count = std::min(kFirmsInGroup, firms.size() - first);
    cursor.go_to(first, count);
    for (std::size_t i = 0; i < count; ++i) {  // in a group by place
      Subject read = cursor.subject(i);
      read.id = snapshot->id(first + i);
      ASSERT_EQ(text_of(read), text_of(firms.at(std::stoul(read.id.substr(1)))));
      ++found;
    }
  }
  EXPECT_EQ(found, firms.size());
  EXPECT_EQ(snapshot->id(**snapshot->find("F16400")), "F16400");
  EXPECT_FALSE(*snapshot->find("nobody"));
}

/// Whatever is written over the bytes later, or if they can't be had any more.
TEST(Snapshot, IsReadFromACopyOfItsOwn) {
  const auto firms = draw(kFirmsInGroup + 500, 1);
  std::string file = write(firms);
  bool is_gone = false;
  const ColumnSource source(
      file.size(), [&](std::uint64_t offset, std::span<char> to) -> Result<void> {
        if (is_gone) return fail("file-changed", Place{}, {"没了", "gone"}, {"等", "wait"});
        file.copy(to.data(), to.size(), offset);
        return {};
      });
  const auto snapshot = Snapshot::open(source, "r.columns", book());
  ASSERT_TRUE(snapshot);
  ASSERT_TRUE(snapshot->verify(0));
  SnapshotCursor cursor(*snapshot);
  cursor.go_to(7, 1);
  const std::string before = text_of(cursor.subject(0));
  std::fill(file.begin() + 8, file.end(), '\xFF');
  cursor.go_to(7, 1);
  EXPECT_EQ(text_of(cursor.subject(0)), before);
  ASSERT_TRUE(snapshot->verify(0));  // what is there isn't read again
  const auto other = snapshot->verify(1);
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error()[0].code, "snapshot-broken");
  snapshot->let_go(0);
  EXPECT_EQ(snapshot->verify(0).error()[0].code, "snapshot-broken");
  is_gone = true;
  EXPECT_EQ(snapshot->verify(1).error()[0].code, "file-changed");
  EXPECT_EQ(snapshot->find("F16400").error()[0].code, "file-changed");
}

TEST(Snapshot, TellsWhichFirmHasWhichLoans) {
  const auto firms = draw(300, 2);
  const std::string file = write(firms);
  const auto snapshot = Snapshot::open(file, "r.columns", book());
  ASSERT_TRUE(snapshot);
  ASSERT_TRUE(snapshot->verify(0));
  SnapshotCursor cursor(*snapshot);
  const std::size_t first = 37;
  const auto rows = cursor.go_to(first, 100);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].rows(), 100U);
  std::size_t loan = 0;
  std::size_t absent = 0;
  std::size_t unsaid = 0;
  columns::Leaf rates;
  ASSERT_TRUE(cursor.read(*book().fact_index("loan_rate"), rates));
  ASSERT_EQ(rates.codes.size(), rows[1].rows());
  for (std::size_t i = 0; i < 100; ++i) {
    const Subject& firm = firms.at(std::stoul(std::string(snapshot->id(first + i)).substr(1)));
    for (const Subject& each : firm.children) {
      EXPECT_EQ(rows[1].parents.at(loan), i);
      const auto given = std::find_if(
          each.facts.begin(), each.facts.end(),
          [](const law::GivenFact& fact) { return fact.fact == *book().fact_index("loan_rate"); });
      if (given == each.facts.end()) {
        EXPECT_EQ(rates.codes[loan], columns::kUnsaid);
      } else {
        EXPECT_TRUE(feel::same(columns::value_of(rates.numbers[loan], rates.unit, rates.scale),
                               given->value));
      }
      ++loan;
    }
    if (!firm.children.empty()) continue;
    const bool said = !firm.none_of.empty();
    EXPECT_EQ(said ? rows[1].absent_of.at(absent++) : rows[1].unsaid_of.at(unsaid++), i);
  }
  EXPECT_EQ(loan, rows[1].rows());
  EXPECT_GT(absent, 0U);
  EXPECT_GT(unsaid, 0U);
}

TEST(Snapshot, HoldsNoFirmAtAll) {
  const std::string file = write({});
  const auto snapshot = Snapshot::open(file, "r.columns", book());
  ASSERT_TRUE(snapshot);
  EXPECT_EQ(snapshot->firms(), 0U);
  EXPECT_EQ(snapshot->groups(), 0U);
  EXPECT_FALSE(*snapshot->find("F0"));
}

TEST(Snapshot, KeepsNumbersThatAreTooFineOrTooLarge) {
  Subject firm;
  firm.kind = "enterprise";
  firm.id = "F";
  const auto rate = *book().fact_index("loan_rate");
  const auto give = [&](const char* written) {
    Subject loan;
    loan.kind = "loan";
    loan.facts.push_back({rate, Value::of(*Decimal::parse(written))});
    firm.children.push_back(loan);
  };
  give("3.15");
  give("0.000000000000001");
  give("1e30");
  give("-123456789.123456789");
  const std::string file = write({firm});
  const auto snapshot = Snapshot::open(file, "r.columns", book());
  ASSERT_TRUE(snapshot) << describe(snapshot.error()[0], "en");
  ASSERT_TRUE(snapshot->verify(0));
  SnapshotCursor cursor(*snapshot);
  cursor.go_to(0, 1);
  Subject read = cursor.subject(0);
  read.id = snapshot->id(0);
  EXPECT_EQ(text_of(read), text_of(firm));
}

// ---- damage

TEST(Snapshot, FindsEveryChangedByte) {
  const auto firms = draw(40, 3);
  const std::string whole = write(firms);
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string file = whole;
    file[at] = static_cast<char>(file[at] ^ 0x10);
    const auto snapshot = Snapshot::open(file, "r.columns", book());
    if (snapshot) {
      EXPECT_FALSE(snapshot->verify(0)) << "byte " << at;
    }
  }
}

TEST(Snapshot, FindsEveryLengthThatItWasCutTo) {
  const std::string whole = write(draw(40, 3));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto snapshot = Snapshot::open(std::string_view(whole).substr(0, size), "r", book());
    EXPECT_FALSE(snapshot) << size << " bytes";
  }
}

/// The directory of a whole file, and what stands before it.
std::string directory_of(const std::string& whole) {
  return find_directory(whole, kSnapshotMagic)->text;
}
std::string before_directory(const std::string& whole) {
  const std::string directory = directory_of(whole);
  return whole.substr(0, whole.size() - directory.size() - tail_after(directory).size());
}

/// The file with one segment head changed and every checksum made right again.
std::string forge(const std::string& whole, std::size_t segment,
                  const std::function<void(SegmentHead&, char* group)>& change) {
  std::string directory = directory_of(whole);
  std::string file = before_directory(whole);
  char* group = file.data() + kSnapshotMagic.size();
  SegmentHead head;
  std::memcpy(&head, group + segment * sizeof head, sizeof head);
  change(head, group);
  std::memcpy(group + segment * sizeof head, &head, sizeof head);
  const std::string_view bytes(group, file.size() - kSnapshotMagic.size());
  directory.replace(directory.find("\"checksum\":\"") + 12, 16,
                    fmt::format("{:016x}", checksum_of(bytes)));
  return file + directory + tail_after(directory);
}

TEST(Snapshot, RefusesWhatNoWriterWrites) {
  const std::string whole = write(draw(40, 3));
  // Two kinds: their names, how many children, then the facts: place, industry, employees ...
  constexpr std::size_t kLoans = 3;
  constexpr std::size_t kPlace = 4;
  constexpr std::size_t kRevenue = 7;
  const auto refuses = [&](std::size_t segment,
                           const std::function<void(SegmentHead&, char*)>& change) {
    const std::string file = forge(whole, segment, change);
    const auto snapshot = Snapshot::open(file, "r.columns", book());
    ASSERT_TRUE(snapshot) << describe(snapshot.error()[0], "en");
    const auto sound = snapshot->verify(0);
    ASSERT_FALSE(sound);
    EXPECT_EQ(code_of(sound.error()), "snapshot-broken");
    EXPECT_EQ(sound.error()[0].place.pointer, "/groups/0");
  };
  {
    const std::string file = forge(whole, kPlace, [](SegmentHead&, char*) {});
    EXPECT_TRUE(Snapshot::open(file, "r.columns", book())->verify(0));
  }
  refuses(kPlace, [](SegmentHead& head, char* group) { group[head.offset] = '\0'; });
  refuses(kPlace, [](SegmentHead& head, char*) { head.code_bits = 3; });
  refuses(kPlace, [](SegmentHead& head, char*) { head.offset = std::uint64_t{1} << 60; });
  refuses(kPlace, [](SegmentHead& head, char*) { head.bytes = ~std::uint64_t{0}; });
  refuses(kRevenue, [](SegmentHead& head, char*) { head.number_bytes = 3; });
  refuses(kRevenue, [](SegmentHead& head, char*) { head.scale = 200; });
  refuses(kRevenue, [](SegmentHead& head, char*) { head.unit = 9; });
  refuses(kLoans, [](SegmentHead& head, char*) { ++head.base; });
  refuses(kLoans, [](SegmentHead& head, char*) { head.base = -5; });
  refuses(0, [](SegmentHead& head, char* group) { group[head.offset + 1] = '\x7F'; });
}

/// The file with a word of its directory exchanged, and the checksum made right again.
std::string reworded(const std::string& whole, const std::string& from, const std::string& to) {
  std::string directory = directory_of(whole);
  const std::size_t at = directory.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  directory.replace(at, from.size(), to);
  return before_directory(whole) + directory + tail_after(directory);
}

TEST(Snapshot, RefusesADirectoryThatDoesNotFitThePack) {
  const std::string whole = write(draw(40, 3));
  ASSERT_TRUE(Snapshot::open(reworded(whole, "2020-03-01", "2020-03-02"), "r", book()));
  const auto refuses = [&](const std::string& from, const std::string& to) {
    const std::string file = reworded(whole, from, to);
    const auto opened = Snapshot::open(file, "r.columns", book());
    const bool sound = opened && opened->groups() == 1 && opened->verify(0);
    EXPECT_FALSE(sound) << to;
  };
  const std::string loan = R"({"name":"loan","parent":"enterprise"})";
  refuses(loan, R"({"name":"loan","parent":"loan"})");
  refuses(loan, R"({"name":"loan","parent":""})");
  refuses(loan, R"({"name":"enterprise","parent":"enterprise"})");
  refuses(R"({"name":"enterprise","parent":""})", R"({"name":"loan","parent":""})");
  refuses(R"({"name":"enterprise","parent":""})", R"({"name":"firm","parent":""})");
  refuses(R"("firms":40)", R"("firms":18446744073709551600)");
  refuses(R"("firms":40)", R"("firms":41)");
  refuses(R"("name":"revenue","kind":"enterprise","type":"money")",
          R"("name":"employees","kind":"enterprise","type":"integer")");
  refuses(R"("name":"revenue","kind":"enterprise")", R"("name":"revenue","kind":"loan")");
  refuses(R"("rows":[40,)", R"("rows":[40000000000,)");
  refuses(R"("offset":8)", R"("offset":80000000)");
}

TEST(Snapshot, RefusesNumbersThatTheirFactCannotBe) {
  const std::string whole = write(draw(40, 3));
  constexpr std::size_t kListed = 8;
  constexpr std::size_t kRevenue = 7;
  constexpr std::size_t kGranted = 11;
  const auto refuses = [&](std::size_t segment,
                           const std::function<void(SegmentHead&, char*)>& change) {
    const std::string file = forge(whole, segment, change);
    EXPECT_FALSE(Snapshot::open(file, "r.columns", book())->verify(0));
  };
  refuses(kListed, [](SegmentHead& head, char*) {  // a truth that is a number
    head = {head.offset, 0, 1, 0, 0, 1, 0, 0, 0, 0};
  });
  refuses(kRevenue, [](SegmentHead& head, char*) { head.unit = 1; });
  refuses(kGranted, [](SegmentHead& head, char*) { head.unit = 0; });
  refuses(kRevenue, [](SegmentHead& head, char*) { head.base = std::int64_t{1} << 62; });
  refuses(kRevenue, [](SegmentHead& head, char*) { head.base = -(std::int64_t{1} << 62); });
}

TEST(Snapshot, RefusesAFactOfAnotherType) {
  const std::string whole = write(draw(4, 3));
  std::string file = whole;
  // A word of the same length in the directory.
  const std::size_t at = file.rfind("\"type\":\"money\"");
  file.replace(at + 8, 5, "text\"");
  EXPECT_FALSE(Snapshot::open(file, "r.columns", book()));
  EXPECT_EQ(
      code_of(
          Snapshot::open(std::string_view("no snapshot at all, only text"), "r", book()).error()),
      "snapshot-format");
}

}  // namespace
}  // namespace fugong::enterprise_register
