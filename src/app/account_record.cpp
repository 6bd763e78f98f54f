#include "app/account_record.hpp"

#include <fmt/format.h>

#include "base/json_writer.hpp"

namespace fugong::app {
namespace {

bool is_personal(const std::string& name) {
  return name == "source" || name == "why";
}

std::string result_of(const std::string& what) {
  if (what == "sign-in-failed") return "failed";
  return what == "mandate-refused" ? "refused" : "done";
}

}  // namespace

Result<void> AccountRecord::record(store::Transaction& transaction,
                                   const identity::Change& change) {
  audit::Event event;
  event.actor = change.by == 0 ? nobody_ : std::to_string(change.by);
  event.role = change.by == 0 ? nobody_ : "person";
  event.action = "identity." + change.what;
  event.kind = "person";
  event.record = std::to_string(change.person);
  event.result = result_of(change.what);
  JsonWriter body;
  body.begin_object();
  for (const auto& [name, value] : change.details) {
    if (name == "key" || name == "body") {
      event.kind = name;
      event.record = value;
    }
    if (is_personal(name)) {
      event.personal.push_back({name, value});
    } else {
      body.key(name).string(value);
    }
  }
  event.body = body.end_object().take();
  event.region = fmt::format("accounts-{:x}", static_cast<std::uint64_t>(change.person) % 16);
  auto appended = audit_.append(transaction, event);
  if (!appended) return fail(std::move(appended.error()));
  return {};
}

}  // namespace fugong::app
