#include "engines/feel/temporal.hpp"

#include <fmt/format.h>

#include <cstdlib>

#include "base/decimal.hpp"

namespace fugong::feel {
namespace {

constexpr std::int32_t kMaxOffset = 18 * 3600;

/// A cursor over the text that takes what it expects.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}
  bool done() const { return at_ == text_.size(); }
  char peek() const { return done() ? '\0' : text_[at_]; }
  bool take(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }
  std::optional<int> two_digits() {
    if (at_ + 2 > text_.size()) return std::nullopt;
    const char a = text_[at_];
    const char b = text_[at_ + 1];
    if (a < '0' || a > '9' || b < '0' || b > '9') return std::nullopt;
    at_ += 2;
    return (a - '0') * 10 + (b - '0');
  }
  /// All digits that follow, at least one.
  std::string_view digits() {
    const std::size_t start = at_;
    while (!done() && text_[at_] >= '0' && text_[at_] <= '9')
      ++at_;
    return text_.substr(start, at_ - start);
  }
  std::string_view rest() const { return text_.substr(at_); }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

std::optional<std::int32_t> read_nanos(std::string_view digits) {
  if (digits.empty()) return std::nullopt;
  std::int32_t nanos = 0;
  for (std::size_t i = 0; i < 9; ++i) {
    nanos = nanos * 10 + (i < digits.size() ? digits[i] - '0' : 0);
  }
  return nanos;
}

std::optional<Zone> read_zone(std::string_view text) {
  Zone zone;
  if (text.empty()) return zone;
  if (text[0] == '@') {
    zone.kind = Zone::Kind::named;
    zone.name = text.substr(1);
    if (!zone_exists(zone.name)) return std::nullopt;
    return zone;
  }
  zone.kind = Zone::Kind::offset;
  if (text == "Z" || text == "z") return zone;
  Scanner scan(text);
  const bool east = scan.take('+');
  if (!east && !scan.take('-')) return std::nullopt;
  const auto hours = scan.two_digits();
  if (!hours || !scan.take(':')) return std::nullopt;
  const auto minutes = scan.two_digits();
  if (!minutes || *minutes > 59) return std::nullopt;
  std::int32_t seconds = 0;
  if (scan.take(':')) {
    const auto value = scan.two_digits();
    if (!value || *value > 59) return std::nullopt;
    seconds = *value;
  }
  if (!scan.done()) return std::nullopt;
  seconds += *hours * 3600 + *minutes * 60;
  if (seconds > kMaxOffset) return std::nullopt;
  zone.offset_s = east ? seconds : -seconds;
  return zone;
}

/// A whole number of a duration; bounded so that sums can't overflow.
std::optional<std::int64_t> read_count(std::string_view digits) {
  if (digits.empty() || digits.size() > 12) return std::nullopt;
  std::int64_t value = 0;
  for (const char c : digits)
    value = value * 10 + (c - '0');
  return value;
}

std::string zone_text(const Zone& zone) {
  switch (zone.kind) {
    case Zone::Kind::local:
      return {};
    case Zone::Kind::named:
      return "@" + zone.name;
    case Zone::Kind::offset:
      break;
  }
  if (zone.offset_s == 0) return "Z";
  const std::int32_t magnitude = std::abs(zone.offset_s);
  std::string text = fmt::format("{}{:02}:{:02}", zone.offset_s < 0 ? '-' : '+', magnitude / 3600,
                                 magnitude / 60 % 60);
  if (magnitude % 60 != 0) text += fmt::format(":{:02}", magnitude % 60);
  return text;
}

std::string fraction_text(std::int32_t nanos) {
  if (nanos == 0) return {};
  std::string digits = fmt::format("{:09}", nanos);
  digits.erase(digits.find_last_not_of('0') + 1);
  return "." + digits;
}

}  // namespace

std::optional<Time> parse_time(std::string_view text) {
  Scanner scan(text);
  const auto hour = scan.two_digits();
  if (!hour || !scan.take(':')) return std::nullopt;
  const auto minute = scan.two_digits();
  if (!minute || !scan.take(':')) return std::nullopt;
  const auto second = scan.two_digits();
  if (!second || *minute > 59 || *second > 59) return std::nullopt;
  Time time;
  if (scan.take('.')) {
    const auto nanos = read_nanos(scan.digits());
    if (!nanos) return std::nullopt;
    time.nanos = *nanos;
  }
  // 24:00:00 is midnight; no later reading of hour 24 exists.
  const bool midnight = *hour == 24 && *minute == 0 && *second == 0 && time.nanos == 0;
  if (*hour > 23 && !midnight) return std::nullopt;
  time.second_of_day = midnight ? 0 : *hour * 3600 + *minute * 60 + *second;
  auto zone = read_zone(scan.rest());
  if (!zone) return std::nullopt;
  time.zone = std::move(*zone);
  return time;
}

std::optional<DateTime> parse_date_time(std::string_view text) {
  const std::size_t separator = text.find('T');
  const auto date = Date::parse(text.substr(0, separator));
  if (!date) return std::nullopt;
  if (separator == std::string_view::npos) return DateTime{*date, {}};
  const std::string_view rest = text.substr(separator + 1);
  auto time = parse_time(rest);
  if (!time) return std::nullopt;
  DateTime value{*date, std::move(*time)};
  if (rest.starts_with("24")) value.date = value.date.plus_days(1);
  return value;
}

std::optional<MonthsDuration> parse_months_duration(std::string_view text) {
  Scanner scan(text);
  const bool negative = scan.take('-');
  if (!scan.take('P')) return std::nullopt;
  std::int64_t months = 0;
  bool any = false;
  bool years_seen = false;
  while (!scan.done()) {
    const auto count = read_count(scan.digits());
    if (!count) return std::nullopt;
    if (!years_seen && !any && scan.take('Y')) {
      months += *count * 12;
      years_seen = true;
    } else if (scan.take('M') && scan.done()) {
      months += *count;
    } else {
      return std::nullopt;
    }
    any = true;
  }
  if (!any) return std::nullopt;
  return MonthsDuration{negative ? -months : months};
}

std::optional<SecondsDuration> parse_seconds_duration(std::string_view text) {
  Scanner scan(text);
  const bool negative = scan.take('-');
  if (!scan.take('P')) return std::nullopt;
  SecondsDuration duration;
  bool any = false;
  bool in_time = false;
  int stage = 0;  // units come in the order D, H, M, S
  while (!scan.done()) {
    if (!in_time && scan.take('T')) {
      in_time = true;
      if (scan.done()) return std::nullopt;
      continue;
    }
    const auto count = read_count(scan.digits());
    if (!count) return std::nullopt;
    if (!in_time && stage == 0 && scan.take('D')) {
      duration.seconds += *count * kSecondsOfDay;
      stage = 1;
    } else if (in_time && stage < 2 && scan.take('H')) {
      duration.seconds += *count * 3600;
      stage = 2;
    } else if (in_time && stage < 3 && scan.take('M')) {
      duration.seconds += *count * 60;
      stage = 3;
    } else if (in_time && stage < 4) {
      // XML Schema allows no digits after the point here ("PT0.S").
      if (scan.take('.')) duration.nanos = read_nanos(scan.digits()).value_or(0);
      if (!scan.take('S')) return std::nullopt;
      duration.seconds += *count;
      stage = 4;
    } else {
      return std::nullopt;
    }
    any = true;
  }
  if (!any) return std::nullopt;
  if (negative) duration = {-duration.seconds, -duration.nanos};
  return duration;
}

std::string to_string(const Time& value) {
  const std::int32_t s = value.second_of_day;
  return fmt::format("{:02}:{:02}:{:02}{}{}", s / 3600, s / 60 % 60, s % 60,
                     fraction_text(value.nanos), zone_text(value.zone));
}

std::string to_string(const DateTime& value) {
  return value.date.to_string() + "T" + to_string(value.time);
}

std::string to_string(MonthsDuration value) {
  if (value.months == 0) return "P0M";
  const std::int64_t magnitude = value.months < 0 ? -value.months : value.months;
  std::string text = value.months < 0 ? "-P" : "P";
  if (magnitude / 12 != 0) text += fmt::format("{}Y", magnitude / 12);
  if (magnitude % 12 != 0) text += fmt::format("{}M", magnitude % 12);
  return text;
}

std::string to_string(SecondsDuration value) {
  if (value.seconds == 0 && value.nanos == 0) return "PT0S";
  const bool negative = value.seconds < 0 || value.nanos < 0;
  const std::int64_t s = value.seconds < 0 ? -value.seconds : value.seconds;
  const std::int32_t nanos = value.nanos < 0 ? -value.nanos : value.nanos;
  std::string text = negative ? "-P" : "P";
  if (s / kSecondsOfDay != 0) text += fmt::format("{}D", s / kSecondsOfDay);
  if (s % kSecondsOfDay == 0 && nanos == 0) return text;
  text += 'T';
  if (s % kSecondsOfDay / 3600 != 0) text += fmt::format("{}H", s % kSecondsOfDay / 3600);
  if (s % 3600 / 60 != 0) text += fmt::format("{}M", s % 3600 / 60);
  if (s % 60 != 0 || nanos != 0) text += fmt::format("{}{}S", s % 60, fraction_text(nanos));
  return text;
}

std::optional<std::int64_t> to_instant(const DateTime& value) {
  const auto offset = offset_at(value.time.zone, value.date, value.time.second_of_day);
  if (!offset) return std::nullopt;
  return value.date.days() * kSecondsOfDay + value.time.second_of_day - *offset;
}

}  // namespace fugong::feel
