// Drafts: packs that are being written, in the database, with everything that was ever done to
// them.
//
//   auto draft = begin(t, {.id = id, .pack = "miit-2020-14", .title = title}, files, act);
//   auto next = change(t, *draft, {{"p/notice.yaml", text}}, act);     // another revision
//   auto files = files_of(t, draft->id, draft->revision);
//
// A draft is its changes: they are only added to, each with who and when, the texts of the files by
// their hash, once each. An earlier state comes back by a new change. What was checked, what an
// impact was worked out for and what was approved is a hash, that of the pack that the files are
// (pack/archive.hpp): another change is another hash.
//
// Whoever changed a draft is an author of it. In the caller's transaction; one thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "pack/pack.hpp"
#include "platform/store/database.hpp"

namespace fugong::publishing {

inline constexpr std::size_t kMaxPathBytes = 200;
inline constexpr std::size_t kMaxFileBytes = 900u << 10;  ///< of a file that is put by hand
inline constexpr std::size_t kMaxNoteBytes = 2000;
inline constexpr std::size_t kMaxTitleBytes = 300;
inline constexpr std::int64_t kMaxRevisions = 10'000;
inline constexpr std::size_t kMaxDrafts = 200;  ///< in a list

enum class State : std::uint8_t { draft, in_review, approved, published, withdrawn };
enum class Act : std::uint8_t {
  begin,
  change,
  restore,
  rebase,
  submit,
  send_back,
  approve,
  publish,
  withdraw,
};

std::string_view name_of(State state);
std::string_view name_of(Act act);
/// Of those that are no change of files: what officers do to a draft as a whole.
std::optional<Act> act_by_name(std::string_view name);

struct Draft {
  std::string id;
  std::string pack;   ///< id of the pack that it is to be
  std::string title;  ///< what it is about, in the drafter's words
  std::string
      base_hash;  ///< of the pack whose changes it is: that it began from, or was rebased on
  std::string hash;
  std::int64_t revision = 0;
  State state = State::draft;
  std::string author;  ///< who began it
  std::int64_t begun_ms = 0;
  std::int64_t changed_ms = 0;
};

/// Who does what, and why.
struct Doing {
  Act act = Act::change;
  std::string by;
  std::int64_t at_ms = 0;
  std::string note = {};
};

struct Change {
  std::int64_t revision = 0;
  Doing doing;
  std::string hash;                ///< of the draft after it
  std::vector<std::string> files;  ///< that it touched; of the beginning none
};

struct FileLine {
  std::string path;
  std::string hash;  ///< of its bytes
  std::int64_t bytes = 0;
};

/// Files by path; empty: taken out.
using Edits = std::map<std::string, std::optional<std::string>>;

/// The schema, for Database::migrate("publishing", ...).
const std::vector<store::Migration>& migrations();

/// The hash of the pack that these files are, all of them.
std::string hash_of(const pack::Files& files);

/// A fault "path-invalid" for what is no path of a file in one of these packs: other folders, "..",
/// hidden files, odd characters, too long, too deep. `packs`: the folders that there are.
Result<void> check_path(std::string_view path, const std::set<std::string>& packs);
/// The folders on top of these files.
std::set<std::string> packs_in(const pack::Files& files);
/// A fault for a text that is no UTF-8, holds a zero byte, or is too long.
Result<void> check_text(const std::string& path, std::string_view text);

/// `like`: id, pack and title.
Result<Draft> begin(store::Transaction& t, const Draft& like, const pack::Files& files,
                    const Doing& doing);
Result<std::optional<Draft>> find(store::Transaction& t, std::string_view id);
/// The latest first.
Result<std::vector<Draft>> list(store::Transaction& t);
/// A revision that touches files, or an act that touches none (`to`: the state behind it); its base
/// is what `draft` says. The caller has seen that it may be done.
Result<Draft> change(store::Transaction& t, Draft draft, const Edits& edits, const Doing& doing,
                     State to);

Result<pack::Files> files_of(store::Transaction& t, std::string_view id, std::int64_t revision);
Result<std::vector<FileLine>> lines_of(store::Transaction& t, std::string_view id,
                                       std::int64_t revision);
/// Nothing if there is no such file then.
Result<std::optional<std::string>> file_of(store::Transaction& t, std::string_view id,
                                           std::int64_t revision, std::string_view path);
/// The base that the draft had at a revision.
Result<std::string> base_at(store::Transaction& t, std::string_view id, std::int64_t revision);
/// The latest first.
Result<std::vector<Change>> history(store::Transaction& t, std::string_view id);
/// Everybody who ever changed its files.
Result<std::set<std::string>> authors_of(store::Transaction& t, std::string_view id);

}  // namespace fugong::publishing
