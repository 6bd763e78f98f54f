// A new pack to start from: one measure with one invented provision, its facts and worked
// examples. It passes `pack check`, one-step changes included, as it is.
//
//   new_pack("my-town", "miit-2020-14 2020.1")   // Result<Files>
//
// Pure.
#pragma once

#include <string>
#include <string_view>

#include "pack/pack.hpp"

namespace fugong::pack {

/// `import` as in pack.yaml; without one the pack stands alone and declares its own enterprise.
Result<Files> new_pack(const std::string& id, std::string_view import);

}  // namespace fugong::pack
