#include "desks/bulk/kinds.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace fugong::bulk {
namespace {

namespace fs = std::filesystem;
using sheets::SheetCell;
using sheets::SheetRow;

/// The small pack with a procedure for its provision about loans.
pack::Pack small() {
  const fs::path root = fs::path(FUGONG_SOURCE_DIR) / "tests/golden/receipts/packs";
  pack::Files files;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    files[fs::relative(entry.path(), root).generic_string()] = {std::istreambuf_iterator<char>(in),
                                                                {}};
  }
  files["small/measures/01-discount/procedure-subsidy.yaml"] =
      "id: subsidy\ntitle: {zh: 贴息, en: Discount}\nsource: {zh: 虚构, en: Invented}\n"
      "provisions: [\"1.1\"]\nform:\n  - {title: {zh: 企业, en: Firm}, facts: [staff, principal]}\n"
      "declaration: {zh: 属实, en: It is true}\n"
      "documents:\n  - {id: contract, title: {zh: 合同, en: The contract}, most: 3}\nsteps:\n"
      "  - {id: d, title: {zh: 决定, en: Decide}, does: decide, by: [{role: county_officer}]}\n";
  auto pack = pack::load(files, "small");
  EXPECT_TRUE(pack);
  return std::move(*pack);
}

class KindsTest : public testing::Test {
 protected:
  KindsTest() : procedures_(*casework::read_procedures(pack_)), kinds_(pack_, procedures_) {}

  std::string columns(Kind kind, const std::vector<std::string>& names) {
    const auto found = kinds_.columns(kind, names);
    std::string out;
    if (!found) {
      for (const Fault& fault : found.error())
        out += fault.code + " " + fault.place.pointer + "\n";
      return out;
    }
    for (const std::string& column : *found)
      out += column + "|";
    return out;
  }
  static SheetRow row(const std::vector<std::string>& texts) {
    SheetRow made{2, {}};
    for (const std::string& text : texts)
      made.cells.push_back({SheetCell::Kind::text, text});
    return made;
  }
  static std::string said(const Result<std::string>& made) {
    if (made) return *made;
    std::string out;
    for (const Fault& fault : made.error())
      out += fault.code + " " + fault.place.pointer + "\n";
    return out;
  }
  std::string filing(const Columns& columns, const SheetRow& row) {
    const auto made = kinds_.filing(columns, row, [](const std::string& firm) {
      return firm == "f"
                 ? std::vector<LooseFile>{{"a1", "lease.pdf"}, {"b2", "2.pdf"}, {"c3", "2.pdf"}}
                 : std::vector<LooseFile>{};
    });
    return said(made ? Result<std::string>(made->body) : fail(made.error()));
  }
  std::string answer(const std::vector<std::string>& cells) {
    const auto made = kinds_.answer({"reference", "answer", "note"}, row(cells));
    return made ? made->reference + " " + made->body : said(tl::unexpected(made.error()));
  }

  pack::Pack pack_ = small();
  casework::Procedures procedures_;
  Kinds kinds_;
};

TEST_F(KindsTest, KnowColumnsByTheirNamesAndLabels) {
  EXPECT_EQ(columns(Kind::partner_answers, {"Reference", "答复", "说明", "title", ""}),
            "reference|answer|note|||");
  EXPECT_EQ(columns(Kind::filings, {"条款", "firm", "事项", "人数", "principal", "faults"}),
            "provision|firm|subject|staff|principal||");
}

TEST_F(KindsTest, TellAllThatIsWrongWithTheHead) {
  EXPECT_EQ(columns(Kind::partner_answers, {"答复", "answer", "colour"}),
            "bulk-column-twice /columns/answer\nbulk-column-unknown /columns/colour\n"
            "bulk-column-missing /columns/reference\n");
  EXPECT_EQ(columns(Kind::filings, {"provision", "staff", "人数"}),
            "bulk-column-twice /columns/人数\nbulk-column-missing /columns/firm\n");
}

TEST_F(KindsTest, MakeAnswers) {
  EXPECT_EQ(answer({"R1", "同意", ""}), R"(R1 {"act":"confirm"})");
  EXPECT_EQ(answer({" R1 ", "YES", "fine"}), R"(R1 {"act":"confirm","note":"fine"})");
  EXPECT_EQ(answer({"R1", "不同意", "no such bill"}),
            R"(R1 {"act":"decline","reasons":[{"of":"words","note":"no such bill"}]})");
  EXPECT_EQ(answer({"R1", "decline", ""}), "bulk-cell-missing /note\n");
  for (const char* odd : {"../x", "R1/acts", "R1?x", "R1 R2", "编号"})
    EXPECT_EQ(answer({odd, "confirm", ""}), "bulk-reference-invalid /reference\n") << odd;
  for (const char* formula : {"＝1+1", "＋1", "－1", "＠x"})
    EXPECT_EQ(answer({"R1", "confirm", formula}), "bulk-cell-formula /note\n") << formula;
  EXPECT_EQ(answer({"", "maybe", "=1+1"}),
            "bulk-cell-missing /reference\nbulk-cell-formula /note\nbulk-answer-invalid /answer\n");
}

