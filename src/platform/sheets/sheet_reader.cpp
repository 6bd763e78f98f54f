#include "platform/sheets/sheet_reader.hpp"

#include <expat.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <functional>
#include <map>
#include <memory>
#include <optional>

#include "base/date.hpp"
#include "platform/sheets/archive.hpp"

namespace fugong::sheets {
namespace {

constexpr std::size_t kMaxDepth = 64;
constexpr std::size_t kMaxStyles = 65'536;
/// Whole numbers from here on are not all exact in a spreadsheet.
constexpr double kMostExact = 1e15;
/// Day 0 of the calendar of 1900, which has a 29 February that never was: right from 1 March 1900
/// on.
constexpr std::int64_t kDayZero = -25'569;
constexpr std::int64_t kDays1904 = 1'462;
constexpr double kFirstRightDay = 61;
constexpr double kMostDays = 2'958'465;  // 9999-12-31

tl::unexpected<Faults> unreadable(const char* zh, const char* en) {
  return fail(
      "sheet-unreadable", {}, {zh, en},
      {"用办公软件另存为 .xlsx 或 .csv", "save it as .xlsx or .csv with an office program"});
}
tl::unexpected<Faults> too_large(Text message) {
  return fail("sheet-too-large", {}, std::move(message),
              {"分成几个文件", "split it into several files"});
}

/// Attributes of an element; names without their namespace's prefix.
class Attributes {
 public:
  explicit Attributes(const XML_Char** pairs) : pairs_(pairs) {}
  std::string_view get(std::string_view name) const {
    for (std::size_t i = 0; pairs_[i] != nullptr; i += 2) {
      if (local(pairs_[i]) == name) return pairs_[i + 1];
    }
    return {};
  }
  static std::string_view local(std::string_view name) {
    const std::size_t colon = name.rfind(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
  }

 private:
  const XML_Char** pairs_;
};

/// One pass over a part of the file.
class Pass {
 public:
  virtual ~Pass() = default;
  virtual void begin(std::string_view element, const Attributes& attributes) = 0;
  virtual void end(std::string_view element) = 0;
  virtual void text(std::string_view /*piece*/) {}

  /// False where it is no XML, or none that we read, or `stop` was called.
  bool run(std::string_view xml) {
    const std::unique_ptr<XML_ParserStruct, void (*)(XML_Parser)> parser(XML_ParserCreate("UTF-8"),
                                                                         &XML_ParserFree);
    parser_ = parser.get();
    XML_SetUserData(parser_, this);
    XML_SetElementHandler(
        parser_,
        [](void* self, const XML_Char* name, const XML_Char** pairs) {
          Pass& pass = *static_cast<Pass*>(self);
          if (++pass.depth_ > kMaxDepth) return pass.stop();
          pass.begin(Attributes::local(name), Attributes(pairs));
        },
        [](void* self, const XML_Char* name) {
          Pass& pass = *static_cast<Pass*>(self);
          --pass.depth_;
          pass.end(Attributes::local(name));
        });
    XML_SetCharacterDataHandler(parser_, [](void* self, const XML_Char* text, int length) {
      static_cast<Pass*>(self)->text({text, static_cast<std::size_t>(length)});
    });
    // Entities of its own are of no use in a spreadsheet and of much to who means harm.
    XML_SetStartDoctypeDeclHandler(
        parser_, [](void* self, const XML_Char*, const XML_Char*, const XML_Char*, int) {
          static_cast<Pass*>(self)->stop();
        });
    const auto state = XML_Parse(parser_, xml.data(), static_cast<int>(xml.size()), XML_TRUE);
    parser_ = nullptr;
    return state == XML_STATUS_OK && !stopped_;
  }

 protected:
  void stop() {
    stopped_ = true;
    XML_StopParser(parser_, XML_FALSE);
  }

 private:
  XML_Parser parser_ = nullptr;
  std::size_t depth_ = 0;
  bool stopped_ = false;
};

/// Which sheet comes first, and since when days are counted.
class Overview final : public Pass {
 public:
  std::string first;  ///< id of its relation
  bool since_1904 = false;

  void begin(std::string_view element, const Attributes& attributes) override {
    if (element == "sheet" && first.empty()) first = relation(attributes);
    if (element == "workbookPr") {
      const std::string_view since = attributes.get("date1904");
      since_1904 = since == "1" || since == "true";
    }
  }
  void end(std::string_view) override {}

 private:
  /// "r:id", not "sheetId".
  static std::string relation(const Attributes& attributes) {
    return std::string(attributes.get("id"));
  }
};

class Relations final : public Pass {
 public:
  std::map<std::string, std::string, std::less<>> targets;
  void begin(std::string_view element, const Attributes& attributes) override {
    if (element == "Relationship" && targets.size() < kMaxStyles)
      targets.emplace(attributes.get("Id"), attributes.get("Target"));
  }
  void end(std::string_view) override {}
};

/// Which styles show a number as a date.
class Styles final : public Pass {
 public:
  std::vector<bool> is_date;

