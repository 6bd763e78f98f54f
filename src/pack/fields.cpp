#include "pack/fields.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace fugong::pack {

void Reading::fault(std::string code, const Place& place, Text message, Text remedy) {
  faults.push_back({std::move(code), place, std::move(message), std::move(remedy)});
}

const std::string* Reading::text_of(const std::string& path, const Place& asked_at) {
  used.insert(path);
  const auto found = files.find(path);
  if (found != files.end()) return &found->second;
  fault("missing-file", asked_at,
        {fmt::format("没有文件 {}", path), fmt::format("there is no file {}", path)},
        {"补上文件，或改正文件名", "add the file, or correct its name"});
  return nullptr;
}

std::optional<Node> Reading::yaml(const std::string& path) {
  const std::string* text = text_of(path, Place{path, 0, 0, ""});
  if (text == nullptr) return std::nullopt;
  auto node = parse_yaml(*text, path);
  if (!node) {
    append(faults, std::move(node.error()));
    return std::nullopt;
  }
  return std::move(*node);
}

std::optional<Csv> Reading::csv(const std::string& path, const Place& asked_at) {
  const std::string* text = text_of(path, asked_at);
  if (text == nullptr) return std::nullopt;
  auto table = parse_csv(*text, path);
  if (!table) {
    append(faults, std::move(table.error()));
    return std::nullopt;
  }
  return std::move(*table);
}

std::string beside(std::string_view file, std::string_view name) {
  const std::size_t slash = file.rfind('/');
  const std::string_view folder =
      slash == std::string_view::npos ? std::string_view{} : file.substr(0, slash + 1);
  return std::string(folder) + std::string(name);
}

std::optional<std::string> read_scalar(const Node& node, std::string_view name, Reading& reading) {
  if (node.is_text() && !node.text.empty()) return node.text;
  reading.fault("wrong-shape", node.place,
                {fmt::format("“{}”应为一个值", name), fmt::format("'{}' must be one value", name)},
                {"写一个非空的值", "write one value that is not empty"});
  return std::nullopt;
}

Text read_text(const Node& node, std::string_view name, Reading& reading) {
  Text text;
  if (node.kind != Node::Kind::map) {
    reading.fault("missing-language", node.place,
                  {fmt::format("“{}”应写成中英两种文字", name),
                   fmt::format("'{}' must be given in both languages", name)},
                  {"写成 {zh: ..., en: ...}", "write {zh: ..., en: ...}"});
    return text;
  }
  Fields fields(node, reading);
  const auto read = [&](std::string_view language, std::string& into) {
    const Node* value = fields.find(language);
    if (value != nullptr && value->is_text() && !trim(value->text).empty()) {
      into = std::string(trim(value->text));
      return;
    }
    reading.fault("missing-language", value == nullptr ? node.place : value->place,
                  {fmt::format("“{}”缺少 {} 文字", name, language),
                   fmt::format("'{}' has no text in '{}'", name, language)},
                  {fmt::format("补上“{}”", language), fmt::format("add '{}'", language)});
  };
  read("zh", text.zh);
  read("en", text.en);
  fields.finish();
  return text;
}

Place content_place(const Node& node, const Files& files) {
  Place place = node.place;
  const auto file = files.find(place.file);
  if (file == files.end() || place.line < 1 || place.column < 1) return place;
  const std::string& text = file->second;
  std::size_t at = 0;
  for (std::int32_t line = 1; line < place.line && at != std::string::npos; ++line) {
    at = text.find('\n', at);
    if (at != std::string::npos) ++at;
  }
  for (std::int32_t column = 1; column < place.column && at < text.size(); ++column) {
    ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0u) == 0x80u)
      ++at;
  }
  if (at >= text.size()) return place;
  if (text[at] == '"' || text[at] == '\'') ++place.column;
  if (text[at] == '|' || text[at] == '>') {
    ++place.line;
    place.column = 1;
  }
  return place;
}

law::Sourced read_feel(const Node& node, std::string_view name, Reading& reading) {
  auto text = read_scalar(node, name, reading);
  return {text ? std::move(*text) : std::string(), content_place(node, reading.files)};
}

// ---- Fields

Fields::Fields(const Node& node, Reading& reading) : node_(node), reading_(reading) {
  if (is_map()) return;
  reading.fault("wrong-shape", node.place,
                {"这里应为键和值的映射", "keys with values are expected here"},
                {"写成 键: 值", "write key: value"});
}

const Node* Fields::find(std::string_view key) {
  if (std::find(asked_.begin(), asked_.end(), key) == asked_.end()) asked_.emplace_back(key);
  const Node* value = is_map() ? node_.find(key) : nullptr;
  return value != nullptr && value->kind == Node::Kind::null ? nullptr : value;
}

