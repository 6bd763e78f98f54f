#include "engines/law/asking.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace fugong::law {

using columns::kAsk;
using columns::kFirst;
using columns::kNumber;
using feel::Value;
using Rows = CensusQuery::Rows;

namespace {

/// Whatever else is known of the row.
constexpr std::string_view kIsReplaced = "stand & 8 <> 0";
static_assert((kReplaced & ~kFails) == 8);
constexpr std::int64_t kMostKeys = std::int64_t{1} << 60;

const Text kOddRounding{"金额的舍入方式不能在 SQL 里写成整数",
                        "the amount is rounded to what whole fen don't hold"};
const Text kFarDays{"事件日期相距太远，无法预先逐日判断",
                    "days of events lie too far apart to be asked beforehand"};
const Text kDaysAsCodes{"事件日期以代码存储", "days of events are stored as codes"};
const Text kManyKeys{"结果的组合太多", "too many combinations of what it comes to"};

std::string any_of(const std::vector<std::string>& conditions) {
  std::string made;
  for (const std::string& each : conditions) {
    if (each.empty()) continue;
    if (!made.empty()) made += " OR ";
    made += each;
  }
  return made;
}

/// Whether a column of codes is one of some; of all that it may be.
std::string one_of(const std::string& column, const std::vector<columns::Code>& some,
                   std::size_t all) {
  if (some.empty()) return {};
  if (2 * some.size() <= all + 2) return fmt::format("{} IN ({})", column, fmt::join(some, ", "));
  std::vector<std::size_t> others;
  for (std::size_t code = 0; code < all; ++code) {
    if (std::find(some.begin(), some.end(), code) == some.end()) others.push_back(code);
  }
  return fmt::format("{} NOT IN ({})", column, fmt::join(others, ", "));
}

bool is_known(const Value& value) {
  return !value.is_unknown() && !value.is_null();
}

}  // namespace

Asking::Asking(const Rulebook::Impl& book, const Moment& moment, StoredRegister stored,
               const std::vector<int>& measures)
    : Concluding(book, moment, CheckOptions{.trace = false, .measures = measures}),
      stored_(std::move(stored)),
      row_lane_(book, moment, CheckOptions{.trace = false, .measures = measures}),
      work_(book.provisions.size()) {
  FUGONG_CHECK(stored_.tables.size() == book.kinds.size(), "a table, or none, for each kind");
  for (const std::vector<std::size_t>& of_kind : provisions_)
    chosen_.insert(chosen_.end(), of_kind.begin(), of_kind.end());
  std::sort(chosen_.begin(), chosen_.end());
  fixed_ = fixed_by_day(chosen_);
}

/// A kind and those above it, the enterprise last.
std::vector<std::size_t> Asking::line_of(std::size_t kind) const {
  std::vector<std::size_t> line{kind};
  while (!book_.kinds[line.back()].kind->parent.empty()) {
    const std::string& parent = book_.kinds[line.back()].kind->parent;
    const auto found =
        std::find_if(book_.kinds.begin(), book_.kinds.end(),
                     [&](const CompiledKind& each) { return each.kind->name == parent; });
    line.push_back(static_cast<std::size_t>(found - book_.kinds.begin()));
  }
  return line;
}

/// Rows of a kind with what is above them. `besides`: more columns, over these.
std::string Asking::source_of(std::size_t kind, const std::string& besides) const {
  const std::vector<std::size_t> line = line_of(kind);
  std::string columns = fmt::format("t0.\"row\" AS \"row\", t{}.\"row\" AS firm", line.size() - 1);
  std::string from;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const std::string table = sql::quoted_name(stored_.tables[line[i]]);
    if (i == 0) {
      from = fmt::format("{} AS t0", table);
    } else {
      from += fmt::format(" JOIN {} AS t{} ON t{}.\"row\" = t{}.\"parent\"", table, i, i, i - 1);
    }
    for (const StoredFact& of : stored_.facts) {
      if (book_.source.facts[of.fact].subject != book_.kinds[line[i]].kind->name) continue;
      for (const bool codes : {false, true}) {
        const std::string& column = codes ? of.codes : of.numbers;
        if (column.empty()) continue;
        columns +=
            fmt::format(", t{}.{} AS {}", i, sql::quoted_name(column), column_of(of.fact, codes));
      }
    }
  }
  const std::string plain = fmt::format("SELECT {} FROM {}", columns, from);
  return besides.empty() ? plain
                         : fmt::format("SELECT kept.*, {} FROM ({}) AS kept", besides, plain);
}

