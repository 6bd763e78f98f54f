// Mandates as they are kept, and how they are settled. Private to the room.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/identity/mandates.hpp"
#include "platform/identity/tables.hpp"

namespace fugong::identity {

/// With what never leaves the room.
struct KeptMandate {
  Mandate mandate;
  std::string code_hash;
  std::int64_t code_until_ms = 0;
  std::int64_t code_tries = 0;
  std::optional<std::int64_t> grant;
};

tl::unexpected<Faults> mandate_unknown();
std::string hash_of_code(std::int64_t mandate, std::string_view code);

/// "mandate-unknown"
Result<KeptMandate> read_mandate(Transaction& t, std::int64_t id);
/// `where` with its cells; the oldest first.
Result<std::vector<KeptMandate>> read_mandates(Transaction& t, std::string_view where,
                                               const std::vector<Cell>& cells);
/// The oldest first, until `each` returns false.
Result<void> scan_reported(Transaction& t, const std::function<bool(Mandate)>& each);
/// Until `each` returns false.
Result<void> scan_waiting(Transaction& t, const std::function<bool(Mandate)>& each);
/// As asked; `hash` of the code that was sent, or empty.
Result<void> write_mandate(Transaction& t, const Mandate& m, std::string_view hash,
                           std::optional<std::int64_t> code_until_ms);

/// Settles mandates in one transaction, and records it.
class Settling {
 public:
  Settling(Transaction& t, const Context& context, std::int64_t now_ms)
      : t_(t), context_(context), now_ms_(now_ms) {}

  Result<void> confirm(Mandate& m, std::int64_t by, std::int64_t grant_id);
  /// Keeps what was seen of one that is being confirmed.
  Result<void> keep_seen(Mandate& m, std::int64_t by, const std::vector<Paper>& papers);
  /// Nothing: it stands no longer.
  Result<void> keep_report(Mandate& m, std::optional<Report> report);
  Result<void> refuse(Mandate& m, std::int64_t by, std::string_view reason);
  /// An owner's with what helpers and programs may do by his consent.
  Result<void> end(KeptMandate& kept, std::int64_t by, std::string_view reason);
  Result<void> end_invited_by(std::int64_t owner, std::string_view firm, std::int64_t by);
  Result<void> record(const char* what, const Mandate& m, std::int64_t by,
                      std::vector<std::pair<std::string, std::string>> details = {});

 private:
  Result<void> settle(Mandate& m, MandateState state, std::int64_t by, std::string_view reason);

  Transaction& t_;
  const Context& context_;
  std::int64_t now_ms_;
};

}  // namespace fugong::identity
