#include "desks/publishing/drafts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/hash.hpp"
#include "base/text.hpp"
#include "desks/publishing/rows.hpp"
#include "pack/archive.hpp"

namespace fugong::publishing {
namespace {

using store::Cell;
using store::Row;
using store::Transaction;

constexpr std::size_t kMaxFolders = 6;

constexpr std::array<Word<State>, 5> kStates{{
    {"draft", State::draft},
    {"in_review", State::in_review},
    {"approved", State::approved},
    {"published", State::published},
    {"withdrawn", State::withdrawn},
}};
constexpr std::array<Word<Act>, 9> kActs{{
    {"begin", Act::begin},
    {"change", Act::change},
    {"restore", Act::restore},
    {"rebase", Act::rebase},
    {"submit", Act::submit},
    {"send_back", Act::send_back},
    {"approve", Act::approve},
    {"publish", Act::publish},
    {"withdraw", Act::withdraw},
}};

constexpr const char* kDraftColumns =
    "id, pack, title, base_hash, hash, revision, state, author, begun_ms, changed_ms";
/// The files of a draft ($draft, $revision): of each path the latest line until then.
constexpr const char* kTree =
    "FROM pack_change_file f JOIN pack_blob b ON b.hash = f.blob WHERE f.draft = ? AND f.revision "
    "= (SELECT max(g.revision) FROM pack_change_file g WHERE g.draft = f.draft AND g.path = f.path "
    "AND g.revision <= ?)";

Draft draft_of(const Row& row) {
  return {text(row[0]),
          text(row[1]),
          text(row[2]),
          text(row[3]),
          text(row[4]),
          integer(row[5]),
          meaning_of(kStates, text(row[6])),
          text(row[7]),
          integer(row[8]),
          integer(row[9])};
}

Fault wrong_path(std::string_view path) {
  return {"path-invalid",
          Place{},
          {fmt::format("“{}”不是政策包里的文件", path),
           fmt::format("'{}' is no file of the pack", path)},
          {"写成 包/文件夹/文件，只用字母、数字、点、横线和下划线",
           "write PACK/FOLDER/FILE with letters, digits, dots, hyphens and underscores only"}};
}

bool is_good_segment(std::string_view segment) {
  return !segment.empty() && segment.front() != '.' && std::ranges::all_of(segment, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '_';
  });
}

Result<void> put_blob(Transaction& t, const std::string& hash, const std::string& body) {
  auto put = t.run(
      "INSERT INTO pack_blob (hash, bytes, body) VALUES (?, ?, ?) ON CONFLICT (hash) DO "
      "NOTHING",
      {hash, static_cast<std::int64_t>(body.size()), body});
  if (!put) return fail(std::move(put.error()));
  return {};
}

/// What a file that was taken out has for a hash: no text has it.
constexpr const char* kTakenOut = "";

Result<void> put_file(Transaction& t, const std::string& draft, std::int64_t revision,
                      const std::string& path, const std::optional<std::string>& body) {
  const std::string hash = body ? sha256_hex(*body) : std::string(kTakenOut);
  if (body) {
    auto kept = put_blob(t, hash, *body);
    if (!kept) return kept;
  }
  auto put = t.run("INSERT INTO pack_change_file (draft, path, revision, blob) VALUES (?, ?, ?, ?)",
                   {draft, path, revision, hash});
  if (!put) return fail(std::move(put.error()));
  return {};
}

Result<void> put_change(Transaction& t, const Draft& draft, const Doing& doing) {
  auto put = t.run(
      "INSERT INTO pack_change (draft, revision, act, actor, at_ms, note, hash, base_hash) VALUES "
      "(?, ?, ?, ?, ?, ?, ?, ?)",
      {draft.id, draft.revision, std::string(name_of(doing.act)), doing.by, doing.at_ms, doing.note,
       draft.hash, draft.base_hash});
  if (!put) return fail(std::move(put.error()));
  return {};
}

Result<void> check_size(const pack::Files& files) {
  std::size_t bytes = 0;
  for (const auto& [path, body] : files)
    bytes += body.size();
  if (files.size() <= pack::kMaxPackFiles && bytes <= pack::kMaxPackBytes) return {};
  return fail(
      "pack-too-large", Place{},
      {fmt::format("政策包最多 {} 个文件、{} 字节", pack::kMaxPackFiles, pack::kMaxPackBytes),
       fmt::format("a pack has at most {} files and {} bytes", pack::kMaxPackFiles,
                   pack::kMaxPackBytes)},
      {"拆分政策包", "split the pack"});
}

}  // namespace

