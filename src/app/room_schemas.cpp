#include "app/room_schemas.hpp"

#include "desks/bulk/batch.hpp"
#include "desks/casework/casebook.hpp"
#include "desks/funds/proposal.hpp"
#include "desks/letters/letters.hpp"
#include "desks/publishing/drafts.hpp"
#include "desks/receipt/kept/kept.hpp"
#include "desks/register/register.hpp"
#include "platform/api/idempotency.hpp"
#include "platform/audit/audit.hpp"
#include "platform/identity/context.hpp"
#include "platform/ledger/schema.hpp"
#include "platform/store/lease.hpp"
#include "platform/uploads/uploads.hpp"

namespace fugong::app {

const std::vector<store::RoomSchema>& room_schemas() {
  static const std::vector<store::RoomSchema> kSchemas{
      {"api", api::migrations()},         {"audit", audit::migrations()},
      {"bulk", bulk::migrations()},       {"casework", casework::migrations()},
      {"funds", funds::migrations()},     {"identity", identity::migrations()},
      {"lease", store::lease_schema()},   {"ledger", ledger::migrations()},
      {"letters", letters::schema()},     {"publishing", publishing::migrations()},
      {"receipts", receipt::schema()},    {"register", enterprise_register::schema()},
      {"uploads", uploads::migrations()},
  };
  return kSchemas;
}

Result<void> migrate_rooms(store::Database& database) {
  for (const store::RoomSchema& schema : room_schemas()) {
    auto migrated = database.migrate(schema.room, schema.migrations);
    if (!migrated) return migrated;
  }
  return {};
}

}  // namespace fugong::app