sql::Request Asking::request_of(std::size_t kind) const {
  sql::Request request;
  request.dialect = stored_.dialect;
  request.source = source_of(kind, {});
  request.key = "row";
  request.carried = {"firm"};
  request.fixed = fixed_;
  request.tables = &tables_;
  request.functions = &host_;
  request.today = moment_.on;
  const std::vector<std::size_t> line = line_of(kind);
  for (const StoredFact& of : stored_.facts) {
    const bool here = std::any_of(line.begin(), line.end(), [&](std::size_t at) {
      return book_.kinds[at].kind->name == book_.source.facts[of.fact].subject;
    });
    if (!here) continue;
    sql::Column& column = request.columns.emplace_back();
    column.input = book_.fact_slots[of.fact];
    column.numbers = column_of(of.fact, false);
    column.unit = of.unit;
    column.scale = of.scale;
    column.low = of.low;
    column.high = of.high;
    column.values = column_of(of.fact, true);
    for (const auto& [code, value] : of.values)
      column.stored.push_back({code, value});
    column.may_be_null = !of.complete;
  }
  return request;
}

const Rows& Asking::rows_of(std::size_t provision) {
  Work& work = work_[provision];
  if (!work.rows) make_rows(provision, work);
  return *work.rows;
}

/// Every row goes by itself.
void Asking::refuse(Work& work, const CompiledProvision& compiled, sql::Refusal refusal) const {
  constexpr std::string_view kNone = "CAST(NULL AS bigint)";
  work.rows->text = fmt::format(
      "SELECT \"row\", firm, {} AS \"day\", {} AS \"key\", {} AS low, {} AS high FROM ({}) AS "
      "source",
      day_of(compiled), CensusQuery::kAskKey, kNone, kNone, source_of(compiled.kind, {}));
  work.rows->refused = std::move(refusal);
}

void Asking::make_rows(std::size_t index, Work& work) {
  const CompiledProvision& compiled = book_.provisions[index];
  work.rows.emplace();
  const std::vector<std::size_t> line = line_of(compiled.kind);
  const bool is_kept = std::none_of(line.begin(), line.end(),
                                    [&](std::size_t kind) { return stored_.tables[kind].empty(); });
  if (!is_kept) return;
  sql::Request request = request_of(compiled.kind);
  if (!make_request(index, work, request)) return;
  const sql::Query query = sql::make_query(*book_.program, request);
  if (!query.refused.empty()) return refuse(work, compiled, query.refused[0]);
  const auto answer_of = [&](Slot slot) -> const sql::Answer& {
    return *std::find_if(query.answers.begin(), query.answers.end(),
                         [slot](const sql::Answer& each) { return each.slot == slot; });
  };
  std::vector<Flags> flags;
  for (const Slot slot : compiled.conditions)
    flags.push_back(flags_of(answer_of(slot), false));
  if (compiled.excluded) flags.push_back(flags_of(answer_of(*compiled.excluded), true));
  std::int64_t keys = 8;
  for (Part& part : work.parts) {
    part.answer = answer_of(part.slot);
    if (keys > kMostKeys / part.radix()) {
      return refuse(work, compiled, {part.slot, "too-many", kManyKeys});
    }
    keys *= part.radix();
  }
  const auto fills = static_cast<std::int64_t>(std::max<std::size_t>(work.settlements.size(), 1));
  if (keys > kMostKeys / fills) {
    return refuse(work, compiled, {0, "too-many", kManyKeys});
  }
  work.rows->text = write(work, query, flags);
}

