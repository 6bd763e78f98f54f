#include "desks/register/credit_code.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace fugong::enterprise_register {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
constexpr std::size_t kOldNumberLength = 15;
constexpr std::size_t kOrganizationAt = 8;
constexpr std::size_t kOrganizationLength = 8;

bool is_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

void upper_case(std::string& text) {
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
}

tl::unexpected<Faults> wrong(std::string code, const Place& place, Text message, Text remedy) {
  return fail(std::move(code), place, std::move(message), std::move(remedy));
}

Text as_on_the_licence() {
  return {"按营业执照上的 18 位代码核对", "compare it with the 18 characters on the licence"};
}

tl::unexpected<Faults> wrong_length(const std::string& code, const Place& place) {
  if (code.size() == kOldNumberLength && is_digits(code)) {
    return wrong("uscc-old-number", place,
                 {"这是 15 位的旧注册号，不是统一社会信用代码",
                  "this is an old registration number of 15 digits, not a unified social credit "
                  "code"},
                 {"换成 2015 年起核发的 18 位代码",
                  "use the code of 18 characters that has been issued since 2015"});
  }
  if (code.find("E+") != std::string::npos) {
    return wrong("uscc-rounded", place,
                 {"代码被表格软件改成了科学计数法，末几位已丢失",
                  "a spreadsheet has turned the code into a rounded number; its end is lost"},
                 {"从原系统重新导出，并把这一列设为文本",
                  "export it again from the original system, with the column set to text"});
  }
  const std::size_t length = count_code_points(code);
  return wrong("uscc-length", place,
               {fmt::format("统一社会信用代码应为 18 位，这里有 {} 位", length),
                fmt::format("a unified social credit code has 18 characters, this has {}", length)},
               as_on_the_licence());
}

tl::unexpected<Faults> wrong_check(int position, char expected, const Place& place) {
  return wrong(fmt::format("uscc-check-{}", position), place,
               {fmt::format("第 {} 位校验码不符（按其余各位应为 {}）", position, expected),
                fmt::format("the check character at position {} is wrong (the others ask for {})",
                            position, expected)},
               as_on_the_licence());
}

}  // namespace

std::string half_width(std::string_view text) {
  constexpr char32_t kFirst = 0xFF01;  // full-width !, as 0x21
  constexpr char32_t kLast = 0xFF5E;
  constexpr char32_t kWideBlank = 0x3000;
  constexpr char32_t kNoBreakBlank = 0xA0;
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_code_point(text, at);
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == kWideBlank || c == kNoBreakBlank) {
      continue;
    }
    append_utf8(out, c >= kFirst && c <= kLast ? c - kFirst + 0x21 : c);
  }
  return out;
}

char credit_code_check(std::string_view first_17) {
  std::size_t sum = 0;
  std::size_t weight = 1;
  for (const char c : first_17) {
    const std::size_t value = kAlphabet.find(c);
    if (value == std::string_view::npos) return 0;
    sum += value * weight;
    weight = weight * 3 % 31;
  }
  return kAlphabet[(31 - sum % 31) % 31];
}

char organization_code_check(std::string_view first_8) {
  constexpr int kWeights[kOrganizationLength] = {3, 7, 9, 10, 5, 8, 4, 2};
  int sum = 0;
  for (std::size_t i = 0; i < first_8.size() && i < kOrganizationLength; ++i) {
    const char c = first_8[i];
    const bool digit = c >= '0' && c <= '9';
    if (!digit && (c < 'A' || c > 'Z')) return 0;
    sum += kWeights[i] * (digit ? c - '0' : c - 'A' + 10);
  }
  const int check = 11 - sum % 11;
  return check == 10 ? 'X' : check == 11 ? '0' : static_cast<char>('0' + check);
}

Result<CreditCode> read_credit_code(std::string_view text, const Place& place) {
  CreditCode read;
  read.code = half_width(text);
  upper_case(read.code);
  read.tidied = read.code != text;
  if (read.code.empty()) {
    return wrong("uscc-missing", place,
                 {"没有统一社会信用代码", "the unified social credit code is missing"},
                 {"补上 18 位代码", "add the code of 18 characters"});
  }
  if (read.code.size() != kCreditCodeLength) return wrong_length(read.code, place);
  for (std::size_t i = 0; i < read.code.size(); ++i) {
    if (kAlphabet.find(read.code[i]) != std::string_view::npos) continue;
    return wrong("uscc-character", place,
                 {fmt::format("第 {} 位不能是这个字符（代码不用 I、O、S、V、Z）", i + 1),
                  fmt::format("position {} can't hold this character (the code has no I, O, S, V "
                              "or Z)",
                              i + 1)},
                 as_on_the_licence());
  }
  const std::string_view code = read.code;
  const char whole = credit_code_check(code.substr(0, kCreditCodeLength - 1));
  if (code.back() != whole) return wrong_check(18, whole, place);
  const char inner = organization_code_check(code.substr(kOrganizationAt, kOrganizationLength));
  if (code[kCreditCodeLength - 2] != inner) return wrong_check(17, inner, place);
  return read;
}

std::string synthetic_credit_code(std::uint64_t seed, std::uint64_t index) {
  FUGONG_CHECK(index < kMaxSyntheticFirms, "eight digits number the firms");
  std::string code = fmt::format("{}{:04}{:08}", kSyntheticCodes.first, seed % 10'000, index + 1);
  code += organization_code_check(std::string_view(code).substr(8));
  code += credit_code_check(code);
  return code;
}

bool is_synthetic_credit_code(std::string_view code) {
  return code.size() == kCreditCodeLength && code.starts_with(kSyntheticCodes.first);
}

}  // namespace fugong::enterprise_register
