// Opening the program's database, and the register in it.
#pragma once

#include "app/commands.hpp"
#include "desks/register/register.hpp"
#include "pack/pack.hpp"
#include "platform/store/database.hpp"

namespace fugong::app {

/// How to open the database behind the URL, or fugong.db in the data folder, which is made if it
/// isn't there.
Result<store::Options> database_options(const DataPlace& data);
/// The database behind the URL, or fugong.db in the data folder, which is made if it isn't there.
Result<store::Database> open_database(const DataPlace& data);
/// One that is there already; an interrupt ends what it is asked (progress_line.hpp).
Result<store::Database> open_existing(const DataPlace& data);

/// `pack` must outlive the register.
Result<enterprise_register::Register> open_register(const DataPlace& data, const pack::Pack& pack);

}  // namespace fugong::app
