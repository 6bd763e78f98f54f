// Running the patterns. The only file that includes PCRE2.
#define PCRE2_CODE_UNIT_WIDTH 8
#include "engines/feel/regex.hpp"

#include <pcre2.h>

#include <array>
#include <new>

namespace fugong::feel {
namespace {

template <class T, void (*Free)(T*)>
struct Freed {
  void operator()(T* held) const { Free(held); }
};
template <class T, void (*Free)(T*)>
using Owned = std::unique_ptr<T, Freed<T, Free>>;

using Code = Owned<pcre2_code, pcre2_code_free>;
using CompileContext = Owned<pcre2_compile_context, pcre2_compile_context_free>;
using MatchContext = Owned<pcre2_match_context, pcre2_match_context_free>;
using MatchData = Owned<pcre2_match_data, pcre2_match_data_free>;

template <class Held>
Held own(typename Held::pointer held) {
  if (held == nullptr) throw std::bad_alloc();
  return Held(held);
}

struct Budget {
  std::int64_t steps;
};

/// Called before each item of the pattern is tried; a negative answer ends the match.
int spend(pcre2_callout_block* block, void* data) {
  auto* budget = static_cast<Budget*>(data);
  constexpr std::size_t kBytesOfStep = 256;
  budget->steps -= 1 + static_cast<std::int64_t>((block->subject_length - block->current_position) /
                                                 kBytesOfStep);
  return budget->steps < 0 ? PCRE2_ERROR_CALLOUT : 0;
}

PCRE2_SPTR units(std::string_view text) {
  static const unsigned char kNothing = 0;
  return text.empty() ? &kNothing : reinterpret_cast<PCRE2_SPTR>(text.data());
}

constexpr std::uint32_t kHeapKib = 32 * 1024;

}  // namespace

struct Regex::Program {
  Code code;
  std::size_t groups = 0;
  bool literal_replacement = false;
  bool matches_empty = false;
};

namespace {

/// One run of a program over one text, with its budget.
class Run {
 public:
  Run(const pcre2_code* code, std::string_view text)
      : code_(code),
        text_(text),
        context_(own<MatchContext>(pcre2_match_context_create(nullptr))),
        data_(own<MatchData>(pcre2_match_data_create_from_pattern(code, nullptr))) {
    pcre2_set_callout(context_.get(), spend, &budget_);
    pcre2_set_heap_limit(context_.get(), kHeapKib);
  }

  /// True: found from `start` on. Empty: too costly, or the text isn't UTF-8.
  std::optional<bool> find(std::size_t start) {
    const int result =
        pcre2_match(code_, units(text_), text_.size(), start, 0, data_.get(), context_.get());
    if (result == PCRE2_ERROR_NOMATCH) return false;
    if (result < 0) return std::nullopt;
    return true;
  }
  std::size_t begin() const { return ends()[0]; }
  std::size_t end() const { return ends()[1]; }
  std::string_view group(std::size_t number) const {
    if (number >= pcre2_get_ovector_count(data_.get())) return {};
    const std::size_t from = ends()[2 * number];
    if (from == PCRE2_UNSET) return {};
    return text_.substr(from, ends()[2 * number + 1] - from);
  }

 private:
  const PCRE2_SIZE* ends() const { return pcre2_get_ovector_pointer(data_.get()); }
  const pcre2_code* code_;
  std::string_view text_;
  Budget budget_{Regex::kMaxSteps};
  MatchContext context_;
  MatchData data_;
};

/// One piece of a replacement: a text, then a group (none if it is the last).
struct Piece {
  std::string text;
  std::optional<std::size_t> group;
};

std::optional<std::vector<Piece>> read_replacement(std::string_view text, std::size_t groups,
                                                   bool literal) {
  std::vector<Piece> pieces(1);
  if (literal) {
    pieces.back().text = text;
    return pieces;
  }
  const auto is_digit = [&](std::size_t at) {
    return at < text.size() && text[at] >= '0' && text[at] <= '9';
  };
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '\\') {
      ++at;
      if (at == text.size() || (text[at] != '\\' && text[at] != '$')) return std::nullopt;
      pieces.back().text += text[at];
    } else if (c != '$') {
      pieces.back().text += c;
    } else {
      if (!is_digit(at + 1)) return std::nullopt;
      ++at;
      auto number = static_cast<std::size_t>(text[at] - '0');
      while (is_digit(at + 1)) {
        const std::size_t longer = number * 10 + static_cast<std::size_t>(text[at + 1] - '0');
        if (longer > groups) break;
        number = longer;
        ++at;
      }
      pieces.back().group = number;
      pieces.emplace_back();
    }
  }
  return pieces;
}

}  // namespace

