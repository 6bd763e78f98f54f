#include "base/csv_rows.hpp"

#include <gtest/gtest.h>

#include "base/csv_sample.hpp"

namespace fugong {
namespace {

struct Read {
  std::vector<std::string> header;
  std::vector<std::string> rows;  ///< "row: a|b" or "row!column code"
  std::optional<Encoding> encoding;
  std::string stopped;  ///< code of the fault of the file
};

Read read(const std::string& text, std::size_t at_once = 1 << 20,
          std::optional<Encoding> encoding = std::nullopt, const CsvRowLimits& limits = {}) {
  CsvRows rows(bytes_of(text, at_once), "f.csv", encoding, limits);
  Read out;
  auto header = rows.header();
  if (!header) {
    out.stopped = header.error()[0].code;
    return out;
  }
  out.header = *header;
  CsvRecord record;
  while (true) {
    auto more = rows.next(record);
    if (!more) {
      out.stopped = more.error()[0].code;
      break;
    }
    if (!*more) break;
    std::string line = std::to_string(record.row);
    if (record.fault) {
      line += "!" + std::to_string(record.bad_column) + " " + record.fault->code;
      EXPECT_FALSE(record.fault->message.zh.empty() || record.fault->remedy.en.empty());
    } else {
      for (std::size_t i = 0; i < record.cells.size(); ++i)
        line += (i == 0 ? ": " : "|") + record.cells[i];
    }
    out.rows.push_back(line);
  }
  out.encoding = rows.encoding();
  return out;
}

using Rows = std::vector<std::string>;
// 名称 and 企业 in GB18030.
constexpr const char* kName = "\xC3\xFB\xB3\xC6";
constexpr const char* kFirm = "\xC6\xF3\xD2\xB5";

TEST(CsvRows, ReadsTheSameHoweverTheBytesArrive) {
  const std::string text = "a,b\r\n1,\"x, \"\"y\"\"\nz\"\r\n,\n3,4\n\n\r\n";
  for (const std::size_t at_once :
       {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{99}}) {
    const Read got = read(text, at_once);
    EXPECT_EQ(got.header, (Rows{"a", "b"}));
    EXPECT_EQ(got.rows, (Rows{"2: 1|x, \"y\"\nz", "3: |", "4: 3|4"})) << at_once;
  }
}

TEST(CsvRows, GoesOnBehindARowThatIsWrong) {
  EXPECT_EQ(read("a,b\n1\n2,3\n4,5,6\n7,\"8\"x\n9,1\"0\n11,12\n").rows,
            (Rows{"2!0 csv-uneven-row", "3: 2|3", "4!0 csv-uneven-row", "5!2 csv-text-after-quote",
                  "6!2 csv-stray-quote", "7: 11|12"}));
}

TEST(CsvRows, AQuoteThatIsNotClosedCostsItsOwnLineOnly) {
  EXPECT_EQ(read("a,b\n1,\"open\n2,3\n").rows, (Rows{"2!0 csv-open-quote", "3: 2|3"}));
  EXPECT_EQ(read("a,b\n1,\"open\n2,3\n4,\"5\"\n").rows,
            (Rows{"2!2 csv-text-after-quote", "3: 2|3", "4: 4|5"}));
}

TEST(CsvRows, ATruncatedFileIsSaid) {
  EXPECT_EQ(read("a,b\n1,2\n3").rows, (Rows{"2: 1|2", "3!0 csv-uneven-row"}));
  for (const std::size_t at_once : {std::size_t{1}, std::size_t{99}}) {
    EXPECT_EQ(read("a,b\n企,业\n3,\xE4\xBC", at_once).rows,
              (Rows{"2: 企|业", "3!2 text-encoding"}));
    EXPECT_EQ(read("a,b\n1,2\n3,\"4\"5", at_once).rows,
              (Rows{"2: 1|2", "3!2 csv-text-after-quote"}));
  }
}

TEST(CsvRows, Utf8WithAndWithoutMark) {
  EXPECT_EQ(read("\xEF\xBB\xBF名称,b\n企业,1\n").header, (Rows{"名称", "b"}));
  EXPECT_EQ(read("\xEF\xBB\xBF名称,b\n企业,1\n", 1).header, (Rows{"名称", "b"}));
  EXPECT_EQ(read("名称,b\n企业,1\n").rows, (Rows{"2: 企业|1"}));
  EXPECT_EQ(read("名称,b\n企业,1\n").encoding, Encoding::utf8);
  EXPECT_EQ(read("a,b\n1,2\n").encoding, std::nullopt) << "nothing but ASCII";
}

TEST(CsvRows, Gb18030IsFoundOut) {
  const std::string text = std::string(kName) + ",b\n" + kFirm + ",1\n";
  const Read got = read(text, 1);
  EXPECT_EQ(got.encoding, Encoding::gb18030);
  EXPECT_EQ(got.header, (Rows{"名称", "b"}));
  EXPECT_EQ(got.rows, (Rows{"2: 企业|1"}));
  // A character of four bytes: U+3400.
  EXPECT_EQ(read(std::string(kName) + "\n\x81\x39\xEE\x39\n").rows, (Rows{"2: 㐀"}));
}

TEST(CsvRows, OneBadByteDoesNotChangeTheEncoding) {
  const Read utf8 = read("名称,b\n企业,1\n企\xFF业,2\n企业,3\n");
  EXPECT_EQ(utf8.encoding, Encoding::utf8);
  EXPECT_EQ(utf8.rows, (Rows{"2: 企业|1", "3!1 text-encoding", "4: 企业|3"}));
  const Read gb =
      read(std::string(kName) + ",b\n1," + kFirm + "\n2,\xFF" + kFirm + "\n3," + kFirm + "\n");
  EXPECT_EQ(gb.encoding, Encoding::gb18030);
  EXPECT_EQ(gb.rows, (Rows{"2: 1|企业", "3!2 text-encoding", "4: 3|企业"}));
}

TEST(CsvRows, TheEncodingThatIsNamedIsTaken) {
  EXPECT_EQ(read(std::string("a\n") + kFirm + "\n", 99, Encoding::utf8).rows,
            (Rows{"2!1 text-encoding"}));
  EXPECT_EQ(read(std::string("a\n") + kFirm + "\n", 99, Encoding::gb18030).rows, (Rows{"2: 企业"}));
}

TEST(CsvRows, EachLimitOneOver) {
  CsvRowLimits limits;
  limits.max_bytes = 8;
  EXPECT_EQ(read("a,b\n1,2\n", 99, {}, limits).stopped, "");
  EXPECT_EQ(read("a,b\n1,2\n\n", 99, {}, limits).stopped, "csv-too-large");
  limits = {};
  limits.max_columns = 2;
  EXPECT_EQ(read("a,b\n1,2\n", 99, {}, limits).rows, (Rows{"2: 1|2"}));
  EXPECT_EQ(read("a,b\n1,2,3\n", 99, {}, limits).rows, (Rows{"2!0 csv-too-many-columns"}));
  EXPECT_EQ(read("a,b,c\n", 99, {}, limits).stopped, "csv-too-many-columns");
  limits = {};
  limits.max_row_bytes = 6;
  EXPECT_EQ(read("a,b\n12,45\n3,4\n", 1, {}, limits).rows, (Rows{"2: 12|45", "3: 3|4"}));
  for (const std::size_t at_once : {std::size_t{1}, std::size_t{99}}) {
    EXPECT_EQ(read("a,b\n12,456\n3,4\n", at_once, {}, limits).rows,
              (Rows{"2!0 csv-row-too-long", "3: 3|4"}));
    EXPECT_EQ(read("a,b\n1,\"456789\n3,4\n", at_once, {}, limits).rows,
              (Rows{"2!0 csv-row-too-long", "3: 3|4"}));
  }
}

TEST(CsvRows, AFileWithoutAHeaderIsRefused) {
  EXPECT_EQ(read("").stopped, "csv-empty");
  EXPECT_EQ(read("\r\n\n").stopped, "csv-empty");
  EXPECT_EQ(read("\"a\n1\n").stopped, "csv-open-quote");
}

TEST(CsvRows, AFileThatCanNotBeReadStops) {
  CsvRows rows([](std::span<char>) -> Result<std::size_t> { return fail("gone", {}, {}, {}); }, "f",
               std::nullopt);
  EXPECT_EQ(rows.header().error()[0].code, "gone");
}

}  // namespace
}  // namespace fugong
