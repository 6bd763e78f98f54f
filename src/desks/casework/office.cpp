#include "desks/casework/office.hpp"

#include <string>

namespace fugong::casework {
namespace {

/// How much of a place's code is that of an office, and what it is.
struct Level {
  std::size_t digits = 6;
  Text office = {"经办机关", "office in charge"};
};
Level level_of(Role role) {
  switch (role) {
    case Role::city_officer:
      return {.digits = 4};
    case Role::province_officer:
      return {.digits = 2};
    case Role::ministry_officer:
      return {0, {"国家级经办机关", "national office"}};
    case Role::second_approver:
      // Of whatever level: a case doesn't say.
      return {0, {"负责付款复核的机关", "office that approves payments"}};
    case Role::programme:
      return {6, {"经办机关（按规则自动办理）", "office in charge, by computation of the rules"}};
    default:
      return {};
  }
}

}  // namespace

Text place_in_words(const law::Rulebook& book, std::string_view code) {
  Text place;
  const std::string& list = book.source().place_list;
  std::string whole(code);
  whole.resize(6, '0');
  const law::ListEntry* entry = book.find_entry(list, whole);
  while (entry != nullptr) {
    place.zh = entry->label.zh + place.zh;
    place.en += (place.en.empty() ? "" : ", ") + entry->label.en;
    entry = entry->parent.empty() ? nullptr : book.find_entry(list, entry->parent);
  }
  return place;
}

Text office_in_words(const law::Rulebook& book, Role role, std::string_view place) {
  const Level level = level_of(role);
  const Text where = place_in_words(book, place.substr(0, level.digits));
  if (where.zh.empty()) return level.office;
  return {where.zh + level.office.zh, level.office.en + ", " + where.en};
}

}  // namespace fugong::casework
