// Where people reach the pages, as printed on letters, which can't be recalled. Private to the
// program.
#pragma once

#include <string>

#include "app/commands.hpp"

namespace fugong::app {

/// The address that was given (--public-url), or where the server listens if that leads somewhere;
/// else empty: any address, any port, or a proxy in front of which nothing is known. Then letters
/// have the path only.
std::string pages_address(const ServeOptions& options);

}  // namespace fugong::app
