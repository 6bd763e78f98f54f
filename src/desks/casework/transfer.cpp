#include "desks/casework/transfer.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "desks/casework/labels.hpp"

namespace fugong::casework {
namespace {

/// How many digits of a place's code say whose office of this level it is.
std::size_t digits_of_office(Role role) {
  switch (role) {
    case Role::county_officer:
      return 6;
    case Role::city_officer:
      return 4;
    case Role::province_officer:
      return 2;
    default:
      return 0;
  }
}

bool has_places_below(const law::Rulebook& book, const std::string& place) {
  const auto& lists = book.source().lists;
  const auto places = std::ranges::find(lists, book.source().place_list, &law::CodeList::name);
  return places != lists.end() &&
         std::ranges::find(places->entries, place, &law::ListEntry::parent) !=
             places->entries.end();
}

}  // namespace

Result<void> can_be_handed_to(const std::string& place, const law::Rulebook& book, const Case& now,
                              const Procedure& procedure) {
  const std::size_t digits = digits_of_place(place).size();
  // Of a place without any below it the office does what a county's does.
  if (!has_places_below(book, place)) return {};
  for (std::size_t i = 0; i < procedure.steps.size(); ++i) {
    const Step& step = procedure.steps[i];
    // An objection or a payment that fails leads back to the decision, and no further.
    if (i < now.step && step.deed != Deed::decide) continue;
    for (const Doer& doer : step.by) {
      if (digits_of_office(doer.role) <= digits) continue;
      return fail("place-without-office", at_pointer("/reference"),
                  {fmt::format("{} 没有办理“{}”的{}", place, step.title.zh, label_of(doer.role).zh),
                   fmt::format("at {} there is nobody for the step '{}': {}", place, step.title.en,
                               label_of(doer.role).en)},
                  {"写下面一级地方的代码", "give the code of one of the places in it"});
    }
  }
  return {};
}

}  // namespace fugong::casework
