#include "platform/api/secret.hpp"

namespace fugong::api {

namespace {
constexpr std::size_t kSecretBytes = 32;
}  // namespace

Result<std::string> shared_secret(store::Database& database, const std::string& name,
                                  Random& random) {
  const std::string drawn = random.hex(kSecretBytes);
  std::string secret;
  auto done = database.transact([&](store::Transaction& t) -> Result<void> {
    auto made =
        t.run("INSERT INTO api_secret (name, secret) VALUES (?, ?) ON CONFLICT (name) DO NOTHING",
              {name, drawn});
    if (!made) return fail(std::move(made.error()));
    const auto kept = t.run("SELECT secret FROM api_secret WHERE name = ?", {name});
    if (!kept) return fail(kept.error());
    secret = store::text(kept->front()[0]);
    return {};
  });
  if (!done) return fail(std::move(done.error()));
  return secret;
}

}  // namespace fugong::api
