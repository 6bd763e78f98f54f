#include "sme10/drawn.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace fugong::bench {

namespace {

/// "3.25" of 325.
std::string hundredths(std::int64_t count) {
  return Decimal(count, -2).to_string();
}

std::string join(const std::vector<std::string>& parts, std::string_view by) {
  return fmt::format("{}", fmt::join(parts, by));
}

}  // namespace

std::string DrawnSme10::word(char first) {
  for (;;) {
    std::string made(1, first);
    for (int i = 0; i < 6; ++i)
      made += static_cast<char>('a' + random_.below(26));
    if (std::find(used_.begin(), used_.end(), made) != used_.end()) continue;
    used_.push_back(made);
    return made;
  }
}

template <class T>
void DrawnSme10::shuffle(std::vector<T>& items) {
  for (std::size_t i = items.size(); i > 1; --i)
    std::swap(items[i - 1],
              items[static_cast<std::size_t>(random_.below(static_cast<std::int64_t>(i)))]);
}

DrawnSme10::DrawnSme10(std::uint64_t seed) : random_(seed) {
  const auto draw_words = [this](std::vector<std::string>& to, std::size_t count, char first) {
    for (std::size_t i = 0; i < count; ++i)
      to.push_back(word(first));
  };
  draw_words(words_.industries, std::size(kIndustries), 'i');
  draw_words(words_.regions, kRegions, 'r');
  draw_words(words_.codes, kIndustryCodes, 'c');
  draw_words(inputs_, 13, 'x');
  draw_words(decisions_, 10, 'd');
  draw_words(sizes_, kSizes, 's');

  std::vector<std::size_t> industries{0, 1, 2, 3, 4, 5};
  shuffle(industries);
  industries.resize(4);
  for (const std::size_t industry : industries) {
    auto& least = least_[industry].emplace();
    least[2] = {static_cast<std::int32_t>(2 + random_.below(30)),
                static_cast<std::int32_t>(10 + random_.below(500))};
    least[1] = {least[2].staff + static_cast<std::int32_t>(5 + random_.below(200)),
                least[2].revenue + static_cast<std::int32_t>(50 + random_.below(4000))};
    least[0] = {least[1].staff + static_cast<std::int32_t>(50 + random_.below(600)),
                least[1].revenue + static_cast<std::int32_t>(500 + random_.below(30000))};
  }
  other_tier_ = static_cast<std::size_t>(random_.below(kTiers));
  for (std::size_t& tier : tier_)
    tier = static_cast<std::size_t>(random_.below(kTiers));
  for (std::size_t tier = 0; tier < kTiers; ++tier)
    tier_[tier] = tier;  // none is without a region
  for (std::int64_t& cap : cap_bp_)
    cap = 150 + 5 * random_.below(40);
  for (bool& encouraged : encouraged_)
    encouraged = random_.below(3) == 0;
  encouraged_[static_cast<std::size_t>(random_.below(kIndustryCodes))] = true;
  more_bp_ = 10 + 5 * random_.below(15);
  first_ = Date::from_civil(2025, 10, 1)->plus_days(30 + random_.below(150));
  last_ = first_.plus_days(150 + random_.below(250));
  age_days_ = 100 + random_.below(600);
  months_ = static_cast<std::int32_t>(3 + random_.below(10));
  layoffs_per_mille_ = 20 + random_.below(70);
  share_percent_ = 30 + random_.below(40);
  limit_yuan_[3] = 50'000 + 1'000 * random_.below(100);
  limit_yuan_[2] = limit_yuan_[3] + 1'000 * (1 + random_.below(100));
  limit_yuan_[1] = limit_yuan_[2] + 1'000 * (1 + random_.below(300));
  limit_yuan_[0] = limit_yuan_[1];
}

/// "a", "b", in any order.
std::string DrawnSme10::tests(const std::vector<std::string>& values) {
  std::vector<std::string> quoted;
  for (const std::string& value : values)
    quoted.push_back(fmt::format("\"{}\"", value));
  shuffle(quoted);
  return join(quoted, ", ");
}

/// Those of one industry in their order, those of several in any.
std::string DrawnSme10::size_rules() {
  std::vector<std::size_t> turns;
  for (std::size_t industry = 0; industry < least_.size(); ++industry) {
    if (least_[industry]) turns.insert(turns.end(), kSizes, industry);
  }
  shuffle(turns);
  std::array<std::size_t, std::size(kIndustries)> next{};
  std::string rules;
  for (const std::size_t industry : turns) {
    const std::size_t size = next[industry]++;
    std::string figures = "\"-\", \"-\"";
    if (size < kSizes - 1) {
      const Least& least = (*least_[industry])[size];
      figures = fmt::format("\">= {}\", \">= {}\"", least.staff, least.revenue);
    }
    rules += fmt::format("        - ['\"{}\"', {}, '\"{}\"']\n", words_.industries[industry],
                         figures, sizes_[size]);
  }
  return rules;
}

std::string DrawnSme10::tier_rules() {
  std::vector<std::string> rules;
  for (std::size_t tier = 0; tier < kTiers; ++tier) {
    if (tier == other_tier_) continue;
    std::vector<std::string> regions;
    for (std::size_t region = 0; region < kRegions; ++region) {
      if (tier_[region] == tier) regions.push_back(words_.regions[region]);
    }
    rules.push_back(fmt::format("        - ['{}', \"{}\"]\n", tests(regions), tier));
  }
  shuffle(rules);
  rules.push_back(fmt::format("        - [\"-\", \"{}\"]\n", other_tier_));
  return join(rules, "");
}

