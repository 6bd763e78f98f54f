#include "app/room_schemas.hpp"

#include "desks/casework/casebook.hpp"
#include "desks/register/register.hpp"
#include "platform/api/idempotency.hpp"
#include "platform/audit/audit.hpp"
#include "platform/identity/context.hpp"
#include "platform/ledger/schema.hpp"
#include "platform/store/lease.hpp"

namespace fugong::app {

const std::vector<store::RoomSchema>& room_schemas() {
  static const std::vector<store::RoomSchema> kSchemas{
      {"api", api::migrations()},
      {"audit", audit::migrations()},
      {"casework", casework::migrations()},
      {"identity", identity::migrations()},
      {"lease", store::lease_schema()},
      {"ledger", ledger::migrations()},
      {"register", enterprise_register::schema()},
  };
  return kSchemas;
}

}  // namespace fugong::app
