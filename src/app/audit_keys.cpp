#include "app/audit_keys.hpp"

#include "app/files.hpp"

namespace fugong::app {

Result<audit::SigningKey> read_signing_key(const std::string& file) {
  const auto text = read_private_file(file, audit::kMaxKeyBytes);
  if (!text) return fail(text.error());
  return audit::SigningKey::parse(*text, file);
}

Result<audit::VerifyingKey> read_public_key(const std::string& file) {
  const auto text = read_file(file, audit::kMaxKeyBytes);
  if (!text) return fail(text.error());
  return audit::VerifyingKey::parse(*text, file);
}

}  // namespace fugong::app
