// What is claimed back of which payment, and what an instalment pays of it.
#include <algorithm>

#include "desks/casework/case.hpp"

namespace fugong::casework {

std::vector<Claim> claims_on(const Case& now, const std::vector<std::string>& payments,
                             Money amount) {
  std::vector<Claim> claims;
  for (auto payment = now.payments.rbegin(); payment != now.payments.rend(); ++payment) {
    const bool named =
        payments.empty() || std::ranges::find(payments, payment->id) != payments.end();
    if (!named || amount.fen <= 0) continue;
    const Money part = std::min(amount, payment->amount);
    amount.fen -= part.fen;
    if (part.fen > 0) claims.push_back({payment->id, part});
  }
  return claims;
}

std::vector<Claim> instalment_of(const Recovery& recovery, Money amount) {
  std::vector<Claim> parts;
  for (const Claim& claim : recovery.claims) {
    const Money part{std::min(amount.fen, claim.due.fen - claim.repaid.fen)};
    if (part.fen <= 0) continue;
    amount.fen -= part.fen;
    parts.push_back({claim.payment, part});
  }
  return parts;
}

}  // namespace fugong::casework
