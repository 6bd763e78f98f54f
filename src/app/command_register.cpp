#include <fmt/format.h>

#include <chrono>
#include <limits>

#include "app/commands.hpp"
#include "app/files.hpp"
#include "app/open_register.hpp"
#include "app/pack_in_force.hpp"
#include "app/register_record.hpp"
#include "desks/casework/case.hpp"
#include "desks/entitlements/entitlements.hpp"
#include "desks/entitlements/survey.hpp"
#include "desks/register/credit_code.hpp"
#include "desks/register/import.hpp"

namespace fugong::app {
namespace {

using enterprise_register::Enterprise;
using enterprise_register::Origin;
using enterprise_register::Register;

constexpr std::size_t kFirmsAtOnce = 1'000;

class Stopwatch {
 public:
  void say(const Common& common, std::int64_t count) const {
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(
                        std::chrono::steady_clock::now() - start_)
                        .count();
    const std::int64_t rate = count * 1000 / std::max<std::int64_t>(ms, 1);
    fmt::print(stderr, "{}\n",
               common.pick({fmt::format("用时 {}.{:03} 秒，每秒 {}", ms / 1000, ms % 1000, rate),
                            fmt::format("{}.{:03} s, {} a second", ms / 1000, ms % 1000, rate)}));
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// The credit code as it is kept; ids of demo firms as they are.
std::string tidy_code(const std::string& code) {
  const auto read = enterprise_register::read_credit_code(code, {});
  return read ? read->code : code;
}

tl::unexpected<Faults> no_such_firm(const std::string& code) {
  return fail("firm-unknown", Place{"register:" + code, 0, 0, ""},
              {"登记库里没有这家企业", "the register doesn't know this enterprise"},
              {"核对统一社会信用代码，或先导入", "check the credit code, or import it first"});
}

Result<Enterprise> find(Register& reg, const std::string& written) {
  const std::string code = tidy_code(written);
  auto found = reg.find(code);
  if (!found) return fail(std::move(found.error()));
  if (!*found) return no_such_firm(code);
  return std::move(**found);
}

/// Whom an import may name: neither the firm itself nor an office that has found something, who
/// speak for themselves.
bool is_source_name(const std::string& name) {
  if (name == casework::kDeclared || name == casework::kFound) return false;
  return !name.empty() && name.size() <= 64 &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos;
}

/// Everything after the command line is known to be sound.
Result<enterprise_register::ImportReport> import(const Common& common, const ImportCommand& command,
                                                 Date stated_on, Register& reg) {
  std::optional<enterprise_register::ColumnMap> map;
  if (!command.map_file.empty()) {
    auto document = read_document(command.map_file);
    if (!document) return fail(std::move(document.error()));
    auto read = enterprise_register::read_column_map(*document);
    if (!read) return fail(std::move(read.error()));
    map = std::move(*read);
  }
  auto bytes = open_bytes(command.file);
  if (!bytes) return fail(std::move(bytes.error()));
  enterprise_register::ImportOptions options;
  options.file = command.file;
  options.read = std::move(*bytes);
  if (command.encoding == "utf-8") options.encoding = Encoding::utf8;
  if (command.encoding == "gb18030") options.encoding = Encoding::gb18030;
  options.source = command.source;
  options.stated_on = stated_on;
  options.dry_run = command.dry_run;
  options.complete = command.complete;
  options.mix = command.force;
  const RegisterRecord record;
  record.follow(options);
  std::optional<TextFile> table;
  if (!command.report_file.empty()) {
    auto created = TextFile::create(command.report_file);
    if (!created) return fail(std::move(created.error()));
    table = std::move(*created);
    table->write(enterprise_register::csv_header());
    options.observer.row = [&](const auto& remark, bool is_fault) {
      table->write(enterprise_register::csv_line(remark, is_fault, common.language));
    };
    options.observer.change = [&](const auto& change, bool is_conflict) {
      table->write(enterprise_register::csv_line(change, is_conflict));
    };
    options.observer.gone = [&](const std::string& id) {
      table->write(enterprise_register::csv_line_gone(id));
    };
  }
  auto report = command.of_facts
                    ? enterprise_register::import_facts(reg, map ? &*map : nullptr, options)
                    : enterprise_register::import_firms(reg, map ? &*map : nullptr, options);
  if (table) {
    auto closed = table->close();
    if (!closed && report) return fail(std::move(closed.error()));
  }
  return report;
}

void show(const Common& common, const Enterprise& firm,
          const std::vector<enterprise_register::Statement>& statements) {
  const auto& p = firm.particulars;
  const auto line = [&](const Text& label, const std::string& value) {
    if (!value.empty()) {
      fmt::print("{}{}{}\n", common.pick(label), common.pick({"：", ": "}), value);
    }
  };
  line({"统一社会信用代码", "credit code"}, firm.id);
  line({"名称", "name"}, common.pick(firm.name));
  line({"类型", "type"}, p.type);
  line({"成立日期", "registered on"}, p.registered_on ? p.registered_on->to_string() : "");
  line({"注册资本", "registered capital"},
       p.capital ? p.capital->to_string() + " " + p.currency : "");
  line({"不再在册，自", "gone since"}, firm.gone_on ? firm.gone_on->to_string() : "");
  if (firm.is_synthetic())
    line({"说明", "note"}, common.pick({"合成企业（虚构）", "synthetic=true, an invented firm"}));
  for (const auto& one : statements) {
    const std::string subject =
        one.subject_kind.empty() ? "" : one.subject_kind + " " + one.subject_id + " ";
    fmt::print("  {}{} = {} ({}, {}){}\n", subject, one.fact, one.value, one.source, one.stated_on,
               one.counts ? "" : common.pick({" [未采用]", " [does not count]"}));
  }
}

/// On every figure that synthetic firms feed.
void print_synthetic(const Common& common) {
  fmt::print("{}\n", common.pick({"[合成数据：虚构企业，不是真实情况]",
                                  "[synthetic=true: invented firms, not what is real]"}));
}

Result<entitlements::Survey> check_all(Register& reg, const pack::Pack& pack,
                                       const law::Moment& moment, std::size_t limit) {
  entitlements::Survey survey(pack);
  law::Docket docket(pack.book, moment);
  std::int64_t after = 0;
  std::size_t left = limit == 0 ? std::numeric_limits<std::size_t>::max() : limit;
  while (left > 0) {
    auto firms = reg.list_after(after, std::min(left, kFirmsAtOnce));
    if (!firms) return fail(std::move(firms.error()));
    if (firms->empty()) break;
    left -= firms->size();
    for (const Enterprise& firm : *firms) {
      const auto verdicts = docket.check(firm.subject);
      survey.add(verdicts, docket.next_questions());
    }
  }
  return survey;
}

}  // namespace

int run_import(const Common& common, const ImportCommand& command) {
  const auto stated_on = read_day(common, command.stated_on, "--stated-on");
  if (!stated_on) return kUsage;
  if (!is_source_name(command.source)) {
    fmt::print(stderr, "{}\n",
               common.pick({"--source 只用小写字母、数字和下划线，如 "
                            "social_insurance；declared 和 finding 不能导入",
                            "--source is lower-case letters, digits and underscores, such as "
                            "social_insurance; declared and finding are not imported"}));
    return kUsage;
  }
  const auto chosen = choose_pack(common, command.data);
  if (!chosen) return give_up(common, chosen.error());
  const pack::Pack& pack = *chosen->pack;
  auto reg = command.dry_run ? open_register(command.data, pack)
                             : RegisterRecord::open(command.data, pack);
  if (!reg) return give_up(common, reg.error());
  const Stopwatch watch;
  auto report = import(common, command, *stated_on, *reg);
  if (!report) return give_up(common, report.error());
  fmt::print("{}", enterprise_register::report_text(*report, common.language));
  if (command.timing) watch.say(common, report->rows);
  return report->count(enterprise_register::RowResult::bad) == 0 ? kOk : kInvalid;
}

int run_register_show(const Common& common, const RegisterOptions& options) {
  const auto chosen = choose_pack(common, options.data);
  if (!chosen) return give_up(common, chosen.error());
  const pack::Pack& pack = *chosen->pack;
  auto reg = open_register(options.data, pack);
  if (!reg) return give_up(common, reg.error());
  auto firm = find(*reg, options.code);
  if (!firm) return give_up(common, firm.error());
  auto statements = reg->statements(firm->id);
  if (!statements) return give_up(common, statements.error());
  show(common, *firm, *statements);
  return kOk;
}

int run_register_check(const Common& common, const RegisterOptions& options) {
  if (options.all == !options.code.empty()) {
    fmt::print(
        stderr, "{}\n",
        common.pick({"写一个统一社会信用代码，或者 --all", "give one credit code, or --all"}));
    return kUsage;
  }
  const auto on = read_day(common, options.on, "--on");
  if (!on) return kUsage;
  const law::Moment moment{*on, *on};
  const auto chosen = choose_pack(common, options.data);
  if (!chosen) return give_up(common, chosen.error());
  const pack::Pack& pack = *chosen->pack;
  auto reg = open_register(options.data, pack);
  if (!reg) return give_up(common, reg.error());
  if (!options.all) {
    auto firm = find(*reg, options.code);
    if (!firm) return give_up(common, firm.error());
    if (firm->origin == Origin::generated) print_synthetic(common);
    fmt::print("{}\n", entitlements::answer_text(pack, pack.book.check(firm->subject, moment),
                                                 common.language));
    return kOk;
  }
  const Stopwatch watch;
  const auto survey = check_all(*reg, pack, moment, options.limit);
  if (!survey) return give_up(common, survey.error());
  const auto synthetic = reg->has_synthetic();
  if (!synthetic) return give_up(common, synthetic.error());
  if (*synthetic) print_synthetic(common);
  fmt::print("{}", survey->text(common.language));
  if (options.timing) watch.say(common, survey->firms());
  return kOk;
}

}  // namespace fugong::app