/// False if nothing is to be asked, or the provision was refused.
bool Asking::make_request(std::size_t index, Work& work, sql::Request& request) {
  const CompiledProvision& compiled = book_.provisions[index];
  const auto give_up = [&](const char* code, const Text& why) {
    refuse(work, compiled, {0, code, why});
    return false;
  };
  if (!days_are_near(compiled)) return give_up("far-days", kFarDays);
  if (compiled.event_fact && stored(*compiled.event_fact) != nullptr) {
    const auto& values = stored(*compiled.event_fact)->values;
    if (std::any_of(values.begin(), values.end(),
                    [](const auto& each) { return each.second.kind() == feel::Kind::date; })) {
      return give_up("day-codes", kDaysAsCodes);
    }
  }
  if (compiled.amount) {
    const Benefit& benefit = *compiled.provision->benefit;
    if (benefit.rounding_scale > 2 || benefit.rounding_scale < -6) {
      return give_up("odd-rounding", kOddRounding);
    }
    request.rounded.push_back({*compiled.amount, benefit.rounding_scale, benefit.rounding});
    for (int digits = benefit.rounding_scale; digits < 2; ++digits)
      work.fen_factor *= 10;
  }
  std::set<Slot> wanted(compiled.conditions.begin(), compiled.conditions.end());
  if (compiled.excluded) wanted.insert(*compiled.excluded);
  for (const auto& slot :
       {compiled.amount, compiled.rate, compiled.period_from, compiled.period_to}) {
    if (!slot) continue;
    wanted.insert(*slot);
    work.parts.push_back({*slot, {}, slot == compiled.amount});
  }
  request.wanted.assign(wanted.begin(), wanted.end());
  const std::string stand = stands(compiled);
  if (stand == std::to_string(kFails)) return false;
  std::string besides =
      day_of(compiled) + " AS \"day\", " + (stand.empty() ? "0" : stand) + " AS stand";
  request.carried.insert(request.carried.end(), {"day", "stand"});
  if (compiled.is_filled()) {
    besides += ", " + settled(compiled, work) + " AS settled";
    request.carried.emplace_back("settled");
    for (std::size_t term = 0; term < compiled.terms.size(); ++term) {
      sql::Column& column = request.columns.emplace_back();
      column.input = compiled.terms[term].slot;
      column.values = "settled";
      column.may_be_null = false;
      for (std::size_t i = 0; i < work.settlements.size(); ++i) {
        column.stored.push_back({static_cast<std::int64_t>(i), work.settlements[i].values[term]});
      }
    }
  }
  request.source = source_of(compiled.kind, besides);
  if (!stand.empty()) {
    request.source = fmt::format("SELECT * FROM ({}) AS here WHERE stand & {} = 0 OR {}",
                                 request.source, kFails, kIsReplaced);
  }
  return true;
}

Asking::Flags Asking::flags_of(const sql::Answer& answer, bool negated) const {
  Flags flags;
  if (answer.is_truth) {
    flags.fails = negated ? answer.code_column : "NOT " + answer.code_column;
    return flags;
  }
  std::vector<columns::Code> fails;
  std::vector<columns::Code> open;
  for (std::size_t i = 0; i < answer.values.size(); ++i) {
    const std::uint8_t standing = law::standing_of(answer.values[i], negated);
    const auto code = static_cast<columns::Code>(kFirst + i);
    if (standing == kFails) fails.push_back(code);
    if (standing == kOpen) open.push_back(code);
  }
  const std::size_t all = kFirst + answer.values.size();
  flags.fails = one_of(answer.code_column, fails, all);
  flags.open = one_of(answer.code_column, open, all);
  if (answer.may_ask) flags.ask = fmt::format("{} = {}", answer.code_column, kAsk);
  return flags;
}

