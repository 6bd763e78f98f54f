// An assessment as tables.
#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "desks/assessment/assessment.hpp"

namespace fugong::assessment {

namespace {

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + "\"";
}

std::string numbers(const Line& line) {
  return fmt::format("{},{},{},{},{},{},{},{}", line.entitled, line.depends, line.refused,
                     line.firms, yuan(line.amount), yuan(line.open_low), yuan(line.open_high),
                     line.open_unbounded);
}

constexpr std::string_view kNumbers =
    "entitled,depends,refused,firms_entitled,amount_yuan,open_low_yuan,open_high_yuan,"
    "open_unbounded";

Line sum(const std::vector<Line>& lines) {
  return std::accumulate(lines.begin(), lines.end(), Line{},
                         [](Line all, const Line& one) { return all += one; });
}

}  // namespace

std::string yuan(Sum fen) {
  const bool negative = fen < 0;
  auto rest = static_cast<unsigned __int128>(negative ? -fen : fen);
  std::string backwards;
  for (int digits = 0; digits < 3 || rest > 0; ++digits) {
    if (digits == 2) backwards += '.';
    backwards += static_cast<char>('0' + static_cast<int>(rest % 10));
    rest /= 10;
  }
  if (negative) backwards += '-';
  return {backwards.rbegin(), backwards.rend()};
}

Assessment::Assessment(const pack::Pack& pack, law::Moment moment, std::size_t firms,
                       bool synthetic)
    : pack_(&pack), moment_(moment), firms_(firms), synthetic_(synthetic) {
  provinces_.emplace_back();
  holdings_.resize(1);
  const law::CodeList* places = pack.book.find_list(pack.book.source().place_list);
  if (places == nullptr) return;
  for (const law::ListEntry& entry : places->entries) {
    if (entry.parent.empty() && provinces_.size() < 255) provinces_.push_back(entry.code);
  }
  holdings_.resize(provinces_.size());
}

Line Assessment::total(std::string_view provision) const {
  const auto& all = pack_->book.source().provisions;
  const auto at =
      std::find_if(all.begin(), all.end(), [&](const auto& each) { return each.id == provision; });
  return at == all.end() ? Line{} : sum(lines_[static_cast<std::size_t>(at - all.begin())]);
}

Line Assessment::of_province(std::string_view provision, std::string_view province) const {
  const auto& all = pack_->book.source().provisions;
  const auto at =
      std::find_if(all.begin(), all.end(), [&](const auto& each) { return each.id == provision; });
  const auto of = std::find(provinces_.begin(), provinces_.end(), province);
  if (at == all.end() || of == provinces_.end()) return {};
  const auto& lines = lines_[static_cast<std::size_t>(at - all.begin())];
  return lines.empty() ? Line{} : lines[static_cast<std::size_t>(of - provinces_.begin())];
}

Holdings Assessment::holdings() const {
  return std::accumulate(holdings_.begin(), holdings_.end(), Holdings{},
                         [](Holdings all, const Holdings& one) { return all += one; });
}

Holdings Assessment::holdings_of_province(std::string_view province) const {
  const auto of = std::find(provinces_.begin(), provinces_.end(), province);
  return of == provinces_.end() ? Holdings{}
                                : holdings_[static_cast<std::size_t>(of - provinces_.begin())];
}

std::uint64_t Assessment::by_row() const {
  return std::accumulate(by_row_.begin(), by_row_.end(), std::uint64_t{0});
}

