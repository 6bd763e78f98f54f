// Papers: what whoever confirms a mandate has seen, as a list of codes. It is kept with who saw it
// and when, so that a confirmation can be questioned later; what stands on a paper is never kept.
//
//   mandates.confirm(officer, id, {Paper::business_licence, Paper::identity_card});
//
// Values.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/fault.hpp"

namespace fugong::identity {

enum class Paper : std::uint8_t {
  business_licence,
  identity_card,
  authorisation,  ///< the firm's letter that names the person
  body_records,   ///< of the body that vouches: its lease, its account
};
inline constexpr std::size_t kPapers = 4;

std::array<Paper, kPapers> all_papers();
/// "business-licence": stable, in the database and the API.
std::string_view name_of(Paper paper);
std::optional<Paper> paper_of(std::string_view name);
/// For people.
const Text& label_of(Paper paper);

/// Names with blanks between them, as the database has them; a name that is none is left out.
std::string join_papers(const std::vector<Paper>& papers);
std::vector<Paper> split_papers(std::string_view names);

}  // namespace fugong::identity
