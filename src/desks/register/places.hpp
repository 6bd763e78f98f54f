// Places: codes and names of administrative divisions, as files write them, to codes of the pack's
// list; also those that the list no longer has, by the pack's table of changes.
//
//   const Places places(book);
//   places.read("330185", {}, place)          // 330112: Lin'an, a district since 2017
//   places.read("武汉", "420000", place)      // 420100, the only name in Hubei that starts like
//   that
//
// The table is two lookups by code: `place_successor` (code of today) and `place_former_name`; a
// pack without them knows its list only. Nothing is guessed: an unknown place is a fault, a name
// that fits several places is a fault that lists them.
// Immutable; refers to the rulebook, which must outlive it.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engines/law/rulebook.hpp"

namespace fugong::enterprise_register {

/// Which level a name means where a prefecture and a county in it share it.
enum class PreferredLevel : std::uint8_t { none, upper };

struct PlaceReading {
  std::string code;
  bool former = false;   ///< the text was a code or a name of the past
  bool coarser = false;  ///< "the districts of" a prefecture: the prefecture
};

class Places {
 public:
  explicit Places(const law::Rulebook& book);

  /// `within` is a code that the place must lie in; empty for none.
  Result<PlaceReading> read(std::string_view text, std::string_view within, PreferredLevel level,
                            const Place& at) const;
  const std::string& list() const { return list_name_; }

 private:
  using Entries = std::vector<const law::ListEntry*>;

  Result<PlaceReading> read_code(const std::string& code, const Place& at) const;
  Result<PlaceReading> read_name(const std::string& name, std::string_view within,
                                 PreferredLevel level, const Place& at) const;
  Entries named(std::string_view name, std::string_view within) const;
  Entries named_with_parents(std::string_view name, std::string_view within) const;
  bool lies_in(std::string_view code, std::string_view within) const;
  std::string path_of(const law::ListEntry& entry) const;

  std::string list_name_;
  std::unordered_map<std::string_view, const law::ListEntry*> by_code_;
  std::multimap<std::string_view, const law::ListEntry*> by_name_;
  std::unordered_map<std::string_view, std::string_view> successor_;  ///< old code -> code
  std::multimap<std::string_view, std::string_view> by_former_name_;  ///< name -> old code
};

}  // namespace fugong::enterprise_register
