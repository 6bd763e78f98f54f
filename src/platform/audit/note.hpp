// Signed notes (C2SP signed-note): a text for people with a signature below it, and the keys.
//
//   auto key = SigningKey::make("audit.example/330000", random);   // Ed25519
//   std::string note = sign_note("a text\n", *key);
//   auto text = open_note(note, "a.checkpoint", key->verifying());  // Result: the text, if it is
//   signed
//
// Keys are written as other tools for such notes write them: the private one as
// "PRIVATE+KEY+name+id+base64", the public one as "name+id+base64". The id is the first four bytes
// of SHA-256(name, "\n", 0x01, public key). Values; no I/O; safe from many threads.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "base/fault.hpp"
#include "base/random.hpp"

namespace fugong::audit {

inline constexpr std::size_t kMaxNoteBytes = 64u << 10;  ///< of a note with its signatures
inline constexpr std::size_t kMaxKeyNameBytes = 200;
inline constexpr std::size_t kMaxKeyBytes = 1024;   ///< of a key as text
inline constexpr std::size_t kMaxSignatures = 100;  ///< on one note

/// The public half: whoever has it can check a signature and make none.
class VerifyingKey {
 public:
  /// "name+id+base64"; blanks around it are left out. A fault "audit-key-invalid" names `file`.
  static Result<VerifyingKey> parse(std::string_view text, const std::string& file);
  std::string text() const;
  const std::string& name() const { return name_; }
  /// Four bytes that tell keys of one name apart.
  std::string id() const;

 private:
  friend class SigningKey;
  friend Result<std::string> open_note(std::string_view, const std::string&, const VerifyingKey&);
  VerifyingKey() = default;

  std::string name_;
  std::array<unsigned char, 32> bytes_{};
};

/// The private half. Its bytes are wiped when it goes.
class SigningKey {
 public:
  /// A new key. The name says whose notes these are, best as an address without its scheme; it has
  /// neither blanks nor "+" (a fault "audit-key-invalid").
  static Result<SigningKey> make(std::string_view name, Random& random);
  /// "PRIVATE+KEY+name+id+base64".
  static Result<SigningKey> parse(std::string_view text, const std::string& file);
  SigningKey(const SigningKey&) = default;
  SigningKey& operator=(const SigningKey&) = default;
  ~SigningKey();

  /// Secret: for a file that only its owner can read.
  std::string text() const;
  const VerifyingKey& verifying() const { return verifying_; }

 private:
  friend std::string sign_note(std::string_view, const SigningKey&);
  SigningKey() = default;
  static SigningKey of(std::string name, const std::array<unsigned char, 32>& seed);

  VerifyingKey verifying_;
  std::array<unsigned char, 64> bytes_{};  ///< the seed, then the public key
};

/// The text, a blank line and a signature. `text` ends with a line end and is without control
/// characters (our own, checked).
std::string sign_note(std::string_view text, const SigningKey& key);

/// The text above the signatures. A fault "audit-note-invalid" if it is no note,
/// "audit-note-forged" if this key's signature isn't right, "audit-note-unsigned" if there is none
/// of this key. Signatures of others are not looked at.
Result<std::string> open_note(std::string_view note, const std::string& file,
                              const VerifyingKey& key);

}  // namespace fugong::audit
