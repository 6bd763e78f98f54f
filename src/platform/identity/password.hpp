// Passwords: how they are kept (Argon2id, RFC 9106) and which ones are good enough.
//
//   const PasswordHasher hasher;                         // what the machine can bear
//   hasher.hash(password, random.hex(16));               // "$argon2id$v=19$m=65536,t=3,p=1$..."
//   check_password(PasswordPolicy::asvs(), password, {login, name});
//
// Values and pure functions; safe to use from several threads. A hash takes as much memory as the
// cost says, so that whoever serves many must bound how many sign in at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/fault.hpp"

namespace fugong::identity {

/// What one guess costs. The default is the second choice of RFC 9106, section 4 (64 MiB, three
/// passes, here in one lane), about a tenth of a second.
struct PasswordCost {
  std::uint64_t passes = 3;                          ///< at least 1
  std::size_t memory_bytes = std::size_t{64} << 20;  ///< whole KiB, at least 8
};

class PasswordHasher {
 public:
  explicit PasswordHasher(PasswordCost cost = {}) : cost_(cost) {}
  virtual ~PasswordHasher() = default;

  /// In the form that other Argon2 libraries read. `salt_hex` are 16 random bytes. A fault
  /// "password-memory" if the machine has not so much.
  virtual Result<std::string> hash(std::string_view password, std::string_view salt_hex) const;
  /// In a time that hangs on the cost in `kept` only.
  virtual bool verify(const std::string& kept, std::string_view password) const;
  /// Whether `kept` was made at another cost: hash again when the password is next at hand.
  bool is_outdated(const std::string& kept) const;

 private:
  PasswordCost cost_;
};

/// Which passwords are taken. The two rule books disagree, so each installation has one.
struct PasswordPolicy {
  std::size_t min_length = 12;    ///< code points
  std::size_t max_length = 128;   ///< code points
  int min_classes = 1;            ///< of: lower case, upper case, digits, all others
  std::int64_t max_age_days = 0;  ///< then a new one is asked for; 0: never
  /// So many of the last ones are not taken again, the present one among them; 0: not looked at.
  std::int64_t history = 0;
  /// Lower case, sorted; none of them may be a password. The installation's list: none is shipped.
  std::vector<std::string> common = {};

  /// OWASP ASVS 5.0, 6.2: length, no composition, no change by the calendar.
  static PasswordPolicy asvs();
  /// As 等保 (GB/T 22239-2019, 8.1.4.1) is assessed: three classes of characters, changed every 90
  /// days, none of the last five again. The standard itself gives no figure; these are settings.
  static PasswordPolicy graded_protection();
};

/// The lines of a list, for PasswordPolicy::common.
std::vector<std::string> common_passwords(std::string_view list);

/// What SignIn asks of a new password besides: password-same, password-used (by the history).
/// Codes: password-short, password-long, password-plain (too few classes), password-common,
/// password-personal (contains one of `words` of 4 or more characters), password-repeated (two
/// characters or fewer), text-encoding (not UTF-8). All that is wrong at once.
Result<void> check_password(const PasswordPolicy& policy, std::string_view password,
                            const std::vector<std::string>& words);

/// Compares every byte, wherever they differ.
bool is_same_secret(std::string_view a, std::string_view b);

}  // namespace fugong::identity
