// What differs between two packs, or between two provisions, in terms of policy: what was added,
// taken out, changed or only reworded, and which worked examples come to another result.
//
//   Diff d = diff(old_pack, new_pack);
//   for (const Change& c : d.changes) ...   // "provisions/5.2/parameters/central_share/value"
//   diff_text(d, "zh"); diff_json(d);
//
// FEEL is compared by its syntax tree and dates by their days, so another layout is no change.
// A part that is added or taken out is one change; its own parts aren't listed again. Long lists
// (codes, rows of lookups, examples) are counted.
//
// Values; pure; any thread. Running the examples is the costly part: two checks for each.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_writer.hpp"
#include "pack/pack.hpp"

namespace fugong::pack {

struct Change {
  enum class Kind : std::uint8_t {
    added,
    removed,
    changed,
    reworded,  ///< only a text for people
    moved,     ///< other rows first, in a table where the order counts
  };
  Kind kind = Kind::changed;
  std::string what;  ///< "parameter", "condition", "row", ...: names of part_words()
  std::string path;  ///< keys from the top, with "/" between them
  Text label;        ///< of the part, or of the part that it belongs to
  std::optional<Text> before;
  std::optional<Text> after;
};

/// A worked example of either pack that gives another result.
struct OtherResult {
  std::string example;
  std::string file;
  std::string about;   ///< "5.2 L1", "enterprise_size"
  std::string before;  ///< "entitled 160125.00", "absent"
  std::string after;
};

struct PackName {
  std::string id;
  std::string version;
  std::string hash;
};

struct Diff {
  PackName before;
  PackName after;
  std::vector<Change> changes;
  std::size_t examples_run = 0;
  std::vector<OtherResult> results;
};

Diff diff(const Pack& before, const Pack& after);
/// The changes alone: runs no examples.
std::vector<Change> changes_between(const Pack& before, const Pack& after);
/// Of two provisions of one pack, such as 5.1 and the 5.2 that replaced it; runs no examples.
std::vector<Change> diff(const law::Rulebook& book, const law::Provision& before,
                         const law::Provision& after);

std::string_view name_of(Change::Kind kind);
/// "parameter" to {"参数", "parameter"}.
Text part_words(std::string_view what);

/// For a terminal, in "zh" or "en".
std::string diff_text(const Diff& diff, std::string_view language);
/// Changes as in PackDiff.
void write_changes(JsonWriter& w, const std::vector<Change>& changes);
/// PackDiff of docs/api/openapi.yaml.
std::string diff_json(const Diff& diff);

}  // namespace fugong::pack
