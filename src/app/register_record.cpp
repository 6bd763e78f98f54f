#include "app/register_record.hpp"

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <memory>
#include <utility>

#include "app/open_register.hpp"
#include "base/hash.hpp"
#include "base/json_writer.hpp"

namespace fugong::app {
namespace {

using enterprise_register::ImportOptions;
using enterprise_register::ImportReport;
using enterprise_register::Register;
using enterprise_register::RowResult;

constexpr std::array<std::pair<const char*, RowResult>, enterprise_register::kRowResults> kCounts{{
    {"added", RowResult::added},
    {"changed", RowResult::changed},
    {"same", RowResult::same},
    {"older", RowResult::older},
    {"bad", RowResult::bad},
}};

/// Only the name of the file: where it lay is the console's business.
JsonWriter of_import(const ImportReport& report) {
  JsonWriter w;
  w.begin_object().key("file").string(std::filesystem::path(report.file).filename().string());
  w.key("stated_on").string(report.stated_on.to_string());
  w.key("of").string(report.of_facts ? "facts" : "firms");
  w.key("complete").boolean(report.complete);
  return w;
}

std::string of_its_end(const ImportReport& report, const std::string& sha256) {
  JsonWriter w = of_import(report);
  w.key("sha256").string(sha256).key("rows").number(report.rows);
  for (const auto& [name, result] : kCounts)
    w.key(name).number(report.count(result));
  w.key("gone").number(report.gone);
  return w.end_object().take();
}

}  // namespace

Result<Register> RegisterRecord::open(const DataPlace& data, const pack::Pack& pack) {
  auto database = open_database(data);
  if (!database) return fail(std::move(database.error()));
  auto ready = database->migrate("audit", audit::migrations());
  if (!ready) return fail(std::move(ready.error()));
  return Register::open(std::move(*database), pack.book);
}

bool RegisterRecord::is_kept_in(store::Database& database) {
  return database
      .read([](store::Transaction& t) -> Result<void> {
        auto found = audit::search(t, {.limit = 1});
        return found ? Result<void>{} : fail(std::move(found.error()));
      })
      .has_value();
}

Result<void> RegisterRecord::append(store::Transaction& t, std::string_view what,
                                    const std::string& source, std::string body) const {
  audit::Event event;
  event.actor = event.role = "console";
  event.action = fmt::format("register.{}", what);
  event.kind = event.region = "register";
  event.record = source;
  event.body = std::move(body);
  auto appended = audit_.append(t, event);
  return appended ? Result<void>{} : fail(std::move(appended.error()));
}

void RegisterRecord::follow(ImportOptions& options) const {
  const auto sum = std::make_shared<Sha256>();
  options.read = [sum, read = std::move(options.read)](std::span<char> to) {
    auto got = read(to);
    if (got) sum->add({to.data(), *got});
    return got;
  };
  options.record = [this, sum](store::Transaction& t, const ImportReport& report, bool has_ended) {
    return has_ended
               ? append(t, "import", report.source, of_its_end(report, sum->hex()))
               : append(t, "import-begin", report.source, of_import(report).end_object().take());
  };
}

}  // namespace fugong::app
