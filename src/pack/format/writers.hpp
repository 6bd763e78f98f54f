// The writers of canonical files. Private to pack/format.
#pragma once

#include <optional>
#include <string>

#include "base/csv.hpp"
#include "pack/format/layout.hpp"
#include "pack/format/shapes.hpp"

namespace fugong::pack {

std::string write_yaml(const Node& root, const Layout& layout, const Shape* shape);
std::string write_csv(const Csv& csv);

/// {zh: ..., en: ...}
bool is_text_map(const Node& node);
/// The rows of a pipe table with their bars below each other; nothing if a row is none.
std::optional<std::vector<std::string>> aligned_rows(std::string_view rules);

}  // namespace fugong::pack
