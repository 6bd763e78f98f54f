#include "platform/identity/password.hpp"

#include <fmt/format.h>
#include <sodium/core.h>
#include <sodium/crypto_pwhash.h>
#include <sodium/utils.h>

#include <algorithm>
#include <array>
#include <set>

#include "base/text.hpp"

namespace fugong::identity {
namespace {

constexpr std::size_t kHashBytes = 32;
constexpr int kUnpadded = sodium_base64_VARIANT_ORIGINAL_NO_PADDING;

template <std::size_t size>
std::string base64(const std::array<unsigned char, size>& bytes) {
  std::array<char, sodium_base64_ENCODED_LEN(size, kUnpadded)> text{};
  return sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), kUnpadded);
}

/// ASCII letters in lower case.
std::string lowered(std::string_view text) {
  std::string low(text);
  for (char& c : low)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return low;
}

int classes_of(std::string_view password) {
  bool lower = false;
  bool upper = false;
  bool digit = false;
  bool other = false;
  for (const char c : password) {
    lower = lower || (c >= 'a' && c <= 'z');
    upper = upper || (c >= 'A' && c <= 'Z');
    digit = digit || (c >= '0' && c <= '9');
    other = other || !((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'));
  }
  return int{lower} + int{upper} + int{digit} + int{other};
}

}  // namespace

Result<std::string> PasswordHasher::hash(std::string_view password,
                                         std::string_view salt_hex) const {
  FUGONG_CHECK(sodium_init() >= 0, "libsodium starts");
  std::array<unsigned char, crypto_pwhash_argon2id_SALTBYTES> salt{};
  std::size_t length = 0;
  FUGONG_CHECK(sodium_hex2bin(salt.data(), salt.size(), salt_hex.data(), salt_hex.size(), nullptr,
                              &length, nullptr) == 0 &&
                   length == salt.size(),
               "a salt of 16 bytes");
  std::array<unsigned char, kHashBytes> key{};
  if (crypto_pwhash(key.data(), key.size(), password.data(), password.size(), salt.data(),
                    cost_.passes, cost_.memory_bytes, crypto_pwhash_ALG_ARGON2ID13) != 0) {
    return fail(
        "password-memory", {},
        {"内存不足，无法处理密码", "not enough memory to work on a password"},
        {"稍后再试，或调低密码散列的内存", "try again later, or lower the memory of a hash"});
  }
  return fmt::format("$argon2id$v=19$m={},t={},p=1${}${}", cost_.memory_bytes >> 10, cost_.passes,
                     base64(salt), base64(key));
}

bool PasswordHasher::verify(const std::string& kept, std::string_view password) const {
  FUGONG_CHECK(sodium_init() >= 0, "libsodium starts");
  return crypto_pwhash_str_verify(kept.c_str(), password.data(), password.size()) == 0;
}

bool PasswordHasher::is_outdated(const std::string& kept) const {
  return !kept.starts_with(
      fmt::format("$argon2id$v=19$m={},t={},p=1$", cost_.memory_bytes >> 10, cost_.passes));
}

PasswordPolicy PasswordPolicy::asvs() {
  return {};
}
PasswordPolicy PasswordPolicy::graded_protection() {
  return {.min_length = 10, .min_classes = 3, .max_age_days = 90, .history = 5};
}

std::vector<std::string> common_passwords(std::string_view list) {
  std::vector<std::string> common;
  while (!list.empty()) {
    const std::size_t end = std::min(list.find('\n'), list.size());
    std::string_view line = list.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!line.empty()) common.push_back(lowered(line));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  std::ranges::sort(common);
  const auto again = std::ranges::unique(common);
  common.erase(again.begin(), again.end());
  return common;
}

Result<void> check_password(const PasswordPolicy& policy, std::string_view password,
                            const std::vector<std::string>& words) {
  if (find_invalid_utf8(password)) {
    return fail("text-encoding", {}, {"密码不是 UTF-8 文本", "the password is not UTF-8 text"},
                {"用键盘输入", "type it"});
  }
  Faults faults;
  const auto wrong = [&](const char* code, Text message, Text remedy) {
    faults.push_back({code, {}, std::move(message), std::move(remedy)});
  };
  const std::size_t length = count_code_points(password);
  if (length < policy.min_length) {
    wrong("password-short",
          {fmt::format("密码只有 {} 个字符", length),
           fmt::format("a password of {} characters", length)},
          {fmt::format("至少 {} 个；几个不相干的词连起来也行", policy.min_length),
           fmt::format("at least {}; several unrelated words will do", policy.min_length)});
  }
  if (length > policy.max_length) {
    wrong("password-long",
          {fmt::format("密码有 {} 个字符", length),
           fmt::format("a password of {} characters", length)},
          {fmt::format("至多 {} 个", policy.max_length),
           fmt::format("at most {}", policy.max_length)});
  }
  if (classes_of(password) < policy.min_classes) {
    wrong("password-plain", {"密码的字符种类太少", "the password has too few kinds of characters"},
          {fmt::format("小写、大写、数字、其他四种里至少用 {} 种", policy.min_classes),
           fmt::format("use at least {} of: lower case, upper case, digits, others",
                       policy.min_classes)});
  }
  if (length > 0 && std::set<char>(password.begin(), password.end()).size() <= 2) {
    wrong("password-repeated",
          {"密码只重复一两个字符", "the password repeats one or two characters"},
          {"换一个", "choose another"});
  }
  const std::string low = lowered(password);
  if (std::ranges::binary_search(policy.common, low)) {
    wrong("password-common", {"这是常见密码", "this password is a common one"},
          {"换一个别人想不到的", "choose one that nobody would think of"});
  }
  for (const std::string& word : words) {
    if (count_code_points(word) < 4 || low.find(lowered(word)) == std::string::npos) continue;
    wrong("password-personal",
          {"密码里有登录名或姓名", "the password contains the login or the name"},
          {"换一个与本人无关的", "choose one that has nothing to do with you"});
    break;
  }
  if (!faults.empty()) return fail(std::move(faults));
  return {};
}

bool is_same_secret(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace fugong::identity