std::string_view name_of(State state) {
  return word_for(kStates, state);
}
std::string_view name_of(Act act) {
  return word_for(kActs, act);
}

std::optional<Act> act_by_name(std::string_view name) {
  for (const auto& [word, act] : kActs) {
    if (word == name && act >= Act::submit) return act;
  }
  return std::nullopt;
}

std::set<std::string> packs_in(const pack::Files& files) {
  std::set<std::string> packs;
  for (const auto& [path, body] : files)
    packs.insert(path.substr(0, path.find('/')));
  return packs;
}

std::string hash_of(const pack::Files& files) {
  const auto packs = packs_in(files);
  return sha256_hex(pack::archive_bytes(files, {packs.begin(), packs.end()}));
}

Result<void> check_path(std::string_view path, const std::set<std::string>& packs) {
  std::size_t folders = 0;
  bool is_good = path.size() <= kMaxPathBytes &&
                 packs.contains(std::string(path.substr(0, path.find('/')))) &&
                 path.find('/') != std::string_view::npos;
  for (std::string_view left = path; is_good;) {
    const std::size_t slash = left.find('/');
    is_good = is_good_segment(left.substr(0, slash)) && ++folders <= kMaxFolders;
    if (slash == std::string_view::npos) break;
    left.remove_prefix(slash + 1);
  }
  if (is_good) return {};
  return fail({wrong_path(path.substr(0, kMaxPathBytes))});
}

Result<void> check_text(const std::string& path, std::string_view text) {
  Place place;
  place.file = path;
  if (text.size() > kMaxFileBytes) {
    return fail("file-too-large", std::move(place),
                {fmt::format("超过 {} 字节", kMaxFileBytes),
                 fmt::format("more than {} bytes", kMaxFileBytes)},
                {"拆成几个文件", "split the file"});
  }
  if (!find_invalid_utf8(text) && text.find('\0') == std::string_view::npos) return {};
  return fail("text-invalid", std::move(place), {"不是 UTF-8 文本", "this is no text in UTF-8"},
              {"存成 UTF-8 后再放入", "save it as UTF-8 and put it again"});
}

