#include "platform/audit/note.hpp"

#include <sodium/crypto_hash_sha256.h>
#include <sodium/crypto_sign.h>
#include <sodium/utils.h>

#include <algorithm>
#include <utility>

#include "base/base64.hpp"
#include "base/text.hpp"
#include "platform/audit/merkle.hpp"

namespace fugong::audit {
namespace {

constexpr std::string_view kPrivate = "PRIVATE+KEY+";
constexpr std::string_view kDash = "\u2014 ";
constexpr char kEd25519 = 1;  ///< type of a key and its signatures
constexpr std::size_t kIdBytes = 4;
constexpr std::size_t kKeyBytes = 32;

const unsigned char* octets_of(std::string_view text) {
  return static_cast<const unsigned char*>(static_cast<const void*>(text.data()));
}

template <std::size_t size>
std::string as_text(const std::array<unsigned char, size>& bytes, std::size_t length = size) {
  return {bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length)};
}

tl::unexpected<Faults> key_invalid(const std::string& file, Text what) {
  return fail("audit-key-invalid", Place{file, 0, 0, ""}, std::move(what),
              {"用 fugong audit key 生成的密钥文件", "give a key file that fugong audit key made"});
}

/// No blank, no "+", no control character, valid UTF-8.
bool is_key_name(std::string_view name) {
  if (name.empty() || name.size() > kMaxKeyNameBytes || find_invalid_utf8(name)) return false;
  for (std::size_t at = 0; at < name.size();) {
    const char32_t c = next_code_point(name, at);
    const bool is_blank = c <= 0x20 || c == 0x7f || c == 0x85 || c == 0xa0 || c == 0x1680 ||
                          (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 ||
                          c == 0x202f || c == 0x205f || c == 0x3000;
    if (is_blank || c == '+') return false;
  }
  return true;
}

std::string hex_of(std::string_view bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  for (const char byte : bytes) {
    hex += kDigits[static_cast<unsigned char>(byte) >> 4];
    hex += kDigits[static_cast<unsigned char>(byte) & 15];
  }
  return hex;
}

struct KeyText {
  std::string name;
  std::string id;  ///< hex
  std::array<unsigned char, kKeyBytes> bytes{};
};

/// "name+id+base64(type, 32 bytes)".
Result<KeyText> parse_key(std::string_view text, const std::string& file) {
  const Text wrong = {"不是密钥：应为“名称+编号+Base64”", "no key: name+id+base64 is expected"};
  if (text.size() > kMaxKeyBytes) return key_invalid(file, wrong);
  const std::size_t first = text.find('+');
  const std::size_t second = first == std::string_view::npos ? first : text.find('+', first + 1);
  if (second == std::string_view::npos) return key_invalid(file, wrong);
  KeyText key{std::string(text.substr(0, first)),
              std::string(text.substr(first + 1, second - first - 1)),
              {}};
  std::string bytes;
  if (!is_key_name(key.name) || !from_base64(text.substr(second + 1), bytes)) {
    return key_invalid(file, wrong);
  }
  if (bytes.size() != 1 + kKeyBytes || bytes.front() != kEd25519) {
    return key_invalid(file, {"不是 Ed25519 密钥", "it is no key of Ed25519"});
  }
  std::copy_n(octets_of(bytes) + 1, kKeyBytes, key.bytes.begin());
  sodium_memzero(bytes.data(), bytes.size());
  return key;
}

tl::unexpected<Faults> id_differs(const std::string& file) {
  return key_invalid(file, {"密钥与其编号不符", "the key does not have the id that it states"});
}

tl::unexpected<Faults> note_invalid(const std::string& file, Text what) {
  return fail("audit-note-invalid", Place{file, 0, 0, ""}, std::move(what),
              {"从原处再取一份", "get it again from where it was kept"});
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n'; });
}

/// The next line without its end; moves behind it. The text ends with a line end.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

}  // namespace

std::string VerifyingKey::id() const {
  std::string named = name_ + '\n' + kEd25519;
  named.append(as_text(bytes_));
  std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
  crypto_hash_sha256(hash.data(), octets_of(named), named.size());
  return as_text(hash, kIdBytes);
}

Result<VerifyingKey> VerifyingKey::parse(std::string_view text, const std::string& file) {
  text = trim(text);
  if (text.starts_with(kPrivate)) {
    return key_invalid(file, {"这是私钥，这里要公钥（.pub）",
                              "this is the private key; the public one (.pub) is meant"});
  }
  auto parsed = parse_key(text, file);
  if (!parsed) return fail(std::move(parsed.error()));
  VerifyingKey key;
  key.name_ = std::move(parsed->name);
  key.bytes_ = parsed->bytes;
  if (hex_of(key.id()) != parsed->id) return id_differs(file);
  return key;
}

std::string VerifyingKey::text() const {
  return name_ + '+' + hex_of(id()) + '+' + to_base64(kEd25519 + as_text(bytes_));
}

SigningKey::~SigningKey() {
  sodium_memzero(bytes_.data(), bytes_.size());
}

SigningKey SigningKey::of(std::string name, const std::array<unsigned char, 32>& seed) {
  static_assert(crypto_sign_SECRETKEYBYTES == 64 && crypto_sign_SEEDBYTES == kKeyBytes);
  SigningKey key;
  key.verifying_.name_ = std::move(name);
  crypto_sign_seed_keypair(key.verifying_.bytes_.data(), key.bytes_.data(), seed.data());
  return key;
}

Result<SigningKey> SigningKey::make(std::string_view name, Random& random) {
  if (!is_key_name(name)) {
    return fail("audit-key-invalid", Place{},
                {"名称里不能有空格或加号，也不能为空或过长",
                 "a name is neither empty nor long, and has no blanks and no plus"},
                {"用不带协议的网址，如 audit.example/330000",
                 "use an address without its scheme, such as audit.example/330000"});
  }
  auto seed = hash_from_hex(random.hex(kKeyBytes));
  FUGONG_CHECK(seed, "a source of randomness gives hex digits");
  SigningKey key = of(std::string(name), *seed);
  sodium_memzero(seed->data(), seed->size());
  return key;
}

Result<SigningKey> SigningKey::parse(std::string_view text, const std::string& file) {
  text = trim(text);
  if (!text.starts_with(kPrivate)) {
    return key_invalid(file, {"这不是私钥", "this is no private key"});
  }
  auto parsed = parse_key(text.substr(kPrivate.size()), file);
  if (!parsed) return fail(std::move(parsed.error()));
  SigningKey key = of(std::move(parsed->name), parsed->bytes);
  sodium_memzero(parsed->bytes.data(), parsed->bytes.size());
  if (hex_of(key.verifying_.id()) != parsed->id) return id_differs(file);
  return key;
}

std::string SigningKey::text() const {
  std::string text(kPrivate);
  text.append(verifying_.name_).append(1, '+').append(hex_of(verifying_.id())).append(1, '+');
  return text.append(to_base64(kEd25519 + as_text(bytes_, kKeyBytes)));
}

std::string sign_note(std::string_view text, const SigningKey& key) {
  FUGONG_CHECK(text.ends_with('\n') && !has_control(text), "a note is lines of text");
  std::array<unsigned char, crypto_sign_BYTES> signature{};
  crypto_sign_detached(signature.data(), nullptr, octets_of(text), text.size(), key.bytes_.data());
  std::string note(text);
  note.append("\n").append(kDash).append(key.verifying().name()).append(" ");
  note.append(to_base64(key.verifying_.id() + as_text(signature))).append("\n");
  return note;
}

Result<std::string> open_note(std::string_view note, const std::string& file,
                              const VerifyingKey& key) {
  const std::size_t end = note.rfind("\n\n");
  if (note.size() > kMaxNoteBytes || end == std::string_view::npos || !note.ends_with('\n') ||
      end + 2 == note.size() || find_invalid_utf8(note) || has_control(note)) {
    return note_invalid(file, {"不是签名文本：应为正文、空行和签名行",
                               "no signed note: a text, a blank line and signatures"});
  }
  const std::string_view text = note.substr(0, end + 1);
  std::string_view rest = note.substr(end + 2);
  std::size_t signatures = 0;
  bool is_signed = false;
  while (!rest.empty()) {
    std::string_view line = take_line(rest);
    std::string bytes;
    const std::size_t blank = line.rfind(' ');
    if (++signatures > kMaxSignatures || !line.starts_with(kDash) || blank < kDash.size() ||
        !from_base64(line.substr(blank + 1), bytes) || bytes.size() <= kIdBytes ||
        !is_key_name(line.substr(kDash.size(), blank - kDash.size()))) {
      return note_invalid(file, {"签名行有误", "a line of a signature is wrong"});
    }
    if (line.substr(kDash.size(), blank - kDash.size()) != key.name()) continue;
    if (bytes.substr(0, kIdBytes) != key.id()) continue;
    if (bytes.size() != kIdBytes + crypto_sign_BYTES ||
        crypto_sign_verify_detached(octets_of(bytes) + kIdBytes, octets_of(text), text.size(),
                                    key.bytes_.data()) != 0) {
      return fail("audit-note-forged", Place{file, 0, 0, ""},
                  {"签名不符：内容被改动，或是伪造的",
                   "the signature is wrong: the text was changed, or it is forged"},
                  {"保全现场并追查；从别处保存的副本核对",
                   "keep everything as it is and look into it; compare a copy kept elsewhere"});
    }
    is_signed = true;
  }
  if (!is_signed) {
    return fail("audit-note-unsigned", Place{file, 0, 0, ""},
                {"没有这把密钥（" + key.name() + "）的签名",
                 "there is no signature of this key (" + key.name() + ")"},
                {"检查公钥是否对应；若密钥对应，则文件是伪造的",
                 "see whether it is the right public key; if it is, the file is forged"});
  }
  return std::string(text);
}

}  // namespace fugong::audit
