// The key of the audit log, from its files. Private to the program.
#pragma once

#include <string>

#include "platform/audit/note.hpp"

namespace fugong::app {

/// Of a file that only its owner can read.
Result<audit::SigningKey> read_signing_key(const std::string& file);
Result<audit::VerifyingKey> read_public_key(const std::string& file);

}  // namespace fugong::app
