// Private: the recursive descent parser behind parse.hpp. One object parses one text once.
//
// parser.cpp        entry, limits, operators
// parser_primary.cpp  operands: brackets, calls, filters, if, for, function, context
// parser_literal.cpp  numbers, strings, @"..." literals
// parser_name.cpp     names by longest match, types
// parser_fault.cpp    what is told to the author
//
// Every method returns an empty Part (or false) once a fault is set; the first fault is kept.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/fault.hpp"
#include "engines/feel/ast.hpp"
#include "engines/feel/lexer.hpp"
#include "engines/feel/parse.hpp"

namespace fugong::feel {

/// A subtree and its height.
struct Part {
  AstPtr ast;
  int height = 0;
  explicit operator bool() const { return ast != nullptr; }
};

/// The beginning of a piece of the source (valid UTF-8), to be shown in a message.
std::string shortened(std::string_view text);

/// Restores a member on leaving a scope.
template <class T>
class Restore {
 public:
  explicit Restore(T& member) : member_(member), before_(member) {}
  ~Restore() { member_ = before_; }
  Restore(const Restore&) = delete;
  Restore& operator=(const Restore&) = delete;

 private:
  T& member_;
  T before_;
};

class Parser {
 public:
  Parser(std::string_view source, const Place& at, const Names& names, Profile profile)
      : source_(source), place_(at), names_(names), profile_(profile), lexer_(source) {}
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  Result<AstPtr> whole_expression();
  Result<AstPtr> whole_unary_tests();

 private:
  // From weakest to strongest; comparison stands between conjunction and sum.
  enum class Level { disjunction, conjunction, sum, product, power };

  // parser.cpp. `seed` is an operand that was already read in front of the operators.
  Part expression(Part seed = {}, bool range_end = false);
  bool deeper(std::size_t at);
  Part operation(Level level, Part seed);
  std::optional<Syntax> operator_at(Level level);
  Part comparison(Part seed);
  Part between(Part left, std::size_t begin);
  Part in(Part left, std::size_t begin);
  bool parenthesised_tests(std::vector<Part>& parts);
  Part unary(Part seed);
  Part instance_of(Part seed);
  Part positive_test();
  Part unary_compare(Syntax comparison, std::size_t begin);
  std::optional<Syntax> comparison_operator();
  Part tests_after_not(std::size_t begin);
  bool accept_text();
  Result<AstPtr> finish(Part part);

  // parser_primary.cpp
  Part postfix(Part seed);
  Part primary();
  Part keyword_expression(std::string_view word);
  Part parenthesis();
  Part list_or_range();
  Part range_after(Part low, std::size_t begin, bool low_included);
  bool closes_range();
  bool opens_range() const;
  Part filter(Part list, std::size_t begin);
  Part path(Part object, std::size_t begin);
  Part call(Part callee, std::size_t begin);
  bool argument_name(std::vector<std::string>& names, std::size_t argument_index);
  Part context();
  std::optional<std::string> context_key();
  Part if_then_else();
  Part iteration(Syntax kind);
  Part function();
  bool parameters(Ast& function);

  // parser_literal.cpp
  Part number();
  Part string_literal();
  Part at_literal();
  std::optional<std::string> string_content();
  bool escape(std::string& to);
  std::optional<char32_t> hex_escape(std::size_t at, std::size_t digits);

  // parser_name.cpp
  Part name();
  std::size_t match_in_scope(bool member) const;
  bool slip_here() const;
  std::size_t with_stray_words(std::size_t bytes);
  std::optional<std::string> member_name();
  std::optional<std::string> new_name(bool stop_at_in);
  bool check_policy_name(std::string_view word, std::size_t at);
  bool check_spaced_builtin();
  struct TypeName {
    Type type;
    bool unknown = false;  ///< mentions a type that FEEL does not have
  };
  std::optional<TypeName> type_name();
  std::optional<TypeName> generic_type(std::string_view word);
  std::optional<TypeName> context_type();
  std::optional<TypeName> function_type();
  void bind(const std::string& name);
  void unbind(std::size_t depth);

  // parser_fault.cpp
  Place place_of(std::size_t offset) const;
  void set_fault(std::string code, std::size_t offset, Text message, Text remedy);
  /// The text here is not what the grammar wants.
  void unexpected(const Text& wanted);
  void left_over(bool cell);
  bool familiar_slip();
  bool slip_within(std::string_view word, std::size_t at);
  Text found_here() const;
  Text opened_text(std::size_t at) const;
  bool expect_word(std::string_view word, const Text& after);
  bool expect_close(std::string_view close, std::size_t opened_at);

  void skip();
  Part node(Syntax kind, std::size_t begin, std::vector<Part> parts);
  Part leaf(Syntax kind, std::size_t begin);
  Part pair(Syntax kind, std::size_t begin, Part a, Part b);
  bool policy() const { return profile_ == Profile::policy; }

  std::string_view source_;
  const Place& place_;
  const Names& names_;
  Profile profile_;
  Lexer lexer_;
  std::optional<Fault> fault_;
  int depth_ = 0;
  std::size_t nodes_ = 0;
  /// Where the innermost bracket was opened that is still open.
  std::optional<std::size_t> opened_;
  int cell_depth_ = 0;      ///< inside unary tests, where `?` has a meaning
  int filter_depth_ = 0;    ///< inside a filter, where fields of the elements are names
  bool range_end_ = false;  ///< reading the high end of a range: `[` may close it
  /// Names bound by the text itself, as a stack and counted for the look-up.
  std::vector<std::string> bound_;
  std::map<std::string, int, std::less<>> locals_;
  /// Every context key so far: what a member or a filter may name.
  Names keys_;
};

}  // namespace fugong::feel
