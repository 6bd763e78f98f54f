// API keys: how programs of banks, parks and offices come in.
//
//   auto made = Keys(database, context).make(caller, {.label = "ledger", .role = Role::partner,
//                   .scope = "bank-a", .only = {Action::partner_answer}, .until_ms = ...});
//   Keys(database, context).find(made->secret);            // Result<std::optional<Caller>>
//
// A key is one narrowed grant that expires. It reads cases and figures, files and answers; it
// never decides, approves, pays or publishes. The secret is shown once; only its hash is kept.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/identity/access.hpp"
#include "platform/identity/context.hpp"
#include "platform/identity/within.hpp"

namespace fugong::identity {

/// A key lives a year at most.
inline constexpr std::int64_t kLongestKeyMs = std::int64_t{366} * 86'400'000;

enum class KeyKind : std::uint8_t {
  live,
  test,  ///< for trials: callers see `is_test` and make nothing real of it
};

struct NewKey {
  std::string label;  ///< 1 to 100 characters, so that people know which it is
  KeyKind kind = KeyKind::live;
  Role role = Role::partner;      ///< no administrator's, no owner's; for a firm: helper
  std::string scope = {};         ///< as of a grant of the role
  std::vector<Action> only = {};  ///< some of case_read, case_file, partner_answer,
                                  ///< statistics_read
  std::int64_t until_ms = 0;
};

struct Key {
  std::int64_t id = 0;
  std::string label;
  KeyKind kind = KeyKind::live;
  Grant grant;
  std::int64_t made_ms = 0;
};

struct MadeKey {
  std::int64_t id = 0;
  std::string secret;  ///< "fg_live_" or "fg_test_" and 64 hex digits
};

class Keys {
 public:
  /// Both must outlive it. Within an open transaction: its part (within.hpp).
  Keys(store::Database& database, const Context& context)
      : database_(database), context_(context) {}
  Keys(store::Transaction& open, const Context& context) : database_(open), context_(context) {}

  /// For who holds the role himself, within his own scope; an owner makes those of helpers for his
  /// firm. No administrator: whoever makes a key is shown its secret. Codes:
  /// access-*, key-label, key-role, key-only, key-time, scope-invalid.
  Result<MadeKey> make(const Caller& by, const NewKey& key);
  /// Those that the caller may end, and that go on: of his own role and within his scope, whoever
  /// made them; a security administrator's are all.
  Result<std::vector<Key>> list(const Caller& by);
  /// Those that the caller made, be it that they are over.
  Result<std::vector<Key>> list_made(const Caller& by);
  /// "key-unknown".
  Result<void> end(const Caller& by, std::int64_t key);
  /// Empty if there is no such key that goes on.
  Result<std::optional<Caller>> find(std::string_view secret);

 private:
  Within database_;
  const Context& context_;
};

}  // namespace fugong::identity