const Node* Fields::need(std::string_view key) {
  const Node* value = find(key);
  if (value == nullptr && is_map()) {
    reading_.fault("missing-key", node_.place,
                   {fmt::format("缺少“{}”", key), fmt::format("'{}' is missing", key)},
                   {fmt::format("补上“{}”", key), fmt::format("add '{}'", key)});
  }
  return value;
}

std::optional<std::string> Fields::scalar(const Node& value, std::string_view key) {
  return read_scalar(value, key, reading_);
}

std::string Fields::string(std::string_view key) {
  const Node* value = find(key);
  return value == nullptr ? std::string() : scalar(*value, key).value_or("");
}

std::string Fields::need_string(std::string_view key) {
  const Node* value = need(key);
  return value == nullptr ? std::string() : scalar(*value, key).value_or("");
}

std::string Fields::need_name(std::string_view key) {
  std::string name = need_string(key);
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  const bool good = std::all_of(name.begin(), name.end(), fits) &&
                    (name.empty() || (name[0] >= 'a' && name[0] <= 'z'));
  if (!good) {
    reading_.fault("bad-name", node_.find(key)->place,
                   {fmt::format("“{}”不能作名称", name), fmt::format("'{}' can't be a name", name)},
                   {"名称用小写字母、数字和下划线，以字母开头",
                    "a name is lower-case letters, digits and _ and starts with a letter"});
  }
  return name;
}

Text Fields::text(std::string_view key) {
  const Node* value = find(key);
  return value == nullptr ? Text{} : read_text(*value, key, reading_);
}

Text Fields::need_text(std::string_view key) {
  const Node* value = need(key);
  return value == nullptr ? Text{} : read_text(*value, key, reading_);
}

bool Fields::boolean(std::string_view key, bool otherwise) {
  static constexpr std::array<Choice<bool>, 2> kChoices{{{"true", true}, {"false", false}}};
  return choice(key, kChoices, otherwise);
}

std::optional<std::int64_t> Fields::integer(std::string_view key, std::int64_t low,
                                            std::int64_t high) {
  const Node* value = find(key);
  if (value == nullptr) return std::nullopt;
  const auto number = value->is_text() ? Decimal::parse(value->text) : std::nullopt;
  const auto whole = number ? number->to_int64() : std::nullopt;
  if (whole && *whole >= low && *whole <= high) return whole;
  reading_.fault("wrong-number", value->place,
                 {fmt::format("“{}”应为 {} 到 {} 的整数", key, low, high),
                  fmt::format("'{}' must be a whole number from {} to {}", key, low, high)},
                 {"改正这个数", "correct the number"});
  return std::nullopt;
}

std::optional<Decimal> Fields::decimal(std::string_view key) {
  const Node* value = find(key);
  if (value == nullptr) return std::nullopt;
  const auto number = value->is_text() ? Decimal::parse(value->text) : std::nullopt;
  if (!number) {
    reading_.fault("wrong-number", value->place,
                   {fmt::format("“{}”应为数", key), fmt::format("'{}' must be a number", key)},
                   {"例如 \"0.5\"", "for example \"0.5\""});
  }
  return number;
}

std::optional<Date> Fields::date(std::string_view key) {
  const Node* value = find(key);
  if (value == nullptr) return std::nullopt;
  const auto date = value->is_text() ? Date::parse(value->text) : std::nullopt;
  if (!date) {
    reading_.fault("bad-date", value->place,
                   {fmt::format("“{}”不是日期", value->text.substr(0, 40)),
                    fmt::format("'{}' is not a day", value->text.substr(0, 40))},
                   {"写成 2020-02-21", "write it as 2020-02-21"});
  }
  return date;
}

std::optional<law::Sourced> Fields::feel(std::string_view key) {
  const Node* value = find(key);
  if (value == nullptr) return std::nullopt;
  return read_feel(*value, key, reading_);
}

law::Sourced Fields::need_feel(std::string_view key) {
  const Node* value = need(key);
  return value == nullptr ? law::Sourced{"null", node_.place} : read_feel(*value, key, reading_);
}

const std::vector<Node>& Fields::list(std::string_view key) {
  static const std::vector<Node> kNone;
  const Node* value = find(key);
  if (value == nullptr) return kNone;
  if (value->kind == Node::Kind::list) return value->items;
  reading_.fault("wrong-shape", value->place,
                 {fmt::format("“{}”应为列表", key), fmt::format("'{}' must be a list", key)},
                 {"写成 [a, b]，或每行以 - 开头", "write [a, b], or lines that start with -"});
  return kNone;
}

