#include "base/hash.hpp"

#include <openssl/evp.h>

#include "base/fault.hpp"

namespace fugong {
namespace {

// libcrypto's runs on the processor's own instructions for SHA-256 where it has them. The algorithm
// is looked up once: to look it up takes longer than to hash a record.
const EVP_MD* algorithm() {
  static const EVP_MD* const kSha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  FUGONG_CHECK(kSha256 != nullptr, "every libcrypto has SHA-256");
  return kSha256;
}

/// A computation under way.
class Running {
 public:
  Running() : sum_(EVP_MD_CTX_new()) {
    FUGONG_CHECK(sum_ != nullptr, "memory for one more sum");
    begin();
  }
  ~Running() { EVP_MD_CTX_free(sum_); }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  void begin() {
    FUGONG_CHECK(EVP_DigestInit_ex2(sum_, algorithm(), nullptr) == 1, "SHA-256 can begin");
  }
  void begin_as(const Running& other) {
    FUGONG_CHECK(EVP_MD_CTX_copy_ex(sum_, other.sum_) == 1, "a sum can be copied");
  }
  void add(std::string_view bytes) {
    FUGONG_CHECK(EVP_DigestUpdate(sum_, bytes.data(), bytes.size()) == 1, "SHA-256 goes on");
  }
  Sha256Digest end() {
    Sha256Digest digest{};
    FUGONG_CHECK(EVP_DigestFinal_ex(sum_, digest.data(), nullptr) == 1, "SHA-256 can end");
    return digest;
  }

 private:
  EVP_MD_CTX* sum_;
};

std::string hex_of(const Sha256Digest& digest) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string out;
  out.reserve(2 * digest.size());
  for (const std::uint8_t byte : digest) {
    out += kHex[byte >> 4];
    out += kHex[byte & 15];
  }
  return out;
}

}  // namespace

struct Sha256::State {
  Running sum;
};

Sha256::Sha256() : state_(std::make_unique<State>()) {}
Sha256::~Sha256() = default;

void Sha256::add(std::string_view bytes) {
  state_->sum.add(bytes);
}

std::string Sha256::hex() const {
  Running copy;
  copy.begin_as(state_->sum);
  return hex_of(copy.end());
}

Sha256Digest sha256(std::string_view bytes) {
  thread_local Running sum;
  sum.begin();
  sum.add(bytes);
  return sum.end();
}

bool is_hex(std::string_view text, std::size_t digits) {
  return text.size() == digits &&
         text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::string sha256_hex(std::string_view bytes) {
  return hex_of(sha256(bytes));
}

}  // namespace fugong
