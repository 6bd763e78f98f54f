// ProfileReading: the values of a synthetic profile, with their faults. Private to desks/register.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "base/money.hpp"
#include "base/tree.hpp"
#include "engines/law/source.hpp"

namespace fugong::enterprise_register {

class ProfileReading {
 protected:
  static constexpr std::string_view kManual = "docs/register.md";
  static constexpr std::uint64_t kWhole = 1ULL << 32;

  void fault(const char* code, const Place& place, Text message, Text remedy) {
    faults_.push_back({code, place, std::move(message), std::move(remedy)});
  }

  void wrong(const Node& node, const Text& should) {
    fault("profile-shape", node.place,
          {fmt::format("应为{}", should.zh), fmt::format("must be {}", should.en)},
          {fmt::format("见 {}", kManual), fmt::format("see {}", kManual)});
  }

  /// The value of a key; keys that are not `known` are faults.
  bool check_keys(const Node& node, std::initializer_list<std::string_view> known) {
    if (node.kind != Node::Kind::map) {
      wrong(node, {"一组“名称: 值”", "names with values"});
      return false;
    }
    for (const auto& [key, value] : node.fields) {
      if (std::find(known.begin(), known.end(), key) != known.end()) continue;
      fault("profile-unknown-key", value.place,
            {fmt::format("没有“{}”这一项", key.substr(0, 60)),
             fmt::format("there is no key '{}'", key.substr(0, 60))},
            {fmt::format("可用：{}", fmt::join(known, ", ")),
             fmt::format("there are: {}", fmt::join(known, ", "))});
    }
    return true;
  }

  std::string text(const Node& node, std::string_view key) {
    const Node* found = node.find(key);
    if (found == nullptr) return "";
    if (!found->is_text()) wrong(*found, {"文字", "text"});
    return found->text;
  }

  Text texts(const Node& node, std::string_view key) {
    const Node* found = node.find(key);
    Text made;
    if (found != nullptr && check_keys(*found, {"zh", "en"}))
      made = {text(*found, "zh"), text(*found, "en")};
    if (made.zh.empty() || made.en.empty())
      wrong(found ? *found : node, {"中英文 {zh, en}", "a text {zh, en}"});
    return made;
  }

  std::optional<std::int64_t> whole(const Node& at, std::string_view written, std::int64_t low,
                                    std::int64_t high) {
    const auto number = Decimal::parse(written);
    const auto value = number ? number->to_int64() : std::nullopt;
    if (value && *value >= low && *value <= high) return value;
    fault("profile-number", at.place,
          {fmt::format("“{}”应为 {} 到 {} 的整数", written.substr(0, 60), low, high),
           fmt::format("'{}' must be a whole number from {} to {}", written.substr(0, 60), low,
                       high)},
          {"改正这个数", "correct the number"});
    return std::nullopt;
  }

  int percent(const Node& node, std::string_view key, int otherwise) {
    const Node* found = node.find(key);
    if (found == nullptr) return otherwise;
    return static_cast<int>(whole(*found, found->text, 0, 100).value_or(0));
  }

  std::optional<std::int64_t> number(const Node& at, law::FactType type, const std::string& written,
                                     std::int64_t unit) {
    if (type == law::FactType::date) {
      const auto day = Date::parse(written);
      if (day) return day->days();
    } else {
      auto value = Decimal::parse(written);
      if (value) value = multiply(*value, Decimal(unit));
      const bool hundredths = type == law::FactType::money || type == law::FactType::percent;
      if (value && hundredths) value = multiply(*value, Decimal(100));
      const auto count = value ? value->to_int64() : std::nullopt;
      if (count && *count > -Money::kMaxFen && *count < Money::kMaxFen) return count;
    }
    fault("profile-number", at.place,
          {fmt::format("“{}”不是这种数值", written.substr(0, 60)),
           fmt::format("'{}' is not a value of this type", written.substr(0, 60))},
          {"按类型改正：日期 yyyy-mm-dd，金额至多两位小数",
           "correct it to its type: days yyyy-mm-dd, money with at most two decimals"});
    return std::nullopt;
  }

  /// p00, p05 ... p100: the share in per cent; empty for another key.
  static std::optional<std::uint64_t> share_of(std::string_view key) {
    if (key.size() < 3 || key.size() > 4 || key[0] != 'p') return std::nullopt;
    const auto percent = Decimal::parse(key.substr(1));
    const auto value = percent ? percent->to_int64() : std::nullopt;
    if (!value || *value < 0 || *value > 100) return std::nullopt;
    return static_cast<std::uint64_t>(*value) * kWhole / 100;
  }

  Faults faults_;
};

}  // namespace fugong::enterprise_register
