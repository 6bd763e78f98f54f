// Reform: a patch over a pack, to see what it would come to before anything is published.
//
//   auto reform = read_reform(text, "six-months.yaml", files, "miit-2020-14");
//   auto pack = load(reform->files, "miit-2020-14");           // the pack as it would be
//
// A change names a part of a pack's file by the names of what it stands in, says what is there and
// what is to be there instead: a reform that was written for another text is refused. The files
// keep their comments and layout, so that the pack as reformed reads like one written by hand and
// has a hash of its own. docs/reform.md is the reference of the format.
//
// No I/O: texts come in, texts go out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/money.hpp"
#include "pack/pack.hpp"

namespace fugong::pack {

inline constexpr std::size_t kMaxReformChanges = 10'000;

/// Money set aside for some provisions.
struct Fund {
  std::string id;
  Text label;
  Money amount;
  std::vector<std::string> provisions;
  Place place;
};

struct Reform {
  std::string id;
  Text title;
  Text note;  ///< why; may be empty
  std::vector<Fund> funds;
  Files files;                       ///< all files that were given, as reformed
  std::vector<std::string> changed;  ///< those that are not as they were, by path
};

/// All faults at once. `pack` is the id of the pack that is to be reformed.
Result<Reform> read_reform(std::string_view text, const std::string& name, const Files& files,
                           std::string_view pack);

}  // namespace fugong::pack
