#include "platform/store/backup_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace fugong::store {
namespace {

struct Table {
  std::string name;
  std::vector<std::string> columns;
  std::vector<Row> rows;
  friend bool operator==(const Table&, const Table&) = default;
};

struct Contents {
  std::vector<SchemaStep> steps;
  std::vector<Table> tables;
};

std::string written(const Contents& contents) {
  std::string bytes;
  BackupWriter writer([&](std::string_view part) -> Result<void> {
    bytes += part;
    return {};
  });
  EXPECT_TRUE(writer.begin(contents.steps));
  for (const Table& table : contents.tables) {
    EXPECT_TRUE(writer.begin_table(table.name, table.columns));
    for (const Row& row : table.rows)
      EXPECT_TRUE(writer.row(row));
    EXPECT_TRUE(writer.end_table());
  }
  EXPECT_TRUE(writer.finish());
  return bytes;
}

/// The whole file, `piece` bytes at a time.
Result<Contents> read(const std::string& bytes, std::size_t piece = 100'000) {
  std::size_t at = 0;
  BackupReader reader(
      [&](char* to, std::size_t size) -> Result<std::size_t> {
        const std::size_t given = bytes.copy(to, std::min(size, piece), at);
        at += given;
        return given;
      },
      "b");
  Contents contents;
  auto steps = reader.begin();
  if (!steps) return fail(steps.error());
  contents.steps = *steps;
  while (true) {
    auto table = reader.next_table();
    if (!table) return fail(table.error());
    if (!*table) return contents;
    contents.tables.push_back({(*table)->name, (*table)->columns, {}});
    Row row;
    while (true) {
      auto more = reader.next_row(row);
      if (!more) return fail(more.error());
      if (!*more) break;
      contents.tables.back().rows.push_back(row);
    }
  }
}

std::string code_of(const std::string& bytes) {
  const auto contents = read(bytes);
  return contents ? "" : contents.error().front().code;
}

Contents sample() {
  const std::string sum(64, 'a');
  return {{{"register", 1, sum, "first\tof all"}, {"other", 1, sum, ""}},
          {{"entry",
            {"id", "body", "with\ttab"},
            {{std::int64_t{1}, "中'\\\n\r\t", Cell{}},
             {INT64_MIN, std::string("\0x", 2), ""},
             {INT64_MAX, "~", "1"}}},
           {"none", {"a"}, {}}}};
}

TEST(BackupFile, GivesBackWhatWasWritten) {
  const std::string bytes = written(sample());
  for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{100'000}}) {
    const auto back = read(bytes, piece);
    ASSERT_TRUE(back) << describe(back.error().front(), "en");
    EXPECT_EQ(back->steps, sample().steps);
    EXPECT_EQ(back->tables, sample().tables);
  }
}

// The format stands in docs/store.md: whoever changes it makes fugong-backup/2.
TEST(BackupFile, IsWrittenAsTheManualSays) {
  const std::string bytes =
      written({{{"r", 1, std::string(64, '0'), "one"}},
               {{"t", {"a", "b"}, {{std::int64_t{-5}, Cell{}}, {Cell{}, "x\ny"}}}}});
  EXPECT_EQ(bytes.substr(0, bytes.find("end\t")),
            "fugong-backup/1\nschema\tr\t1\t" + std::string(64, '0') +
                "\tone\ntable\tt\ta\tb\n+-5\t~\n+~\t'x\\ny\n");
  EXPECT_TRUE(bytes.ends_with("\n"));
}

TEST(BackupFile, EveryDamagedByteIsFound) {
  const std::string bytes = written(sample());
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    for (const int bit : {0, 3, 6}) {
      std::string damaged = bytes;
      damaged[at] = static_cast<char>(damaged[at] ^ (1 << bit));
      const std::string code = code_of(damaged);
      EXPECT_TRUE(code == "backup-invalid" || code == "backup-damaged") << at << ": " << code;
    }
  }
}

TEST(BackupFile, EveryEndThatIsMissingIsFound) {
  const std::string bytes = written(sample());
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_EQ(code_of(bytes.substr(0, size)), "backup-damaged") << size;
  EXPECT_EQ(code_of(bytes + "\n"), "backup-invalid");
  EXPECT_EQ(code_of(bytes + bytes), "backup-invalid");
}

TEST(BackupFile, TakesNothingThatIsWrittenOtherwise) {
  const std::string bytes = written({{}, {{"t", {"a"}, {{std::int64_t{5}}}}}});
  for (const char* cell : {"05", "+5", "5.0", "5 ", "", "-0", "9223372036854775808", "'a\\x",
                           "'a\\", "x", "~~", "'\xff", "5\t6"}) {
    std::string other = bytes;
    other.replace(other.find("+5") + 1, 1, cell);
    EXPECT_EQ(code_of(other), "backup-invalid") << cell;
  }
  std::string rows = bytes;
  rows.replace(rows.find("end\t1"), 5, "end\t2");
  EXPECT_EQ(code_of(rows), "backup-damaged");
  EXPECT_EQ(code_of("fugong-backup/2\n" + bytes.substr(bytes.find('\n') + 1)), "backup-invalid");
  EXPECT_EQ(code_of("SQLite format 3\n"), "backup-invalid");
}

TEST(BackupFile, ATextThatIsNotUtf8IsAFault) {
  BackupWriter writer([](std::string_view) -> Result<void> { return {}; });
  ASSERT_TRUE(writer.begin({}));
  ASSERT_TRUE(writer.begin_table("t", {"a"}));
  EXPECT_EQ(writer.row({std::string("\xff")}).error().front().code, "store-text-invalid");
}

TEST(BackupFile, ASinkThatFailsEndsIt) {
  BackupWriter writer([](std::string_view) -> Result<void> {
    return fail("full", {}, {"满", "full"}, {"", ""});
  });
  EXPECT_EQ(writer.begin({}).error().front().code, "full");
}

TEST(RowSums, DependOnRowsAndNotOnTheirOrder) {
  RowSum ab;
  ab.add("a");
  ab.add("b");
  RowSum ba;
  ba.add("b");
  ba.add("a");
  EXPECT_EQ(ab.hex(), ba.hex());
  RowSum aa;
  aa.add("a");
  aa.add("a");
  EXPECT_NE(aa.hex(), ab.hex());
  RowSum one;
  one.add("abc");
  EXPECT_EQ(one.hex(), sha256_hex("abc"));
  EXPECT_EQ(RowSum().hex(), std::string(64, '0'));
}

// Doubling 256 times leaves nothing but what was carried out of the top.
TEST(RowSums, CarryFromWordToWord) {
  RowSum sum;
  for (int i = 0; i < 3; ++i)
    sum.add("abc");
  // 3 * ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad modulo 2^256
  EXPECT_EQ(sum.hex(), "2f68443ead056fbec3c3c29b190a666b100a24eac2466fd61c32fe25d6004107");
}

}  // namespace
}  // namespace fugong::store
