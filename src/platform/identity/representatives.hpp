// Representatives: who is the legal representative of a firm, as a keyed hash of the number of his
// identity card. The number itself is never kept; the key lies outside the database, because all
// numbers that there can be are soon tried (evidence.hpp).
//
//   Representatives(database, context).keep({{firm, RegisterFact::hash(key, firm, number)}});
//
// One for each firm. Threads: as the database.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/identity/context.hpp"

namespace fugong::identity {

struct Representative {
  std::string firm;         ///< credit code
  std::string number_hash;  ///< as RegisterFact::hash makes it
};

class Representatives {
 public:
  /// Both must outlive it.
  Representatives(store::Database& database, const Context& context)
      : database_(database), context_(context) {}

  /// In place of those that these firms had; all or none. "scope-invalid".
  Result<void> keep(const std::vector<Representative>& all);
  /// The hash; nothing if none is known.
  Result<std::optional<std::string>> find(std::string_view firm);

 private:
  store::Database& database_;
  const Context& context_;
};

}  // namespace fugong::identity
