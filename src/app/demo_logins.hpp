// Demo logins of `fugong serve`: one for each role, for a server that shows itself.
#pragma once

#include <string>

#include "app/commands.hpp"
#include "desks/register/register.hpp"
#include "pack/pack.hpp"
#include "platform/identity/context.hpp"

namespace fugong::app {

/// The one partner of the demo, who serves every place.
inline constexpr const char* kDemoPartner = "demo-partner";

/// Makes them where nobody is there yet, and prints them once to standard output; says so where
/// somebody is. The owner acts for the firm with this credit code ("firm-unknown" if the register
/// hasn't got it); if it is empty, for the first synthetic one of the register, or else for an
/// invented one that is put there, but never beside real ones. The offices are those of that firm's
/// place.
Result<void> offer_demo_logins(const Common& common, const std::string& firm,
                               const pack::Pack& pack, enterprise_register::Register& enterprises,
                               store::Database& database, const identity::Context& people);

}  // namespace fugong::app
