#include "app/room_schemas.hpp"

#include "desks/register/register.hpp"
#include "platform/store/lease.hpp"

namespace fugong::app {

const std::vector<store::RoomSchema>& room_schemas() {
  static const std::vector<store::RoomSchema> kSchemas{
      {"lease", store::lease_schema()},
      {"register", enterprise_register::schema()},
  };
  return kSchemas;
}

}  // namespace fugong::app