std::string Asking::write(const Work& work, const sql::Query& query,
                          const std::vector<Flags>& flags) const {
  std::vector<std::string> fails;
  std::vector<std::string> open{fmt::format("stand & {} <> 0", kOpen)};
  std::vector<std::string> ask;
  for (const Flags& each : flags) {
    fails.push_back(each.fails);
    open.push_back(each.open);
    ask.push_back(each.ask);
  }
  std::string low = "CAST(NULL AS bigint)";
  std::string high = low;
  const auto fen = [&](const std::string& column, std::int64_t most) {
    return fmt::format("CASE WHEN {} BETWEEN {} AND {} THEN {} * {} END", column,
                       -(Money::kMaxFen / work.fen_factor), most / work.fen_factor, column,
                       work.fen_factor);
  };
  std::string key = fmt::format("CASE WHEN {} THEN 1 ELSE 0 END", any_of(open));
  std::int64_t unit = 8;
  for (const Part& part : work.parts) {
    const sql::Answer& answer = part.answer;
    if (answer.may_ask) ask.push_back(fmt::format("{} = {}", answer.code_column, kAsk));
    std::vector<columns::Code> own;   // with an amount, or ends of one, of the row's own
    std::vector<columns::Code> told;  // which tell keys apart
    for (std::size_t code = kFirst; code < kFirst + answer.values.size(); ++code) {
      const bool is_span = answer.is_span(static_cast<columns::Code>(code));
      if (is_span) own.push_back(static_cast<columns::Code>(code));
      if (part.is_amount || is_span || !law::is_known(answer.values[code - kFirst]))
        told.push_back(static_cast<columns::Code>(code));
    }
    const std::string& column = answer.code_column;
    const std::size_t all = kFirst + answer.values.size();
    if (!column.empty() && !answer.is_truth && !told.empty()) {
      key += fmt::format(" + CAST(CASE WHEN {} THEN {} ELSE 0 END AS bigint) * {}",
                         one_of(column, told, all), column, unit);
    }
    unit *= part.radix();
    if (!part.is_amount) continue;
    const std::string is_number = column.empty() ? "TRUE" : fmt::format("{} = {}", column, kNumber);
    std::string lows;
    std::string highs;
    if (!answer.number_column.empty()) {
      const std::string amount = fen(answer.number_column, Money::kMaxFen);
      lows = fmt::format(" WHEN {} THEN {}", is_number, amount);
      highs = lows;
      ask.push_back(fmt::format("({} AND {} NOT BETWEEN {} AND {})", is_number,
                                answer.number_column, -(Money::kMaxFen / work.fen_factor),
                                Money::kMaxFen / work.fen_factor));
    }
    if (!own.empty()) {
      const std::string is_span = one_of(column, own, all);
      lows += fmt::format(" WHEN {} THEN {}", is_span, fen(answer.low_column, Money::kMaxFen));
      const std::string bounded = fen(answer.high_column, kLargestStatedYuan * 100 + 99);
      highs += fmt::format(" WHEN {} THEN {}", is_span, bounded);
      key += fmt::format(" + CASE WHEN {} AND ({}) IS NULL THEN 2 ELSE 0 END", is_span,
                         fen(answer.low_column, Money::kMaxFen));
      key += fmt::format(" + CASE WHEN {} AND ({}) IS NULL THEN 4 ELSE 0 END", is_span, bounded);
    }
    if (!lows.empty()) low = "CASE" + lows + " END";
    if (!highs.empty()) high = "CASE" + highs + " END";
  }
  if (!work.settlements.empty()) key += fmt::format(" + CAST(settled AS bigint) * {}", unit);
  const std::string asked = any_of(ask);
  std::string keys = fmt::format("CASE WHEN {} THEN {}", kIsReplaced, CensusQuery::kReplacedKey);
  if (!asked.empty()) keys += fmt::format(" WHEN {} THEN {}", asked, CensusQuery::kAskKey);
  keys += " ELSE " + key + " END";
  const std::string failing = any_of(fails);
  std::string text = fmt::format(
      "SELECT \"key\" AS \"row\", firm, \"day\", {} AS \"key\", {} AS low, {} AS high FROM ({}{}) "
      "AS found",
      keys, low, high, query.text,
      stored_.dialect == sql::Dialect::postgresql ? " OFFSET 0" : " LIMIT -1 OFFSET 0");
  if (!failing.empty()) text += fmt::format(" WHERE {} OR NOT ({})", kIsReplaced, failing);
  return text;
}

