#include "platform/ledger/account.hpp"

#include <charconv>

#include "base/hash.hpp"
#include "base/text.hpp"

namespace fugong::ledger {
namespace {

/// The first 63 bits of a text's hash.
std::int64_t id_from(const std::string& text) {
  const std::string hash = sha256_hex(text);
  std::uint64_t bits = 0;
  std::from_chars(hash.data(), hash.data() + 16, bits, 16);
  const auto id = static_cast<std::int64_t>(bits >> 1U);
  return id == 0 ? 1 : id;
}

bool is_plain(const std::string& text) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) return false;
  }
  return true;
}

}  // namespace

std::int64_t FundKey::id() const {
  return id_from("fugong-fund/1\n" + fund + '\n' + std::to_string(year) + '\n' + source + '\n' +
                 purpose + '\n');
}

std::int64_t Account::id() const {
  return id_from("fugong-account/1\n" + name_of(book) + '\n' + std::to_string(fund.id()) + '\n' +
                 role + '\n' + party + '\n' + reference + '\n' + (limited ? '1' : '0') + '\n');
}

std::string name_of(Book book) {
  return book == Book::budget ? "budget" : "cash";
}

bool is_fit_text(const std::string& text) {
  return !text.empty() && text.size() <= kMaxTextBytes && trim(text).size() == text.size() &&
         is_plain(text) && !find_invalid_utf8(text);
}

Result<void> check_text(const std::string& text, const std::string& pointer, bool may_be_empty) {
  if ((text.empty() && may_be_empty) || is_fit_text(text)) return {};
  return fail("ledger-text-invalid", Place{"", 0, 0, pointer},
              {"记账要素缺失或写法不对", "a text of an entry is missing or not fit"},
              {"写 1 到 128 字节的 UTF-8 文字，首尾无空格，无换行等控制字符",
               "write 1 to 128 bytes of UTF-8 without blanks at the ends, line breaks and other "
               "control characters"});
}

}  // namespace fugong::ledger