Result<Draft> begin(Transaction& t, const Draft& like, const pack::Files& files,
                    const Doing& doing) {
  Draft draft = like;
  draft.hash = draft.base_hash = hash_of(files);
  draft.revision = 1;
  draft.state = State::draft;
  draft.author = doing.by;
  draft.begun_ms = draft.changed_ms = doing.at_ms;
  auto put =
      t.run(fmt::format("INSERT INTO pack_draft ({}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                        kDraftColumns),
            {draft.id, draft.pack, draft.title, draft.base_hash, draft.hash, draft.revision,
             std::string(name_of(draft.state)), draft.author, draft.begun_ms, draft.changed_ms});
  if (!put) return fail(std::move(put.error()));
  auto changed = put_change(t, draft, doing);
  if (!changed) return fail(std::move(changed.error()));
  for (const auto& [path, body] : files) {
    auto kept = put_file(t, draft.id, draft.revision, path, body);
    if (!kept) return fail(std::move(kept.error()));
  }
  return draft;
}

Result<std::optional<Draft>> find(Transaction& t, std::string_view id) {
  const auto rows = t.run(fmt::format("SELECT {} FROM pack_draft WHERE id = ?", kDraftColumns),
                          {std::string(id)});
  if (!rows) return fail(rows.error());
  if (rows->empty()) return std::optional<Draft>();
  return std::optional(draft_of(rows->front()));
}

Result<std::vector<Draft>> list(Transaction& t) {
  const auto rows = t.run(
      fmt::format("SELECT {} FROM pack_draft ORDER BY changed_ms DESC, id LIMIT ?", kDraftColumns),
      {static_cast<std::int64_t>(kMaxDrafts)});
  if (!rows) return fail(rows.error());
  std::vector<Draft> drafts;
  for (const Row& row : *rows)
    drafts.push_back(draft_of(row));
  return drafts;
}

Result<Draft> change(Transaction& t, Draft draft, const Edits& edits, const Doing& doing,
                     State to) {
  if (draft.revision >= kMaxRevisions) {
    return fail("draft-too-long", Place{},
                {"这个草案的修改次数已到上限", "this draft has as many changes as it may have"},
                {"新建一个草案", "begin another draft"});
  }
  if (!edits.empty()) {
    auto files = files_of(t, draft.id, draft.revision);
    if (!files) return fail(std::move(files.error()));
    for (const auto& [path, body] : edits) {
      if (body) {
        (*files)[path] = *body;
      } else {
        files->erase(path);
      }
    }
    auto fits = check_size(*files);
    if (!fits) return fail(std::move(fits.error()));
    draft.hash = hash_of(*files);
  }
  ++draft.revision;
  draft.state = to;
  draft.changed_ms = doing.at_ms;
  auto kept = t.run(
      "UPDATE pack_draft SET hash = ?, base_hash = ?, revision = ?, state = ?, changed_ms = ? "
      "WHERE id = ?",
      {draft.hash, draft.base_hash, draft.revision, std::string(name_of(to)), draft.changed_ms,
       draft.id});
  if (!kept) return fail(std::move(kept.error()));
  auto added = put_change(t, draft, doing);
  if (!added) return fail(std::move(added.error()));
  for (const auto& [path, body] : edits) {
    auto put = put_file(t, draft.id, draft.revision, path, body);
    if (!put) return fail(std::move(put.error()));
  }
  return draft;
}

Result<pack::Files> files_of(Transaction& t, std::string_view id, std::int64_t revision) {
  pack::Files files;
  auto read = t.scan(fmt::format("SELECT f.path, b.body {}", kTree), {std::string(id), revision},
                     [&](const Row& row) {
                       files.emplace(text(row[0]), text(row[1]));
                       return true;
                     });
  if (!read) return fail(std::move(read.error()));
  return files;
}

Result<std::vector<FileLine>> lines_of(Transaction& t, std::string_view id, std::int64_t revision) {
  const auto rows = t.run(fmt::format("SELECT f.path, b.hash, b.bytes {} ORDER BY f.path", kTree),
                          {std::string(id), revision});
  if (!rows) return fail(rows.error());
  std::vector<FileLine> lines;
  for (const Row& row : *rows)
    lines.push_back({text(row[0]), text(row[1]), integer(row[2])});
  return lines;
}

Result<std::optional<std::string>> file_of(Transaction& t, std::string_view id,
                                           std::int64_t revision, std::string_view path) {
  const auto rows = t.run(fmt::format("SELECT b.body {} AND f.path = ?", kTree),
                          {std::string(id), revision, std::string(path)});
  if (!rows) return fail(rows.error());
  if (rows->empty()) return std::optional<std::string>();
  return std::optional(text(rows->front()[0]));
}

Result<std::string> base_at(Transaction& t, std::string_view id, std::int64_t revision) {
  // Before drafts were rebased, the base of each was the pack that it began with.
  const auto rows = t.run(
      "SELECT c.base_hash, b.hash FROM pack_change c JOIN pack_change b ON b.draft = c.draft AND "
      "b.revision = 1 WHERE c.draft = ? AND c.revision = ?",
      {std::string(id), revision});
  if (!rows) return fail(rows.error());
  FUGONG_CHECK(!rows->empty(), "a revision has a line in the history");
  const std::string& then = text(rows->front()[0]);
  return then.empty() ? text(rows->front()[1]) : then;
}

Result<std::vector<Change>> history(Transaction& t, std::string_view id) {
  const auto rows = t.run(
      "SELECT revision, act, actor, at_ms, note, hash FROM pack_change WHERE draft = ? ORDER BY "
      "revision DESC",
      {std::string(id)});
  if (!rows) return fail(rows.error());
  std::vector<Change> changes;
  for (const Row& row : *rows) {
    Change change;
    change.revision = integer(row[0]);
    change.doing = {meaning_of(kActs, text(row[1])), text(row[2]), integer(row[3]), text(row[4])};
    change.hash = text(row[5]);
    changes.push_back(std::move(change));
  }
  const auto files = t.run(
      "SELECT revision, path FROM pack_change_file WHERE draft = ? AND revision > 1 ORDER BY path",
      {std::string(id)});
  if (!files) return fail(files.error());
  for (const Row& row : *files) {
    const auto at = std::ranges::find(changes, integer(row[0]), &Change::revision);
    if (at != changes.end()) at->files.push_back(text(row[1]));
  }
  return changes;
}

Result<std::set<std::string>> authors_of(Transaction& t, std::string_view id) {
  const auto rows =
      t.run("SELECT DISTINCT actor FROM pack_change WHERE draft = ? AND act IN (?, ?, ?, ?)",
            {std::string(id), std::string(name_of(Act::begin)), std::string(name_of(Act::change)),
             std::string(name_of(Act::restore)), std::string(name_of(Act::rebase))});
  if (!rows) return fail(rows.error());
  std::set<std::string> authors;
  for (const Row& row : *rows)
    authors.insert(text(row[0]));
  return authors;
}

}  // namespace fugong::publishing
