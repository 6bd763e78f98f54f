#include "desks/assessment/page_parts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <span>

#include "base/date.hpp"

namespace fugong::assessment {

namespace {

Sum size_of(Sum number) {
  return number < 0 ? -number : number;
}

/// "37.5%" of the greatest; a bar that is not nothing is seen.
std::string width(Sum number, Sum greatest) {
  if (number == 0 || greatest == 0) return "0";
  const Sum mille = std::max<Sum>(size_of(number) * 1000 / greatest, 4);
  return fmt::format("{}.{}%", static_cast<std::int64_t>(mille / 10),
                     static_cast<std::int64_t>(mille % 10));
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string PageParts::grouped(Sum number) {
  const std::string digits = yuan(size_of(number) * 100);
  const std::size_t whole = digits.size() - 3;
  std::string out = number < 0 ? "\u2212" : "";
  for (std::size_t at = 0; at < whole; ++at) {
    if (at > 0 && (whole - at) % 3 == 0) out += ',';
    out += digits[at];
  }
  return out;
}

std::string PageParts::money(Sum fen) {
  const std::string digits = yuan(size_of(fen));
  std::string out = fen < 0 ? "\u2212" : "";
  (out += grouped(size_of(fen) / 100)).append(digits, digits.size() - 3, 3);
  return out;
}

std::string PageParts::brief(Sum fen) const {
  struct Unit {
    Sum fen;
    const char* name;
  };
  static constexpr Unit kZh[] = {{10'000'000'000, " 亿元"}, {1'000'000, " 万元"}, {100, " 元"}};
  static constexpr Unit kEn[] = {{100'000'000'000, " bn yuan"},
                                 {100'000'000, " m yuan"},
                                 {100'000, " k yuan"},
                                 {100, " yuan"}};
  const std::span<const Unit> units = zh_ ? std::span<const Unit>(kZh) : std::span<const Unit>(kEn);
  for (const Unit& unit : units) {
    if (size_of(fen) < unit.fen && unit.fen != 100) continue;
    const Sum hundredths = (size_of(fen) * 100 + unit.fen / 2) / unit.fen;
    return (fen < 0 ? "\u2212" : "") + money(hundredths) + unit.name;
  }
  return {};
}

std::string PageParts::signed_brief(Sum fen) const {
  return (fen > 0 ? "+" : "") + brief(fen);
}

std::string PageParts::bars(const std::string& caption, const std::vector<Bar>& bars,
                            bool compared) const {
  Sum greatest = 0;
  bool any = false;
  for (const Bar& bar : bars) {
    greatest = std::max({greatest, size_of(bar.before), size_of(bar.after)});
    any = any || bar.before != 0 || bar.after != 0;
  }
  if (!any) return {};
  std::string out =
      fmt::format("<table class=\"bars\"><caption>{}</caption><thead><tr>", escaped(caption));
  out += "<th scope=\"col\"><span class=\"sr\">" + say("名称", "name") + "</span></th>";
  if (compared) {
    out += fmt::format(
        "<th scope=\"col\"><i class=\"key before\"></i>{}</th><th scope=\"col\"><i class=\"key "
        "after\"></i>{}</th><th scope=\"col\">{}</th>",
        say("现行", "now"), say("修改后", "reformed"), say("变化", "change"));
  } else {
    out += "<th scope=\"col\">" + say("金额", "amount") + "</th>";
  }
  out += "</tr></thead><tbody>";
  for (const Bar& bar : bars) {
    if (bar.before == 0 && bar.after == 0) continue;
    out += "<tr><th scope=\"row\">" + escaped(bar.label);
    const char* only = compared ? "before" : "after";
    out += fmt::format("<div class=\"bar {}\" style=\"width:{}\"></div>", only,
                       width(bar.before, greatest));
    if (compared) {
      out += fmt::format("<div class=\"bar after\" style=\"width:{}\"></div>",
                         width(bar.after, greatest));
    }
    out += "</th><td>" + brief(bar.before) + "</td>";
    if (compared) {
      const Sum change = bar.after - bar.before;
      out += fmt::format("<td>{}</td><td class=\"{}\">{}</td>", brief(bar.after),
                         change > 0   ? "up"
                         : change < 0 ? "down"
                                      : "same",
                         change == 0 ? "\u2014" : signed_brief(change));
    }
    out += "</tr>";
  }
  return out + "</tbody></table>\n";
}

std::string PageParts::bands(const std::string& caption, const std::vector<Band>& bands) const {
  std::int64_t greatest = 0;
  for (const Band& band : bands)
    greatest = std::max({greatest, band.down, band.up});
  if (greatest == 0) return {};
  std::string out = fmt::format(
      "<table class=\"bands\"><caption>{}</caption><thead><tr><th scope=\"col\">{}</th><th "
      "scope=\"col\" class=\"left\">{}</th><th scope=\"col\" class=\"right\">{}</th></tr></thead>"
      "<tbody>",
      escaped(caption), say("变化多少", "change"), say("减少的企业", "firms with less"),
      say("增加的企业", "firms with more"));
  for (const Band& band : bands) {
    if (band.down == 0 && band.up == 0) continue;
    out += fmt::format(
        "<tr><th scope=\"row\">{}</th><td class=\"left\">{}<div class=\"bar loss\" "
        "style=\"width:{}\"></div></td><td class=\"right\">{}<div class=\"bar gain\" "
        "style=\"width:{}\"></div></td></tr>",
        escaped(band.label), grouped(band.down), width(band.down, greatest), grouped(band.up),
        width(band.up, greatest));
  }
  return out + "</tbody></table>\n";
}

std::string PageParts::lines(const std::string& what, Sum limit,
                             const std::vector<Line>& lines) const {
  constexpr std::int64_t kWidth = 640;
  constexpr std::int64_t kHeight = 240;
  constexpr std::int64_t kTop = 24;
  constexpr std::int64_t kBottom = 26;
  std::int64_t first = std::numeric_limits<std::int64_t>::max();
  std::int64_t last = std::numeric_limits<std::int64_t>::min();
  Sum greatest = limit;
  for (const Line& line : lines) {
    if (line.points.empty()) continue;
    first = std::min(first, line.points.front().first);
    last = std::max(last, line.points.back().first);
    greatest = std::max(greatest, line.points.back().second);
  }
  if (first > last || greatest <= 0) return {};
  const std::int64_t days = std::max<std::int64_t>(last - first, 1);
  const auto x = [&](std::int64_t day) { return (day - first) * kWidth / days; };
  const auto y = [&](Sum sum) {
    return kHeight - kBottom -
           static_cast<std::int64_t>(sum * (kHeight - kTop - kBottom) / greatest);
  };
  std::string out = fmt::format(
      "<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\">"
      "<line class=\"axis\" x1=\"0\" x2=\"{}\" y1=\"{}\" y2=\"{}\"/>",
      kWidth, kHeight, escaped(what), kWidth, y(0), y(0));
  for (const Line& line : lines) {
    // A sum stays until the next day on which something is added.
    std::string points = fmt::format("0,{}", y(0));
    Sum sum = 0;
    for (const auto& [day, now] : line.points) {
      points += fmt::format(" {},{} {},{}", x(day), y(sum), x(day), y(now));
      sum = now;
    }
    points += fmt::format(" {},{}", kWidth, y(sum));
    out += fmt::format("<polyline class=\"line {}\" points=\"{}\"/>", line.style, points);
  }
  out += fmt::format(
      "<line class=\"limit\" x1=\"0\" x2=\"{}\" y1=\"{}\" y2=\"{}\"/><text x=\"4\" "
      "y=\"{}\">{}</text>"
      "<text x=\"0\" y=\"{}\">{}</text><text x=\"{}\" y=\"{}\" "
      "text-anchor=\"end\">{}</text></svg>\n",
      kWidth, y(limit), y(limit), y(limit) - 6, escaped(brief(limit)), kHeight - 6,
      Date::from_days(first).to_string(), kWidth, kHeight - 6, Date::from_days(last).to_string());
  return out;
}

std::string PageParts::table(const Table& table) const {
  // What a phone can't show at once scrolls by itself, with the keyboard too.
  const bool wide = table.columns.size() > 4;
  const std::string title = escaped(pick(table.title));
  std::string out = wide ? fmt::format(
                               "<div class=\"wide\" tabindex=\"0\" role=\"region\" "
                               "aria-label=\"{}\">",
                               title)
                         : std::string();
  out += "<table><caption>" + title + "</caption><thead><tr>";
  for (const Column& column : table.columns) {
    const bool number = column.kind == Column::Kind::count || column.kind == Column::Kind::money;
    out += fmt::format("<th scope=\"col\"{}>{}</th>", number ? " class=\"number\"" : "",
                       escaped(pick(column.label)));
  }
  out += "</tr></thead><tbody>";
  for (const std::vector<Cell>& row : table.rows) {
    out += "<tr>";
    for (std::size_t i = 0; i < row.size(); ++i) {
      const auto* count = std::get_if<std::int64_t>(&row[i]);
      const auto* sum = std::get_if<Fen>(&row[i]);
      const bool number = count != nullptr || sum != nullptr;
      const std::string text = count != nullptr ? grouped(*count)
                               : sum != nullptr ? money(sum->sum)
                                                : text_of(row[i], zh_ ? "zh" : "en");
      out += fmt::format("<{0}{1}>{2}</{0}>", i == 0 ? "th scope=\"row\"" : "td",
                         number ? "" : " class=\"word\"", escaped(text));
    }
    out += "</tr>";
  }
  return out + (wide ? "</tbody></table></div>\n" : "</tbody></table>\n");
}

}  // namespace fugong::assessment
