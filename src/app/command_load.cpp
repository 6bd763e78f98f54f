#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/files.hpp"
#include "app/progress_line.hpp"
#include "app/register_record.hpp"
#include "app/register_run.hpp"
#include "base/json_writer.hpp"
#include "desks/register/sql_register.hpp"

namespace fugong::app {
namespace {

/// Whoever counts the register that goes keeps its tables until he is done.
constexpr std::int64_t kWaitForReadersMs = 60'000;

}  // namespace

int run_load(const Common& common, const LoadCommand& command) {
  heed_interrupts();
  auto pack = load_pack(common.packs_folder, common.pack_id);
  if (!pack) return give_up(common, pack.error());
  auto open = open_snapshot(command.snapshot, *pack);
  if (!open) return give_up(common, open.error());
  auto database = store::Database::open(
      {.busy_timeout_ms = kWaitForReadersMs, .url = command.sql, .cancelled = is_interrupted});
  if (!database) return give_up(common, database.error());
  const std::size_t firms = open->snapshot.firms();
  ProgressLine progress(common, {"写入登记库", "writing the register"});
  enterprise_register::SqlWriteOptions options;
  options.replace = command.replace;
  options.progress = [&](std::size_t done, std::size_t all) {
    // Of all subjects; people count firms.
    if (all > 0) progress.show(done * firms / all, firms);
    return !is_interrupted();
  };
  // A database of figures has no log; where the offices work there is one.
  const RegisterRecord record;
  if (RegisterRecord::is_kept_in(*database)) {
    JsonWriter body;
    body.begin_object().key("firms").number(static_cast<std::int64_t>(firms));
    body.key("fingerprint").string(open->snapshot.fingerprint());
    body.key("replace").boolean(command.replace).end_object();
    options.record = [&record, body = body.take()](store::Transaction& t) {
      return record.append(t, "load", "snapshot", body);
    };
  }
  const auto written = enterprise_register::write_sql(open->snapshot, *database, options);
  if (!written) return give_up(common, written.error());
  fmt::print("{}\n", common.pick({fmt::format("登记库：{} 家企业，{}", firms, database->name()),
                                  fmt::format("register: {} firms, {}", firms, database->name())}));
  return kOk;
}

}  // namespace fugong::app
