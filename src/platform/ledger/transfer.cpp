#include "platform/ledger/transfer.hpp"

#include <array>
#include <limits>

#include "base/hash.hpp"

namespace fugong::ledger {
namespace {

constexpr std::array<const char*, 5> kKinds{"direct", "pending", "post", "void", "expire"};
constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

/// Room for all that could still come to stand on one side, so that what is pending can be posted.
bool has_room(std::int64_t total, std::int64_t pending, std::int64_t amount) {
  return amount <= kMost - total && pending <= kMost - total - amount;
}

}  // namespace

std::string name_of(Kind kind) {
  return kKinds[static_cast<std::size_t>(kind)];
}

std::optional<Kind> kind_named(const std::string& name) {
  for (std::size_t i = 0; i < kKinds.size(); ++i) {
    if (name == kKinds[i]) return static_cast<Kind>(i);
  }
  return std::nullopt;
}

std::string first_hash() {
  return std::string(64, '0');
}

std::string hash_of(const Entry& entry, Shard shard, const std::string& previous) {
  const Transfer& of = entry.transfer;
  std::string text = "fugong-ledger/1\n";
  text.reserve(512);
  const auto line = [&](const std::string& value) { text.append(value).push_back('\n'); };
  line(previous);
  line(std::to_string(shard));
  line(std::to_string(entry.seq));
  line(of.id);
  line(name_of(of.kind));
  line(name_of(entry.book));
  line(std::to_string(entry.fund));
  line(std::to_string(of.debit));
  line(std::to_string(of.credit));
  line(std::to_string(of.amount_fen));
  line(std::to_string(entry.frees_fen));
  line(of.origin);
  line(of.expires_on ? std::to_string(of.expires_on->days()) : "");
  line(of.linked ? "1" : "0");
  line(of.document);
  line(of.purpose);
  line(of.actor);
  line(of.approver);
  line(of.case_ref);
  line(std::to_string(entry.at_ms));
  return sha256_hex(text);
}

bool apply(const Entry& entry, Balance& debit, bool limited, Balance& credit) {
  const std::int64_t amount = entry.transfer.amount_fen;
  const std::int64_t frees = entry.frees_fen;
  if (amount < 0 || frees < 0 || frees > debit.debit_pending || frees > credit.credit_pending) {
    return false;
  }
  // What is freed makes room, and nothing else is asked of a settlement: it was asked before.
  const std::int64_t debit_pending = debit.debit_pending - frees;
  const std::int64_t credit_pending = credit.credit_pending - frees;
  if (!has_room(debit.debit, debit_pending, amount) ||
      !has_room(credit.credit, credit_pending, amount)) {
    return false;
  }
  if (limited && amount > debit.credit - debit.debit - debit_pending) return false;
  if (entry.transfer.kind == Kind::pending) {
    debit.debit_pending = debit_pending + amount;
    credit.credit_pending = credit_pending + amount;
    return true;
  }
  debit.debit_pending = debit_pending;
  credit.credit_pending = credit_pending;
  debit.debit += amount;
  credit.credit += amount;
  return true;
}

}  // namespace fugong::ledger
