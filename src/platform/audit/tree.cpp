#include "platform/audit/tree.hpp"

#include <algorithm>
#include <utility>

#include "platform/audit/audit.hpp"
#include "platform/audit/rows.hpp"
#include "platform/audit/tiles.hpp"

namespace fugong::audit {
namespace {

using store::Database;
using store::Row;
using store::Transaction;

/// Others may be quicker a few times; somebody gets on.
constexpr int kMaxAttempts = 100;

struct Leaf {
  EventId id;
  Hash hash;
};

/// What goes into the tree next.
struct Batch {
  std::int64_t size = 0;  ///< of the tree before
  std::vector<Leaf> leaves;
};

struct Chain {
  std::string region;
  std::int64_t length;
  std::int64_t reached;  ///< so much of it is in the tree
};

Result<std::vector<Chain>> chains_with_news(Transaction& t) {
  // As far as the kept ends say: an event that was taken off a chain is missed here.
  auto rows = t.run(
      "SELECT n.region, n.position, coalesce((SELECT max(l.position) FROM audit_leaf l WHERE "
      "l.region = n.region), 0) FROM audit_end n ORDER BY n.region");
  if (!rows) return fail(std::move(rows.error()));
  std::vector<Chain> chains;
  for (const Row& row : *rows) {
    Chain chain{text_of(row[0]), number_of(row[1]), number_of(row[2])};
    if (chain.length > chain.reached) chains.push_back(std::move(chain));
  }
  return chains;
}

/// The hash that the next event of the chain must name.
Result<std::string> reached_hash(Transaction& t, const Chain& chain) {
  if (chain.reached == 0) return std::string(kNoEvent);
  auto rows = t.run("SELECT hash FROM audit_leaf WHERE region = ? AND position = ?",
                    {chain.region, chain.reached});
  if (!rows) return fail(std::move(rows.error()));
  return rows->empty() ? std::string() : text_of(rows->front()[0]);
}

/// Nothing is taken into the tree that is not what it was when it was appended.
Result<void> take(Transaction& t, const Chain& chain, Batch& batch) {
  auto previous = reached_hash(t, chain);
  if (!previous) return fail(std::move(previous.error()));
  const std::int64_t room = kMaxBatch - static_cast<std::int64_t>(batch.leaves.size());
  const std::int64_t last = std::min(chain.length, chain.reached + room);
  auto rows = t.run("SELECT " + std::string(kRecordColumns) +
                        ", e.hash FROM audit_event e WHERE e.region = ? AND e.position > ? AND "
                        "e.position <= ? ORDER BY e.position",
                    {chain.region, chain.reached, last});
  if (!rows) return fail(std::move(rows.error()));
  EventId next{chain.region, chain.reached};
  for (const Row& row : *rows) {
    const Record record = read_record(row);
    ++next.position;
    auto good = check_link(t.name(), record, next, *previous, text_of(row[kRecordCells]));
    if (!good) return fail(std::move(good.error()));
    *previous = std::move(*good);
    batch.leaves.push_back({record.id, *hash_from_hex(*previous)});
  }
  if (next.position == last) return {};
  ++next.position;
  return removed(t.name(), next);
}

Result<Batch> read_batch(Database& database) {
  Batch batch;
  auto read = database.read([&](Transaction& t) -> Result<void> {
    const auto size = tree_size(t);
    if (!size) return fail(size.error());
    batch.size = *size;
    const auto chains = chains_with_news(t);
    if (!chains) return fail(chains.error());
    for (const Chain& chain : *chains) {
      if (static_cast<std::int64_t>(batch.leaves.size()) == kMaxBatch) break;
      auto taken = take(t, chain, batch);
      if (!taken) return taken;
    }
    return {};
  });
  if (!read) return fail(std::move(read.error()));
  return batch;
}

Result<void> write_leaves(Transaction& t, const Batch& batch) {
  std::size_t at = 0;
  auto loaded = t.load("audit_leaf", {"sequence", "region", "position", "hash"},
                       [&](Row& row) -> Result<bool> {
                         if (at == batch.leaves.size()) return false;
                         const Leaf& leaf = batch.leaves[at];
                         row = {batch.size + static_cast<std::int64_t>(at), leaf.id.region,
                                leaf.id.position, to_hex(leaf.hash)};
                         ++at;
                         return true;
                       });
  return loaded ? Result<void>{} : fail(std::move(loaded.error()));
}

Result<void> write_nodes(Transaction& t, const std::vector<KeptNode>& nodes) {
  if (nodes.empty()) return {};
  std::size_t at = 0;
  auto loaded = t.load("audit_node", {"level", "place", "hash"}, [&](Row& row) -> Result<bool> {
    if (at == nodes.size()) return false;
    row = {std::int64_t{nodes[at].level}, nodes[at].place, to_hex(nodes[at].hash)};
    ++at;
    return true;
  });
  return loaded ? Result<void>{} : fail(std::move(loaded.error()));
}

/// False if somebody else has extended the tree since the batch was read.
Result<bool> write_batch(Database& database, const Batch& batch) {
  bool is_ours = false;
  auto written = database.transact([&](Transaction& t) -> Result<void> {
    const auto count = static_cast<std::int64_t>(batch.leaves.size());
    const auto size = tree_size(t);
    if (!size) return fail(size.error());
    is_ours = *size == batch.size;
    if (!is_ours) return {};
    auto grown = t.run("UPDATE audit_tree SET size = ?", {batch.size + count});
    if (!grown) return fail(std::move(grown.error()));
    std::vector<Hash> hashes;
    for (const Leaf& leaf : batch.leaves)
      hashes.push_back(leaf.hash);
    Tiles tiles(t);
    const auto nodes = completed(tiles, batch.size, std::move(hashes));
    if (!nodes) return fail(nodes.error());
    auto leaves = write_leaves(t, batch);
    return leaves ? write_nodes(t, *nodes) : leaves;
  });
  if (!written) return fail(std::move(written.error()));
  return is_ours;
}

}  // namespace

Result<std::int64_t> sequence(Database& database) {
  std::int64_t added = 0;
  for (int attempt = 0; attempt < kMaxAttempts;) {
    const auto batch = read_batch(database);
    if (!batch) return fail(batch.error());
    if (batch->leaves.empty()) return added;
    const auto is_ours = write_batch(database, *batch);
    if (!is_ours) return fail(is_ours.error());
    attempt = *is_ours ? 0 : attempt + 1;
    if (!*is_ours) continue;
    added += static_cast<std::int64_t>(batch->leaves.size());
    // What came in meanwhile is for the next call, or this one might never end.
    if (static_cast<std::int64_t>(batch->leaves.size()) < kMaxBatch) return added;
  }
  return added;
}

Result<std::int64_t> tree_size(Transaction& t) {
  auto rows = t.run("SELECT size FROM audit_tree");
  if (!rows) return fail(std::move(rows.error()));
  return rows->empty() ? 0 : number_of(rows->front()[0]);
}

Result<Hash> root_of(Transaction& t, std::int64_t size) {
  Tiles tiles(t);
  return tree_root(size, tiles.reader());
}

Result<Checkpoint> next_checkpoint(Database& database, const std::optional<Checkpoint>& last,
                                   const std::string& origin) {
  Checkpoint next{origin, 0, {}};
  auto read = database.read([&](Transaction& t) -> Result<void> {
    const auto size = tree_size(t);
    if (!size) return fail(size.error());
    if (last && *size < last->size) return rolled_back(t.name(), *size, last->size, "");
    const auto root = root_of(t, *size);
    if (!root) return fail(root.error());
    next.size = *size;
    next.root = *root;
    if (!last) return {};
    const auto root_then = root_of(t, last->size);
    if (!root_then) return fail(root_then.error());
    if (*root_then == last->root) return {};
    return history_differs(t.name(), 0, last->size, "");
  });
  if (!read) return fail(std::move(read.error()));
  return next;
}

Result<std::optional<Placed>> prove(Transaction& t, const EventId& id, std::int64_t size) {
  auto rows = t.run("SELECT sequence FROM audit_leaf WHERE region = ? AND position = ?",
                    {id.region, id.position});
  if (!rows) return fail(std::move(rows.error()));
  if (rows->empty() || number_of(rows->front()[0]) >= size) return std::nullopt;
  Placed placed;
  placed.index = number_of(rows->front()[0]);
  const auto record = find(t, id);
  if (!record) return fail(record.error());
  if (!*record) return removed(t.name(), id);
  placed.event = (*record)->text();
  Tiles tiles(t);
  auto path = inclusion_proof(placed.index, size, tiles.reader());
  if (!path) return fail(std::move(path.error()));
  placed.path = std::move(*path);
  return placed;
}

Result<std::vector<Hash>> prove_growth(Transaction& t, std::int64_t before, std::int64_t after) {
  Tiles tiles(t);
  return consistency_proof(before, after, tiles.reader());
}

}  // namespace fugong::audit
