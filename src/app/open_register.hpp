// Opening the register in a data folder, which is made if it isn't there.
#pragma once

#include <string>

#include "desks/register/register.hpp"
#include "pack/pack.hpp"

namespace fugong::app {

/// `pack` must outlive the register.
Result<enterprise_register::Register> open_register(const std::string& data_folder,
                                                    const pack::Pack& pack);

}  // namespace fugong::app
