#include "platform/audit/verify.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "base/tree.hpp"
#include "platform/audit/audit.hpp"
#include "platform/audit/rows.hpp"
#include "platform/audit/tiles.hpp"
#include "platform/audit/tree.hpp"

namespace fugong::audit {
namespace {

using store::Database;
using store::Row;
using store::Transaction;

/// Rows read at once: bounds memory, and PostgreSQL keeps nothing of a scan that is over.
constexpr std::int64_t kChunk = 2'000;

struct Signed {
  std::string file;
  Checkpoint checkpoint;
};

Result<std::vector<Signed>> read_checkpoints(const std::vector<CheckpointFile>& files,
                                             const VerifyingKey& key) {
  std::vector<Signed> read;
  for (const CheckpointFile& file : files) {
    auto checkpoint = read_checkpoint(file.bytes, file.name, key);
    if (!checkpoint) return fail(std::move(checkpoint.error()));
    read.push_back({file.name, std::move(*checkpoint)});
  }
  std::stable_sort(read.begin(), read.end(), [](const Signed& a, const Signed& b) {
    return a.checkpoint.size < b.checkpoint.size;
  });
  for (std::size_t i = 1; i < read.size(); ++i) {
    const Signed& before = read[i - 1];
    if (before.checkpoint.size != read[i].checkpoint.size ||
        before.checkpoint.root == read[i].checkpoint.root) {
      continue;
    }
    return fail("audit-checkpoints-differ", Place{read[i].file, 0, 0, ""},
                {"与 " + before.file + " 条数相同而根哈希不同：同一把密钥签了两份历史",
                 "has the size of " + before.file +
                     " and another root: the key has signed two "
                     "histories"},
                {"追查谁用过私钥", "find out who has used the private key"});
  }
  return read;
}

class Verification {
 public:
  Verification(Transaction& t, const std::vector<Signed>& checkpoints, const Watch& watch)
      : t_(t), checkpoints_(checkpoints), watch_(watch) {}

  Result<Verified> run() {
    auto good = count();
    if (good) good = leaves();
    if (good) good = tree();
    if (good) good = tails();
    if (good) good = ends();
    if (good) good = openings_kept();
    if (!good) return fail(std::move(good.error()));
    verified_.leaves = frontier_.size();
    verified_.checkpoints = static_cast<std::int64_t>(checkpoints_.size());
    verified_.root = frontier_.root();
    return verified_;
  }

 private:
  struct End {
    std::int64_t position = 0;
    std::string hash{kNoEvent};
  };

  tl::unexpected<Faults> wrong(std::string code, std::string pointer, Text what) const {
    return broken(t_.name(), std::move(code), std::move(pointer), std::move(what));
  }

  Result<void> count() {
    if (!watch_) return {};
    const auto rows = t_.run("SELECT coalesce(sum(position), 0) FROM audit_end");
    if (!rows) return fail(rows.error());
    all_ = number_of(rows->front().front());
    return {};
  }

  /// After each chunk: how far it is, and whether to go on.
  Result<void> go_on() {
    if (!watch_ || watch_(verified_.events, all_)) return {};
    return fail("audit-verification-stopped", Place{t_.name(), 0, 0, ""},
                {"核对被中止", "the verification was stopped"}, {"重新开始", "begin it again"});
  }

  /// The next event of its chain.
  Result<void> follow(const Record& record, const std::string& hash) {
    End& end = ends_[record.id.region];
    const EventId expected{record.id.region, end.position + 1};
    auto is = check_link(t_.name(), record, expected, end.hash, hash);
    if (!is) return fail(std::move(is.error()));
    end = {expected.position, std::move(*is)};
    ++verified_.events;
    return {};
  }

  /// Every leaf in order, with its event.
  Result<void> leaves() {
    auto good = at_size();
    const std::string sql = "SELECT l.sequence, l.region, l.position, l.hash, e.hash, " +
                            std::string(kRecordColumns) +
                            " FROM audit_leaf l LEFT JOIN audit_event e ON e.region = l.region AND "
                            "e.position = l.position WHERE l.sequence >= ? ORDER BY l.sequence "
                            "LIMIT ?";
    while (good) {
      const auto rows = t_.run(sql, {frontier_.size(), kChunk});
      if (!rows) return fail(rows.error());
      for (const Row& row : *rows) {
        good = leaf(row);
        if (good) good = at_size();
        if (!good) break;
      }
      if (good) good = go_on();
      if (static_cast<std::int64_t>(rows->size()) < kChunk) break;
    }
    return good;
  }

