// A pack with a reform made to it, from files.
#pragma once

#include <string>

#include "pack/pack.hpp"
#include "pack/reform.hpp"

namespace fugong::app {

struct Reformed {
  std::string text;  ///< of the reform
  pack::Reform reform;
  pack::Pack pack;
};

/// Reads a reform and makes it. `files`: of the packs folder; `pack`: the id of what is reformed.
Result<Reformed> load_reformed(const std::string& path, const pack::Files& files,
                               const std::string& pack);

}  // namespace fugong::app
