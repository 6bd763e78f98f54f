#include "platform/paper/paper.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace fugong::paper {
namespace {

namespace fs = std::filesystem;
using Is = Block::Is;

Document letter() {
  Document made;
  made.title = "准予决定书";
  made.author = "虚构市";
  made.date = *Date::parse("2020-03-02");
  made.footer = "第 7 号";
  made.blocks = {{Is::title, "准予决定书"},
                 {Is::heading, "一、决定"},
                 {Is::paragraph, "依据财金〔2020〕5号，给予贴息人民币壹拾万柒仟元零伍角叁分。"},
                 {Is::entry, "阜新虚构口罩厂", "企业"},
                 {Is::code, std::string(64, 'a')},
                 {Is::rule},
                 {Is::qr, "https://relief.example/verify/7KQ2M-1XT5R", "扫码核验"},
                 {Is::signature, "二〇二〇年三月二日"},
                 {Is::new_page},
                 {Is::paragraph, "Decision in English"}};
  return made;
}

/// What a program of others makes of it.
std::string run(const std::string& bytes, const std::string& command, const char* more = "-") {
  const fs::path folder =
      fs::path(testing::TempDir()) / ("fugong-paper-" + std::to_string(getpid()));
  fs::create_directories(folder);
  const fs::path file = folder / "letter.pdf";
  std::ofstream(file, std::ios::binary) << bytes;
  std::string out;
  FILE* pipe = popen((command + " " + file.string() + " " + more + " 2>&1").c_str(), "r");
  char part[4096];
  for (std::size_t got; pipe != nullptr && (got = fread(part, 1, sizeof part, pipe)) > 0;)
    out.append(part, got);
  EXPECT_EQ(pipe == nullptr ? -1 : pclose(pipe), 0) << out;
  fs::remove_all(folder);
  return out;
}

std::string code_of(const Document& document) {
  const auto made = write_pdf(document);
  return made ? "" : made.error().front().code;
}

TEST(Paper, TextStaysTextInBothLanguages) {
  const auto pdf = write_pdf(letter());
  ASSERT_TRUE(pdf) << describe(pdf.error().front(), "en");
  EXPECT_TRUE(pdf->starts_with("%PDF-"));
  // Narrow blanks and the ends of lines are a reader's guess.
  std::string text = run(*pdf, "pdftotext -layout");
  std::erase_if(text, [](char c) { return c == ' ' || c == '\n' || c == '\f'; });
  for (const char* part :
       {"准予决定书", "财金〔2020〕5号", "人民币壹拾万柒仟元零伍角叁分", "阜新虚构口罩厂",
        "二〇二〇年三月二日", "DecisioninEnglish", "1/2", "2/2", "第7号"})
    EXPECT_NE(text.find(part), std::string::npos) << part << " in " << text;
  EXPECT_NE(text.find(std::string(64, 'a')), std::string::npos);
}

TEST(Paper, FontsAreInTheFileAndOnlyWhatItNeeds) {
  const auto pdf = write_pdf(letter());
  ASSERT_TRUE(pdf);
  EXPECT_LT(pdf->size(), 200'000U);
  std::istringstream lines(run(*pdf, "pdffonts", ""));
  int fonts = -2;  // its head has two lines
  // emb, sub and uni are "yes" each: within the file, a part of it, readable as text.
  for (std::string line; std::getline(lines, line); ++fonts)
    EXPECT_TRUE(fonts < 0 || line.find("yes yes yes") != std::string::npos) << line;
  EXPECT_EQ(fonts, 3);
}

TEST(Paper, TheSameDocumentIsTheSameBytes) {
  const auto first = write_pdf(letter());
  const auto again = write_pdf(letter());
  ASSERT_TRUE(first && again);
  EXPECT_EQ(*first, *again);
  Document other = letter();
  other.blocks[3].text = "阜新虚构口罩二厂";
  EXPECT_NE(*write_pdf(other), *first);
}

TEST(Paper, LongTextGoesOnOnTheNextPage) {
  Document made = letter();
  std::string much;
  for (int i = 0; i < 1'200; ++i)
    much += "中小企业";
  made.blocks = {{Is::paragraph, much}, {Is::entry, much, "说明"}, {Is::paragraph, "完"}};
  const auto pdf = write_pdf(made);
  ASSERT_TRUE(pdf) << describe(pdf.error().front(), "en");
  std::string text = run(*pdf, "pdftotext");
  std::erase_if(text, [](char c) { return c == '\n' || c == '\f' || c == ' '; });
  std::size_t count = 0;
  const std::string word = "企业";
  for (std::size_t at = 0; (at = text.find(word, at)) != std::string::npos; ++at)
    ++count;
  EXPECT_GE(count, 2'200U);  // a footer may stand between two halves of a word
  EXPECT_NE(text.find("完"), std::string::npos);
}

TEST(Paper, WhatCannotBePrintedIsAFault) {
  Document made = letter();
  made.blocks[2].text = "a\x01";
  EXPECT_EQ(code_of(made), "paper-text");
  made.blocks[2].text = "\xff";
  EXPECT_EQ(code_of(made), "paper-text");
  made.blocks[2].text = "\xf4\x8f\xbf\xbd";  // private use, plane 16: no font has it
  const auto failed = write_pdf(made);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().front().code, "paper-font");
  EXPECT_EQ(failed.error().front().place.pointer, "/blocks/2");
}

TEST(Paper, LimitsHoldOneOver) {
  Document made = letter();
  made.blocks.assign(kMaxBlocks, Block{Is::rule});
  EXPECT_EQ(code_of(made), "");
  made.blocks.emplace_back(Block{Is::rule});
  EXPECT_EQ(code_of(made), "paper-too-long");
  made.blocks = {{Is::paragraph, std::string(kMaxBlockBytes + 1, 'a')}};
  EXPECT_EQ(code_of(made), "paper-too-long");
  made.blocks = {{Is::qr, std::string(kMaxQrBytes, 'a'), "x"}};
  EXPECT_EQ(code_of(made), "");
  made.blocks = {{Is::qr, std::string(kMaxQrBytes + 1, 'a'), "x"}};
  EXPECT_EQ(code_of(made), "paper-too-long");
  made.blocks.assign(kMaxPages - 1, Block{Is::new_page});
  EXPECT_EQ(code_of(made), "");
  made.blocks.emplace_back(Block{Is::new_page});
  EXPECT_EQ(code_of(made), "paper-too-long");
}

}  // namespace
}  // namespace fugong::paper
