#include "pack/new_pack.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace fugong::pack {

namespace {

constexpr std::size_t kMaxIdBytes = 64;

constexpr std::string_view kPack = R"yaml(id: @ID@
version: "1"
title: {zh: @ID@（新政策包，内容是虚构的）, en: @ID@ (a new pack; what it says is invented)}
credit: {zh: 没有外部数据, en: No data from elsewhere}
imports: [@IMPORT@]
)yaml";

constexpr std::string_view kSubjects = R"yaml(subjects:
  - name: enterprise
    label: {zh: 企业, en: Enterprise}
)yaml";

constexpr std::string_view kNotice = R"yaml(number: "@ID@ 第1号"
title: {zh: 示例通知（虚构）, en: Example notice (invented)}
issuer: {zh: 示例镇人民政府（虚构）, en: Government of Example Town (invented)}
issued: 2020-03-01
source: {zh: 虚构, en: Invented}
sections:
  - {id: local, title: {zh: 地方措施, en: Local measures}}
)yaml";

constexpr std::string_view kFacts = R"yaml(facts:
  - name: shop_reopened
    subject: enterprise
    type: boolean
    label: {zh: 店铺已恢复营业, en: The shop is open again}
    question: {zh: 店铺恢复营业了吗？, en: "Is the shop open again?"}
    order: 9010

  - name: shop_staff
    subject: enterprise
    type: integer
    label: {zh: 店铺职工人数, en: Staff of the shop}
    question: {zh: 店铺有多少职工？, en: "How many people work in the shop?"}
    unit: {zh: 人, en: people}
    min: "0"
    max: "10000"
    order: 9020
)yaml";

constexpr std::string_view kMeasure = R"yaml(number: @NUMBER@
section: local
title: {zh: 复工补助（虚构）, en: Subsidy for opening again (invented)}
clause: {zh: 对恢复营业的店铺按人数给予补助。, en: Shops that open again get a subsidy for their staff.}
who_acts: {zh: 镇财政所, en: Finance office of the town}
desk: entitlements
state: computed
keywords: [复工, 补助, subsidy]
rules:
  - {id: "@NUMBER@.1", disposition: computable, where: ["@NUMBER@.1"]}
)yaml";

constexpr std::string_view kProvision = R"yaml(id: "@NUMBER@.1"
title: {zh: 复工补助（虚构）, en: Subsidy for opening again (invented)}
summary: {zh: 恢复营业的店铺，每名职工补助一笔。, en: A shop that is open again gets a sum for each of its staff.}
document:
  number: 示例〔2020〕1号
  title: {zh: 复工补助办法（虚构）, en: Rules of the subsidy (invented)}
  issuer: {zh: 示例镇人民政府（虚构）, en: Government of Example Town (invented)}
  issued: 2020-03-01
  status: confirmed
  source: {zh: 虚构, en: Invented}
in_force: {from: 2020-03-10, to: open}
subject: enterprise
applies_by: service_date
parameters:
  - name: sum_for_each
    type: money
    value: "200"
    step: "1"
    label: {zh: 每名职工的补助, en: Sum for each of the staff}
    clause: {zh: 每名职工200元, en: 200 yuan for each of the staff}
conditions:
  - id: reopened
    label: {zh: 店铺已恢复营业, en: The shop is open again}
    clause: {zh: 已恢复营业的店铺, en: Shops that are open again}
    feel: "shop_reopened"
benefit:
  kind: grant
  label: {zh: 复工补助, en: Subsidy for opening again}
  amount: "shop_staff * sum_for_each"
  rounding: {scale: 2, mode: half_up}
  payer: {zh: 镇财政, en: Budget of the town}
  contact: {zh: 镇财政所, en: Finance office of the town}
  deadline: {zh: 没有规定, en: None is set}
)yaml";

constexpr std::string_view kExamples = R"yaml(examples:
  - id: first-day
    note: {zh: 施行首日，印发当日已知, en: "First day in force, known on the day of issue"}
    working: |
      3 x 200.00 = 600.00
    on: 2020-03-10
    known_at: 2020-03-01
    facts: {shop_reopened: true, shop_staff: 3}
    expect:
      - {provision: "@NUMBER@.1", state: entitled, amount: "600.00"}

  - id: day-before
    note: {zh: 施行前一日, en: The day before it is in force}
    working: |
      2020-03-09 is before 2020-03-10
    on: 2020-03-09
    facts: {shop_reopened: true, shop_staff: 3}
    expect:
      - {provision: "@NUMBER@.1", state: not_entitled}

  - id: not-yet-known
    note: {zh: 印发前一日还不知道有这项规定, en: The day before its issue nobody knows of it}
    working: |
      2020-02-29 is before 2020-03-01
    on: 2020-03-10
    known_at: 2020-02-29
    facts: {shop_reopened: true, shop_staff: 3}
    expect:
      - {provision: "@NUMBER@.1", absent: true}

  - id: still-closed
    note: {zh: 尚未恢复营业, en: Still closed}
    working: |
      the only condition fails
    on: 2020-03-10
    facts: {shop_reopened: false, shop_staff: 3}
    expect:
      - {provision: "@NUMBER@.1", state: not_entitled}
)yaml";

std::string filled(std::string_view text,
                   const std::vector<std::pair<std::string_view, std::string_view>>& values) {
  std::string out(text);
  for (const auto& [mark, value] : values) {
    for (std::size_t at = out.find(mark); at != std::string::npos;
         at = out.find(mark, at + value.size())) {
      out.replace(at, mark.size(), value);
    }
  }
  return out;
}

bool is_id(std::string_view id) {
  return !id.empty() && id.size() <= kMaxIdBytes && id.front() != '-' &&
         std::all_of(id.begin(), id.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
         });
}

}  // namespace

Result<Files> new_pack(const std::string& id, std::string_view import) {
  if (!is_id(id)) {
    return fail("bad-name", Place{id.substr(0, kMaxIdBytes), 0, 0, ""},
                {"这不能作政策包的编号", "this can't be the id of a pack"},
                {"用小写字母、数字和“-”，例如 my-town",
                 "use lower-case letters, digits and -, for example my-town"});
  }
  const bool alone = import.empty();
  if (const auto gap = import.find(' '); !alone && (gap == 0 || gap >= import.size() - 1)) {
    return fail("bad-import", Place{std::string(import.substr(0, kMaxIdBytes)), 0, 0, ""},
                {"导入要写编号和版本", "an import is an id and a version"},
                {"例如 \"miit-2020-14 2020.1\"，版本写在那个包的 pack.yaml 里",
                 "for example \"miit-2020-14 2020.1\"; the version stands in that pack's "
                 "pack.yaml"});
  }
  // The measures of the notice that is built on have the low numbers.
  const std::string_view number = alone ? "1" : "101";
  const std::vector<std::pair<std::string_view, std::string_view>> values{
      {"@ID@", id}, {"@IMPORT@", import}, {"@NUMBER@", number}};
  const std::string measure = fmt::format("{}/measures/{}-reopening/", id, alone ? "01" : "101");
  Files files;
  const auto add = [&](const std::string& path, std::string_view text) {
    files.emplace(path, filled(text, values));
  };
  add(id + "/pack.yaml", alone ? std::string(kPack) + std::string(kSubjects) : std::string(kPack));
  add(id + "/notice.yaml", kNotice);
  add(measure + "measure.yaml", kMeasure);
  add(measure + "facts.yaml", kFacts);
  add(fmt::format("{}provision-{}.1.yaml", measure, number), kProvision);
  add(fmt::format("{}examples-{}.1.yaml", measure, number), kExamples);
  return files;
}

}  // namespace fugong::pack
