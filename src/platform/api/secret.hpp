// Secrets that all servers of one database share, made by whichever comes first.
//
//   database.migrate("api", api::migrations());
//   auto secret = shared_secret(database, "cursors", random);        // 64 hex digits
//   const http::Cursors cursors(*secret);
//
// So what one server signed holds at another one, and after a restart. Whoever can read the
// database can read them: they keep clients from making things up, and nobody else.
#pragma once

#include <string>

#include "base/random.hpp"
#include "platform/store/database.hpp"

namespace fugong::api {

/// The same each time for a name. `random` must be fit for secrets.
Result<std::string> shared_secret(store::Database& database, const std::string& name,
                                  Random& random);

}  // namespace fugong::api
