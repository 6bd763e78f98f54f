// Regular expressions as FEEL has them: XPath and XQuery Functions 3.1, section 5.6, run by PCRE2.
//
//   auto regex = Regex::compile("[A-Z-[OI]]+", "i");    // empty if the pattern isn't XPath's
//   regex->matches("sme");                              // true
//
// The pattern is read by XPath's grammar and written anew for PCRE2, so that nothing of PCRE2's own
// language gets through (look-around, recursion, \Q, possessive quantifiers).
//
// Patterns and texts are untrusted: both are bounded, and each call has a budget of steps, so that
// a catastrophic pattern ends. A Regex belongs to one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fugong::feel {

class Regex {
 public:
  /// Bytes of a pattern, of the text that it is tried on, and of what replace makes.
  static constexpr std::size_t kMaxPatternBytes = 4 * 1024;
  static constexpr std::size_t kMaxSubjectBytes = 32 * 1024;
  static constexpr std::size_t kMaxResultBytes = std::size_t{1} << 20;
  /// Groups nested in each other.
  static constexpr int kMaxGroupDepth = 50;
  /// Steps of one call; trying one item of the pattern is a step for each 256 bytes still ahead.
  static constexpr std::int64_t kMaxSteps = 20'000'000;

  enum class Failure : std::uint8_t {
    too_costly,      ///< the text is too long, or the steps ran out
    matches_empty,   ///< replace and split need a pattern that doesn't match the empty text
    bad_replacement  ///< a $ without a digit, a \ before anything but \ and $
  };

  /// Flags are any of s, m, i, x, q. Empty if the pattern or a flag isn't valid.
  static std::optional<Regex> compile(std::string_view pattern, std::string_view flags);

  Regex(Regex&&) noexcept;
  Regex& operator=(Regex&&) noexcept;
  ~Regex();

  /// Whether some part of the text matches; empty if it is too costly to find out.
  std::optional<bool> matches(std::string_view text) const;
  /// $0 to $9.. in the replacement are the groups.
  std::optional<std::string> replace(std::string_view text, std::string_view replacement) const;
  /// The parts between the matches.
  std::optional<std::vector<std::string>> split(std::string_view text) const;

  /// Why the last of the three gave nothing.
  Failure failure() const { return failure_; }

 private:
  struct Program;
  explicit Regex(std::unique_ptr<Program> program);
  std::unique_ptr<Program> program_;
  mutable Failure failure_ = Failure::too_costly;
};

/// XPath's pattern as PCRE2 has it (in UTF mode, without its extended flag); empty if it isn't
/// valid. `groups` is how many groups it captures.
std::optional<std::string> translate_pattern(std::string_view pattern, std::string_view flags,
                                             std::size_t& groups);

}  // namespace fugong::feel