  void begin(std::string_view element, const Attributes& attributes) override {
    if (element == "numFmt" && own_.size() < kMaxStyles)
      own_[whole(attributes.get("numFmtId"))] = says_day(attributes.get("formatCode"));
    if (element == "cellXfs") in_cells_ = true;
    if (element == "xf" && in_cells_ && is_date.size() < kMaxStyles) {
      const int format = whole(attributes.get("numFmtId"));
      const auto own = own_.find(format);
      is_date.push_back(own != own_.end() ? own->second : is_built_in_date(format));
    }
  }
  void end(std::string_view element) override {
    if (element == "cellXfs") in_cells_ = false;
  }

 private:
  static int whole(std::string_view text) {
    int value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
  }
  /// Of those that need no words of their own: 14 to 17 and 22, and the ones of East Asia.
  static bool is_built_in_date(int format) {
    return (format >= 14 && format <= 17) || format == 22 || (format >= 27 && format <= 36) ||
           (format >= 50 && format <= 58);
  }
  /// Has a year or a day outside of quotes and brackets.
  static bool says_day(std::string_view code) {
    char until = 0;
    for (const char c : code) {
      if (until != 0) {
        if (c == until) until = 0;
      } else if (c == '"') {
        until = '"';
      } else if (c == '[') {
        until = ']';
      } else if (c == 'y' || c == 'Y' || c == 'd' || c == 'D') {
        return true;
      }
    }
    return false;
  }

  std::map<int, bool> own_;
  bool in_cells_ = false;
};

class SharedTexts final : public Pass {
 public:
  explicit SharedTexts(const SheetLimits& limits) : limits_(limits) {}
  std::vector<std::string> texts;

  void begin(std::string_view element, const Attributes&) override {
    if (element == "si") {
      if (texts.size() == limits_.max_shared_texts) return stop();
      texts.emplace_back();
    }
    if (element == "rPh") in_reading_ = true;  // how a name is pronounced is no part of it
    if (element == "t") in_text_ = !in_reading_ && !texts.empty();
  }
  void end(std::string_view element) override {
    if (element == "t") in_text_ = false;
    if (element == "rPh") in_reading_ = false;
  }
  void text(std::string_view piece) override {
    if (!in_text_) return;
    total_ += piece.size();
    if (total_ > limits_.max_text_bytes) return stop();
    texts.back().append(piece);
  }

 private:
  const SheetLimits& limits_;
  std::size_t total_ = 0;
  bool in_text_ = false;
  bool in_reading_ = false;
};

struct Setting {
  const std::vector<std::string>& texts;
  const std::vector<bool>& is_date;
  bool since_1904 = false;
};

class Cells final : public Pass {
 public:
  Cells(const Setting& setting, const SheetLimits& limits) : setting_(setting), limits_(limits) {}
  std::vector<SheetRow> rows;
  bool overfull = false;

  void begin(std::string_view element, const Attributes& attributes) override {
    if (element == "row") begin_row(attributes);
    if (element == "c" && in_row_) begin_cell(attributes);
    if (element == "f" && in_cell_) has_formula_ = true;
    if (element == "rPh") in_reading_ = true;
    if (in_cell_ && (element == "v" || (element == "t" && !in_reading_))) in_value_ = true;
  }
  void end(std::string_view element) override {
    if (element == "v" || element == "t") in_value_ = false;
    if (element == "rPh") in_reading_ = false;
    if (element == "c" && in_cell_) end_cell();
    if (element == "row") end_row();
  }
  void text(std::string_view piece) override {
    if (!in_value_) return;
    value_.append(piece);
    if (value_.size() > limits_.max_cell_bytes) refuse();
  }

 private:
  void refuse() {
    overfull = true;
    stop();
  }

  void begin_row(const Attributes& attributes) {
    const std::string_view number = attributes.get("r");
    std::int64_t row = row_ + 1;
    if (!number.empty()) std::from_chars(number.data(), number.data() + number.size(), row);
    if (row <= row_) return stop();
    row_ = row;
    current_ = SheetRow{row, {}};
    in_row_ = true;
  }
  void end_row() {
    if (!in_row_) return;
    in_row_ = false;
    const bool says = std::ranges::any_of(current_.cells, [](const SheetCell& cell) {
      return !cell.text.empty() || cell.kind != SheetCell::Kind::text;
    });
    if (!says) return;
    if (rows.size() == limits_.max_rows) return refuse();
    rows.push_back(std::move(current_));
  }

