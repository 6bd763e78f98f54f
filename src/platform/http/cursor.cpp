#include "platform/http/cursor.hpp"

#include <sodium/crypto_auth_hmacsha256.h>
#include <sodium/crypto_verify_32.h>
#include <sodium/utils.h>

#include <algorithm>
#include <charconv>
#include <utility>
#include <vector>

namespace fugong::http {
namespace {

constexpr std::size_t kSignatureBytes = crypto_auth_hmacsha256_BYTES;
constexpr std::size_t kMaxPositionBytes = 512;
constexpr int kForUrls = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

unsigned char* bytes_of(std::string& text) {
  return static_cast<unsigned char*>(static_cast<void*>(text.data()));
}
const unsigned char* bytes_of(std::string_view text) {
  return static_cast<const unsigned char*>(static_cast<const void*>(text.data()));
}

/// With its length before it: no two lists of parts give one text.
void add_part(std::string& to, std::string_view part) {
  to.append(std::to_string(part.size())).append(1, ':').append(part);
}

std::string encoded(std::string_view bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), kForUrls), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes_of(bytes), bytes.size(), kForUrls);
  text.pop_back();  // its zero
  return text;
}

/// Empty if it isn't what `encoded` writes.
std::string decoded(std::string_view text) {
  std::string bytes(text.size(), '\0');
  std::size_t length = 0;
  const char* end = nullptr;
  if (sodium_base642bin(bytes_of(bytes), bytes.size(), text.data(), text.size(), nullptr, &length,
                        &end, kForUrls) != 0 ||
      end != text.data() + text.size()) {
    return {};
  }
  bytes.resize(length);
  return bytes;
}

}  // namespace

Cursors::Cursors(std::string_view secret) {
  std::size_t length = 0;
  const int code = sodium_hex2bin(secret_.data(), secret_.size(), secret.data(), secret.size(),
                                  nullptr, &length, nullptr);
  FUGONG_CHECK(code == 0 && length == secret_.size() && secret.size() == 2 * secret_.size(),
               "the secret has 32 bytes");
}

std::string Cursors::sign(std::string_view route, std::string_view filter,
                          std::string_view position) const {
  std::string text = "fugong-cursor/1";
  add_part(text, route);
  add_part(text, filter);
  add_part(text, position);
  std::string signature(kSignatureBytes, '\0');
  crypto_auth_hmacsha256(bytes_of(signature), bytes_of(std::string_view(text)), text.size(),
                         secret_.data());
  return signature;
}

std::string Cursors::seal(std::string_view route, std::string_view filter,
                          std::string_view position) const {
  FUGONG_CHECK(position.size() <= kMaxPositionBytes, "a position is short");
  return encoded(sign(route, filter, position).append(position));
}

Result<std::string> Cursors::open(std::string_view route, std::string_view filter,
                                  std::string_view cursor) const {
  const std::string bytes = cursor.size() <= kMaxCursorBytes ? decoded(cursor) : std::string();
  if (bytes.size() >= kSignatureBytes) {
    std::string position = bytes.substr(kSignatureBytes);
    const std::string due = sign(route, filter, position);
    if (crypto_verify_32(bytes_of(std::string_view(bytes)), bytes_of(std::string_view(due))) == 0) {
      return position;
    }
  }
  return fail("cursor-invalid", Place{"", 0, 0, "/cursor"},
              {"翻页标记无效，或属于另一次查询", "the cursor is wrong, or is of another search"},
              {"原样使用上一页的 next_cursor，其他条件不变；或从第一页开始",
               "send next_cursor of the page before as it is, with the same conditions; or begin "
               "with the first page"});
}

std::string filter_of(const Request& request) {
  std::vector<std::pair<std::string, std::string>> asked;
  for (const auto& value : request.query) {
    if (value.first != "cursor" && value.first != "limit") asked.push_back(value);
  }
  std::sort(asked.begin(), asked.end());
  std::string filter;
  for (const auto& [name, value] : asked) {
    add_part(filter, name);
    add_part(filter, value);
  }
  return filter;
}

Result<int> page_limit(const Request& request) {
  const auto given = request.query_value("limit");
  if (!given) return kPageLimit;
  int limit = 0;
  const auto [end, error] = std::from_chars(given->data(), given->data() + given->size(), limit);
  if (error == std::errc{} && end == given->data() + given->size() && limit >= 1 &&
      limit <= kMaxPageLimit) {
    return limit;
  }
  const std::string most = std::to_string(kMaxPageLimit);
  return fail("limit-invalid", Place{"", 0, 0, "/limit"},
              {"limit 应为 1 至 " + most + " 的整数", "limit is a whole number from 1 to " + most},
              {"改小 limit，用 next_cursor 翻页", "take a smaller one, and next_cursor for more"});
}

}  // namespace fugong::http
