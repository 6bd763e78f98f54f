#include "app/account_office.hpp"

#include <fmt/format.h>

#include "platform/audit/about.hpp"

namespace fugong::app {

Result<std::unique_ptr<AccountOffice>> AccountOffice::open(const std::string& url,
                                                           identity::Settings settings) {
  auto database = store::Database::open({.url = url});
  if (!database) return fail(std::move(database.error()));
  auto migrated = database->migrate("audit", audit::migrations());
  if (migrated) migrated = database->migrate("identity", identity::migrations());
  if (!migrated) return fail(std::move(migrated.error()));
  return std::unique_ptr<AccountOffice>(
      new AccountOffice(std::move(*database), std::move(settings)));
}

Result<std::int64_t> AccountOffice::find(const std::string& login) {
  auto id = accounts().find(login);
  if (!id) return fail(std::move(id.error()));
  if (*id) return **id;
  return fail(
      "person-unknown", {},
      {fmt::format("没有登录名“{}”", login), fmt::format("nobody has the login '{}'", login)},
      {"用 fugong users list 查看", "see fugong users list"});
}

Result<std::int64_t> AccountOffice::erase(const std::string& login, const std::string& why) {
  std::int64_t erased = 0;
  const auto done = database_.transact([&](store::Transaction& t) -> Result<void> {
    const auto person = identity::Accounts(t, context_).find_left(login);
    if (!person) return fail(person.error());
    const auto gone = audit::erase_about(t, std::to_string(*person));
    if (!gone) return fail(gone.error());
    erased = *gone;
    return recorder_.record(t, {clock_.now_ms(),
                                "person-erased",
                                0,
                                *person,
                                {{"values", std::to_string(erased)}, {"why", why}}});
  });
  if (!done) return fail(done.error());
  return erased;
}

}  // namespace fugong::app
