#include "platform/identity/evidence.hpp"

#include <fmt/format.h>

#include <charconv>

#include "base/hash.hpp"
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

std::string RegisterFact::hash(std::string_view pepper, std::string_view number) {
  std::string plain;
  for (const char c : number) {
    if (c == ' ') continue;
    plain += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return sha256_hex(fmt::format("{}\n{}", pepper, plain));
}

Result<Judged> RegisterFact::judge(const Claim& claim, std::string_view shown) {
  auto known = lookup_(claim.firm);
  if (!known) return fail(std::move(known.error()));
  if (!*known) {
    return none({"登记库里没有这家企业的法定代表人",
                 "the register has no legal representative of this firm"});
  }
  const bool same = is_same_secret(**known, hash(pepper_, shown));
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
