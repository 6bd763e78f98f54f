// Changes of accounts as events of the audit log, in the transaction of the change.
#pragma once

#include <string>

#include "platform/audit/audit.hpp"
#include "platform/identity/context.hpp"

namespace fugong::app {

/// An event "identity." + what, of the record "person" ID, "key" ID or "body" ID. Addresses and
/// reasons are personal values, which can be erased. The chains are "accounts-0" to "accounts-f",
/// by the id, so that people who sign in at once seldom wait for each other. As safe as the Audit
/// that it is given.
class AccountRecord final : public identity::Recorder {
 public:
  /// `nobody` is the actor where no person is: "console", "public".
  AccountRecord(const audit::Audit& audit, std::string nobody)
      : audit_(audit), nobody_(std::move(nobody)) {}
  Result<void> record(store::Transaction& transaction, const identity::Change& change) override;

 private:
  /// In which role it was done: of one's own account as a person.
  Result<std::string> role_of(store::Transaction& transaction,
                              const identity::Change& change) const;
  const audit::Audit& audit_;
  std::string nobody_;
};

}  // namespace fugong::app
