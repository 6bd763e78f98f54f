#include "platform/identity/sign_in.hpp"

#include <atomic>
#include <thread>

#include "identity/people.hpp"

namespace fugong::identity {
namespace {

class SignInOf : public People {};

/// The other way round from base32.
std::string hex_of_base32(std::string_view letters) {
  constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string hex;
  unsigned held = 0;
  unsigned bits = 0;
  for (const char letter : letters) {
    held = (held << 5 | static_cast<unsigned>(kLetters.find(letter))) & 0xffff;
    bits += 5;
    while (bits >= 4) {
      bits -= 4;
      hex += "0123456789abcdef"[held >> bits & 15];
    }
  }
  return hex;
}

TEST_P(SignInOf, StaffNeedBothFactors) {
  join("wang", Role::county_officer, "360102");
  enter_first("wang");
  const Entry half = good(sign_in().with_password("wang", kPassword, "10.0.0.1"));
  EXPECT_EQ(half.stage, Stage::second_factor);
  EXPECT_FALSE(is_in(half.token));
  EXPECT_EQ(code_of(sign_in().second_factor(half.token, "000000")), "factor-wrong");
  const Entry entry = good(sign_in().second_factor(half.token, next_code(factor_["wang"])));
  EXPECT_EQ(entry.stage, Stage::complete);
  EXPECT_TRUE(is_in(entry.token));
  EXPECT_NE(entry.token, half.token);
  EXPECT_FALSE(is_in(half.token));
  EXPECT_EQ(code_of(sign_in().second_factor(half.token, next_code(factor_["wang"]))),
            "sign-in-over");
}

TEST_P(SignInOf, AFirmsPeopleNeedThePasswordOnly) {
  join_self("owner");
  const Entry entry = good(sign_in().with_password("owner", kPassword, "10.0.0.1"));
  EXPECT_EQ(entry.stage, Stage::complete);
  EXPECT_TRUE(is_in(entry.token));
  EXPECT_EQ(code_of(sign_in().second_factor(entry.token, "123456")), "factor-none");
  // Who sets one up has it asked for.
  good(sign_in().begin_enrolment(entry.token));
  const std::string secret =
      std::get<std::string>(rows("SELECT totp_pending FROM identity_secret")[0][0]);
  EXPECT_EQ(good(sign_in().finish_enrolment(entry.token, next_code(secret))).recovery_codes.size(),
            kRecoveryCodes);
  EXPECT_EQ(good(sign_in().with_password("owner", kPassword, "10.0.0.1")).stage,
            Stage::second_factor);
}

TEST_P(SignInOf, AnUnknownLoginAndAWrongPasswordAreAnsweredAlike) {
  join_self("owner");
  const auto answer = [&](const char* login) {
    const int before = hasher_.work;
    const auto entry = sign_in().with_password(login, "not the password", "10.0.0.1");
    EXPECT_FALSE(entry.has_value());
    return std::pair{describe(entry.error().front(), "en"), hasher_.work - before};
  };
  EXPECT_EQ(answer("owner"), answer("nobody"));
  EXPECT_EQ(answer("nobody").second, 1);
  // Also when they must wait.
  for (int i = 0; i < 5; ++i) {
    answer("owner");
    answer("nobody");
  }
  EXPECT_EQ(answer("owner").first, answer("nobody").first);
  EXPECT_EQ(code_of(sign_in().with_password("nobody", kPassword, "10.0.0.1")), "sign-in-later");
}

TEST_P(SignInOf, WhoFailsTooOftenWaitsEverLongerButNotForGood) {
  join_self("owner");
  const auto wrong = [&] {
    return code_of(sign_in().with_password("owner", "not this", "10.0.0.1"));
  };
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(wrong(), "sign-in-wrong");
  std::int64_t wait = 30'000;
  for (int i = 0; i < 7; ++i) {
    const auto later = sign_in().with_password("owner", kPassword, "10.0.0.1");
    ASSERT_EQ(code_of(later), "sign-in-later") << "the right password doesn't help";
    EXPECT_EQ(later.error().front().remedy.en,
              "try again in " + std::to_string(wait / 1000) + " seconds");
    pass(wait - 1);
    EXPECT_EQ(wrong(), "sign-in-later");
    pass(1);
    EXPECT_EQ(wrong(), "sign-in-wrong");
    wait = std::min<std::int64_t>(2 * wait, 15 * kMinute);
  }
  pass(wait);
  EXPECT_EQ(code_of(sign_in().with_password("owner", kPassword, "10.0.0.1")), "");
  for (int i = 0; i < 4; ++i)
    EXPECT_EQ(wrong(), "sign-in-wrong") << "all is forgiven";
  EXPECT_EQ(code_of(sign_in().with_password("owner", kPassword, "10.0.0.1")), "");
}

TEST_P(SignInOf, ManyGuessesAtOnceAreNoMoreThanOneAfterTheOther) {
  use({.url = place_->url()});
  join_self("owner");
  std::atomic<int> looked_at = 0;
  std::vector<std::thread> guessers;
  for (int i = 0; i < 8; ++i) {
    guessers.emplace_back([&] {
      store::Database database = open({.busy_timeout_ms = 30'000, .url = place_->url()});
      SeededRandom random(std::uint64_t(1000) +
                          std::hash<std::thread::id>()(std::this_thread::get_id()));
      const PasswordHasher hasher({.passes = 1, .memory_bytes = 8192});
      const Context context{clock_, random, hasher, recorder_, {}};
      for (int guess = 0; guess < 2; ++guess) {
        const std::string code =
            code_of(SignIn(database, context).with_password("owner", "guess", "a"));
        EXPECT_TRUE(code == "sign-in-wrong" || code == "sign-in-later") << code;
        if (code == "sign-in-wrong") ++looked_at;
      }
    });
  }
  for (std::thread& guesser : guessers)
    guesser.join();
  EXPECT_EQ(looked_at, 5);
}

TEST_P(SignInOf, FailuresAreCountedByAddressOverAllLogins) {
  join_self("owner");
  context_.settings.per_source.free = 6;
  for (int i = 0; i < 6; ++i)
    EXPECT_EQ(code_of(sign_in().with_password("nobody" + std::to_string(i), "guess", "10.0.0.7")),
              "sign-in-wrong");
  EXPECT_EQ(code_of(sign_in().with_password("owner", kPassword, "10.0.0.7")), "sign-in-later");
  EXPECT_EQ(code_of(sign_in().with_password("owner", kPassword, "10.0.0.8")), "");
  // A good sign-in in between wipes nothing out for the address.
  pass(30'000);
  EXPECT_EQ(code_of(sign_in().with_password("owner", kPassword, "10.0.0.7")), "");
  EXPECT_EQ(code_of(sign_in().with_password("nobody", "guess", "10.0.0.7")), "sign-in-wrong");
  EXPECT_EQ(code_of(sign_in().with_password("nobody", "guess", "10.0.0.7")), "sign-in-later");
}

TEST_P(SignInOf, CodesAreGuessedNoFasterByStartingAgain) {
  join("wang", Role::county_officer, "360102");
  enter_first("wang");
  std::string last;
  for (int i = 0; i < 6 && last != "sign-in-later"; ++i) {
    const Entry half = good(sign_in().with_password("wang", kPassword, "10.0.0.1"));
    last = code_of(sign_in().second_factor(half.token, "000000"));
  }
  EXPECT_EQ(last, "sign-in-later");
  EXPECT_EQ(rows("SELECT failures FROM identity_failure WHERE kind = 'factor'")[0],
            (store::Row{std::int64_t{5}}));
}

TEST_P(SignInOf, ACodeIsGoodOnce) {
  join("wang", Role::county_officer, "360102");
  enter_first("wang");
  const std::string code = next_code(factor_["wang"]);
  Entry half = good(sign_in().with_password("wang", kPassword, "10.0.0.1"));
  EXPECT_EQ(code_of(sign_in().second_factor(half.token, code)), "");
  half = good(sign_in().with_password("wang", kPassword, "10.0.0.1"));
  EXPECT_EQ(code_of(sign_in().second_factor(half.token, code)), "factor-wrong");
}

TEST_P(SignInOf, ARecoveryCodeIsGoodOnceHoweverItIsTyped) {
  join("wang", Role::county_officer, "360102");
  enter_first("wang");
  const std::vector<std::string> codes = recovery_["wang"];
  ASSERT_EQ(codes.size(), kRecoveryCodes);
  EXPECT_EQ(codes[0].size(), 19u);
  std::string typed;
  for (const char c : codes[0])
    if (c != '-') typed += static_cast<char>(std::tolower(c));
  Entry half = good(sign_in().with_password("wang", kPassword, "10.0.0.1"));
  EXPECT_EQ(good(sign_in().second_factor(half.token, typed)).stage, Stage::complete);
  half = good(sign_in().with_password("wang", kPassword, "10.0.0.1"));
  EXPECT_EQ(code_of(sign_in().second_factor(half.token, codes[0])), "factor-wrong");
  EXPECT_EQ(code_of(sign_in().second_factor(half.token, codes[1])), "");
  EXPECT_EQ(count("recovery-used"), 2);
  for (const auto& row : rows("SELECT code_hash FROM identity_recovery"))
    EXPECT_EQ(std::get<std::string>(row[0]).size(), 64u) << "hashes only";
}

TEST_P(SignInOf, SteppingUpGivesAFreshFactorAndANewToken) {
  join("chen", Role::second_approver, "360102");
  const std::string token = enter_first("chen");
  const Resource on{.region = "360102", .authors = {5}};
  pass(kStepUpMs);
  const Caller stale = *good(sessions().find(token));
  EXPECT_EQ(decide(stale, Action::case_pay, on, clock_.now_ms()).reason, Reason::stale_factor);
  const Entry entry = good(sign_in().second_factor(token, next_code(factor_["chen"])));
  EXPECT_FALSE(is_in(token));
  const Caller fresh = *good(sessions().find(entry.token));
  EXPECT_TRUE(decide(fresh, Action::case_pay, on, clock_.now_ms()).allowed());
}

TEST_P(SignInOf, ReplacingTheFactorTakesTheOldOne) {
  join("wang", Role::county_officer, "360102");
  std::string token = enter_first("wang");
  pass(kStepUpMs);
  EXPECT_EQ(code_of(sign_in().begin_enrolment(token)), "factor-stale");
  token = good(sign_in().second_factor(token, next_code(factor_["wang"]))).token;
  good(sign_in().begin_enrolment(token));
  EXPECT_EQ(code_of(sign_in().finish_enrolment(token, "000000")), "factor-wrong");
  const std::string old_secret = factor_["wang"];
  factor_["wang"] = std::get<std::string>(
      rows("SELECT totp_pending FROM identity_secret WHERE totp_pending <> ''")[0][0]);
  token = good(sign_in().finish_enrolment(token, next_code(factor_["wang"]))).entry.token;
  const Entry half = good(sign_in().with_password("wang", kPassword, "10.0.0.1"));
  EXPECT_EQ(code_of(sign_in().second_factor(half.token, next_code(old_secret))), "factor-wrong");
  EXPECT_EQ(code_of(sign_in().second_factor(half.token, recovery_["wang"][0])), "factor-wrong")
      << "new codes";
  EXPECT_EQ(code_of(sign_in().second_factor(half.token, next_code(factor_["wang"]))), "");
}

TEST_P(SignInOf, SeedsAreSealedWithAKeyFromOutside) {
  join("wang", Role::county_officer, "360102");
  join("chen", Role::county_officer, "360103");
  enter_first("wang");
  context_.settings.seal_key_hex = std::string(64, '7');
  EXPECT_TRUE(is_in(enter("wang"))) << "what was kept before still opens";
  const Entry entry = good(sign_in().with_secret(secrets_["chen"], kPassword, "a"));
  const Enrolment enrolment = good(sign_in().begin_enrolment(entry.token));
  const std::string kept = std::get<std::string>(
      rows("SELECT totp_pending FROM identity_secret WHERE person = ?", {entry.person})[0][0]);
  EXPECT_TRUE(kept.starts_with("sealed:")) << kept;
  const std::string seed = hex_of_base32(enrolment.secret);
  EXPECT_EQ(kept.find(seed), std::string::npos);
  good(sign_in().finish_enrolment(entry.token, next_code(seed)));
  factor_["chen"] = seed;
  EXPECT_TRUE(is_in(enter("chen")));
  for (const std::string& other : {std::string(64, '8'), std::string()}) {
    context_.settings.seal_key_hex = other;
    const Entry half = good(sign_in().with_password("chen", kPassword, "a"));
    EXPECT_EQ(code_of(sign_in().second_factor(half.token, next_code(seed))), "factor-key");
  }
}

TEST_P(SignInOf, ADearerHashIsMadeWhenThePasswordIsAtHand) {
  join_self("owner");
  const auto kept = [&] {
    return std::get<std::string>(rows("SELECT password_hash FROM identity_secret")[0][0]);
  };
  const std::string before = kept();
  const CountingHasher dearer({.passes = 2, .memory_bytes = 8192});
  const Context context{clock_, random_, dearer, recorder_, {}};
  EXPECT_EQ(code_of(SignIn(*database_, context).with_password("owner", "not this", "a")),
            "sign-in-wrong");
  EXPECT_EQ(kept(), before);
  EXPECT_EQ(code_of(SignIn(*database_, context).with_password("owner", kPassword, "a")), "");
  EXPECT_FALSE(dearer.is_outdated(kept()));
  EXPECT_EQ(code_of(SignIn(*database_, context).with_password("owner", kPassword, "a")), "");
}

TEST_P(SignInOf, AnOldPasswordIsChangedFirstWhereTheRuleBookSaysSo) {
  join_self("owner");
  const std::string other = good(sign_in().with_password("owner", kPassword, "a")).token;
  context_.settings.passwords.max_age_days = 90;
  pass(90 * kDay - 1);
  EXPECT_EQ(good(sign_in().with_password("owner", kPassword, "a")).stage, Stage::complete);
  pass(1);
  const Entry entry = good(sign_in().with_password("owner", kPassword, "a"));
  EXPECT_EQ(entry.stage, Stage::new_password);
  EXPECT_FALSE(is_in(entry.token));
  EXPECT_EQ(code_of(sign_in().change_password(entry.token, "not this one", "another four words")),
            "sign-in-wrong");
  EXPECT_EQ(code_of(sign_in().change_password(entry.token, kPassword, kPassword)), "password-same");
  EXPECT_EQ(code_of(sign_in().change_password(entry.token, kPassword, "short")), "password-short");
  EXPECT_EQ(code_of(sign_in().change_password(entry.token, kPassword, "the owner is me")),
            "password-personal");
  const Entry changed =
      good(sign_in().change_password(entry.token, kPassword, "another four words"));
  EXPECT_EQ(changed.stage, Stage::complete);
  EXPECT_TRUE(is_in(changed.token));
  EXPECT_FALSE(is_in(entry.token));
  EXPECT_FALSE(is_in(other));
  EXPECT_EQ(code_of(sign_in().with_password("owner", kPassword, "a")), "sign-in-wrong");
}

TEST_P(SignInOf, SessionsEndWhenIdleAndAfterALongestTime) {
  join_self("owner");
  std::string token = good(sign_in().with_password("owner", kPassword, "a")).token;
  pass(30 * kMinute - 1);
  EXPECT_TRUE(is_in(token));
  pass(30 * kMinute - 1);
  EXPECT_TRUE(is_in(token)) << "it was used in between";
  pass(30 * kMinute);
  EXPECT_FALSE(is_in(token));
  token = good(sign_in().with_password("owner", kPassword, "a")).token;
  for (int i = 0; i < 12 * 4 - 1; ++i) {
    pass(15 * kMinute);
    ASSERT_TRUE(is_in(token)) << i;
  }
  pass(15 * kMinute);
  EXPECT_FALSE(is_in(token)) << "twelve hours, whatever is done";
}

TEST_P(SignInOf, SteppingUpMakesNoSessionLonger) {
  join("wang", Role::county_officer, "360102");
  std::string token = enter_first("wang");
  const std::int64_t begun = clock_.now_ms();
  while (clock_.now_ms() - begun < 12 * kHour - 30 * kMinute) {
    pass(20 * kMinute);
    token = good(sign_in().second_factor(token, next_code(factor_["wang"]))).token;
  }
  pass(12 * kHour - (clock_.now_ms() - begun));
  EXPECT_FALSE(is_in(token));
}

TEST_P(SignInOf, AHalfSessionLastsMinutes) {
  join("wang", Role::county_officer, "360102");
  enter_first("wang");
  const Entry half = good(sign_in().with_password("wang", kPassword, "a"));
  pass(10 * kMinute);
  EXPECT_EQ(code_of(sign_in().second_factor(half.token, next_code(factor_["wang"]))),
            "sign-in-over");
}

TEST_P(SignInOf, PeopleSeeAndEndTheirOwnSessions) {
  join_self("owner");
  const Caller other = join_self("other");
  const std::string first = good(sign_in().with_password("owner", kPassword, "10.0.0.1")).token;
  pass(kMinute);
  const std::string second = good(sign_in().with_password("owner", kPassword, "10.0.0.2")).token;
  const Caller caller = *good(sessions().find(second));
  auto list = good(sessions().list(caller));
  // The one in which the password was first set is there too.
  ASSERT_EQ(list.size(), 3u);
  EXPECT_TRUE(list[0].is_current);
  EXPECT_EQ(list[0].source, "10.0.0.2");
  EXPECT_EQ(list[1].source == "10.0.0.1" || list[2].source == "10.0.0.1", true);
  EXPECT_EQ(code_of(sessions().end(other, list[1].id)), "session-unknown");
  EXPECT_EQ(code_of(sessions().end(caller, list[0].id)), "");
  EXPECT_FALSE(is_in(second));
  EXPECT_TRUE(is_in(first));
  const Caller again = *good(sessions().find(first));
  EXPECT_EQ(code_of(sessions().end_others(again)), "");
  list = good(sessions().list(again));
  ASSERT_EQ(list.size(), 1u);
  EXPECT_TRUE(list[0].is_current);
}

TEST_P(SignInOf, NoTokenIsKeptOrGuessedFromWhatIsKept) {
  join_self("owner");
  const std::string token = good(sign_in().with_password("owner", kPassword, "a")).token;
  EXPECT_EQ(token.size(), 64u);
  EXPECT_FALSE(is_in(""));
  EXPECT_FALSE(is_in(token.substr(1)));
  for (const auto& row : rows("SELECT token_hash FROM identity_session")) {
    EXPECT_NE(std::get<std::string>(row[0]), token);
    EXPECT_FALSE(is_in(std::get<std::string>(row[0])));
  }
}

TEST_P(SignInOf, ForgedRequestsLackTheTokenThatIsBoundToTheSession) {
  join_self("owner");
  const Entry a = good(sign_in().with_password("owner", kPassword, "a"));
  const Entry b = good(sign_in().with_password("owner", kPassword, "a"));
  EXPECT_TRUE(is_csrf_of(a.token, a.csrf));
  EXPECT_FALSE(is_csrf_of(b.token, a.csrf));
  EXPECT_FALSE(is_csrf_of(a.token, ""));
  EXPECT_FALSE(is_csrf_of(a.token, a.token));
}

FUGONG_ON_BOTH_DATABASES(SignInOf);

}  // namespace
}  // namespace fugong::identity
