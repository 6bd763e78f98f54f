#include "desks/assessment/report.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/text.hpp"
#include "desks/assessment/fund.hpp"
#include "desks/assessment/page_parts.hpp"
#include "desks/assessment/register_sample.hpp"

namespace fugong::assessment {
namespace {

using enterprise_register::Snapshot;

/// The first tag that isn't closed where it should be, or nothing.
std::string unbalanced(const std::string& page) {
  std::vector<std::string> open;
  for (std::size_t at = page.find('<'); at != std::string::npos; at = page.find('<', at + 1)) {
    const std::size_t end = page.find('>', at);
    if (end == std::string::npos) return page.substr(at, 40);
    std::string tag = page.substr(at + 1, end - at - 1);
    const bool closes = tag.starts_with('/');
    const bool alone = tag.ends_with('/') || tag.starts_with('!') || tag.starts_with("meta");
    const std::size_t name = closes ? 1 : 0;
    tag = tag.substr(name, tag.find_first_of(" \n", name) - name);
    if (alone) continue;
    if (!closes) {
      open.push_back(tag);
    } else if (open.empty() || open.back() != tag) {
      return page.substr(at, 40);
    } else {
      open.pop_back();
    }
  }
  return open.empty() ? std::string() : open.back();
}

bool has_chinese(std::string_view text) {
  for (std::size_t i = 0; i + 2 < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte >= 0xE4 && byte <= 0xE9) return true;
  }
  return false;
}

void erase_all(std::string& text, const std::string& part) {
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at))
    text.erase(at, part.size());
}

constexpr const char* kReform = R"(id: r
title: {zh: "<b>改</b>&“一”", en: "<b>Reform</b> & \"one\""}
pack: miit-2020-14
changes:
  - {provision: "6.15", at: parameters/free_months/value, from: "3", to: "1"}
  - {provision: "6.12", at: parameters/refund_share/value, from: "0.5", to: "0.6"}
funds:
  - {id: refunds, label: {zh: 返还, en: "Refunds <i>"}, amount: "1000", provisions: ["6.12"]}
)";

TEST(Report, SaysWhatAReformComesTo) {
  const law::Moment day{*Date::parse("2020-06-30"), *Date::parse("2020-06-30")};
  const Firms firms = dense_firms(1500, 80);
  const auto reform = pack::read_reform(kReform, "r.yaml", files(), kPack);
  ASSERT_TRUE(reform);
  const auto after = pack::load(reform->files, kPack);
  ASSERT_TRUE(after);
  const Snapshot snapshot = firms.open();
  const Snapshot snapshot_after = *Snapshot::open(firms.bytes, "r.columns", after->book);
  const auto found = compare({notice(), snapshot}, {*after, snapshot_after}, reform->changed,
                             {.moment = day, .funds = reform->funds});
  ASSERT_TRUE(found);
  ReportFrame frame;
  frame.command = "fugong assess --out '<out>'";
  frame.other_page = "other.html";
  frame.reform = &*reform;
  frame.changes = pack::changes_between(notice(), *after);
  const std::string zh = report_page(*found, frame, "zh");
  std::string en = report_page(*found, frame, "en");
  for (const std::string* page : std::initializer_list<const std::string*>{&zh, &en}) {
    EXPECT_EQ(unbalanced(*page), "");
    EXPECT_EQ(page->find("<script"), std::string::npos);
    EXPECT_EQ(page->find("<b>Reform"), std::string::npos);
    EXPECT_EQ(page->find("<b>改"), std::string::npos);
    EXPECT_EQ(page->find("Refunds <i>"), std::string::npos);
    EXPECT_NE(page->find("fugong assess --out &#39;&lt;out&gt;&#39;"), std::string::npos);
    EXPECT_NE(page->find("<svg"), std::string::npos);
    EXPECT_NE(page->find(PageParts::grouped(found->all.better)), std::string::npos);
    EXPECT_NE(page->find("<del>0.5</del> <ins>0.6</ins>"), std::string::npos);
    EXPECT_NE(page->find(after->hash), std::string::npos);
  }
  EXPECT_GT(found->all.better, 0);
  EXPECT_GT(found->all.worse, 0);
  const Sum held = found->after.holdings().totals[0].low;
  EXPECT_NE(zh.find(PageParts("zh").brief(held)), std::string::npos);
  EXPECT_NE(en.find(PageParts("en").brief(held)), std::string::npos);
  // English is English: but for the number of the document and the way to the other page.
  erase_all(en, notice().notice.number);
  erase_all(en, "中文");
  erase_all(en, "Noto Sans CJK SC");
  EXPECT_FALSE(has_chinese(en)) << en.substr(0, 2000);
}

