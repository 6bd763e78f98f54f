#include "app/account_record.hpp"

#include <fmt/format.h>

#include <initializer_list>

#include "base/json_writer.hpp"
#include "platform/identity/acting_role.hpp"

namespace fugong::app {
namespace {

using identity::Action;

bool is_personal(const std::string& name) {
  return name == "source" || name == "why";
}

std::string result_of(const std::string& what) {
  if (what == "sign-in-failed") return "failed";
  return what == "mandate-refused" ? "refused" : "done";
}

/// What one has to be allowed to do to make such a change of somebody else's account.
std::initializer_list<Action> actions_of(std::string_view what) {
  static constexpr std::initializer_list<Action> kPeople{Action::people_manage};
  static constexpr std::initializer_list<Action> kLocks{Action::people_lock};
  static constexpr std::initializer_list<Action> kRoles{Action::roles_grant};
  static constexpr std::initializer_list<Action> kKeys{Action::keys_manage};
  static constexpr std::initializer_list<Action> kMandates{Action::mandate_confirm,
                                                           Action::helper_invite};
  if (what == "person-locked" || what == "person-unlocked") return kLocks;
  if (what.starts_with("role-") || what.starts_with("body-")) return kRoles;
  if (what.starts_with("key-")) return kKeys;
  if (what.starts_with("mandate-")) return kMandates;
  return kPeople;
}

}  // namespace

Result<std::string> AccountRecord::role_of(store::Transaction& transaction,
                                           const identity::Change& change) const {
  if (change.by == 0) return nobody_;
  if (change.by == change.person) return "person";
  const auto role =
      identity::acting_role(transaction, change.by, actions_of(change.what), change.at_ms);
  if (!role) return fail(role.error());
  return std::string(*role ? identity::name_of(**role) : "person");
}

Result<void> AccountRecord::record(store::Transaction& transaction,
                                   const identity::Change& change) {
  audit::Event event;
  event.actor = change.by == 0 ? nobody_ : std::to_string(change.by);
  auto role = role_of(transaction, change);
  if (!role) return fail(std::move(role.error()));
  event.role = std::move(*role);
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
