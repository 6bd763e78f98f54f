// Private to the parser. Reads the characters of FEEL on demand.
//
// FEEL has no token stream of its own: whether "date and time" is one name or three words depends
// on the names in scope, and whether `-` is an operator or a part of a name depends on where it
// stands. So the parser asks for what the grammar allows at this place, and the lexer answers.
//
// The source must be valid UTF-8 and outlive the lexer.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace fugong::feel {

bool is_blank(char32_t c);
/// A character that may begin a name; `?` is left to unary tests.
bool is_name_start(char32_t c);
bool is_name_part(char32_t c);
/// Words of the grammar that are never a name on their own.
bool is_reserved(std::string_view word);
/// Runs of blanks become one space; blanks at both ends go.
std::string normalise_name(std::string_view text);

class Lexer {
 public:
  explicit Lexer(std::string_view source) : source_(source) {}

  std::size_t at() const { return at_; }
  /// Where the last token ended (blanks and comments after it don't count).
  std::size_t last_end() const { return last_end_; }
  bool at_end() const { return at_ >= source_.size(); }
  std::string_view rest() const { return source_.substr(at_); }
  /// The byte `ahead` of here, 0 beyond the end.
  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0';
  }

  /// Skips blanks and comments. False at a comment that is never closed (stays in front of it).
  bool skip();
  /// Skips blanks only.
  void skip_blanks();

  bool looking_at(std::string_view symbol) const { return rest().starts_with(symbol); }
  bool accept(std::string_view symbol);
  /// The longest run of name characters here; empty if none may start here.
  std::string_view word() const;
  bool accept_word(std::string_view expected);

  /// Bytes of the source that spell `name` here (a space in it matches a run of blanks); 0 if none.
  std::size_t match_name(std::string_view name) const;
  /// Bytes of a number here ("12", ".5", "1.2e3"; never the first dot of ".."); 0 if none.
  std::size_t match_number() const;
  /// A name that is being declared (a key, a parameter, a variable): words, blanks and + - * / ' .
  /// up to anything else, or up to the word `in` if so asked. Normalised; empty if none.
  std::string declared_name(bool stop_at_in);

  void advance(std::size_t bytes) {
    at_ += bytes;
    last_end_ = at_;
  }
  /// Back to a place that was read before.
  void move_to(std::size_t at) { at_ = at; }

 private:
  std::string_view source_;
  std::size_t at_ = 0;
  std::size_t last_end_ = 0;
};

}  // namespace fugong::feel
