// A URL of PostgreSQL as it may be shown: what it names, without its secrets. Private to the store.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/fault.hpp"

namespace fugong::store {

struct PostgresUrl {
  std::string name;  ///< "postgresql://user@host:5432/db"
  std::vector<std::string> secrets;

  /// A message of libpq, should it ever quote one.
  std::string without_secrets(std::string_view message) const;
};

Result<PostgresUrl> read_postgres_url(const std::string& url);

}  // namespace fugong::store
