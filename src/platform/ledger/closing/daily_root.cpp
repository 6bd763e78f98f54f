#include "platform/ledger/closing/daily_root.hpp"

#include <fmt/format.h>

#include <charconv>
#include <optional>

#include "base/hash.hpp"
#include "platform/audit/merkle.hpp"

namespace fugong::ledger {
namespace {

constexpr std::string_view kFormat = "fugong-ledger-root/1";
constexpr std::string_view kPrevious = "previous ";
constexpr std::string_view kShard = "shard ";
/// The signature and the blank line.
constexpr std::size_t kSignatureBytes = 512;

tl::unexpected<Faults> root_invalid(const std::string& file) {
  return fail("ledger-root-invalid", Place{file, 0, 0, ""},
              {"不是账本日根：正文的写法不对", "no daily root of a ledger: its lines are not such"},
              {"只把 fugong ledger close 写的文件放在这里",
               "keep only what fugong ledger close writes here"});
}

std::optional<std::int64_t> number_in(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

/// What is in front of the next `end`, and moves behind it; all of it where there is none.
std::string_view take_until(std::string_view& text, char end) {
  const std::size_t at = text.find(end);
  const std::string_view taken = text.substr(0, at);
  text.remove_prefix(at == std::string_view::npos ? text.size() : at + 1);
  return taken;
}

/// As far as it can be understood: the caller writes it again and compares.
std::optional<DailyRoot> understood(std::string_view text) {
  DailyRoot root;
  take_until(text, '\n');
  take_until(text, '\n');
  const auto day = Date::parse(take_until(text, '\n'));
  if (!day || !text.starts_with(kPrevious)) return std::nullopt;
  root.day = *day;
  root.previous = take_until(text, '\n').substr(kPrevious.size());
  take_until(text, '\n');
  while (!text.empty()) {
    std::string_view line = take_until(text, '\n');
    if (line.starts_with(kShard)) {
      line.remove_prefix(kShard.size());
      const auto shard = number_in(take_until(line, ' '));
      const auto seq = number_in(take_until(line, ' '));
      if (!shard || !seq || !is_hex(line, kSha256Digits)) return std::nullopt;
      root.shards.push_back({*shard, *seq, std::string(line), {}});
      continue;
    }
    const std::size_t blank = line.rfind(' ');
    if (root.shards.empty() || blank == std::string_view::npos) return std::nullopt;
    root.shards.back().held.emplace_back(line.substr(0, blank), line.substr(blank + 1));
  }
  return root;
}

}  // namespace

std::string ShardEnd::text() const {
  std::string lines = fmt::format("{}{} {} {}\n", kShard, shard, seq, hash);
  for (const auto& [role, fen] : held)
    lines += fmt::format("{} {}\n", role, fen);
  return lines;
}

audit::Hash DailyRoot::root() const {
  audit::Frontier tree;
  for (const ShardEnd& end : shards)
    tree.add(audit::leaf_hash(end.text()));
  return tree.root();
}

std::string DailyRoot::text(std::string_view origin) const {
  std::string lines = fmt::format("{}\n{}\n{}\n{}{}\nroot {}\n", kFormat, origin, day.to_string(),
                                  kPrevious, previous, audit::to_hex(root()));
  for (const ShardEnd& end : shards)
    lines += end.text();
  return lines;
}

Result<std::string> write_root(const DailyRoot& root, const audit::SigningKey& key) {
  const std::string text = root.text(key.verifying().name());
  if (text.size() + kSignatureBytes > audit::kMaxNoteBytes) {
    return fail("ledger-root-too-large", Place{"", 0, 0, "/days/" + root.day.to_string()},
                {"分片过多，一份签名文本放不下", "a signed note has no room for so many shards"},
                {"减少账本的分片", "keep the ledger in fewer shards"});
  }
  return audit::sign_note(text, key);
}

Result<DailyRoot> read_root(std::string_view note, const std::string& file,
                            const audit::VerifyingKey& key) {
  const auto text = audit::open_note(note, file, key);
  if (!text) return fail(text.error());
  auto root = understood(*text);
  // Whatever can be written in one way only hides nothing.
  if (!root || root->text(key.name()) != *text) return root_invalid(file);
  return std::move(*root);
}

}  // namespace fugong::ledger
