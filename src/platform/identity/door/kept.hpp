// Kept: what an installation keeps about a person, what for, from where and until when; one table,
// which docs/identity.md shows to people who read and /api/v1/me to everybody about himself.
//
//   for (const Kept& one : all_kept()) ...
//
// What other rooms have of it is found by whoever knows them (PeopleDesk::find_kept).
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/identity/access.hpp"
#include "platform/store/database.hpp"

namespace fugong::identity {

/// One kind.
struct Kept {
  std::string_view field;    ///< its name in the API
  std::string_view columns;  ///< where it lies
  Text label;
  Text purpose;
  Text source;
  Text retention;
};
const std::vector<Kept>& all_kept();

/// How much of a kind there is about somebody, and which, where that can be named.
struct KeptAmount {
  std::int64_t count = 0;
  std::vector<std::string> items = {};  ///< references, names of keys
};
using KeptAmounts = std::map<std::string, KeptAmount, std::less<>>;  ///< by field
using FindKept = std::function<Result<KeptAmounts>(store::Database&, const Caller&)>;

}  // namespace fugong::identity
