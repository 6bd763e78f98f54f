// How an installation keeps its accounts: the policy of passwords, and the key that seals seeds.
#pragma once

#include <string>

#include "app/commands.hpp"
#include "platform/identity/context.hpp"

namespace fugong::app {

/// The other policy of passwords than "asvs", as the command line names it.
inline constexpr const char* kGradedProtection = "graded-protection";

/// Reads the files that the options name. Faults: those of reading, "file-exposed",
/// "seal-key-invalid".
Result<identity::Settings> read_account_settings(const AccountOptions& options);

}  // namespace fugong::app
