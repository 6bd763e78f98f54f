// Register: the enterprises that this installation knows, with their children (loans) and facts.
//
//   auto reg = Register::open(std::move(database), book);
//   reg->put({.id = "demo-1", .name = {...}, .synthetic = true, .subject = subject}, source);
//   reg->list_synthetic();
//
// A fact keeps its source and the day on which it was stated. Replacing an enterprise replaces all
// that was known of it, in one transaction. Safe to use from several threads (it locks).
// Nothing of a real enterprise leaves through a public page: only synthetic ones are listed.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engines/law/facts.hpp"
#include "platform/store/database.hpp"

namespace fugong::enterprise_register {

struct Enterprise {
  std::string id;
  Text name;
  Text note;
  bool synthetic = false;  ///< invented, for demonstration; marked wherever it is shown
  law::Subject subject;
};

/// Where the facts of an enterprise come from.
struct FactSource {
  std::string name;  ///< "declared", "demo"
  Date stated_on;
};

class Register {
 public:
  /// Brings the schema of the register up. `book` gives facts their types and must outlive it.
  static Result<Register> open(store::Database database, const law::Rulebook& book);

  Result<void> put(const Enterprise& enterprise, const FactSource& source);
  Result<std::optional<Enterprise>> find(std::string_view id);
  /// Invented enterprises in the order in which they were first put.
  Result<std::vector<Enterprise>> list_synthetic();

 private:
  Register(store::Database database, const law::Rulebook& book);
  Result<Enterprise> load(store::Transaction& transaction, const store::Row& row);

  store::Database database_;
  const law::Rulebook* book_;
  std::unique_ptr<std::mutex> mutex_;
};

/// The schema of the register, for tests and for `fugong doctor`.
const std::vector<store::Migration>& schema();

}  // namespace fugong::enterprise_register
