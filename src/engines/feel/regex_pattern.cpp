// The grammar of XPath's regular expressions (XML Schema's, with the additions of XPath 3.1).
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.hpp"
#include "engines/feel/regex.hpp"
#include "engines/feel/regex_blocks.hpp"

namespace fugong::feel {
namespace {

using CodeRange = std::pair<char32_t, char32_t>;

// XML's NameStartChar and NameChar: \i and \c.
constexpr std::array<CodeRange, 16> kNameStart{{{':', ':'},
                                                {'A', 'Z'},
                                                {'_', '_'},
                                                {'a', 'z'},
                                                {0xC0, 0xD6},
                                                {0xD8, 0xF6},
                                                {0xF8, 0x2FF},
                                                {0x370, 0x37D},
                                                {0x37F, 0x1FFF},
                                                {0x200C, 0x200D},
                                                {0x2070, 0x218F},
                                                {0x2C00, 0x2FEF},
                                                {0x3001, 0xD7FF},
                                                {0xF900, 0xFDCF},
                                                {0xFDF0, 0xFFFD},
                                                {0x10000, 0xEFFFF}}};
constexpr std::array<CodeRange, 19> kName{{{'-', '.'},
                                           {'0', ':'},
                                           {'A', 'Z'},
                                           {'_', '_'},
                                           {'a', 'z'},
                                           {0xB7, 0xB7},
                                           {0xC0, 0xD6},
                                           {0xD8, 0xF6},
                                           {0xF8, 0x37D},
                                           {0x37F, 0x1FFF},
                                           {0x200C, 0x200D},
                                           {0x203F, 0x2040},
                                           {0x2070, 0x218F},
                                           {0x2C00, 0x2FEF},
                                           {0x3001, 0xD7FF},
                                           {0xF900, 0xFDCF},
                                           {0xFDF0, 0xFFFD},
                                           {0x10000, 0xEFFFF},
                                           {0x10FFFF, 0x10FFFE}}};
constexpr std::array<CodeRange, 3> kSpace{{{0x9, 0xA}, {0xD, 0xD}, {0x20, 0x20}}};

constexpr std::array<std::string_view, 36> kCategories{
    "L",  "Lu", "Ll", "Lt", "Lm", "Lo", "M",  "Mn", "Mc", "Me", "N",  "Nd",
    "Nl", "No", "P",  "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Z",  "Zs",
    "Zl", "Zp", "S",  "Sm", "Sc", "Sk", "So", "C",  "Cc", "Cf", "Co", "Cn"};

std::string code_range_text(const CodeRange& range) {
  return fmt::format("\\x{{{:x}}}-\\x{{{:x}}}", static_cast<std::uint32_t>(range.first),
                     static_cast<std::uint32_t>(range.second));
}

/// The inside of a PCRE2 class for the ranges (ascending), or for everything but them.
template <class Ranges>
std::string ranges_text(const Ranges& ranges, bool negated) {
  std::string out;
  char32_t next = 0;
  for (const CodeRange& range : ranges) {
    if (range.first > range.second) continue;
    if (!negated) out += code_range_text(range);
    if (negated && range.first > next) out += code_range_text({next, range.first - 1});
    next = range.second + 1;
  }
  if (negated && next <= 0x10FFFF) out += code_range_text({next, 0x10FFFF});
  return out;
}

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// What flag x does before anything is read: blanks go, but not inside a class.
std::string without_blanks(std::string_view pattern) {
  std::string out;
  int depth = 0;
  bool escaped = false;
  for (const char c : pattern) {
    if (depth == 0 && is_blank(c)) continue;
    out += c;
    if (!escaped && c == '[') ++depth;
    if (!escaped && c == ']' && depth > 0) --depth;
    escaped = !escaped && c == '\\';
  }
  return out;
}

std::string quoted(char32_t c) {
  return fmt::format("\\x{{{:x}}}", static_cast<std::uint32_t>(c));
}

class Translator {
 public:
  Translator(std::string_view text, bool dot_all) : text_(text), dot_all_(dot_all) {}

  std::optional<std::string> run(std::size_t& groups) {
    if (!alternatives(0) || !done()) return std::nullopt;
    groups = opened_;
    return std::move(out_);
  }