TEST(Report, OfAnAssessmentAloneComparesNothing) {
  const Firms firms = dense_firms(100, 50);
  const auto found = assess(notice(), firms.open(), {.moment = moment()});
  ASSERT_TRUE(found);
  const std::string page = report_page(*found, {}, "en");
  EXPECT_EQ(unbalanced(page), "");
  EXPECT_EQ(page.find("reformed"), std::string::npos);
  EXPECT_NE(page.find("By provision"), std::string::npos);
}

TEST(PageParts, WriteMoneyForPeople) {
  EXPECT_EQ(PageParts::grouped(0), "0");
  EXPECT_EQ(PageParts::grouped(-1'234'567), "\u22121,234,567");
  EXPECT_EQ(PageParts::money(-5), "\u22120.05");
  EXPECT_EQ(PageParts::money(123'456'789), "1,234,567.89");
  const PageParts zh("zh");
  EXPECT_EQ(zh.brief(999'999), "9,999.99 元");
  EXPECT_EQ(zh.brief(1'000'000), "1.00 万元");
  EXPECT_EQ(zh.brief(1'234'567'890'123), "123.46 亿元");
  EXPECT_EQ(zh.signed_brief(0), "0.00 元");
  const PageParts en("en");
  EXPECT_EQ(en.brief(99'999), "999.99 yuan");
  EXPECT_EQ(en.brief(-150'000), "\u22121.50 k yuan");
  EXPECT_EQ(en.signed_brief(250'000'000), "+2.50 m yuan");
  EXPECT_EQ(en.brief(Sum{1} << 80), "12,089,258,196,146.29 bn yuan");
}

TEST(Fund, RunsOutOnTheDayThatNeedsMoreThanThereIs) {
  const auto day = [](int of_may) { return Date::from_civil(2020, 5, of_may)->days(); };
  FundDays days;
  days.days[day(1)] = {100, 150};
  days.days[day(3)] = {100, 100};
  days.days[day(9)] = {1, 1};
  days.undated = {7, 9};
  const auto at = [&](std::int64_t fen) { return run_out(Money{fen}, days); };
  EXPECT_EQ(at(99).first, Date::from_days(day(1)));
  EXPECT_EQ(at(99).last, Date::from_days(day(1)));
  EXPECT_EQ(at(100).first, Date::from_days(day(1)));
  EXPECT_EQ(at(100).last, Date::from_days(day(3)));
  EXPECT_EQ(at(200).first, Date::from_days(day(3)));
  EXPECT_EQ(at(200).last, Date::from_days(day(9)));
  EXPECT_EQ(at(201).first, Date::from_days(day(3)));
  EXPECT_FALSE(at(201).last);  // what has no day comes after all that has
  EXPECT_FALSE(at(251).first);
  EXPECT_EQ(at(0).need_low, 208);
  EXPECT_EQ(at(0).need_high, 260);
  EXPECT_EQ(at(0).undated, 7);
}

TEST(Table, IsSafeToOpenInASpreadsheet) {
  const Table table{"t",
                    {"表", "Table"},
                    {{"word", {}},
                     {"name", {}, Column::Kind::text},
                     {"n", {}, Column::Kind::count},
                     {"yuan", {}, Column::Kind::money}},
                    {{std::string("=1+1"), Text{"甲,\"乙\"", "@x"}, std::int64_t{-3}, Fen{-5}},
                     {std::string("6.12b"), Text{"", ""}, std::int64_t{0}, Fen{Sum{1} << 70}}}};
  EXPECT_EQ(to_csv(table),
            "word,name_zh,name_en,n,yuan\n"
            "\"'=1+1\",\"甲,\"\"乙\"\"\",\"'@x\",-3,-0.05\n"
            "6.12b,\"\",\"\",0,11805916207174113034.24\n");
}

}  // namespace
}  // namespace fugong::assessment
