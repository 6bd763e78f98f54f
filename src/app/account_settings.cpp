#include "app/account_settings.hpp"

#include "app/files.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"

namespace fugong::app {
namespace {

constexpr std::size_t kMaxKeyFile = 200;
constexpr std::size_t kKeyDigits = 64;
constexpr std::size_t kMaxListFile = 64u << 20;

}  // namespace

Result<identity::Settings> read_account_settings(const AccountOptions& options) {
  identity::Settings settings;
  if (options.password_policy == kGradedProtection)
    settings.passwords = identity::PasswordPolicy::graded_protection();
  if (!options.common_passwords_file.empty()) {
    const auto list = read_file(options.common_passwords_file, kMaxListFile);
    if (!list) return fail(list.error());
    settings.passwords.common = identity::common_passwords(*list);
  }
  if (!options.seal_key_file.empty()) {
    const auto key = read_private_file(options.seal_key_file, kMaxKeyFile);
    if (!key) return fail(key.error());
    settings.seal_key_hex = trim(*key);
    if (!is_hex(settings.seal_key_hex, kKeyDigits)) {
      Place place;
      place.file = options.seal_key_file;
      return fail("seal-key-invalid", std::move(place),
                  {"这个文件不是封存密钥", "this file is no key to seal with"},
                  {"写 64 位十六进制数字，例如 openssl rand -hex 32 的输出",
                   "put 64 hex digits into it, such as openssl rand -hex 32 prints"});
    }
  }
  return settings;
}

}  // namespace fugong::app