  Result<void> leaf(const Row& row) {
    const std::string number = std::to_string(frontier_.size());
    if (number_of(row[0]) != frontier_.size()) {
      return wrong("audit-order", "/leaves/" + number,
                   {"总序列缺第 " + number + " 条", "leaf " + number + " is missing"});
    }
    const EventId id{text_of(row[1]), number_of(row[2])};
    if (std::holds_alternative<std::monostate>(row[4])) return removed(t_.name(), id);
    const EventId expected{id.region, ends_[id.region].position + 1};
    if (id != expected) {
      return wrong(
          "audit-order", "/leaves/" + number,
          {"顺序被改：应为事件 " + expected.text() + "，却是 " + id.text(),
           "the order was changed: event " + expected.text() + " is due, here is " + id.text()});
    }
    auto followed = follow(read_record(row, 5), text_of(row[4]));
    if (!followed) return followed;
    if (text_of(row[3]) != ends_[id.region].hash) {
      return wrong("audit-event-changed", "/events/" + id.text(),
                   {"事件与它进入总序列时不同",
                    "the event is not what it was when it became leaf " + number});
    }
    add(*hash_from_hex(ends_[id.region].hash));
    return {};
  }

  void add(const Hash& leaf) {
    frontier_.add(leaf);
    tile_.push_back(leaf);
    if (static_cast<std::int64_t>(tile_.size()) < kTileWidth) return;
    whole_.push_back(combine(tile_));
    tile_.clear();
  }

  /// Whether the tree is what was signed when it was as large as it is now.
  Result<void> at_size() {
    for (; next_ < checkpoints_.size(); ++next_) {
      const Checkpoint& checkpoint = checkpoints_[next_].checkpoint;
      if (checkpoint.size != frontier_.size()) return {};
      if (checkpoint.root != frontier_.root()) {
        return history_differs(t_.name(), verified_.signed_leaves, checkpoint.size,
                               checkpoints_[next_].file);
      }
      verified_.signed_leaves = checkpoint.size;
    }
    return {};
  }

  /// The size, and every kept node.
  Result<void> tree() {
    if (next_ < checkpoints_.size()) {
      return rolled_back(t_.name(), frontier_.size(), checkpoints_.back().checkpoint.size,
                         checkpoints_.back().file);
    }
    const auto size = tree_size(t_);
    if (!size) return fail(size.error());
    if (*size != frontier_.size()) {
      return wrong("audit-order", "/leaves/" + std::to_string(frontier_.size()),
                   {"总序列应有 " + std::to_string(*size) + " 条，实有 " +
                        std::to_string(frontier_.size()) + " 条",
                    std::to_string(*size) + " leaves are due, " + std::to_string(frontier_.size()) +
                        " are there"});
    }
    Tiles tiles(t_);
    std::vector<Hash> nodes = std::move(whole_);
    for (int level = kTileLevels; !nodes.empty(); level += kTileLevels) {
      auto good = kept(tiles, level, nodes);
      if (!good) return good;
      std::vector<Hash> above;
      constexpr auto kWidth = static_cast<std::size_t>(kTileWidth);
      for (std::size_t at = 0; at + kWidth <= nodes.size(); at += kWidth)
        above.push_back(combine(std::span(nodes).subspan(at, kWidth)));
      nodes = std::move(above);
    }
    return {};
  }

  Result<void> kept(Tiles& tiles, int level, const std::vector<Hash>& nodes) {
    const auto count = static_cast<std::int64_t>(nodes.size());
    for (std::int64_t at = 0; at < count; at += kChunk) {
      const auto read = tiles.range(level, at, std::min(kChunk, count - at));
      if (!read) return fail(read.error());
      const auto differs = std::mismatch(read->begin(), read->end(), nodes.begin() + at);
      if (differs.first == read->end()) continue;
      const std::int64_t place = differs.second - nodes.begin();
      return wrong("audit-node-changed",
                   "/nodes/" + std::to_string(level) + "/" + std::to_string(place),
                   {"哈希树的节点被改动", "a node of the tree was changed"});
    }
    return {};
  }

  /// Events that are not in the tree yet.
  Result<void> tails() {
    const auto regions = t_.run(
        "SELECT region, count(*), min(position), max(position) FROM audit_event GROUP BY region "
        "ORDER BY region");
    if (!regions) return fail(regions.error());
    for (const Row& row : *regions) {
      const std::string region = text_of(row[0]);
      if (number_of(row[2]) < 1) {
        return inserted(t_.name(), {region, number_of(row[2])});
      }
      auto good = tail(region, number_of(row[3]));
      if (!good) return good;
    }
    return {};
  }

