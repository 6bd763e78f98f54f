// What the commands about accounts work with: the database, brought up, and what identity needs.
// Private to the program.
#pragma once

#include <memory>
#include <string>

#include "app/account_record.hpp"
#include "app/partner_service.hpp"
#include "base/clock.hpp"
#include "base/random.hpp"
#include "platform/identity/accounts.hpp"
#include "platform/identity/bodies.hpp"
#include "platform/identity/representatives.hpp"
#include "platform/identity/review.hpp"
#include "platform/identity/sign_in.hpp"

namespace fugong::app {

/// For one command; whoever does something in it is "console" in the audit log.
class AccountOffice {
 public:
  static Result<std::unique_ptr<AccountOffice>> open(const std::string& url,
                                                     identity::Settings settings = {});

  identity::Accounts accounts() { return {database_, context_}; }
  identity::SignIn sign_in() { return {database_, context_}; }
  identity::Representatives representatives() { return {database_, context_}; }
  identity::Bodies bodies() { return {database_, context_}; }
  Result<identity::ServingBody> begin_service(const identity::ServingBody& wanted) {
    return app::begin_service(database_, context_, wanted);
  }
  Result<void> end_service(const identity::ServingBody& serving) {
    return app::end_service(database_, context_, serving);
  }
  Result<std::vector<identity::HeldRole>> review() {
    return identity::review_roles(database_, clock_.now_ms());
  }
  const Clock& clock() const { return clock_; }

  /// Erases the personal values of all events by and about somebody who left, by the login that he
  /// had; how many. "person-unknown", "person-here".
  Result<std::int64_t> erase(const std::string& login, const std::string& why);

  /// "person-unknown" if nobody has that login.
  Result<std::int64_t> find(const std::string& login);

 private:
  AccountOffice(store::Database database, identity::Settings settings)
      : database_(std::move(database)),
        context_{clock_, random_, hasher_, recorder_, std::move(settings)} {}

  store::Database database_;
  SystemClock clock_;
  SystemRandom random_;
  identity::PasswordHasher hasher_;
  audit::Audit audit_{clock_, random_};
  AccountRecord recorder_{audit_, "console"};
  identity::Context context_;
};

}  // namespace fugong::app