std::string Assessment::text(std::string_view language) const {
  const bool zh = language != "en";
  std::string out;
  const auto line = [&](std::string_view text) { (out += text) += '\n'; };
  if (synthetic_) {
    line(zh ? "[合成数据：虚构企业，不是真实情况]"
            : "[synthetic=true: invented firms, not what is real]");
  }
  line(fmt::format(fmt::runtime(zh ? "{} 家企业，服务日期 {}，按 {} 已知的规定"
                                   : "{} firms, on {}, law as known on {}"),
                   firms_, moment_.on.to_string(), moment_.known_at.to_string()));
  const Holdings held = holdings();
  const Text names[] = {{"现金", "cash"}, {"减免", "relief"}, {"延期或融资", "liquidity"}};
  line(zh ? "依法可以同时享受的最优组合：企业数 | 金额（元，可确定的部分）"
          : "best legal combination: firms | amount (yuan, what is sure)");
  for (std::size_t i = 0; i < held.totals.size(); ++i) {
    line(fmt::format("{:>10} {:>20}  {}", held.totals[i].firms, yuan(held.totals[i].low),
                     zh ? names[i].zh : names[i].en));
  }
  std::vector<std::pair<Line, std::size_t>> order;
  for (const std::size_t provision : judged_)
    order.emplace_back(sum(lines_[provision]), provision);
  std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
    return a.first.amount != b.first.amount ? a.first.amount > b.first.amount
                                            : a.first.entitled > b.first.entitled;
  });
  line(zh ? "可以享受 | 还需确定 | 金额（元） | 规定"
          : "may have | depends | amount (yuan) | provision");
  for (const auto& [all, provision] : order) {
    if (all.entitled == 0 && all.depends == 0) continue;
    const law::Provision& of = pack_->book.source().provisions[provision];
    line(fmt::format("{:>10} {:>10} {:>20}  {} {}", all.entitled, all.depends,
                     all.amount == 0 ? "-" : yuan(all.amount), of.id,
                     zh ? of.title.zh : of.title.en));
  }
  return out;
}

std::string Assessment::provisions_csv() const {
  std::string out =
      fmt::format("provision,measure,title_zh,title_en,subject,{},synthetic\n", kNumbers);
  for (const std::size_t provision : judged_) {
    const law::Provision& of = pack_->book.source().provisions[provision];
    out +=
        fmt::format("{},{},{},{},{},{},{}\n", of.id, of.measure, quoted(of.title.zh),
                    quoted(of.title.en), of.subject, numbers(sum(lines_[provision])), synthetic_);
  }
  return out;
}

std::string Assessment::provinces_csv() const {
  std::string out = fmt::format("province,name_zh,name_en,provision,{},synthetic\n", kNumbers);
  const std::string& list = pack_->book.source().place_list;
  for (std::size_t province = 0; province < provinces_.size(); ++province) {
    const law::ListEntry* entry = pack_->book.find_entry(list, provinces_[province]);
    for (const std::size_t provision : judged_) {
      if (lines_[provision].empty()) continue;
      const Line& line = lines_[provision][province];
      if (line.entitled == 0 && line.depends == 0) continue;
      out += fmt::format("{},{},{},{},{},{}\n", provinces_[province],
                         quoted(entry != nullptr ? entry->label.zh : "不详"),
                         quoted(entry != nullptr ? entry->label.en : "not known"),
                         pack_->book.source().provisions[provision].id, numbers(line), synthetic_);
    }
  }
  return out;
}

std::string Assessment::holdings_csv() const {
  std::string out = "province,name_zh,name_en";
  for (const char* total : {"cash", "relief", "liquidity"}) {
    out += fmt::format(",{0}_firms,{0}_low_yuan,{0}_high_yuan,{0}_unbounded", total);
  }
  out += ",combined_firms,synthetic\n";
  const auto add = [&](const std::string& province, const Text& name, const Holdings& held) {
    out += fmt::format("{},{},{}", province, quoted(name.zh), quoted(name.en));
    for (const Holdings::Total& total : held.totals) {
      out += fmt::format(",{},{},{},{}", total.firms, yuan(total.low), yuan(total.high),
                         total.unbounded);
    }
    out += fmt::format(",{},{}\n", held.combined, synthetic_);
  };
  add("all", {"全部", "all"}, holdings());
  const std::string& list = pack_->book.source().place_list;
  for (std::size_t province = 0; province < provinces_.size(); ++province) {
    const law::ListEntry* entry = pack_->book.find_entry(list, provinces_[province]);
    add(provinces_[province], entry != nullptr ? entry->label : Text{"不详", "not known"},
        holdings_[province]);
  }
  return out;
}

}  // namespace fugong::assessment
