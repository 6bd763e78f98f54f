// Fuzz target of the papers of the audit log: whatever the bytes, reading a key, a checkpoint or a
// proof answers with it or with a fault in both languages; what is read comes out as it went in;
// and what anybody signs without the key is never taken for signed.
//
// The first byte picks what the rest is: a note, the text of a note that is signed here, a proof, a
// key, or a proof whose checkpoint is signed here.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "platform/audit/checkpoint.hpp"

namespace {

namespace audit = fugong::audit;

void require(bool condition) {
  if (!condition) std::abort();
}

void require_texts(const fugong::Faults& faults) {
  require(!faults.empty());
  for (const auto& fault : faults) {
    require(!fault.message.zh.empty() && !fault.message.en.empty());
    require(!fault.remedy.zh.empty() && !fault.remedy.en.empty());
  }
}

audit::SigningKey key_of(std::uint64_t seed) {
  fugong::SeededRandom random(seed);
  return *audit::SigningKey::make("a.example/1", random);
}

void try_checkpoint(std::string_view note, const audit::SigningKey& key) {
  const auto read = audit::read_checkpoint(note, "", key.verifying());
  if (!read) return require_texts(read.error());
  require(audit::read_checkpoint(audit::write_checkpoint(*read, key), "", key.verifying()) ==
          *read);
}

void try_proof(std::string_view paper, const audit::SigningKey& key) {
  const auto read = audit::read_proof(paper, "", key.verifying());
  if (!read) return require_texts(read.error());
  require(audit::write_proof(*read) == paper);
}

void try_key(std::string_view text) {
  if (const auto key = audit::VerifyingKey::parse(text, "")) {
    require(audit::VerifyingKey::parse(key->text(), "")->text() == key->text());
  } else {
    require_texts(key.error());
  }
  if (const auto key = audit::SigningKey::parse(text, "")) {
    require(audit::SigningKey::parse(key->text(), "")->text() == key->text());
  } else {
    require_texts(key.error());
  }
}

/// A text that sign_note takes.
std::string lines_of(std::string_view bytes) {
  std::string lines;
  for (const char c : bytes)
    lines += (c >= 0x20 && c < 0x7f) || c == '\n' ? c : '+';
  return lines + '\n';
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const audit::SigningKey kKey = key_of(1);
  static const audit::SigningKey kOther = key_of(2);
  if (size < 1 || size > 4096) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
  switch (data[0] % 5) {
    case 0:
      try_checkpoint(bytes, kKey);
      break;
    case 1: {
      const std::string text = lines_of(bytes);
      const std::string note = audit::sign_note(text, kKey);
      require(audit::open_note(note, "", kKey.verifying()).value_or("") == text);
      require(!audit::open_note(note, "", kOther.verifying()));
      try_checkpoint(note, kKey);
      break;
    }
    case 2:
      try_proof(bytes, kKey);
      break;
    case 3:
      try_key(bytes);
      break;
    default: {
      // A tree of one leaf, whose text is the bytes: always a proof.
      const audit::Proof proof{
          std::string(bytes),
          0,
          {},
          audit::write_checkpoint({"a.example/1", 1, audit::leaf_hash(bytes)}, kKey)};
      const std::string paper = audit::write_proof(proof);
      require(audit::read_proof(paper, "", kKey.verifying()).has_value());
      require(!audit::read_proof(paper, "", kOther.verifying()));
      try_proof(paper, kKey);
      break;
    }
  }
  return 0;
}
