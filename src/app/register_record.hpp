// RegisterRecord: what enters the register as events of the audit log, in the transaction that
// keeps it. Facts decide the money; so it can be told later who said them, when, in which file.
//
//   RegisterRecord record;
//   auto reg = RegisterRecord::open(data, pack);
//   reg->transact([&](store::Transaction& t) { return record.append(t, "generate", source, body);
//   });
#pragma once

#include <string>
#include <string_view>

#include "app/commands.hpp"
#include "base/clock.hpp"
#include "base/random.hpp"
#include "desks/register/import.hpp"
#include "pack/pack.hpp"
#include "platform/audit/audit.hpp"

namespace fugong::app {

class RegisterRecord {
 public:
  /// To be written into: its audit log is brought up too. `pack` must outlive it.
  static Result<enterprise_register::Register> open(const DataPlace& data, const pack::Pack& pack);
  /// Whether a database has an audit log.
  static bool is_kept_in(store::Database& database);

  /// An event "register." + what in the chain "register", by the console; `source` is the record.
  Result<void> append(store::Transaction& t, std::string_view what, const std::string& source,
                      std::string body) const;
  /// Has `options` tell when an import begins and when it has ended, then with its counts and the
  /// SHA-256 of what was read. This must outlive it.
  void follow(enterprise_register::ImportOptions& options) const;

 private:
  SystemClock clock_;
  SystemRandom random_;
  audit::Audit audit_{clock_, random_};
};

}  // namespace fugong::app