std::vector<std::string> Fields::strings(std::string_view key) {
  std::vector<std::string> texts;
  for (const Node& item : list(key)) {
    if (auto text = read_scalar(item, key, reading_)) texts.push_back(std::move(*text));
  }
  return texts;
}

void Fields::wrong_choice(const Node& value, const std::vector<std::string>& names) {
  const std::string shown = value.is_text() ? value.text.substr(0, 40) : std::string("...");
  std::string all;
  for (const std::string& name : names)
    all += (all.empty() ? "" : ", ") + name;
  Text remedy{"可用：" + all, "use one of: " + all};
  if (const auto near = nearest(shown, names)) {
    remedy = {fmt::format("是否想写“{}”？可用：{}", *near, all),
              fmt::format("did you mean '{}'? One of: {}", *near, all)};
  }
  reading_.fault(
      "unknown-word", value.place,
      {fmt::format("这里不能写“{}”", shown), fmt::format("'{}' is not possible here", shown)},
      std::move(remedy));
}

void Fields::finish() {
  if (!is_map()) return;
  for (const auto& [key, value] : node_.fields) {
    if (std::find(asked_.begin(), asked_.end(), key) != asked_.end()) continue;
    const std::string shown = key.substr(0, 60);
    std::string all;
    for (const std::string& name : asked_)
      all += (all.empty() ? "" : ", ") + name;
    Text remedy{"可用的键：" + all, "keys that are possible: " + all};
    if (const auto near = nearest(key, asked_)) {
      remedy = {fmt::format("是否想写“{}”？", *near), fmt::format("did you mean '{}'?", *near)};
    } else if (value.kind == Node::Kind::null) {
      // {en: large, medium} makes "medium" a key.
      remedy.zh += "；文字中有逗号时要加引号";
      remedy.en += "; text with a comma needs quotes";
    }
    reading_.fault("unknown-key", value.place,
                   {fmt::format("不认识的键“{}”", shown), fmt::format("unknown key '{}'", shown)},
                   std::move(remedy));
  }
}

// ---- dates

namespace {

/// A day, a month or a year as the interval of its days.
std::optional<std::pair<Date, Date>> days_of(std::string_view text) {
  if (const auto day = Date::parse(text)) return std::pair(*day, *day);
  const auto digits = [](std::string_view part) {
    return !part.empty() &&
           std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
  };
  if (text.size() == 4 && digits(text)) {
    const auto first = Date::parse(std::string(text) + "-01-01");
    if (first) return std::pair(*first, first->plus_months(12).plus_days(-1));
  }
  if (text.size() == 7 && text[4] == '-' && digits(text.substr(0, 4)) && digits(text.substr(5))) {
    const auto first = Date::parse(std::string(text) + "-01");
    if (first) return std::pair(*first, first->plus_months(1).plus_days(-1));
  }
  return std::nullopt;
}

}  // namespace

law::ImpreciseDate read_date(const Node& node, bool may_be_open, Reading& reading) {
  law::ImpreciseDate date;
  date.place = node.place;
  if (node.kind == Node::Kind::map) {
    Fields fields(node, reading);
    date.earliest = fields.date("earliest");
    date.latest = fields.date("latest");
    date.to_be_fixed = fields.text("to_be_fixed");
    fields.finish();
    const bool turned = date.earliest && date.latest && *date.earliest > *date.latest;
    if (turned || (!date.earliest && !date.latest)) {
      reading.fault("bad-date", node.place, {"日期区间无效", "this is no interval of days"},
                    {"earliest 不晚于 latest，至少写一个",
                     "give earliest or latest, and earliest not after latest"});
    }
    return date;
  }
  if (may_be_open && node.is_text() && node.text == "open") return date;
  if (const auto days = node.is_text() ? days_of(node.text) : std::nullopt) {
    date.earliest = days->first;
    date.latest = days->second;
    return date;
  }
  const std::string shown = node.is_text() ? node.text.substr(0, 40) : std::string("...");
  reading.fault(
      "bad-date", node.place,
      {fmt::format("没有“{}”这个日期", shown), fmt::format("there is no date '{}'", shown)},
      may_be_open
          ? Text{"写成 2020-02-21、2020-02、2020 或 open",
                 "write it as 2020-02-21, 2020-02, 2020 or open"}
          : Text{"写成 2020-02-21、2020-02 或 2020", "write it as 2020-02-21, 2020-02 or 2020"});
  // Some day, so that the rest can be read; the fault stops the load.
  date.earliest = date.latest = Date();
  return date;
}

}  // namespace fugong::pack