 private:
  bool done() const { return at_ >= text_.size(); }
  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  bool take(char c) {
    if (done() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  bool alternatives(int depth) {
    if (depth > Regex::kMaxGroupDepth) return false;
    while (true) {
      while (!done() && peek() != '|' && peek() != ')') {
        if (!piece(depth)) return false;
      }
      if (!take('|')) return true;
      out_ += '|';
    }
  }

  bool piece(int depth) {
    const char c = peek();
    if (c == '^' || c == '$') {
      ++at_;
      out_ += c;
      return true;
    }
    return atom(depth) && quantifier();
  }

  bool atom(int depth) {
    switch (peek()) {
      case '(':
        return group(depth);
      case '[':
        return character_class(depth);
      case '\\':
        return escape_outside();
      case '.':
        ++at_;
        out_ += dot_all_ ? "[\\x{0}-\\x{10ffff}]" : "[^\\n\\r]";
        return true;
      case '?':
      case '*':
      case '+':
      case '{':
      case '}':
      case ']':
        return false;
      default:
        out_ += quoted(next_code_point(text_, at_));
        return true;
    }
  }

  bool group(int depth) {
    ++at_;
    std::size_t number = 0;
    if (take('?')) {
      if (!take(':')) return false;
      out_ += "(?:";
    } else {
      number = ++opened_;
      out_ += '(';
    }
    if (!alternatives(depth + 1) || !take(')')) return false;
    out_ += ')';
    if (number != 0) closed_.push_back(number);
    return true;
  }

  std::optional<int> count() {
    constexpr int kMaxCount = 65'535;
    const std::size_t start = at_;
    int value = 0;
    while (peek() >= '0' && peek() <= '9') {
      value = value * 10 + (peek() - '0');
      if (value > kMaxCount) return std::nullopt;
      ++at_;
    }
    return at_ == start ? std::nullopt : std::optional(value);
  }

  bool quantifier() {
    const char c = peek();
    if (c == '?' || c == '*' || c == '+') {
      ++at_;
      out_ += c;
    } else if (take('{')) {
      const auto least = count();
      if (!least) return false;
      out_ += fmt::format("{{{}", *least);
      if (take(',')) {
        out_ += ',';
        if (peek() != '}') {
          const auto most = count();
          if (!most || *most < *least) return false;
          out_ += fmt::format("{}", *most);
        }
      }
      if (!take('}')) return false;
      out_ += '}';
    } else {
      return true;
    }
    if (take('?')) out_ += '?';
    return true;
  }

  bool escape_outside() {
    const char c = peek(1);
    if (c >= '1' && c <= '9') return back_reference();
    std::string inside;
    if (!escape(inside)) return false;
    out_ += "[" + inside + "]";
    return true;
  }

  /// As many digits as name a group that is already closed.
  bool back_reference() {
    ++at_;
    std::size_t number = static_cast<std::size_t>(peek() - '0');
    ++at_;
    while (peek() >= '0' && peek() <= '9') {
      const std::size_t longer = number * 10 + static_cast<std::size_t>(peek() - '0');
      if (longer > opened_) break;
      number = longer;
      ++at_;
    }
    if (std::find(closed_.begin(), closed_.end(), number) == closed_.end()) return false;
    out_ += fmt::format("\\g{{{}}}", number);
    return true;
  }

  /// An escape as the inside of a class.
  bool escape(std::string& to) {
    ++at_;
    if (done()) return false;
    const char c = text_[at_++];
    switch (c) {
      case 'n':
        to += "\\n";
        return true;
      case 'r':
        to += "\\r";
        return true;
      case 't':
        to += "\\t";
        return true;
      case 's':
        to += ranges_text(kSpace, false);
        return true;
      case 'S':
        to += ranges_text(kSpace, true);
        return true;
      case 'i':
        to += ranges_text(kNameStart, false);
        return true;
      case 'I':
        to += ranges_text(kNameStart, true);
        return true;
      case 'c':
        to += ranges_text(kName, false);
        return true;
      case 'C':
        to += ranges_text(kName, true);
        return true;
      case 'd':
        to += "\\p{Nd}";
        return true;
      case 'D':
        to += "\\P{Nd}";
        return true;
      case 'w':
        to += "\\p{L}\\p{M}\\p{N}\\p{S}";
        return true;
      case 'W':
        to += "\\p{P}\\p{Z}\\p{C}";
        return true;
      case 'p':
        return category(to, false);
      case 'P':
        return category(to, true);
      default:
        break;
    }
    constexpr std::string_view kPlain = "\\|.-^?*+{}()[]$";
    if (kPlain.find(c) == std::string_view::npos) return false;
    to += quoted(static_cast<unsigned char>(c));
    return true;
  }

  bool category(std::string& to, bool negated) {
    if (!take('{')) return false;
    const std::size_t end = text_.find('}', at_);
    if (end == std::string_view::npos) return false;
    const std::string_view name = text_.substr(at_, end - at_);
    at_ = end + 1;
    if (std::find(kCategories.begin(), kCategories.end(), name) != kCategories.end()) {
      to += fmt::format("\\{}{{{}}}", negated ? 'P' : 'p', name);
      return true;
    }
    if (!name.starts_with("Is")) return false;
    const auto block = unicode_block(name.substr(2));
    if (!block) return false;
    to += ranges_text(std::array<CodeRange, 1>{*block}, negated);
    return true;
  }

  /// [base-[without]] becomes (?:(?![without])[base]).
  bool character_class(int depth) {
    std::string made;
    if (!read_class(made, depth)) return false;
    out_ += made;
    return true;
  }

  bool read_class(std::string& made, int depth) {
    if (depth > Regex::kMaxGroupDepth) return false;
    ++at_;
    const bool negated = take('^');
    std::string inside;
    std::string without;
    bool first = true;
    while (true) {
      if (done()) return false;
      if (peek() == ']') break;
      if (peek() == '-' && peek(1) == '[') {
        if (first) return false;
        ++at_;
        if (!read_class(without, depth + 1) || peek() != ']') return false;
        break;
      }
      if (!class_member(inside, first)) return false;
      first = false;
    }
    ++at_;
    if (first) return false;
    made = fmt::format("[{}{}]", negated ? "^" : "", inside);
    if (!without.empty()) made = fmt::format("(?:(?!{}){})", without, made);
    return true;
  }

  /// A single character, empty if it stands for several (\d) or isn't valid (failed_ is set).
  std::optional<char32_t> single(std::string& several) {
    if (peek() != '\\') return next_code_point(text_, at_);
    const char c = peek(1);
    constexpr std::string_view kSeveral = "sSiIcCdDwWpP";
    if (kSeveral.find(c) != std::string_view::npos || !escape(several)) return std::nullopt;
    several.clear();
    return c == 'n' ? U'\n' : c == 'r' ? U'\r' : c == 't' ? U'\t' : static_cast<char32_t>(c);
  }

  bool class_member(std::string& inside, bool first) {
    constexpr std::string_view kSeveral = "sSiIcCdDwWpP";
    if (peek() == '[') return false;
    // A bare hyphen stands first, last or (as the end of a range never) nowhere.
    if (peek() == '-' && !first && peek(1) != ']') return false;
    if (peek() == '\\' && kSeveral.find(peek(1)) != std::string_view::npos) return escape(inside);
    std::string unused;
    const auto low = single(unused);
    if (!low) return false;
    if (peek() != '-' || peek(1) == ']' || peek(1) == '[') {
      inside += quoted(*low);
      return true;
    }
    ++at_;
    if (peek() == '\\' && kSeveral.find(peek(1)) != std::string_view::npos) return false;
    if (done() || peek() == '-') return false;
    const auto high = single(unused);
    if (!high || *high < *low) return false;
    inside += code_range_text({*low, *high});
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool dot_all_;
  std::string out_;
  std::size_t opened_ = 0;
  std::vector<std::size_t> closed_;
};

}  // namespace

std::optional<std::string> translate_pattern(std::string_view pattern, std::string_view flags,
                                             std::size_t& groups) {
  groups = 0;
  if (find_invalid_utf8(pattern) || flags.find_first_not_of("smixq") != std::string_view::npos) {
    return std::nullopt;
  }
  const auto has = [flags](char flag) { return flags.find(flag) != std::string_view::npos; };
  if (has('q')) {
    std::string out;
    for (std::size_t at = 0; at < pattern.size();)
      out += quoted(next_code_point(pattern, at));
    return out;
  }
  const std::string text = has('x') ? without_blanks(pattern) : std::string(pattern);
  return Translator(text, has('s')).run(groups);
}

}  // namespace fugong::feel
