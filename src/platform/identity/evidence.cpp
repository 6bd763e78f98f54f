#include "platform/identity/evidence.hpp"

#include <fmt/format.h>
#include <sodium/crypto_auth_hmacsha256.h>
#include <sodium/utils.h>

#include <array>
#include <charconv>

#include "platform/identity/password.hpp"

namespace fugong::identity {
namespace {

constexpr std::uint64_t kCodes = 100'000'000;

tl::unexpected<Faults> none(Text message) {
  return fail(
      "evidence-none", {}, std::move(message),
      {"换一种证明方式，例如请经办人员核实", "prove it another way, such as by an officer"});
}

}  // namespace

std::string RegisterFact::hash(std::string_view key_hex, std::string_view firm,
                               std::string_view number) {
  std::array<unsigned char, crypto_auth_hmacsha256_KEYBYTES> key{};
  std::size_t length = 0;
  const bool good = sodium_hex2bin(key.data(), key.size(), key_hex.data(), key_hex.size(), nullptr,
                                   &length, nullptr) == 0;
  FUGONG_CHECK(good && length == key.size(), "a key of 32 bytes");
  // Somebody who represents two firms doesn't show by his hash.
  std::string plain(firm);
  plain += '\n';
  for (const char c : number) {
    if (c == ' ') continue;
    plain += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  std::array<unsigned char, crypto_auth_hmacsha256_BYTES> mac{};
  crypto_auth_hmacsha256(mac.data(), reinterpret_cast<const unsigned char*>(plain.data()),
                         plain.size(), key.data());
  std::string hex(2 * mac.size() + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), mac.data(), mac.size());
  hex.pop_back();
  return hex;
}

Result<Judged> RegisterFact::judge(const Claim& claim, std::string_view shown) {
  auto known = lookup_(claim.firm);
  if (!known) return fail(std::move(known.error()));
  if (!*known) {
    return none({"登记库里没有这家企业的法定代表人",
                 "the register has no legal representative of this firm"});
  }
  const bool same = is_same_secret(**known, hash(key_hex_, claim.firm, shown));
  return Judged{same ? Judged::Outcome::confirmed : Judged::Outcome::refused};
}

Result<Judged> ByPartner::judge(const Claim& claim, std::string_view) {
  if (claim.body.empty())
    return none({"没有合作机构可为这家企业作证", "no partner vouches for this firm"});
  return Judged{Judged::Outcome::asks_partner};
}

Result<Judged> PhoneCode::judge(const Claim& claim, std::string_view) {
  const std::string hex = random_.hex(8);
  std::uint64_t number = 0;
  std::from_chars(hex.data(), hex.data() + hex.size(), number, 16);
  const std::string code = fmt::format("{:08}", number % kCodes);
  auto sent = send_(claim.firm, code);
  if (!sent) return fail(std::move(sent.error()));
  if (!*sent) return none({"登记库里没有这家企业的电话", "the register has no phone of this firm"});
  return Judged{Judged::Outcome::asks_code, code};
}

}  // namespace fugong::identity
