// The notice of the house, read once.
#pragma once

#include "pack/pack.hpp"

namespace fugong::differential {

const pack::Pack& notice();

}  // namespace fugong::differential