  void begin_cell(const Attributes& attributes) {
    in_cell_ = true;
    has_formula_ = false;
    value_.clear();
    type_ = attributes.get("t");
    style_ = 0;
    const std::string_view style = attributes.get("s");
    std::from_chars(style.data(), style.data() + style.size(), style_);
    const std::size_t column = column_of(attributes.get("r"));
    if (column < current_.cells.size()) return stop();  // not in order, or twice
    if (column >= limits_.max_columns) return refuse();
    current_.cells.resize(column + 1);
  }
  /// "C7" is 2; what has no name stands behind the one before.
  std::size_t column_of(std::string_view name) const {
    if (name.empty()) return current_.cells.size();
    std::size_t column = 0;
    for (const char c : name) {
      if (c < 'A' || c > 'Z' || column > limits_.max_columns) break;
      column = column * 26 + static_cast<std::size_t>(c - 'A') + 1;
    }
    return column == 0 ? current_.cells.size() : column - 1;
  }

  void end_cell() {
    in_cell_ = false;
    SheetCell& cell = current_.cells.back();
    cell = made();
    total_ += cell.text.size();
    if (total_ > limits_.max_text_bytes) refuse();
  }
  SheetCell made() {
    using Kind = SheetCell::Kind;
    if (has_formula_) return {Kind::formula, value_};
    if (type_ == "s") {
      std::size_t index = setting_.texts.size();
      std::from_chars(value_.data(), value_.data() + value_.size(), index);
      if (index >= setting_.texts.size()) return {Kind::error, value_};
      return {Kind::text, setting_.texts[index]};
    }
    if (type_ == "inlineStr" || type_ == "str") return {Kind::text, value_};
    if (type_ == "b") return {Kind::text, value_ == "1" ? "true" : "false"};
    if (type_ == "e") return {Kind::error, value_};
    if (type_ == "d") return {Kind::text, value_.substr(0, value_.find('T'))};
    return number();
  }
  SheetCell number() const {
    using Kind = SheetCell::Kind;
    if (value_.empty()) return {};
    double value = 0;
    const char* end = value_.data() + value_.size();
    const auto [read, error] = std::from_chars(value_.data(), end, value);
    if (error != std::errc() || read != end || !std::isfinite(value)) return {Kind::error, value_};
    const bool dated = style_ < setting_.is_date.size() && setting_.is_date[style_];
    if (dated && value >= kFirstRightDay && value <= kMostDays && value == std::floor(value)) {
      const std::int64_t days =
          static_cast<std::int64_t>(value) + kDayZero + (setting_.since_1904 ? kDays1904 : 0);
      return {Kind::text, Date::from_days(days).to_string()};
    }
    if (std::abs(value) >= kMostExact) return {Kind::rounded, value_};
    return {Kind::text, fmt::format("{:.15g}", value)};
  }

  const Setting setting_;
  const SheetLimits& limits_;
  SheetRow current_;
  std::int64_t row_ = 0;
  std::size_t total_ = 0;
  bool in_row_ = false;
  bool in_cell_ = false;
  bool in_value_ = false;
  bool in_reading_ = false;
  bool has_formula_ = false;
  std::string type_;
  std::size_t style_ = 0;
  std::string value_;
};

/// The part that a relation of xl/workbook.xml names.
std::string part_of(std::string_view target) {
  if (target.starts_with('/')) return std::string(target.substr(1));
  return "xl/" + std::string(target);
}

Result<void> read_part(const Archive& archive, const std::string& name, bool needed, Pass& pass) {
  if (!needed && !archive.has(name)) return {};
  auto xml = archive.read(name);
  if (!xml) return fail(std::move(xml.error()));
  if (!pass.run(*xml)) return unreadable("表格内容读不懂", "the spreadsheet can't be read");
  return {};
}

}  // namespace

Result<std::vector<SheetRow>> read_first_sheet(std::string_view bytes, const SheetLimits& limits) {
  const auto archive = Archive::open(bytes);
  if (!archive) return fail(archive.error());
  Overview overview;
  Relations relations;
  Styles styles;
  SharedTexts shared(limits);
  for (const auto& [name, needed, pass] :
       std::initializer_list<std::tuple<const char*, bool, Pass*>>{
           {"xl/workbook.xml", true, &overview},
           {"xl/_rels/workbook.xml.rels", true, &relations},
           {"xl/styles.xml", false, &styles},
           {"xl/sharedStrings.xml", false, &shared}}) {
    auto read = read_part(*archive, name, needed, *pass);
    if (!read) return fail(std::move(read.error()));
  }
  const auto first = relations.targets.find(overview.first);
  if (first == relations.targets.end())
    return unreadable("文件中没有工作表", "there is no sheet in the file");
  auto xml = archive->read(part_of(first->second));
  if (!xml) return fail(std::move(xml.error()));
  Cells cells({shared.texts, styles.is_date, overview.since_1904}, limits);
  const bool read = cells.run(*xml);
  if (cells.overfull) {
    return too_large(
        {fmt::format("表格过大：至多 {} 行、{} 列", limits.max_rows, limits.max_columns),
         fmt::format("the sheet is too large: at most {} rows and {} columns", limits.max_rows,
                     limits.max_columns)});
  }
  if (!read) return unreadable("工作表读不懂", "the sheet can't be read");
  return std::move(cells.rows);
}

}  // namespace fugong::sheets
