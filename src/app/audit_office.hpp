// What of `fugong serve` keeps the audit log and the ledger signed: the key, the folder of the
// papers, the verification in the background.
//
//   auto office = AuditOffice::open(common, options, clock, random, open_database);
//   if (*office) (*office)->sign(database);            // null: neither a key nor a demo
#pragma once

#include <functional>
#include <memory>

#include "app/checkpoint_folder.hpp"
#include "app/commands.hpp"
#include "app/root_folder.hpp"
#include "base/clock.hpp"
#include "base/random.hpp"
#include "desks/auditing/verification.hpp"
#include "platform/audit/signed_log.hpp"

namespace fugong::app {

class AuditOffice {
 public:
  using Open = std::function<Result<store::Database>()>;

  /// With the key of --audit-key. In a demo without one a key of its own is made in the data
  /// folder, and said so: whoever can read that folder can sign, so it proves nothing to strangers.
  /// Null where there is neither. What is referred to must outlive it.
  static Result<std::unique_ptr<AuditOffice>> open(const Common& common,
                                                   const ServeOptions& options, const Clock& clock,
                                                   Random& random, const Open& open_database);
  AuditOffice(const audit::SigningKey& key, std::string folder, const Clock& clock,
              const Open& open);

  /// Makes a checkpoint, if there is something new.
  Result<void> sign(store::Database& database);
  /// Signs the days of the ledger that are over by this clock.
  Result<void> close_ledger(store::Database& database, const Clock& clock,
                            const audit::Audit& audit);
  const audit::SignedLog& log() const { return log_; }
  auditing::Verification& verification() { return verification_; }

 private:
  const audit::SigningKey key_;
  CheckpointFolder folder_;
  RootFolder roots_;
  const audit::SignedLog log_;
  auditing::Verification verification_;
};

}  // namespace fugong::app