CensusQuery::Conclusion Asking::conclude(std::size_t provision, std::int64_t key,
                                         const CensusQuery::Sample& sample) {
  FUGONG_CHECK(key >= 0, "a key of rows that are judged alike");
  const CompiledProvision& compiled = book_.provisions[provision];
  Work& work = work_[provision];
  const bool open = key % 2 != 0;
  key /= 8;
  std::vector<std::pair<Slot, Value>> values;
  bool own = false;
  for (const Part& part : work.parts) {
    const auto code = static_cast<columns::Code>(key % part.radix());
    key /= part.radix();
    if (code == kNumber && !part.is_amount) {
      // Known: it changes nothing, whichever it is.
      const bool is_rate = compiled.rate && part.slot == *compiled.rate;
      values.emplace_back(part.slot, is_rate ? Value::of(0) : Value::of(moment_.on));
      continue;
    }
    const bool is_span = code >= kFirst && part.answer.is_span(code);
    own = own || (part.is_amount && (code == kNumber || is_span));
    const auto count = [&](const std::optional<std::int64_t>& fen, std::int64_t far) {
      return fen ? *fen / work.fen_factor : far;
    };
    const std::int64_t low = count(sample.low, -columns::kFar);
    const std::int64_t high = count(sample.high, columns::kFar);
    values.emplace_back(part.slot, part.answer.value(code, low, 1, low, high));
  }
  const Settlement* settlement =
      compiled.is_filled() ? &work.settlements[static_cast<std::size_t>(key)] : nullptr;
  const RowFinding made = conclude_with(compiled, settlement, open, values);
  return {made, made.low != kNoAmount && own};
}

Slot Asking::slot_of(std::string_view name) const {
  const auto fact = book_.fact_by_name.find(name);
  return fact != book_.fact_by_name.end() ? book_.fact_slots[fact->second] : slot_of_decision(name);
}

sql::Query Asking::values(std::size_t kind, const std::vector<std::string>& names,
                          bool in_fen) const {
  sql::Request request = request_of(kind);
  for (const std::string& name : names) {
    request.wanted.push_back(slot_of(name));
    if (in_fen) request.rounded.push_back({request.wanted.back(), 2, Rounding::half_up});
  }
  return sql::make_query(*book_.program, request);
}

class CensusQuery::Impl {
 public:
  Impl(const Rulebook::Impl& book, const Moment& moment, StoredRegister stored,
       const std::vector<int>& measures)
      : asking(book, moment, std::move(stored), measures) {}
  Asking asking;
};

CensusQuery::CensusQuery(const Rulebook& book, const Moment& moment, StoredRegister stored,
                         const std::vector<int>& measures)
    : impl_(std::make_unique<Impl>(*book.impl_, moment, std::move(stored), measures)) {}
CensusQuery::~CensusQuery() = default;
CensusQuery::CensusQuery(CensusQuery&&) noexcept = default;

std::vector<std::size_t> CensusQuery::provisions() const {
  return impl_->asking.chosen();
}

const Rows& CensusQuery::rows_of(std::size_t provision) {
  return impl_->asking.rows_of(provision);
}

CensusQuery::Conclusion CensusQuery::conclude(std::size_t provision, std::int64_t key,
                                              const Sample& sample) {
  return impl_->asking.conclude(provision, key, sample);
}

decision::Slot CensusQuery::slot_of(std::string_view name) const {
  return impl_->asking.slot_of(name);
}

std::vector<RowFinding> CensusQuery::judge(const Subject& firm, std::size_t provision) {
  return impl_->asking.judge(firm, provision);
}

std::vector<Value> CensusQuery::decide(const Subject& firm, const std::string& decision) {
  return impl_->asking.decide(firm, decision);
}

sql::Query CensusQuery::values(std::size_t kind, const std::vector<std::string>& names,
                               bool in_fen) const {
  return impl_->asking.values(kind, names, in_fen);
}

}  // namespace fugong::law
