// Signing in: password, second factor, and what must be set first; each step gives a new token.
//
//   SignIn sign_in(database, context);
//   auto entry = sign_in.with_password(login, password, address);
//   if (entry->stage == Stage::second_factor)
//     entry = sign_in.second_factor(entry->token, code);            // on a complete session:
//     step-up
//
// A wrong password and an unknown login get the same answer for the same work. An attempt counts as
// failed before it is looked at; who fails too often, by account or by address, waits ever longer,
// but never for good. Passwords are hashed outside transactions. Codes: sign-in-wrong,
// sign-in-later, sign-in-locked, sign-in-over (the token), secret-invalid, factor-wrong,
// factor-none, factor-stale, password-* (password.hpp), and those of the store.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "platform/identity/context.hpp"

namespace fugong::identity {

/// What a token is good for.
enum class Stage : std::uint8_t {
  second_factor,  ///< only to show it
  enrol,          ///< only to set it up
  new_password,   ///< only to set a new password: the old one is too old
  complete,       ///< everything that the roles allow
};
std::string_view name_of(Stage stage);

struct Entry {
  std::string token;  ///< for the cookie; opaque
  std::string csrf;   ///< to be sent with whatever changes anything (sessions.hpp)
  Stage stage = Stage::complete;
  std::int64_t person = 0;
};

struct Enrolment {
  std::string secret;  ///< base32, to be typed
  std::string uri;     ///< for a QR code
};

struct Enrolled {
  Entry entry;
  /// Shown once; each is good once in place of a code. They replace those before.
  std::vector<std::string> recovery_codes;
};

inline constexpr std::size_t kRecoveryCodes = 10;

class SignIn {
 public:
  /// Both must outlive it.
  SignIn(store::Database& database, const Context& context)
      : database_(database), context_(context) {}

  /// `source` is the address that the request came from, for counting failures and for the list of
  /// sessions.
  Result<Entry> with_password(std::string_view login, std::string_view password,
                              std::string_view source);
  /// Sets the password of whoever joined or was reset, and takes the secret.
  Result<Entry> with_secret(std::string_view secret, std::string_view new_password,
                            std::string_view source);

  /// A code of the app, not older than one step and not used before, or a recovery code.
  Result<Entry> second_factor(std::string_view token, std::string_view code);

  /// Begins to set up the second factor; nothing changes until it is finished with a code. To
  /// replace one, it must have been shown within kStepUpMs.
  Result<Enrolment> begin_enrolment(std::string_view token);
  Result<Enrolled> finish_enrolment(std::string_view token, std::string_view code);

  /// Other recovery codes in place of those before, of a complete session whose second factor was
  /// shown within kStepUpMs ("factor-stale").
  Result<std::vector<std::string>> renew_recovery(std::string_view token);

  /// Ends the person's other sessions.
  Result<Entry> change_password(std::string_view token, std::string_view old_password,
                                std::string_view new_password);

 private:
  store::Database& database_;
  const Context& context_;
};

}  // namespace fugong::identity
