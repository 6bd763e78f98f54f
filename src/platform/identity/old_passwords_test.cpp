#include "identity/people.hpp"

namespace fugong::identity {
namespace {

class OldPasswords : public People {
 protected:
  void remember(std::int64_t passwords) { context_.settings.passwords.history = passwords; }
  /// The code of the fault; goes on with the new session.
  std::string change(const std::string& to) {
    pass(kMinute);
    auto entry = sign_in().change_password(token_, now_, to);
    if (!entry) return entry.error().front().code;
    token_ = entry->token;
    now_ = to;
    return "";
  }
  std::int64_t kept() {
    return std::get<std::int64_t>(rows("SELECT count(*) FROM identity_old_password")[0][0]);
  }

  std::string token_;
  std::string now_ = kPassword;
};

TEST_P(OldPasswords, TheLastOnesAreNotTakenAgain) {
  remember(3);
  join_self("boss");
  token_ = good(sign_in().with_password("boss", kPassword, "a")).token;
  EXPECT_EQ(change("second words that rhyme"), "");
  EXPECT_EQ(change(kPassword), "password-used");
  EXPECT_EQ(change("third words that do rhyme"), "");
  EXPECT_EQ(change(kPassword), "password-used") << "the third of the last three";
  EXPECT_EQ(change("fourth words that do rhyme"), "");
  EXPECT_EQ(change(kPassword), "") << "forgotten by now";
  EXPECT_EQ(kept(), 3);
}

TEST_P(OldPasswords, AResetDoesNotWashThemAway) {
  remember(5);
  const Caller system = join("sys", Role::system_admin);
  const Caller boss = join_self("boss");
  const auto secret = good(accounts().reset(system, boss.person));
  EXPECT_EQ(code_of(accounts().unlock(Caller::console(), boss.person)), "");
  EXPECT_EQ(code_of(sign_in().with_secret(secret.secret, kPassword, "a")), "password-used");
  good(sign_in().with_secret(secret.secret, "second words that rhyme", "a"));
  EXPECT_EQ(kept(), 2);
  EXPECT_EQ(code_of(accounts().leave(system, boss.person)), "");
  EXPECT_EQ(kept(), 0);
}

TEST_P(OldPasswords, APolicyThatRemembersNoneKeepsNone) {
  join_self("boss");
  EXPECT_EQ(kept(), 0);
  remember(2);
  token_ = good(sign_in().with_password("boss", kPassword, "a")).token;
  EXPECT_EQ(change("second words that rhyme"), "");
  EXPECT_EQ(kept(), 1);
  remember(0);
  EXPECT_EQ(change("third words that do rhyme"), "");
  EXPECT_EQ(kept(), 0);
}

FUGONG_ON_BOTH_DATABASES(OldPasswords);

TEST(CommonPasswords, AreTheLinesOfAListInOneOrder) {
  const auto common = common_passwords("Winter2020!!\r\nabc\n\nabc\nzzz");
  EXPECT_EQ(common, (std::vector<std::string>{"abc", "winter2020!!", "zzz"}));
  PasswordPolicy policy = PasswordPolicy::asvs();
  policy.common = common;
  EXPECT_EQ(code_of(check_password(policy, "WINTER2020!!", {})), "password-common");
  EXPECT_EQ(code_of(check_password(policy, "WINTER2020!?", {})), "");
}

}  // namespace
}  // namespace fugong::identity
