// Names by the longest match against the scope, and types.
#include <algorithm>
#include <array>
#include <utility>

#include "base/ascii.hpp"
#include "engines/feel/builtins.hpp"
#include "engines/feel/parser.hpp"

namespace fugong::feel {
namespace {

constexpr std::array<std::string_view, 3> kSpacedProperties{"time offset", "start included",
                                                            "end included"};
constexpr std::array<std::string_view, 3> kSpacedTypes{"date and time", "days and time duration",
                                                       "years and months duration"};

// A name longer than this is not repeated in a remedy.
constexpr std::size_t kMaxSuggested = 64;

bool is_plain(char c) {
  return is_lower(c) || is_upper(c) || is_digit(c) || c == '_';
}

bool is_snake_case(std::string_view word) {
  return !word.empty() && is_lower(word.front()) &&
         std::all_of(word.begin(), word.end(),
                     [](char c) { return is_lower(c) || is_digit(c) || c == '_'; });
}

// loanRate, Loan-Rate, "loan rate" -> loan_rate; empty if no such name can be made of it.
std::string to_snake_case(std::string_view word) {
  std::string result;
  char before = '_';
  for (const char c : word) {
    const char next = is_plain(c) ? c : '_';
    if (is_upper(next) && (is_lower(before) || is_digit(before))) result += '_';
    if (next != '_' || (!result.empty() && result.back() != '_'))
      result += is_upper(next) ? static_cast<char>(next - 'A' + 'a') : next;
    before = next;
  }
  while (!result.empty() && result.back() == '_')
    result.pop_back();
  return is_snake_case(result) ? result : std::string();
}

// The longest name of an ordered set that stands here and begins with `word`.
template <class Set, class Key>
void longest_in(const Set& set, const Key& key_of, std::string_view word, const Lexer& lexer,
                bool reserved_too, std::size_t& best) {
  for (auto it = set.lower_bound(word); it != set.end(); ++it) {
    const std::string& candidate = key_of(*it);
    if (!candidate.starts_with(word)) break;
    if (!reserved_too && is_reserved(candidate)) continue;
    best = std::max(best, lexer.match_name(candidate));
  }
}

}  // namespace

std::size_t Parser::match_in_scope(bool member) const {
  const std::string_view word = lexer_.word();
  std::size_t best = 0;
  if (word.empty()) return 0;
  const auto itself = [](const std::string& name) -> const std::string& { return name; };
  const auto first = [](const auto& entry) -> const std::string& { return entry.first; };
  longest_in(names_, itself, word, lexer_, member, best);
  longest_in(locals_, first, word, lexer_, member, best);
  if (member || filter_depth_ > 0) longest_in(keys_, itself, word, lexer_, member, best);
  if (member) {
    for (const std::string_view name : kSpacedProperties)
      best = std::max(best, lexer_.match_name(name));
  } else {
    for (const Builtin& builtin : all_builtins()) {
      if (builtin.name.starts_with(word)) best = std::max(best, lexer_.match_name(builtin.name));
    }
  }
  return best;
}

// Two words in a row can't be anything else: an unknown name with a space is kept whole, so that
// the message about it names what the author wrote.
std::size_t Parser::with_stray_words(std::size_t bytes) {
  Lexer reader = lexer_;
  std::size_t end = lexer_.at() + bytes;
  while (true) {
    reader.move_to(end);
    reader.skip_blanks();
    const std::string_view next = reader.word();
    if (next.empty() || is_reserved(next) || reader.at() == end) break;
    const std::size_t before = lexer_.at();
    lexer_.move_to(reader.at());
    const bool slip = slip_here();
    lexer_.move_to(before);
    if (slip) break;
    end = reader.at() + next.size();
  }
  return end - lexer_.at();
}

Part Parser::name() {
  const std::size_t begin = lexer_.at();
  const std::string_view word = lexer_.word();
  std::size_t bytes = word.size();
  if (policy()) {
    if (!check_spaced_builtin() || !check_policy_name(word, begin)) return {};
  } else {
    bytes = with_stray_words(std::max(bytes, match_in_scope(false)));
  }
  lexer_.advance(bytes);
  Part result = leaf(Syntax::name, begin);
  if (result) result.ast->text = normalise_name(source_.substr(begin, bytes));
  return result;
}

std::optional<std::string> Parser::member_name() {
  const std::size_t begin = lexer_.at();
  const std::string_view word = lexer_.word();
  if (word.empty()) {
    unexpected({"点后面的成员名", "the name of a member after the dot"});
    return std::nullopt;
  }
  std::size_t bytes = word.size();
  if (policy()) {
    if (!check_policy_name(word, begin)) return std::nullopt;
  } else {
    bytes = with_stray_words(std::max(bytes, match_in_scope(true)));
  }
  lexer_.advance(bytes);
  return normalise_name(source_.substr(begin, bytes));
}

// A name that is declared here: a key, a parameter, a variable.
std::optional<std::string> Parser::new_name(bool stop_at_in) {
  skip();
  if (fault_) return std::nullopt;
  const std::size_t begin = lexer_.at();
  const std::string_view word = lexer_.word();
  if (word.empty()) {
    unexpected({"一个名称", "a name"});
    return std::nullopt;
  }
  if (!policy()) return lexer_.declared_name(stop_at_in);
  if (!check_policy_name(word, begin)) return std::nullopt;
  if (is_reserved(word)) {
    set_fault("name-reserved", begin,
              {"“" + std::string(word) + "” 是 FEEL 的保留字",
               "`" + std::string(word) + "` is a word of FEEL itself"},
              {"换一个名称", "choose another name"});
    return std::nullopt;
  }
  lexer_.advance(word.size());
  return std::string(word);
}

bool Parser::check_policy_name(std::string_view word, std::size_t at) {
  const std::size_t end = at + word.size();
  std::string_view whole = word;
  // "loan-rate" is more often a misspelt name than a subtraction without blanks.
  if (end + 1 < source_.size() && source_[end] == '-' &&
      (is_lower(source_[end + 1]) || is_upper(source_[end + 1]))) {
    std::size_t last = end + 1;
    while (last < source_.size() && (is_plain(source_[last]) || source_[last] == '-'))
      ++last;
    whole = source_.substr(at, last - at);
  }
  if (whole.size() == word.size() && is_snake_case(word)) return true;
  if (slip_within(word, at)) return false;
  const std::string better = to_snake_case(whole);
  const std::string shown = shortened(whole);
  Text remedy{"名称用小写字母、数字和下划线，例如 loan_rate",
              "use lower-case letters, digits and underscores, such as loan_rate"};
  if (!better.empty() && whole.size() <= kMaxSuggested) {
    remedy = {"写成 " + better, "write " + better};
    if (whole.size() != word.size()) {
      remedy.zh += "；若是减法，减号两边留空格";
      remedy.en += "; if it is a subtraction, put blanks around the minus sign";
    }
  }
  set_fault("name-not-snake-case", at,
            {"“" + shown + "” 不是政策规则的名称写法",
             "`" + shown + "` is not how names are written in policy rules"},
            std::move(remedy));
  return false;
}

// "date and time(" in the policy profile.
bool Parser::check_spaced_builtin() {
  const std::string_view word = lexer_.word();
  for (const Builtin& builtin : all_builtins()) {
    if (builtin.name.find(' ') == std::string_view::npos || !builtin.name.starts_with(word))
      continue;
    const std::size_t bytes = lexer_.match_name(builtin.name);
    if (bytes == 0 || !source_.substr(lexer_.at() + bytes).starts_with("(")) continue;
    const std::string written(builtin.name);
    const std::string better(builtin.policy_name);
    set_fault("name-not-snake-case", lexer_.at(),
              {"政策规则里函数名不带空格：“" + written + "”",
               "names of functions have no blanks in policy rules: `" + written + "`"},
              {"写成 " + better, "write " + better});
    return false;
  }
  return true;
}

void Parser::bind(const std::string& name) {
  bound_.push_back(name);
  ++locals_[name];
}

void Parser::unbind(std::size_t depth) {
  while (bound_.size() > depth) {
    const auto it = locals_.find(bound_.back());
    if (--it->second == 0) locals_.erase(it);
    bound_.pop_back();
  }
}

std::optional<Parser::TypeName> Parser::type_name() {
  skip();
  if (fault_) return std::nullopt;
  const Restore restore(depth_);
  const std::size_t begin = lexer_.at();
  if (!deeper(begin)) return std::nullopt;
  const std::string_view word = lexer_.word();
  if (word.empty()) {
    unexpected({"类型，例如 number", "a type such as number"});
    return std::nullopt;
  }
  for (const std::string_view spaced : kSpacedTypes) {
    std::string snake(spaced);
    std::replace(snake.begin(), snake.end(), ' ', '_');
    const std::size_t bytes = std::max(lexer_.match_name(spaced), lexer_.match_name(snake));
    if (bytes == 0) continue;
    lexer_.advance(bytes);
    return TypeName{Type::by_name(spaced).value_or(Type())};
  }
  if (auto generic = generic_type(word); generic || fault_) return generic;
  if (word == "Any" || word == "any") {
    lexer_.advance(word.size());
    return TypeName{};
  }
  const std::size_t scoped = policy() ? 0 : match_in_scope(false);
  if (const auto simple = Type::by_name(word); simple && scoped <= word.size()) {
    lexer_.advance(word.size());
    return TypeName{*simple};
  }
  if (policy()) {
    set_fault("type-unknown", begin,
              {"没有类型 “" + shortened(word) + "”", "there is no type `" + shortened(word) + "`"},
              {"可用 boolean、number、string、date、time、date and time、days and time duration、"
               "years and months duration、list<…>、context<…>、range<…>、function<…>->…",
               "the types are boolean, number, string, date, time, date and time, days and time "
               "duration, years and months duration, list<...>, context<...>, range<...> and "
               "function<...>->..."});
    return std::nullopt;
  }
  // A type of the model; its name may be qualified by that of an import.
  lexer_.advance(std::max(word.size(), scoped));
  while (lexer_.looking_at(".") && !lexer_.looking_at("..")) {
    lexer_.advance(1);
    lexer_.advance(lexer_.word().size());
  }
  return TypeName{Type(), true};
}

// list<...>, range<...>, context<...>, function<...>->... and the bare words; empty if it is none.
std::optional<Parser::TypeName> Parser::generic_type(std::string_view word) {
  const bool list = word == "list";
  const bool range = word == "range";
  const bool context = word == "context";
  if (!list && !range && !context && word != "function") return std::nullopt;
  lexer_.advance(word.size());
  const std::size_t opened_at = lexer_.at();
  skip();
  if (!lexer_.looking_at("<") || lexer_.looking_at("<=")) {
    lexer_.move_to(opened_at);
    return TypeName{list      ? Type::Kind::list
                    : range   ? Type::Kind::range
                    : context ? Type::Kind::context
                              : Type::Kind::function};
  }
  if (context) return context_type();
  if (!list && !range) return function_type();
  const std::size_t angle_at = lexer_.at();
  lexer_.accept("<");
  const auto element = type_name();
  if (!element || !expect_close(">", angle_at)) return std::nullopt;
  return TypeName{list ? Type::list_of(element->type) : Type::range_of(element->type),
                  element->unknown};
}

std::optional<Parser::TypeName> Parser::context_type() {
  const std::size_t opened_at = lexer_.at();
  lexer_.accept("<");
  skip();
  Type::Fields fields;
  bool unknown = false;
  if (!lexer_.looking_at(">")) {
    do {
      auto name = new_name(false);
      if (!name) return std::nullopt;
      skip();
      if (!lexer_.accept(":")) {
        unexpected({"字段名后面的冒号", "a colon after the name of the field"});
        return std::nullopt;
      }
      const auto type = type_name();
      if (!type) return std::nullopt;
      fields.emplace_back(std::move(*name), type->type);
      unknown = unknown || type->unknown;
      skip();
    } while (lexer_.accept(","));
  }
  if (!expect_close(">", opened_at)) return std::nullopt;
  return TypeName{Type::context_of(std::move(fields)), unknown};
}

std::optional<Parser::TypeName> Parser::function_type() {
  const std::size_t opened_at = lexer_.at();
  lexer_.accept("<");
  skip();
  std::vector<Type> parameters;
  bool unknown = false;
  if (!lexer_.looking_at(">")) {
    do {
      const auto type = type_name();
      if (!type) return std::nullopt;
      parameters.push_back(type->type);
      unknown = unknown || type->unknown;
      skip();
    } while (lexer_.accept(","));
  }
  if (!expect_close(">", opened_at)) return std::nullopt;
  skip();
  if (!lexer_.accept("->")) {
    unexpected({"-> 和结果类型", "-> and the type of the result"});
    return std::nullopt;
  }
  const auto result = type_name();
  if (!result) return std::nullopt;
  return TypeName{Type::function_of(std::move(parameters), result->type),
                  unknown || result->unknown};
}

}  // namespace fugong::feel
