// Evidence that a person may act for a firm. An installation gives Mandates (mandates.hpp) those
// kinds that it takes; others are added by writing the interface.
//
//   RegisterFact fact(key_hex, [&](std::string_view firm) { return representatives.find(firm); });
//   ByOfficer officer;
//   Mandates(database, context, {&fact, &officer})
//
// Evidence is looked at outside transactions: it may ask a register or send a message.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/fault.hpp"
#include "base/random.hpp"

namespace fugong::identity {

/// Who asks to act for which firm. Region and body are what the register says of the firm, never
/// what the person says: they settle who may confirm.
struct Claim {
  std::string firm;         ///< credit code
  std::string region = {};  ///< code of its place
  std::string body = {};    ///< the partner who vouches for it: its landlord, park, bank
};

struct Judged {
  enum class Outcome : std::uint8_t { confirmed, refused, asks_officer, asks_partner, asks_code };
  Outcome outcome = Outcome::refused;
  std::string code = {};  ///< what was sent, of asks_code
};

class MandateEvidence {
 public:
  virtual ~MandateEvidence() = default;
  /// Stable, in the database: "register-fact".
  virtual std::string_view name() const = 0;
  /// `shown` is what the person brings, such as a number; never kept.
  virtual Result<Judged> judge(const Claim& claim, std::string_view shown) = 0;
};

/// The number of the person's identity card is that of the firm's legal representative. Only hashes
/// are compared: HMAC-SHA-256 of the firm and the number, with a key that is the installation's.
class RegisterFact final : public MandateEvidence {
 public:
  /// The hash that the register has for a firm, if it has one.
  using Lookup = std::function<Result<std::optional<std::string>>(std::string_view firm)>;
  /// `key_hex`: 64 hex digits.
  RegisterFact(std::string key_hex, Lookup lookup)
      : key_hex_(std::move(key_hex)), lookup_(std::move(lookup)) {}
  std::string_view name() const override { return "register-fact"; }
  /// "evidence-none" if the register has no representative for the firm.
  Result<Judged> judge(const Claim& claim, std::string_view shown) override;

  /// For whoever fills the register. A number is compared in upper case, without blanks.
  static std::string hash(std::string_view key_hex, std::string_view firm, std::string_view number);

 private:
  std::string key_hex_;
  Lookup lookup_;
};

/// An officer of the firm's region looks at the papers.
class ByOfficer final : public MandateEvidence {
 public:
  std::string_view name() const override { return "officer"; }
  Result<Judged> judge(const Claim&, std::string_view) override {
    return Judged{Judged::Outcome::asks_officer};
  }
};

/// The body that vouches for the firm says so; "evidence-none" if none does.
class ByPartner final : public MandateEvidence {
 public:
  std::string_view name() const override { return "partner"; }
  Result<Judged> judge(const Claim& claim, std::string_view shown) override;
};

/// A code of eight digits goes to the phone that the register has for the firm.
class PhoneCode final : public MandateEvidence {
 public:
  /// Sends it; false if the register has no phone for the firm.
  using Send = std::function<Result<bool>(std::string_view firm, std::string_view code)>;
  PhoneCode(Random& random, Send send) : random_(random), send_(std::move(send)) {}
  std::string_view name() const override { return "phone-code"; }
  /// "evidence-none" without a phone.
  Result<Judged> judge(const Claim& claim, std::string_view shown) override;

 private:
  Random& random_;
  Send send_;
};

}  // namespace fugong::identity
