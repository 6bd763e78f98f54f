// Parts of a page: escaped text, money for people, bars that stand beside their figures. Private to
// desks/assessment.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "desks/assessment/table.hpp"

namespace fugong::assessment {

/// Of one language: "zh" or "en".
class PageParts {
 public:
  explicit PageParts(std::string_view language) : zh_(language != "en") {}

  bool is_zh() const { return zh_; }
  const std::string& pick(const Text& text) const { return zh_ ? text.zh : text.en; }
  std::string say(const char* zh, const char* en) const { return zh_ ? zh : en; }

  /// "1,234,567"
  static std::string grouped(Sum number);
  /// "1,234.50"
  static std::string money(Sum fen);
  /// "12.35 亿元", "123.46 m yuan": two decimals, rounded half up.
  std::string brief(Sum fen) const;
  /// The same with a sign.
  std::string signed_brief(Sum fen) const;

  /// A row of bars: what it is of, before and (with a reform) after.
  struct Bar {
    std::string label;
    Sum before = 0;
    Sum after = 0;
  };
  /// A table whose rows carry their bars, all on one scale; rows of zeros are left out. `compared`:
  /// with columns for after and the change.
  std::string bars(const std::string& caption, const std::vector<Bar>& bars, bool compared) const;

  /// Firms by how much they lose (to the left) and gain, on one scale.
  struct Band {
    std::string label;
    std::int64_t down = 0;
    std::int64_t up = 0;
  };
  std::string bands(const std::string& caption, const std::vector<Band>& bands) const;

  /// Sums that grow day by day, and a limit.
  struct Line {
    const char* style;                                 ///< "before", "after"
    std::vector<std::pair<std::int64_t, Sum>> points;  ///< day since 1970-01-01, sum so far
  };
  std::string lines(const std::string& what, Sum limit, const std::vector<Line>& lines) const;

  /// A table of figures.
  std::string table(const Table& table) const;

 private:
  bool zh_;
};

/// For text between tags and in attributes.
std::string escaped(std::string_view text);

/// The style sheet of the page.
extern const char* const kPageStyle;

}  // namespace fugong::assessment
