// Time zones: offsets of IANA names from the system's tz database. The only file that includes
// date/tz.h; its exceptions end here.
#include <date/tz.h>

#include "engines/feel/temporal.hpp"

namespace fugong::feel {
namespace {

const ::date::time_zone* find_zone(std::string_view name) {
  try {
    return ::date::locate_zone(std::string(name));
  } catch (const std::exception&) {
    return nullptr;
  }
}

}  // namespace

bool zone_exists(std::string_view name) {
  return find_zone(name) != nullptr;
}

std::optional<std::int32_t> offset_at(const Zone& zone, const Date& date,
                                      std::int32_t second_of_day) {
  switch (zone.kind) {
    case Zone::Kind::local:
      return std::nullopt;
    case Zone::Kind::offset:
      return zone.offset_s;
    case Zone::Kind::named:
      break;
  }
  const auto* found = find_zone(zone.name);
  if (found == nullptr) return std::nullopt;
  // The library's calendar ends at +-32767; rules don't change beyond what the database holds.
  constexpr std::int64_t kMaxZonedYear = 30'000;
  const std::int64_t year = date.year();
  if (year > kMaxZonedYear || year < -kMaxZonedYear) return std::nullopt;
  const ::date::local_seconds local{std::chrono::seconds(date.days() * 86'400 + second_of_day)};
  try {
    // In a gap or an overlap the earlier reading counts.
    return static_cast<std::int32_t>(found->get_info(local).first.offset.count());
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

}  // namespace fugong::feel
