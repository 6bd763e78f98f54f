#include "desks/entitlements/display.hpp"

namespace fugong::entitlements {

std::string_view name_of(law::Total total) {
  switch (total) {
    case law::Total::cash:
      return "cash";
    case law::Total::relief:
      return "relief";
    case law::Total::liquidity:
      return "liquidity";
    case law::Total::none:
      break;
  }
  return "none";
}

std::string_view name_of(law::Truth truth) {
  switch (truth) {
    case law::Truth::holds:
      return "holds";
    case law::Truth::open:
      return "open";
    case law::Truth::fails:
      return "fails";
  }
  return "";
}

std::string_view name_of(law::ExceptionAnswer::Standing standing) {
  using Standing = law::ExceptionAnswer::Standing;
  switch (standing) {
    case Standing::none:
      return "none";
    case Standing::may_win:
      return "may_win";
    case Standing::wins:
      return "wins";
  }
  return "";
}

std::string_view name_of(law::ConditionAnswer::Origin origin) {
  using Origin = law::ConditionAnswer::Origin;
  switch (origin) {
    case Origin::rule:
      return "rule";
    case Origin::in_force:
      return "in_force";
    case Origin::region:
      return "region";
    case Origin::has_subject:
      return "has_subject";
    case Origin::exception:
      return "exception";
  }
  return "";
}

}  // namespace fugong::entitlements