  Result<void> tail(const std::string& region, std::int64_t last) {
    const std::string sql = "SELECT e.hash, " + std::string(kRecordColumns) +
                            " FROM audit_event e WHERE e.region = ? AND e.position > ? "
                            "ORDER BY e.position LIMIT ?";
    while (ends_[region].position < last) {
      const auto rows = t_.run(sql, {region, ends_[region].position, kChunk});
      if (!rows) return fail(rows.error());
      for (const Row& row : *rows) {
        auto good = follow(read_record(row, 1), text_of(row[0]));
        if (!good) return good;
      }
      auto good = go_on();
      if (!good) return good;
    }
    return {};
  }

  /// Whether each chain ends where the last event that was appended left it.
  Result<void> ends() {
    const auto kept = t_.run("SELECT region, position, hash FROM audit_end ORDER BY region");
    if (!kept) return fail(kept.error());
    std::map<std::string, End> due;
    for (const Row& row : *kept)
      due[text_of(row[0])] = {number_of(row[1]), text_of(row[2])};
    for (const auto& [region, end] : ends_) {
      const std::int64_t last = due[region].position;
      if (end.position > last) return inserted(t_.name(), {region, last + 1});
    }
    for (const auto& [region, end] : due) {
      const End& is = ends_[region];
      if (is.position < end.position) return removed(t_.name(), {region, is.position + 1});
      if (is.hash != end.hash) {
        return wrong("audit-event-changed", "/events/" + EventId{region, is.position}.text(),
                     {"链的最后一条事件不是当初写入的那一条",
                      "the last event of the chain is not the one that was appended"});
      }
    }
    return {};
  }

  /// Personal values that are still there, each against its event.
  Result<void> openings_kept() {
    EventId at{"", 0};
    std::string name;
    while (true) {
      const auto rows = t_.run(
          "SELECT o.region, o.position, o.name, o.value, o.salt, e.commitments FROM audit_opening "
          "o "
          "LEFT JOIN audit_event e ON e.region = o.region AND e.position = o.position "
          "WHERE (o.region, o.position, o.name) > (?, ?, ?) "
          "ORDER BY o.region, o.position, o.name LIMIT ?",
          {at.region, at.position, name, kChunk});
      if (!rows) return fail(rows.error());
      for (const Row& row : *rows) {
        at = {text_of(row[0]), number_of(row[1])};
        name = text_of(row[2]);
        const Opening opening{name, text_of(row[3]), text_of(row[4])};
        if (is_committed(opening, text_of(row[5]))) continue;
        return wrong("audit-opening-changed", pointer_child("/openings/" + at.text(), name),
                     {"个人信息与事件中的承诺值不符",
                      "the personal value is not the one that the event commits to"});
      }
      if (static_cast<std::int64_t>(rows->size()) < kChunk) return {};
    }
  }

  static bool is_committed(const Opening& opening, const std::string& commitments) {
    const auto node = parse_json(commitments, "");
    if (!node || node->kind != Node::Kind::map) return false;
    const Node* commitment = node->find(opening.name);
    return commitment != nullptr && commitment->text == opening.commitment();
  }

  Transaction& t_;
  const std::vector<Signed>& checkpoints_;
  const Watch& watch_;
  std::int64_t all_ = 0;  ///< events that are due, if somebody watches
  std::size_t next_ = 0;  ///< the first checkpoint that is larger than what was read
  Frontier frontier_;
  std::vector<Hash> tile_;   ///< leaves of the tile that isn't full
  std::vector<Hash> whole_;  ///< nodes of the first kept level
  std::map<std::string, End> ends_;
  Verified verified_;
};

}  // namespace

Result<Verified> verify(Database& database, const std::vector<CheckpointFile>& files,
                        const VerifyingKey& key, const Watch& watch) {
  const auto checkpoints = read_checkpoints(files, key);
  if (!checkpoints) return fail(checkpoints.error());
  Result<Verified> verified;
  auto read = database.read([&](Transaction& t) -> Result<void> {
    verified = Verification(t, *checkpoints, watch).run();
    return verified ? Result<void>{} : fail(verified.error());
  });
  if (!read) return fail(std::move(read.error()));
  return verified;
}

}  // namespace fugong::audit
