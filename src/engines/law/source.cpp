#include "engines/law/source.hpp"

namespace fugong::law {

Total usual_total(BenefitKind kind) {
  switch (kind) {
    case BenefitKind::grant:
    case BenefitKind::refund:
      return Total::cash;
    case BenefitKind::waiver:
    case BenefitKind::rate_cut:
    case BenefitKind::deduction:
    case BenefitKind::credit:
      return Total::relief;
    case BenefitKind::deferral:
    case BenefitKind::term_extension:
      return Total::liquidity;
    case BenefitKind::priority:
    case BenefitKind::permission:
    case BenefitKind::service:
      break;
  }
  return Total::none;
}

}  // namespace fugong::law
