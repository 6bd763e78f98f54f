// Pack: a notice as data. Reads the YAML and CSV of a pack and of the packs that it imports into
// one model, hashes its bytes, compiles its rules.
//
//   Files files = ...;                                   // app/ reads them from disk
//   Result<Pack> pack = load(files, "miit-2020-14");     // all faults at once, each with file:line
//   pack->book.check(...)
//
// No I/O: text comes in, a model goes out. docs/pack-format.md is the reference of the format.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engines/law/facts.hpp"
#include "engines/law/rulebook.hpp"
#include "engines/stacking/rules.hpp"

namespace fugong::pack {

/// Path relative to the packs folder ("cn-base/facts.yaml") to bytes.
using Files = std::map<std::string, std::string>;

inline constexpr std::size_t kMaxPackFiles = 2000;
inline constexpr std::size_t kMaxPackBytes = 64u << 20;
inline constexpr std::size_t kMaxImportDepth = 8;
inline constexpr std::size_t kMaxBreakdowns = 8;

struct Section {
  std::string id;
  Text title;
};

/// What became of one rule of the source list: every rule has exactly one disposition.
struct Disposition {
  enum class Kind : std::uint8_t {
    computable,      ///< provisions or decisions that a check answers
    open_term,       ///< a figure is left to an authority: provisions with open terms, fills
    untranslatable,  ///< shown as text, for `reason`
    desk,            ///< carried out by the desk `where`
    data,            ///< a list, a lookup or a decision that rules and desks read
  };
  std::string rule;  ///< "5.2"
  Kind kind = Kind::computable;
  /// Provision ids, names of decisions, lookups, lists or pack files, or one desk. May be empty
  /// for an untranslatable rule.
  std::vector<std::string> where;
  std::optional<law::Untranslatable::Reason> reason;  ///< of an untranslatable rule
  Text note;                                          ///< why; needed unless computable
  Place place;
};

/// One of the measures of a notice.
struct Measure {
  int number = 0;
  std::string section;
  Text title;
  Text clause;  ///< what the notice asks, in our words
  Text who_acts;
  std::string desk;  ///< "entitlements", "exchange", ...
  /// `computed`: has provisions that a check answers; `planned`: shown, not yet served.
  enum class State : std::uint8_t { computed, planned } state = State::planned;
  std::vector<std::string> keywords;  ///< for the search, zh and en
  std::vector<Disposition> rules;
  Place place;
};

struct Notice {
  std::string number;
  Text title;
  Text issuer;
  law::ImpreciseDate issued;
  Text source;
  std::vector<Section> sections;
  std::vector<Measure> measures;
  /// How many rules of the source list must be disposed of; empty: the pack doesn't say.
  std::optional<std::int64_t> source_rules;
  Place place;
};

/// A worked example: facts and what the law gives, worked out by hand.
struct Example {
  std::string id;
  std::string file;
  Place place;
  Text note;
  std::string working;  ///< the arithmetic, written out
  law::Moment moment;
  law::Subject subject;
  struct Expected {
    std::string provision;   ///< or empty
    std::string decision;    ///< or empty
    std::string subject_id;  ///< empty: every subject of the provision or decision
    std::optional<law::State> state;
    std::optional<Money> amount;
    /// What a provision that never pays would come to; of an amount both ends are the same.
    std::optional<law::AmountRange> withheld;
    std::optional<law::AmountRange> range;  ///< within which an amount that is not set yet lies
    std::optional<Decimal> rate;
    std::optional<std::string> value;  ///< of a decision, as displayed; "unknown"; "null"
    bool absent = false;               ///< the provision must not show at all (not known, replaced)
    Place place;
  };
  std::vector<Expected> expected;
};

/// An invented firm to try the pack with. Its facts are checked as those of any firm.
struct DemoFirm {
  std::string id;
  Text name;
  Text note;
  law::Subject subject;
  Place place;
};

/// Every assessment has this breakdown of itself: by the month of the event.
inline constexpr std::string_view kByMonth = "month";

/// A file that a desk reads and the pack only parses.
struct DeskFile {
  std::string kind;  ///< of kDeskFiles or kPackDeskFiles
  int measure = 0;   ///< 0: it is the pack's own
  Node document;
};
/// Of a measure: KIND-*.yaml.
inline constexpr std::array<std::string_view, 1> kDeskFiles{"procedure"};
/// Of a pack: KIND.yaml.
inline constexpr std::array<std::string_view, 1> kPackDeskFiles{"remedies"};

/// By what figures of many firms are told apart: a fact or a decision of an enterprise whose values
/// are codes of a list. Codes below another count with the one on top.
struct Breakdown {
  std::string name;  ///< not kByMonth
  Text label;
  std::string of;    ///< the fact or decision
  std::string list;  ///< of its codes
  Place place;
};

/// A pack with its imports, ready to answer.
class Pack {
 public:
  std::string id;
  std::string version;
  Text title;
  Text credit;
  std::string hash;  ///< SHA-256 over the paths and bytes of all files of the pack and its imports
  std::vector<std::string> parts;  ///< ids of the pack and of its imports
  Notice notice;
  std::vector<Example> examples;  ///< of the pack and of its imports
  std::vector<DemoFirm> demo;
  stacking::Rules stacking;           ///< of the pack and of its imports
  std::vector<Breakdown> breakdowns;  ///< of the pack and of its imports
  std::vector<DeskFile> desk_files;   ///< of the pack and of its imports
  law::Rulebook book;
};

/// Reads, resolves, compiles. The files of other packs in `files` are ignored. Examples are read,
/// not run.
Result<Pack> load(const Files& files, std::string_view id);

}  // namespace fugong::pack
