#include <fmt/format.h>

#include <charconv>
#include <utility>

#include "app/audit_keys.hpp"
#include "app/ledger_command.hpp"
#include "app/root_folder.hpp"
#include "base/clock.hpp"
#include "base/json_writer.hpp"
#include "base/money.hpp"
#include "platform/ledger/fund.hpp"
#include "platform/ledger/verify.hpp"

namespace fugong::app {
namespace {

using store::Transaction;

std::string yuan_of(std::int64_t fen) {
  return Money{fen}.to_string();
}

/// A database that is there, with a ledger in it.
Result<store::Database> open_ledger(const std::string& url) {
  auto database = store::Database::open({.create = false, .url = url});
  if (!database) return fail(std::move(database.error()));
  const auto looked = database->read([](Transaction& transaction) -> Result<void> {
    const auto shards = ledger::shards(transaction);
    return shards ? Result<void>{} : fail(shards.error());
  });
  if (looked) return std::move(*database);
  if (looked.error().front().code != "store-statement") return fail(looked.error());
  return fail("ledger-missing", Place{database->name(), 0, 0, ""},
              {"这个数据库里没有账本", "there is no ledger in this database"},
              {"核对 --db", "look at --db"});
}

/// Runs `body` for every shard of the ledger, all as of one moment.
Result<void> read_shards(store::Database& database,
                         const std::function<Result<void>(Transaction&, ledger::Shard)>& body) {
  return database.read([&](Transaction& transaction) -> Result<void> {
    const auto shards = ledger::shards(transaction);
    if (!shards) return fail(shards.error());
    for (const ledger::Shard shard : *shards) {
      auto done = body(transaction, shard);
      if (!done) return done;
    }
    return {};
  });
}

std::optional<std::int64_t> read_number(std::string_view text) {
  std::int64_t number = 0;
  const char* begin = text.data();
  const char* end = begin + text.size();
  const auto read = std::from_chars(begin, end, number);
  if (text.empty() || read.ec != std::errc{} || read.ptr != end) return std::nullopt;
  return number;
}

/// "SHARD:SEQ:HASH".
std::optional<ledger::Checkpoint> read_checkpoint(const std::string& text) {
  const std::size_t first = text.find(':');
  const std::size_t second = text.find(':', first + 1);
  if (first == std::string::npos || second == std::string::npos) return std::nullopt;
  const auto shard = read_number(std::string_view(text).substr(0, first));
  const auto seq = read_number(std::string_view(text).substr(first + 1, second - first - 1));
  if (!shard || !seq || *seq < 1 || text.size() - second - 1 != 64) return std::nullopt;
  return ledger::Checkpoint{*shard, *seq, text.substr(second + 1)};
}

/// The day of the last entry.
std::string last_day_of(const ledger::Verified& of) {
  return of.days.empty() ? "-" : of.days.back().day.to_string();
}

void print_verified(const Common& common, const ledger::Checked& checked) {
  for (const ledger::Verified& of : checked.shards) {
    const ledger::Head& head = of.head;
    fmt::print(
        "{}\n",
        common.pick(
            {fmt::format("分片 {}：{} 笔账目，{} 个账户，{} 笔资金；最后一笔 {}，链头 {}",
                         head.shard, head.seq, of.accounts, of.funds, last_day_of(of), head.hash),
             fmt::format("shard {}: entries {}, accounts {}, funds {}; the last entry "
                         "of {}, head {}",
                         head.shard, head.seq, of.accounts, of.funds, last_day_of(of),
                         head.hash)}));
  }
  fmt::print("{}\n", common.pick({"账目完好：哈希链、余额、限额、收支平衡全部重算相符",
                                  "The ledger is sound: chain, balances, limits and totals come to "
                                  "what is stored"}));
  if (checked.days.empty()) return;
  fmt::print("{}\n",
             common.pick({fmt::format("{} 份日根相符，最近一份 {}", checked.days.size(),
                                      checked.days.back().day.to_string()),
                          fmt::format("Daily roots that fit: {}, the last one of {}",
                                      checked.days.size(), checked.days.back().day.to_string())}));
}

std::string verified_json(const ledger::Checked& checked) {
  JsonWriter json;
  json.begin_object().key("shards").begin_array();
  for (const ledger::Verified& of : checked.shards) {
    json.begin_object().key("shard").number(of.head.shard).key("seq").number(of.head.seq);
    json.key("hash").string(of.head.hash).key("at_ms").number(of.head.at_ms);
    json.key("accounts").number(of.accounts).key("funds").number(of.funds).end_object();
  }
  json.end_array().key("roots").number(static_cast<std::int64_t>(checked.days.size()));
  return json.end_object().take();
}

/// Everything anew, and against the daily roots if a folder of them is named.
Result<ledger::Checked> verify_ledger(const LedgerCommand& options,
                                      const std::vector<ledger::Checkpoint>& checkpoints) {
  auto database = open_ledger(options.database);
  if (!database) return fail(std::move(database.error()));
  ledger::Checked checked;
  if (!options.roots.empty()) {
    const auto key = read_public_key(options.key_file);
    if (!key) return fail(key.error());
    const auto papers = RootFolder(options.roots).papers();
    if (!papers) return fail(papers.error());
    auto fits = ledger::check_days(*database, *papers, *key);
    if (!fits || checkpoints.empty()) return fits;
    checked.days = std::move(fits->days);
  }
  std::vector<bool> met(checkpoints.size());
  const auto read =
      read_shards(*database, [&](Transaction& transaction, ledger::Shard shard) -> Result<void> {
        auto verified = ledger::verify(transaction, shard, checkpoints);
        if (!verified) return fail(std::move(verified.error()));
        checked.shards.push_back(std::move(*verified));
        for (std::size_t i = 0; i < checkpoints.size(); ++i)
          met[i] = met[i] || checkpoints[i].shard == shard;
        return {};
      });
  if (!read) return fail(read.error());
  for (std::size_t i = 0; i < checkpoints.size(); ++i) {
    if (met[i]) continue;
    return fail("ledger-checkpoint-differs", Place{options.database, 0, 0, ""},
                {fmt::format("没有分片 {}", checkpoints[i].shard),
                 fmt::format("there is no shard {}", checkpoints[i].shard)},
                {"与备份核对", "compare it with backups"});
  }
  return checked;
}

/// The days before `on`, or those that are over now.
Result<std::vector<std::string>> close_ledger(const LedgerCommand& options,
                                              const std::optional<Date>& on) {
  const auto key = read_signing_key(options.key_file);
  if (!key) return fail(key.error());
  auto database = open_ledger(options.database);
  if (!database) return fail(std::move(database.error()));
  auto migrated = database->migrate("audit", audit::migrations());
  if (!migrated) return fail(std::move(migrated.error()));
  const SystemClock clock;
  SystemRandom random;
  const FixedClock office(on ? on->days() * kDayMs - kChinaMs + ledger::kSettledAfterMs
                             : clock.now_ms());
  return RootFolder(options.roots).close(*database, *key, office, audit::Audit(clock, random));
}

struct FundOfShard {
  ledger::Shard shard = 0;
  ledger::SummaryOfFund of;
};

struct Figure {
  const char* key;
  Text label;
  std::int64_t ledger::FundSummary::*fen;
};

const std::vector<Figure>& budget_figures() {
  using Summary = ledger::FundSummary;
  static const std::vector<Figure> kFigures = {
      {"appropriated_fen", {"批复", "appropriated"}, &Summary::appropriated},
      {"available_fen", {"可用", "available"}, &Summary::available},
      {"reserved_fen", {"预留", "reserved"}, &Summary::reserved},
      {"committed_fen", {"承诺", "committed"}, &Summary::committed},
      {"expended_fen", {"支出", "expended"}, &Summary::expended},
      {"returned_fen", {"退回", "returned"}, &Summary::returned},
      {"lapsed_fen", {"失效", "lapsed"}, &Summary::lapsed}};
  return kFigures;
}

const std::vector<Figure>& cash_figures() {
  using Summary = ledger::FundSummary;
  static const std::vector<Figure> kFigures = {
      {"paid_in_fen", {"国库拨入", "paid in"}, &Summary::paid_in},
      {"in_bank_fen", {"账户结存", "in the bank"}, &Summary::in_bank},
      {"paid_out_fen", {"已付企业", "paid out"}, &Summary::paid_out},
      {"owed_fen", {"应追回", "owed back"}, &Summary::owed}};
  return kFigures;
}

/// "appropriated 10.00 = available 4.00 + ...": the first is the sum of the others.
std::string equation(const Common& common, const std::vector<Figure>& figures,
                     const ledger::FundSummary& summary) {
  std::string text;
  for (std::size_t i = 0; i < figures.size(); ++i) {
    text += i == 0 ? "  " : i == 1 ? " = " : " + ";
    text += common.pick(figures[i].label) + " " + yuan_of(summary.*figures[i].fen);
  }
  return text;
}

void print_funds(const Common& common, const std::vector<FundOfShard>& funds,
                 const std::optional<Date>& on) {
  if (on) {
    fmt::print("{}\n",
               common.pick({fmt::format("截至 {} 日终，按账目重算，单位：元", on->to_string()),
                            fmt::format("At the end of {}, replayed from the entries, in "
                                        "yuan",
                                        on->to_string())}));
  } else {
    fmt::print("{}\n", common.pick({"当前余额，单位：元", "As it stands, in yuan"}));
  }
  for (const FundOfShard& fund : funds) {
    const ledger::FundKey& key = fund.of.key;
    fmt::print("{} / {} / {} / {} / {}\n", fund.shard, key.fund, key.year, key.source, key.purpose);
    fmt::print("{}\n{}\n", equation(common, budget_figures(), fund.of.summary),
               equation(common, cash_figures(), fund.of.summary));
  }
}

std::string funds_json(const std::vector<FundOfShard>& funds, const std::optional<Date>& on) {
  JsonWriter json;
  json.begin_object().key("on");
  on ? json.string(on->to_string()) : json.null();
  json.key("funds").begin_array();
  for (const FundOfShard& fund : funds) {
    const ledger::FundKey& key = fund.of.key;
    json.begin_object().key("shard").number(fund.shard).key("fund").string(key.fund);
    json.key("year").number(key.year).key("source").string(key.source);
    json.key("purpose").string(key.purpose);
    // As text: fen may pass what every reader of JSON holds exactly.
    for (const auto* figures : {&budget_figures(), &cash_figures()}) {
      for (const Figure& figure : *figures)
        json.key(figure.key).string(std::to_string(fund.of.summary.*figure.fen));
    }
    json.end_object();
  }
  json.end_array().end_object();
  return json.take();
}

}  // namespace

int run_ledger_verify(const Common& common, const LedgerCommand& options) {
  std::vector<ledger::Checkpoint> checkpoints;
  for (const std::string& text : options.checkpoints) {
    const auto checkpoint = read_checkpoint(text);
    if (!checkpoint) {
      fmt::print(stderr, "{}\n",
                 common.pick({"--checkpoint：写成 分片:序号:64 位十六进制哈希",
                              "--checkpoint: write SHARD:SEQ:HASH with 64 hex digits"}));
      return kUsage;
    }
    checkpoints.push_back(*checkpoint);
  }
  const auto checked = verify_ledger(options, checkpoints);
  if (!checked) return give_up(common, checked.error());
  if (options.json) {
    fmt::print("{}\n", verified_json(*checked));
  } else {
    print_verified(common, *checked);
  }
  return kOk;
}

int run_ledger_close(const Common& common, const LedgerCommand& options) {
  std::optional<Date> on;
  if (!options.on.empty()) {
    on = read_day(common, options.on, "--on");
    if (!on) return kUsage;
  }
  const auto closed = close_ledger(options, on);
  if (!closed) return give_up(common, closed.error());
  for (const std::string& file : *closed)
    fmt::print("{}\n", common.pick({"日根 " + file, "daily root " + file}));
  if (closed->empty()) {
    fmt::print("{}\n", common.pick({"没有要结的日子", "No day is to be closed"}));
  }
  return kOk;
}

int run_ledger_balances(const Common& common, const LedgerCommand& options) {
  std::optional<Date> on;
  if (!options.on.empty()) {
    on = read_day(common, options.on, "--on");
    if (!on) return kUsage;
  }
  std::vector<FundOfShard> funds;
  auto database = open_ledger(options.database);
  if (!database) return give_up(common, database.error());
  const auto read =
      read_shards(*database, [&](Transaction& transaction, ledger::Shard shard) -> Result<void> {
        const auto summaries = ledger::summaries(transaction, shard, {.on = on});
        if (!summaries) return fail(summaries.error());
        for (const ledger::SummaryOfFund& of : *summaries)
          funds.push_back({shard, of});
        return {};
      });
  if (!read) return give_up(common, read.error());
  if (options.json) {
    fmt::print("{}\n", funds_json(funds, on));
  } else {
    print_funds(common, funds, on);
  }
  return kOk;
}

}  // namespace fugong::app