std::string DrawnSme10::text() {
  constexpr std::array kTypes{"string",  "number",  "number", "string", "string", "date",  "date",
                              "boolean", "boolean", "number", "number", "number", "number"};
  const auto& x = inputs_;
  const auto& d = decisions_;
  std::string made = "inputs:\n";
  for (std::size_t i = 0; i < x.size(); ++i)
    made += fmt::format("  - {{name: {}, type: {}}}\n", x[i], kTypes[i]);
  made += "decisions:\n";
  made += fmt::format(
      "  - name: {}\n    table:\n      hit: F\n      inputs: [{}, {}, {}]\n      rules:\n{}", d[0],
      x[0], x[1], x[2], size_rules());
  made +=
      fmt::format("  - name: {}\n    table:\n      hit: F\n      inputs: [{}]\n      rules:\n{}",
                  d[1], x[3], tier_rules());
  const auto expression = [&](std::size_t at, std::string_view feel) {
    made += fmt::format("  - name: {}\n    feel: >-\n      {}\n", d[at], feel);
  };
  const auto either = [this](std::string a, std::string b) {
    std::vector<std::string> both{std::move(a), std::move(b)};
    shuffle(both);
    return both;
  };
  const auto all_of = [this](std::vector<std::string> conjuncts) {
    shuffle(conjuncts);
    return join(conjuncts, " and ");
  };
  std::vector<std::string> codes;
  for (std::size_t code = 0; code < kIndustryCodes; ++code) {
    if (encouraged_[code]) codes.push_back(words_.codes[code]);
  }
  expression(2, fmt::format("{} in ({})", x[4], tests(codes)));
  expression(3,
             fmt::format("{} in [@\"{}\"..@\"{}\"]", x[5], first_.to_string(), last_.to_string()));
  expression(4, fmt::format("{} >= {} + @\"P{}D\"", x[5], x[6], age_days_));
  expression(5, fmt::format("{} in ({})", d[0], tests({sizes_[1], sizes_[2], sizes_[3]})));
  expression(6, all_of({fmt::format("not({})", x[7]), fmt::format("not({})", x[8]),
                        fmt::format("{} >= {}", x[9], months_)}));
  std::vector<std::size_t> tiers{0, 1, 2, 3};
  shuffle(tiers);
  std::string cap;
  for (std::size_t i = 0; i + 1 < kTiers; ++i)
    cap += fmt::format("if {} = {} then {} else ", d[1], tiers[i], hundredths(cap_bp_[tiers[i]]));
  expression(7, join(either(fmt::format("({}{})", cap, hundredths(cap_bp_[tiers[3]])),
                            fmt::format("(if {} then {} else 0)", d[2], hundredths(more_bp_))),
                     " + "));
  expression(8, all_of({d[5], d[6], d[3], d[4],
                        fmt::format("{} / {} <= {}", x[10], x[1],
                                    Decimal(layoffs_per_mille_, -3).to_string())}));
  const std::string rate =
      join(either(fmt::format("{} * {}", x[12], hundredths(share_percent_)), d[7]), ", ");
  const std::string limit =
      fmt::format("if {} = \"{}\" then {} else if {} = \"{}\" then {} else {}", d[0], sizes_[3],
                  limit_yuan_[3], d[0], sizes_[2], limit_yuan_[2], limit_yuan_[1]);
  expression(
      9, fmt::format("if {} then round_half_up(min({}), 2) else 0", d[8],
                     join(either(fmt::format("{} * min({}) / 100", x[11], rate), limit), ", ")));
  return made;
}

std::optional<std::size_t> DrawnSme10::size_of(const Sme10Row& row) const {
  const auto& least = least_[row.industry];
  if (!least) return std::nullopt;
  for (std::size_t size = 0; size < kSizes - 1; ++size) {
    const Least& of = (*least)[size];
    if (row.employees >= of.staff && row.revenue_10k.value_or(-1) >= of.revenue) return size;
  }
  return kSizes - 1;
}

/// Empty of who isn't eligible.
std::optional<Decimal> DrawnSme10::subsidy(const Sme10Row& row) const {
  const auto size = size_of(row);
  const bool clean = !row.tax_arrears && !row.blacklisted && row.si_months >= months_;
  const bool in_window = row.application >= first_ && row.application <= last_;
  const bool old_enough = row.application >= row.registration.plus_days(age_days_);
  const bool few = row.layoffs * 1'000 <= row.employees * layoffs_per_mille_;
  if (!size || *size == 0 || !clean || !in_window || !old_enough || !few) return std::nullopt;
  const std::int64_t cap =
      cap_bp_[tier_[row.region]] + (encouraged_[row.industry_code] ? more_bp_ : 0);
  const Decimal share = *multiply(Decimal(row.rate_bp, -2), Decimal(share_percent_, -2));
  const Decimal percent = std::min(share, Decimal(cap, -2));
  const Decimal yuan = *divide(*multiply(Decimal(row.loan_fen, -2), percent), Decimal(100));
  return std::min(yuan, Decimal(limit_yuan_[*size])).round(2, Rounding::half_up);
}

Sme10Sums DrawnSme10::sums(const std::vector<Sme10Row>& rows) const {
  Sme10Sums sums;
  Decimal all;
  for (const Sme10Row& row : rows) {
    const auto yuan = subsidy(row);
    if (!yuan) continue;
    ++sums.eligible;
    all = *add(all, *yuan);
  }
  const auto fen = multiply(all, Decimal(100))->to_int64();
  FUGONG_CHECK(fen, "subsidies are whole fen");
  sums.subsidy_fen = *fen;
  return sums;
}

}  // namespace fugong::bench
