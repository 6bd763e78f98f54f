// Demo logins: one for each role, with random passwords, for a server that shows itself.
//
//   for (const DemoLogin& login : *make_demo(database, context, {.region = "360102", ...}))
//     print(login);                                       // once: they are kept nowhere
//
// They are marked as demo, and made only where there are none but demo logins ("demo-real-people"):
// an installation that somebody works with gets no doors that are printed on a screen.
#pragma once

#include <string>
#include <vector>

#include "platform/identity/context.hpp"
#include "platform/identity/roles.hpp"

namespace fugong::identity {

/// Where the demo people act: what must be in the demo register.
struct DemoScopes {
  std::string county;  ///< six digits; city and province are its first ones
  std::string firm;    ///< credit code
  std::string body;    ///< id of a partner
};

struct DemoLogin {
  Role role = Role::owner;
  std::string login;     ///< "demo-" and the role, with hyphens
  std::string password;  ///< 100 random bits
  std::string totp;      ///< base32, for an authenticator app; empty for owner and helper
};

/// In the order of the roles. Made again, the ones of before are gone: passwords are new.
Result<std::vector<DemoLogin>> make_demo(store::Database& database, const Context& context,
                                         const DemoScopes& scopes);

}  // namespace fugong::identity
