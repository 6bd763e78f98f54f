#include "app/audit_office.hpp"

#include <fmt/format.h>
#include <filesystem>

#include "app/audit_keys.hpp"
#include "app/files.hpp"

namespace fugong::app {
namespace {

constexpr const char* kDemoName = "demo.invalid/fugong";

Result<audit::SigningKey> demo_key(const Common& common, const std::string& file, Random& random) {
  std::error_code error;
  if (std::filesystem::exists(file, error)) return read_signing_key(file);
  auto key = audit::SigningKey::make(kDemoName, random);
  if (!key) return key;
  const auto written = write_new_files(
      {{file, key->text() + "\n", true}, {file + ".pub", key->verifying().text() + "\n"}});
  if (!written) return fail(written.error());
  fmt::print(
      "{}\n",
      common.pick(
          {fmt::format("演示用审计密钥：{}。正式使用请用 fugong audit key 另建，放在别处", file),
           fmt::format("A key for the demo's audit log: {}. For real use make one with "
                       "fugong audit key, and keep it elsewhere",
                       file)}));
  return key;
}

}  // namespace

AuditOffice::AuditOffice(const audit::SigningKey& key, std::string folder, const Clock& clock,
                         const Open& open)
    : key_(key),
      folder_(folder),
      roots_(std::move(folder)),
      log_{key_.verifying(), [this] { return folder_.newest(); },
           [this](std::size_t most) { return folder_.latest(most); }},
      verification_(open, log_, clock) {}

Result<void> AuditOffice::sign(store::Database& database) {
  const auto made = folder_.extend(database, key_);
  return made ? Result<void>{} : fail(made.error());
}

Result<void> AuditOffice::close_ledger(store::Database& database, const Clock& clock,
                                       const audit::Audit& audit) {
  const auto closed = roots_.close(database, key_, clock, audit);
  return closed ? Result<void>{} : fail(closed.error());
}

Result<std::unique_ptr<AuditOffice>> AuditOffice::open(const Common& common,
                                                       const ServeOptions& options,
                                                       const Clock& clock, Random& random,
                                                       const Open& open_database) {
  if (options.audit_key.empty() && !options.demo_logins) return nullptr;
  auto key = options.audit_key.empty()
                 ? demo_key(common, options.data.folder + "/audit.key", random)
                 : read_signing_key(options.audit_key);
  if (!key) return fail(std::move(key.error()));
  const std::string folder =
      options.checkpoints.empty() ? options.data.folder + "/checkpoints" : options.checkpoints;
  return std::make_unique<AuditOffice>(*key, folder, clock, open_database);
}

}  // namespace fugong::app
