#include "platform/identity/lockout.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/hash.hpp"
#include "platform/identity/tables.hpp"

namespace fugong::identity {
namespace {

std::int64_t wait_of(const Lockout& lockout, std::int64_t failures) {
  if (failures < lockout.free) return 0;
  std::int64_t wait = lockout.first_wait_ms;
  for (std::int64_t i = lockout.free; i < failures && wait < lockout.longest_wait_ms; ++i)
    wait *= 2;
  return std::min(wait, lockout.longest_wait_ms);
}

}  // namespace

Result<void> begin_attempt(Transaction& t, std::string_view kind, std::string_view name,
                           const Lockout& lockout, std::int64_t now_ms) {
  const std::string hash = sha256_hex(name);
  auto row =
      first_row(t,
                "SELECT failures, last_ms, wait_until_ms FROM identity_failure WHERE kind = ? "
                "AND name_hash = ?",
                {std::string(kind), hash});
  if (!row) return fail(std::move(row.error()));
  std::int64_t failures = 0;
  if (*row) {
    const std::int64_t wait_until_ms = integer((**row)[2]);
    if (wait_until_ms > now_ms) {
      const std::int64_t seconds = (wait_until_ms - now_ms + 999) / 1000;
      return fail(
          "sign-in-later", {}, {"失败次数过多", "too many failures"},
          {fmt::format("{} 秒后再试", seconds), fmt::format("try again in {} seconds", seconds)});
    }
    if (integer((**row)[1]) > now_ms - lockout.forget_ms) failures = integer((**row)[0]);
  }
  ++failures;
  return run(
      t,
      "INSERT INTO identity_failure (kind, name_hash, failures, last_ms, wait_until_ms) VALUES "
      "(?, ?, ?, ?, ?) ON CONFLICT (kind, name_hash) DO UPDATE SET failures = "
      "excluded.failures, last_ms = excluded.last_ms, wait_until_ms = excluded.wait_until_ms",
      {std::string(kind), hash, failures, now_ms, now_ms + wait_of(lockout, failures)});
}

Result<void> forgive(Transaction& t, std::string_view kind, std::string_view name) {
  return run(t, "DELETE FROM identity_failure WHERE kind = ? AND name_hash = ?",
             {std::string(kind), sha256_hex(name)});
}

Result<void> take_back(Transaction& t, std::string_view kind, std::string_view name,
                       std::int64_t now_ms) {
  return run(
      t,
      "UPDATE identity_failure SET failures = failures - 1, wait_until_ms = ? WHERE kind = ? AND "
      "name_hash = ? AND failures > 0",
      {now_ms, std::string(kind), sha256_hex(name)});
}

}  // namespace fugong::identity
