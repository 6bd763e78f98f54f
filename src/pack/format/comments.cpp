#include "pack/format/comments.hpp"

#include "base/text.hpp"

namespace fugong::pack {

std::vector<std::string_view> split_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

namespace {

std::size_t indent_of(std::string_view line) {
  return std::min(line.find_first_not_of(' '), line.size());
}

class Scanner {
 public:
  std::vector<Comment> run(std::string_view text) {
    for (const std::string_view line : split_lines(text)) {
      ++number_;
      if (in_block_ && stays_in_block(line)) continue;
      in_block_ = false;
      scan(line);
    }
    return std::move(found_);
  }

 private:
  bool stays_in_block(std::string_view line) {
    if (trim(line).empty()) return true;
    const std::size_t indent = indent_of(line);
    if (block_indent_ == 0) {
      if (indent <= block_parent_) return false;
      block_indent_ = indent;
    }
    return indent >= block_indent_;
  }

  void scan(std::string_view line) {
    if (quote_ == 0 && depth_ == 0) token_start_ = true;
    std::size_t owner = indent_of(line);  // column of the key or dash that a block hangs on
    for (std::size_t at = 0; at < line.size(); ++at) {
      const char c = line[at];
      if (quote_ != 0) {
        at = inside_quote(line, at);
        continue;
      }
      if (c == ' ' || c == '\t') continue;
      if (c == '#' && (at == 0 || line[at - 1] == ' ' || line[at - 1] == '\t')) {
        add(line, at);
        return;
      }
      const bool blank_next = at + 1 >= line.size() || line[at + 1] == ' ';
      if (token_start_ && depth_ == 0 && c == '-' && blank_next) {
        owner = std::min(line.find_first_not_of(' ', at + 1), line.size());
        if (owner < line.size() && (line[owner] == '|' || line[owner] == '>')) owner = at;
        continue;
      }
      if (token_start_ && depth_ == 0 && (c == '|' || c == '>')) {
        start_block(line.substr(at + 1), owner);
        token_start_ = false;
        continue;
      }
      structure(c, blank_next, at > 0 ? line[at - 1] : ' ');
    }
  }

  /// The byte up to which a quoted text was read.
  std::size_t inside_quote(std::string_view line, std::size_t at) {
    if (quote_ == '"' && line[at] == '\\') return at + 1;
    if (line[at] != quote_) return at;
    if (quote_ == '\'' && at + 1 < line.size() && line[at + 1] == '\'') return at + 1;
    quote_ = 0;
    token_start_ = false;
    return at;
  }

  void structure(char c, bool blank_next, char before) {
    if (token_start_ && (c == '"' || c == '\'')) {
      quote_ = c;
    } else if (token_start_ && (c == '[' || c == '{')) {
      ++depth_;
    } else if (depth_ > 0 && (c == ']' || c == '}')) {
      --depth_;
      token_start_ = false;
    } else if (depth_ > 0 && c == ',') {
      token_start_ = true;
    } else {
      token_start_ = c == ':' && (blank_next || (depth_ > 0 && (before == '"' || before == '\'')));
    }
  }

  void start_block(std::string_view header, std::size_t owner) {
    in_block_ = true;
    block_parent_ = owner;
    block_indent_ = 0;
    for (const char c : header.substr(0, 2)) {
      if (c >= '1' && c <= '9') block_indent_ = owner + static_cast<std::size_t>(c - '0');
    }
  }

  void add(std::string_view line, std::size_t at) {
    std::string_view text = line.substr(at);
    while (text.ends_with(' ') || text.ends_with('\t'))
      text.remove_suffix(1);
    found_.push_back({number_, static_cast<std::int32_t>(at) + 1, std::string(text),
                      trim(line.substr(0, at)).empty(), depth_ > 0});
  }

  std::vector<Comment> found_;
  std::int32_t number_ = 0;
  char quote_ = 0;
  int depth_ = 0;
  bool token_start_ = true;
  bool in_block_ = false;
  std::size_t block_parent_ = 0;
  std::size_t block_indent_ = 0;  ///< 0: not known before its first line
};

}  // namespace

std::vector<Comment> find_comments(std::string_view text) {
  return Scanner().run(text);
}

}  // namespace fugong::pack