TEST_F(KindsTest, MakeFilings) {
  const Columns columns{"provision", "firm",      "subject", "staff",
                        "listed",    "principal", "",        "declared"};
  EXPECT_EQ(
      filing(columns, row({"1.1", "919900000000000192", "L1", "12", "是", "5000.00", "x", "是"})),
      R"({"provision":"1.1","firm":"919900000000000192","subject":"L1","declared":true,)"
      R"("facts":{"staff":"12","listed":true,"loans":[{"id":"L1","principal":"5000.00"}]}})");
  EXPECT_EQ(filing(columns, row({"1.1", "f", "L1", "-3", "perhaps", "", "", "no"})),
            R"({"provision":"1.1","firm":"f","subject":"L1",)"
            R"("facts":{"staff":"-3","listed":"perhaps","loans":[{"id":"L1"}]}})")
      << "what a fact may be is the filing's to say";
  EXPECT_EQ(filing(columns, row({"1.1", "", "", "+1", "", "@x", "", ""})),
            "bulk-cell-missing /firm\nbulk-cell-missing /subject\nbulk-cell-formula /staff\n"
            "bulk-cell-formula /principal\n");
}

TEST_F(KindsTest, PutFilesIntoTheirDocuments) {
  EXPECT_EQ(columns(Kind::filings, {"条款", "firm", "合同"}), "provision|firm|contract|");
  EXPECT_EQ(columns(Kind::filings, {"条款", "firm", "The contract"}), "provision|firm|contract|");
  const Columns columns{"provision", "firm", "subject", "contract"};
  EXPECT_EQ(filing(columns, row({"1.1", "f", "L1", "lease.pdf； b2"})),
            R"({"provision":"1.1","firm":"f","subject":"L1",)"
            R"("documents":[{"document":"contract","upload":"a1"},)"
            R"({"document":"contract","upload":"b2"}],"facts":{"loans":[{"id":"L1"}]}})");
  EXPECT_EQ(filing(columns, row({"1.1", "f", "L1", "2.pdf"})), "bulk-file-ambiguous /contract\n");
  EXPECT_EQ(filing(columns, row({"1.1", "f", "L1", "a1;other.pdf"})),
            "bulk-file-unknown /contract\n");
  EXPECT_EQ(filing(columns, row({"1.1", "g", "L1", "a1"})), "bulk-file-unknown /contract\n")
      << "another firm's";
}

TEST_F(KindsTest, TakePlainNumbersAndKnownProvisionsOnly) {
  const Columns columns{"provision", "firm", "subject", "staff", "principal"};
  for (const char* odd : {"1e3", "1E+3", "5,000", "5000元", "1000万", ".5", "5.", "0x10", "－5"}) {
    const std::string said = filing(columns, row({"1.1", "f", "L1", "1", odd}));
    EXPECT_TRUE(said == "bulk-number-invalid /principal\n" ||
                said == "bulk-cell-formula /principal\n")
        << odd << " " << said;
  }
  EXPECT_EQ(filing(columns, row({"1.10", "f", "L1", "1", "2"})),
            "bulk-provision-unknown /provision\n");
  const auto made = kinds_.filing(columns, row({"1.10", "f", "L1", "1", "2"}), {});
  ASSERT_FALSE(made);
  EXPECT_NE(made.error().front().remedy.en.find("did you mean 1.1?"), std::string::npos);
}

TEST_F(KindsTest, TakeNoCellAtMoreThanItsWord) {
  SheetRow marked = row({"1.1", "919900000000000192", "L1"});
  marked.cells[1].kind = SheetCell::Kind::rounded;
  EXPECT_EQ(filing({"provision", "firm", "subject"}, marked), "bulk-cell-rounded /firm\n");
  marked.cells[1].kind = SheetCell::Kind::formula;
  EXPECT_EQ(filing({"provision", "firm", "subject"}, marked), "bulk-cell-formula /firm\n");
  marked.cells[1].kind = SheetCell::Kind::error;
  EXPECT_EQ(filing({"provision", "firm", "subject"}, marked), "bulk-cell-error /firm\n");
  EXPECT_EQ(filing({"provision", "firm", "subject"}, row({"1.1", std::string(4'001, 'a'), "L1"})),
            "bulk-cell-long /firm\n");
}

TEST_F(KindsTest, OfferATemplate) {
  EXPECT_EQ(kinds_.template_columns(Kind::partner_answers, ""),
            (std::vector<std::string>{"reference", "answer", "note"}));
  EXPECT_EQ(kinds_.template_columns(Kind::filings, "1.1"),
            (std::vector<std::string>{"provision", "firm", "subject", "declared", "staff",
                                      "principal", "contract"}));
  EXPECT_EQ(kinds_.template_columns(Kind::filings, ""),
            (std::vector<std::string>{"provision", "firm", "subject"}));
}

}  // namespace
}  // namespace fugong::bulk