Regex::Regex(std::unique_ptr<Program> program) : program_(std::move(program)) {}
Regex::Regex(Regex&&) noexcept = default;
Regex& Regex::operator=(Regex&&) noexcept = default;
Regex::~Regex() = default;

std::optional<Regex> Regex::compile(std::string_view pattern, std::string_view flags) {
  if (pattern.size() > kMaxPatternBytes) return std::nullopt;
  auto program = std::make_unique<Program>();
  const auto translated = translate_pattern(pattern, flags, program->groups);
  if (!translated) return std::nullopt;
  const auto has = [flags](char flag) { return flags.find(flag) != std::string_view::npos; };
  std::uint32_t options = PCRE2_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_MATCH_UNSET_BACKREF |
                          PCRE2_NEVER_BACKSLASH_C | PCRE2_AUTO_CALLOUT;
  if (has('i')) options |= PCRE2_CASELESS;
  if (has('m') && !has('q')) options |= PCRE2_MULTILINE;
  const auto context = own<CompileContext>(pcre2_compile_context_create(nullptr));
  pcre2_set_newline(context.get(), PCRE2_NEWLINE_LF);
  int error = 0;
  PCRE2_SIZE place = 0;
  program->code.reset(pcre2_compile(units(*translated), translated->size(), options, &error, &place,
                                    context.get()));
  if (!program->code) return std::nullopt;
  program->literal_replacement = has('q');
  program->matches_empty = Run(program->code.get(), {}).find(0).value_or(true);
  return Regex(std::move(program));
}

std::optional<bool> Regex::matches(std::string_view text) const {
  failure_ = Failure::too_costly;
  if (text.size() > kMaxSubjectBytes) return std::nullopt;
  return Run(program_->code.get(), text).find(0);
}

std::optional<std::string> Regex::replace(std::string_view text,
                                          std::string_view replacement) const {
  failure_ = Failure::matches_empty;
  if (program_->matches_empty) return std::nullopt;
  failure_ = Failure::bad_replacement;
  const auto pieces =
      read_replacement(replacement, program_->groups, program_->literal_replacement);
  if (!pieces) return std::nullopt;
  failure_ = Failure::too_costly;
  if (text.size() > kMaxSubjectBytes) return std::nullopt;
  Run run(program_->code.get(), text);
  std::string out;
  std::size_t done = 0;
  while (done <= text.size()) {
    const auto found = run.find(done);
    if (!found) return std::nullopt;
    if (!*found || run.end() == run.begin()) break;
    out += text.substr(done, run.begin() - done);
    for (const Piece& piece : *pieces) {
      out += piece.text;
      if (piece.group) out += run.group(*piece.group);
    }
    if (out.size() > kMaxResultBytes) return std::nullopt;
    done = run.end();
  }
  out += text.substr(done);
  return out;
}

std::optional<std::vector<std::string>> Regex::split(std::string_view text) const {
  failure_ = Failure::matches_empty;
  if (program_->matches_empty) return std::nullopt;
  failure_ = Failure::too_costly;
  if (text.size() > kMaxSubjectBytes) return std::nullopt;
  Run run(program_->code.get(), text);
  std::vector<std::string> parts;
  std::size_t done = 0;
  while (true) {
    const auto found = run.find(done);
    if (!found) return std::nullopt;
    if (!*found || run.end() == run.begin()) break;
    parts.emplace_back(text.substr(done, run.begin() - done));
    done = run.end();
  }
  parts.emplace_back(text.substr(done));
  return parts;
}

}  // namespace fugong::feel
