#include "desks/letters/content.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "desks/casework/case_sample.hpp"
#include "desks/letters/code.hpp"
#include "desks/letters/reasons.hpp"
#include "desks/receipt/receipt_sample.hpp"

namespace fugong::letters {
namespace {

using casework::Act;
using casework::Role;
using casework::Story;
using paper::Block;
using Is = Block::Is;

constexpr const char* kHash = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

class Content : public testing::Test {
 protected:
  Content() {
    EXPECT_EQ(story_.happen(story_.filing(casework::yuan(160'125))), "");
    story_.now.matter.place = "210902";
  }
  void grant() {
    EXPECT_EQ(story_.happen(Act::accept, Role::county_officer, "receiver"), "");
    casework::Event event = story_.event(Act::grant, Role::city_officer, "decider");
    event.amount = casework::yuan(160'125);
    event.reasons = casework::because("现场核实");
    EXPECT_EQ(story_.happen(event), "");
  }
  void refuse() {
    EXPECT_EQ(story_.happen(Act::accept, Role::county_officer, "receiver"), "");
    EXPECT_EQ(story_.happen(Act::refuse, Role::city_officer, "decider",
                            {{casework::Reason::Of::condition, "rules", ""},
                             {casework::Reason::Of::document, "payroll", "缺签字"}}),
              "");
  }
  paper::Document letter(Kind kind) {
    Facts facts{kind,
                "8F3K-2M7Q-1XT5-74",
                "8F3K-2M7Q-1XT5-74/3",
                "7KQ2M-1XT5R-03BCD-9FGHJ",
                "https://relief.example/verify/7KQ2M-1XT5R-03BCD-9FGHJ",
                *Date::parse("2020-03-02"),
                receipt::notice().pack,
                story_.procedure,
                story_.calendar,
                story_.now,
                "阜新虚构口罩厂",
                "210902/12",
                kHash,
                receipt_};
    if (facts_more_) facts_more_(facts);
    return compose(facts);
  }

  Story story_;
  std::optional<Node> receipt_;
  std::function<void(Facts&)> facts_more_;
};

/// Everything that stands in it, page by page.
std::vector<std::string> pages(const paper::Document& document) {
  std::vector<std::string> all(1);
  for (const Block& block : document.blocks) {
    if (block.is == Is::new_page) all.emplace_back();
    all.back() += block.label + "|" + block.text + "\n";
  }
  return all;
}
void expect_parts(const std::string& page, std::initializer_list<const char*> parts) {
  for (const char* part : parts)
    EXPECT_NE(page.find(part), std::string::npos) << part << "\nin\n" << page;
}
void expect_prints(const paper::Document& document) {
  const auto pdf = paper::write_pdf(document);
  EXPECT_TRUE(pdf) << describe(pdf.error().front(), "en");
}

TEST_F(Content, AGrantSaysWhoWhatHowMuchWhyAndUntilWhenToObject) {
  grant();
  const auto document = letter(Kind::decision);
  const auto said = pages(document);
  ASSERT_EQ(said.size(), 2U);
  expect_parts(said[0], {"准予决定书", "8F3K-2M7Q-1XT5-74/3", "辽宁省", "阜新市", "2020年3月2日",
                         "阜新虚构口罩厂（firm-1）", "160,125.00 元",
                         "人民币壹拾陆万零壹佰贰拾伍元整", "现场核实", "17.2",
                         "不由作出决定的人审查", "210902/12", kHash, "7KQ2M-1XT5R-03BCD-9FGHJ"});
  // 60 days behind 2 March are 1 May, a Friday.
  expect_parts(said[0], {"2020年5月1日"});
  expect_parts(said[1], {"Decision: granted", "CNY 160,125.00", "1 May 2020", "2 March 2020"});
  expect_prints(document);
}

TEST_F(Content, ARefusalHasItsReasonsAndNoMoney) {
  story_.procedure.documents.push_back({"payroll", {"工资表", "Payroll"}, "", 1, {}});
  refuse();
  const auto document = letter(Kind::decision);
  const auto said = pages(document);
  expect_parts(said[0], {"不予决定书", "不予办理", "工资表：缺签字", "三、异议"});
  expect_parts(said[1], {"Decision: refused", "Payroll: 缺签字", "3. If you do not agree"});
  EXPECT_EQ(said[0].find("人民币"), std::string::npos);
  EXPECT_EQ(said[0].find("支付"), std::string::npos);
  expect_prints(document);
}

// A landlord's no is the landlord's, and the rules' yes no officer's.
TEST_F(Content, TheDecisionIsToldAsThatOfWhoMadeIt) {
  refuse();
  auto said = pages(letter(Kind::decision));
  expect_parts(said[0], {"不予决定书", "辽宁省阜新市经办机关", "经办人说明"});
  casework::Decision& decision = *story_.now.decision;
  decision.role = Role::province_officer;
  expect_parts(pages(letter(Kind::decision))[0], {"办理机关|辽宁省经办机关"});
  decision.reasons = casework::because("租约未到期");
  decision.role = Role::partner;
  said = pages(letter(Kind::decision));
  expect_parts(said[0], {"合作机构未同意告知书", "未同意", "合作机构说明：租约未到期"});
  expect_parts(said[1], {"Notice: the partner does not agree", "The partner's reason"});
  for (const char* never : {"不予决定书", "经审查", "经办人说明", "全部条件"})
    EXPECT_EQ(said[0].find(never), std::string::npos) << never;
  decision.role = Role::owner;
  said = pages(letter(Kind::decision));
  expect_parts(said[0], {"企业未接受告知书", "企业说明：租约未到期"});
  decision.reasons.clear();
  decision.role = Role::programme;
  decision.by_silence = true;
  said = pages(letter(Kind::decision));
  expect_parts(said[0], {"逾期不予办理告知书", "规定的期限已过"});
  EXPECT_EQ(said[0].find("经审查"), std::string::npos);
  decision.granted = true;
  expect_parts(pages(letter(Kind::decision))[0], {"逾期视为准予告知书"});
  decision.by_silence = false;
  said = pages(letter(Kind::decision));
  expect_parts(said[0],
               {"准予决定书（按规则自动作出）", "按规则测算", "经办机关（按规则自动办理）"});
  EXPECT_EQ(said[0].find("经审查"), std::string::npos);
}

TEST_F(Content, WhatBeganWithoutAnApplicationIsNotThankedFor) {
  story_.now.matter.start = casework::Start::automatic;
  const auto said = pages(letter(Kind::acknowledgement));
  expect_parts(said[0], {"免申请办理告知书", "无需申请"});
  EXPECT_EQ(said[0].find("已收到您的申请"), std::string::npos);
}

TEST_F(Content, AnAcknowledgementSaysByWhenToAnswer) {
  using casework::Silence;
  EXPECT_EQ(pages(letter(Kind::acknowledgement))[0].find("逾期"), std::string::npos);
  story_.procedure.answered_within = casework::TimeLimit{
      {5, casework::DayCount::working}, Silence::refuses, {}, law::Status::confirmed};
  auto said = pages(letter(Kind::acknowledgement));
  expect_parts(said[0], {"5 个工作日内答复", "按规定不予办理"});
  expect_parts(said[1], {"within 5 working days", "it is refused"});
  story_.procedure.answered_within->silence = Silence::agrees;
  expect_parts(pages(letter(Kind::acknowledgement))[0], {"按现有材料办理"});
}

TEST_F(Content, AnAcknowledgementDecidesNothing) {
  const auto document = letter(Kind::acknowledgement);
  const auto said = pages(document);
  expect_parts(said[0], {"收件回执", "8F3K-2M7Q-1XT5-74", "这不是决定", "办理期限至|2020年3月9日"});
  expect_parts(said[1], {"Acknowledgement", "9 March 2020"});
  EXPECT_EQ(said[0].find("160"), std::string::npos) << "what is not decided is not said";
  expect_prints(document);
}

TEST_F(Content, TheLastPageIsTheInclusionProof) {
  grant();
  facts_more_ = [](Facts& facts) { facts.awaits_signature = true; };
  auto said = pages(letter(Kind::decision));
  ASSERT_EQ(said.size(), 3U);
  expect_parts(said[2], {"包含证明", "Inclusion proof", "等待签名", "Waiting to be signed"});
  facts_more_ = [](Facts& facts) {
    facts.awaits_signature = true;
    facts.inclusion = Inclusion{{"audit.example/210000", 1200, audit::leaf_hash("x")},
                                17,
                                "c2sp.org/tlog-proof@v1\nindex 17\n",
                                "audit.example/210000+01234567+key"};
  };
  const auto document = letter(Kind::decision);
  said = pages(document);
  ASSERT_EQ(said.size(), 3U);
  expect_parts(said[2],
               {"audit.example/210000", "1200", "210902/12", "17",
                audit::to_hex(audit::leaf_hash("x")).c_str(), "fugong audit check",
                "| c2sp.org/tlog-proof@v1\n| index 17\n", "audit.example/210000+01234567+key"});
  EXPECT_EQ(said[2].find("等待签名"), std::string::npos);
  expect_prints(document);
}

TEST_F(Content, AFindingSaysThatItHoldsInAllCasesAndUntilWhen) {
  grant();
  story_.procedure.finding = "in_temporary_difficulty";
  story_.procedure.holds = casework::Holding{30, {}};
  story_.now.decision->amount = Money{};
  const auto said = pages(letter(Kind::decision));
  expect_parts(said[0], {"准予决定书", "适用于该企业的所有案件", "有效期至|2020年4月1日"});
  expect_parts(said[1], {"holds in all cases of the firm", "Good until|1 April 2020"});
  EXPECT_EQ(said[0].find("支付"), std::string::npos);
}

TEST_F(Content, TheLawsRemediesAreThoseOfThePackAndAgainstOfficesOnly) {
  story_.procedure.objection.reset();
  refuse();
  auto said = pages(letter(Kind::decision));
  expect_parts(said[0], {"可以向办理机关提出"});
  expect_parts(said[0], {"也可以依法申请行政复议"});
  EXPECT_EQ(said[0].find("日内"), std::string::npos) << "no pack says until when";
  casework::Remedy review{"reconsideration",
                          {"向上一级申请行政复议", "ask the level above"},
                          60,
                          0,
                          {"第九条", "article 9"}};
  casework::Remedy court{
      "court", {"向人民法院起诉", "go to court"}, 0, 6, {"第四十六条", "article 46"}};
  story_.procedure.remedies = {review, court};
  said = pages(letter(Kind::decision));
  expect_parts(said[0], {"自知道本决定之日起 60 日内，可以向上一级申请行政复议。", "依据：第九条",
                         "自知道本决定之日起 6 个月内，可以向人民法院起诉。"});
  expect_parts(said[1],
               {"Within 60 days from the day on which you know of it you may ask the level above.",
                "Within 6 months", "Clause: article 46"});
  for (const Role role : {Role::partner, Role::owner}) {
    story_.now.decision->role = role;
    EXPECT_EQ(pages(letter(Kind::decision))[0].find("行政复议"), std::string::npos);
  }
  story_.now.decision->role = Role::programme;
  expect_parts(pages(letter(Kind::decision))[0], {"行政复议"});
  // Of an office's silence, and not of a partner's that was asked.
  story_.now.decision->by_silence = true;
  expect_parts(pages(letter(Kind::decision))[0], {"行政复议"});
  story_.procedure.steps[story_.now.step].deed = casework::Deed::confirm;
  EXPECT_EQ(pages(letter(Kind::decision))[0].find("行政复议"), std::string::npos);
}

TEST_F(Content, AClaimSaysHowMuchWhyUntilWhenAndHowToObject) {
  grant();
  story_.now.recovery.emplace();
  casework::Recovery& recovery = *story_.now.recovery;
  recovery.due = casework::yuan(5'000);
  recovery.instalments = 3;
  recovery.good_faith = true;
  recovery.on = *Date::parse("2020-03-02");
  recovery.role = Role::province_officer;
  recovery.reasons = casework::because("两人未参加培训");
  recovery.pay_by = Date::parse("2020-07-31");
  const auto document = letter(Kind::recovery);
  const auto said = pages(document);
  ASSERT_EQ(said.size(), 2U);
  expect_parts(said[0],
               {"退回款项决定书", "办理机关|辽宁省经办机关", "应当退回", "金额|5,000.00 元",
                "人民币伍仟元整", "经办人说明：两人未参加培训", "企业主动报告",
                "最迟退清|2020年7月31日", "分期|至多 3 期", "四、异议", "2020年5月1日"});
  expect_parts(said[1],
               {"Decision: money is to be paid back", "CNY 5,000.00", "All of it by|31 July 2020",
                "Instalments|up to 3", "4. If you do not agree", "1 May 2020"});
  EXPECT_EQ(said[0].find("160,125"), std::string::npos) << "what was granted is another letter";
  expect_prints(document);
  recovery.role = Role::second_approver;
  expect_parts(pages(letter(Kind::recovery))[0], {"办理机关|负责付款复核的机关"});
  recovery.instalments = 1;
  recovery.pay_by.reset();
  recovery.objection = casework::Objecting{};
  const auto later = pages(letter(Kind::recovery));
  for (const char* never : {"最迟退清", "分期", "2020年5月1日"})
    EXPECT_EQ(later[0].find(never), std::string::npos) << never;
}

TEST_F(Content, WhatTheRulesFoundComesOfTheReceiptAndIsOfTheCase) {
  const pack::Pack& pack = receipt::small().pack;
  const auto papers = receipt::papers_of(receipt::small(), receipt::kFirm);
  const auto paper = receipt::receipt_of(papers).document;
  casework::Matter matter{"p", "1.2", "firm 1", "a/b~c", "11", casework::Start::application};
  const auto found = found_by_rules(pack, matter, paper);
  ASSERT_GE(found.size(), 3U);
  EXPECT_EQ(found[0].what.en, "the provision is in force on the day");
  const auto listed = std::ranges::find_if(found, [&](const Found& one) {
    return one.what == pack.book.find_provision("1.2")->conditions.front().label;
  });
  ASSERT_NE(listed, found.end());
  EXPECT_EQ(listed->how.en, "holds");
  EXPECT_EQ(found.back().how.en, "row 1") << "of the table that gave the figure";
  matter.provision = "no such";
  EXPECT_TRUE(found_by_rules(pack, matter, paper).empty());
  EXPECT_TRUE(found_by_rules(pack, matter, std::nullopt).empty());
}

TEST(Code, IsDrawnReadAndForgiving) {
  SeededRandom random(1);
  const std::string code = draw_code(random);
  EXPECT_EQ(code.size(), 23U);
  EXPECT_NE(draw_code(random), code);
  EXPECT_EQ(read_code(code), code);
  EXPECT_EQ(read_code("7kq2m1xt5r03bcd9fghj"), "7KQ2M-1XT5R-03BCD-9FGHJ");
  EXPECT_EQ(read_code(" 7KQ2M ixT5R o3BCD 9FGHJ "), "7KQ2M-1XT5R-03BCD-9FGHJ");
  EXPECT_EQ(read_code("7KQ2M-1XT5R-03BCD-9FGH"), std::nullopt);
  EXPECT_EQ(read_code("7KQ2M-1XT5R-03BCD-9FGHJ0"), std::nullopt);
  EXPECT_EQ(read_code("7KQ2M-1XT5R-03BCD-9FGHU"), std::nullopt);
  EXPECT_EQ(read_code(""), std::nullopt);
  EXPECT_EQ(read_code(std::string(65, ' ')), std::nullopt);
}

}  // namespace
}  // namespace fugong::letters
