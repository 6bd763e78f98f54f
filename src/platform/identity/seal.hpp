// The seeds of second factors as they are kept: unlike passwords they must be read again, so a key
// outside the database seals them (XSalsa20-Poly1305). Private to the room.
#pragma once

#include <string>
#include <string_view>

#include "platform/identity/context.hpp"

namespace fugong::identity {

/// What is kept of `seed_hex`; without a key, it itself. Draws a nonce: outside transactions.
std::string seal(const Context& context, const std::string& seed_hex);
/// A fault "factor-key" if it was sealed with another key. What was kept without one still opens.
Result<std::string> unseal(const Settings& settings, const std::string& kept);

}  // namespace fugong::identity
