// Unified social credit code (GB 32100-2015): 18 characters of 0-9 and A-Z without I, O, S, V, Z.
// Positions 9 to 17 are an organization code of GB 11714 with its own check character; position 18
// checks the whole.
//
//   auto read = read_credit_code(" ９１350100m000100y43", place);
//   read->code    // "91350100M000100Y43"
//   read->tidied  // true: it was not written like that
//
// Blanks, lower case and full-width characters are forgiven and said; anything else is a fault that
// says what the text seems to be (a 15-digit number of the time before 2015, a number that a
// spreadsheet has rounded).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/fault.hpp"

namespace fugong::enterprise_register {

inline constexpr std::size_t kCreditCodeLength = 18;

struct CreditCode {
  std::string code;
  bool tidied = false;
};

Result<CreditCode> read_credit_code(std::string_view text, const Place& place);

/// The check character of the first 17 characters; 0 if one of them is not of the alphabet.
char credit_code_check(std::string_view first_17);
/// The check character of the 8 characters of an organization code (GB 11714); 0 as above.
char organization_code_check(std::string_view first_8);

/// The code of a synthetic firm: as if registered by an office 99SSSS, where SSSS are the last four
/// digits of the seed. No division code of GB/T 2260 begins with 99, so no office can have issued
/// it. `index` is below kMaxSyntheticFirms.
std::string synthetic_credit_code(std::uint64_t seed, std::uint64_t index);
bool is_synthetic_credit_code(std::string_view code);
/// Where synthetic codes stand in a sorted column: what they begin with (9 market regulation, 1 an
/// enterprise, 99 no province), and the first text behind them all.
struct CodeRange {
  std::string_view first;
  std::string_view behind;
};
inline constexpr CodeRange kSyntheticCodes{"9199", "919A"};
/// Eight digits of the organization code number the firms.
inline constexpr std::uint64_t kMaxSyntheticFirms = 99'999'999;

/// Full-width letters, digits and signs as their ASCII forms, without blanks.
std::string half_width(std::string_view text);

}  // namespace fugong::enterprise_register
