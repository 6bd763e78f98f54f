// Keys, signed notes, checkpoints and proofs.
#include "platform/audit/checkpoint.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace fugong::audit {
namespace {

/// The example of Go's package for such notes: key, text and signature.
constexpr std::string_view kPrivate =
    "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
constexpr std::string_view kPublic =
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
constexpr std::string_view kText =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n";
constexpr std::string_view kSignature =
    "\u2014 PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
    "\n";

std::string known_note() {
  return std::string(kText) + "\n" + std::string(kSignature);
}

VerifyingKey known_key() {
  return *VerifyingKey::parse(kPublic, "");
}

SigningKey made_key(std::uint64_t seed, std::string_view name = "audit.example/330000") {
  SeededRandom random(seed);
  return *SigningKey::make(name, random);
}

TEST(Note, KeysAndSignaturesAreThoseOfOtherTools) {
  const auto key = SigningKey::parse(kPrivate, "");
  ASSERT_TRUE(key.has_value());
  EXPECT_EQ(key->text(), kPrivate);
  EXPECT_EQ(key->verifying().text(), kPublic);
  EXPECT_EQ(sign_note(kText, *key), known_note());
  EXPECT_EQ(open_note(known_note(), "", known_key()).value_or(""), kText);
  EXPECT_EQ(VerifyingKey::parse(std::string(kPublic) + "\n", "")->name(), "PeterNeumann");
}

TEST(Note, ANewKeyIsReadAsItIsWritten) {
  const SigningKey key = made_key(1);
  const auto again = SigningKey::parse(key.text() + "\n", "");
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->text(), key.text());
  EXPECT_EQ(VerifyingKey::parse(key.verifying().text(), "")->text(), key.verifying().text());
  EXPECT_NE(made_key(2).text(), key.text());
  EXPECT_EQ(open_note(sign_note("a\n\nb\n", key), "", again->verifying()).value_or(""), "a\n\nb\n");
}

TEST(Note, ANameHasNoBlanksAndNoPlus) {
  SeededRandom random(1);
  for (const char* name : {"", "a b", "a+b", "a\u00a0b", "a\nb", "\xff"})
    EXPECT_EQ(code_of(SigningKey::make(name, random)), "audit-key-invalid") << name;
  EXPECT_EQ(code_of(SigningKey::make(std::string(201, 'a'), random)), "audit-key-invalid");
  EXPECT_EQ(code_of(SigningKey::make("审计/浙江", random)), "");
}

TEST(Note, WhatIsNoKeyIsSaidToBeNone) {
  const std::string known(kPublic);
  for (const std::string& text :
       {std::string(), std::string("a"), std::string("a+b"), known.substr(1), known + "A",
        "Peter+" + known.substr(known.find('+') + 1), known.substr(0, known.size() - 4),
        std::string(kPrivate), std::string(2000, '+')})
    EXPECT_EQ(code_of(VerifyingKey::parse(text, "k")), "audit-key-invalid") << text;
  EXPECT_EQ(code_of(SigningKey::parse(known, "k")), "audit-key-invalid");
  std::string other(kPrivate);
  other.replace(other.find("c74f20a3"), 8, "c74f20a4");
  EXPECT_EQ(code_of(SigningKey::parse(other, "k")), "audit-key-invalid");
}

TEST(Note, AChangedTextIsForged) {
  for (std::size_t at = 0; at < kText.size() - 1; ++at) {
    std::string note = known_note();
    note[at] = note[at] == 'x' ? 'y' : 'x';
    EXPECT_EQ(code_of(open_note(note, "", known_key())), "audit-note-forged") << at;
  }
}

TEST(Note, TheSignatureMustBeOfTheKey) {
  EXPECT_EQ(code_of(open_note(known_note(), "", made_key(1).verifying())), "audit-note-unsigned");
  // Of the same name, and made by somebody else.
  const SigningKey other = made_key(3, "PeterNeumann");
  EXPECT_EQ(code_of(open_note(sign_note(kText, other), "", known_key())), "audit-note-unsigned");
  // Signatures of others beside it don't matter.
  const std::string theirs = sign_note(kText, other).substr(kText.size() + 1);
  EXPECT_EQ(code_of(open_note(known_note() + theirs, "", known_key())), "");
  EXPECT_EQ(code_of(open_note(std::string(kText) + "\n" + theirs + std::string(kSignature), "",
                              known_key())),
            "");
}

TEST(Note, WhatIsNoNoteIsSaidToBeNone) {
  const std::string note = known_note();
  for (const std::string& text :
       {std::string(), std::string("\n\n"), std::string(kText), note.substr(0, note.size() - 1),
        note + "\n", note + "x\n", note + "\u2014 a\n", note + "\u2014 a ====\n", "\x01" + note,
        "\xff" + note, std::string(70'000, 'a') + "\n" + note})
    EXPECT_EQ(code_of(open_note(text, "", known_key())), "audit-note-invalid") << text.size();
  std::string many = note;
  for (int i = 0; i < 200; ++i)
    many += kSignature;
  EXPECT_EQ(code_of(open_note(many, "", known_key())), "audit-note-invalid");
}

TEST(Checkpoint, IsReadAsItIsWritten) {
  const SigningKey key = made_key(1);
  for (const std::int64_t size : {std::int64_t{1}, std::int64_t{1'200}, INT64_MAX}) {
    const Checkpoint checkpoint{"audit.example/330000", size, leaf_hash("x")};
    const std::string note = write_checkpoint(checkpoint, key);
    EXPECT_TRUE(note.starts_with("audit.example/330000\n" + std::to_string(size) + "\n"));
    const auto read = read_checkpoint(note, "", key.verifying());
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(*read, checkpoint);
  }
}

TEST(Checkpoint, FurtherLinesAreNotLookedAt) {
  const SigningKey key = made_key(1);
  const std::string text = write_checkpoint({"audit.example/330000", 7, leaf_hash("x")}, key);
  const std::string lines = text.substr(0, text.find("\n\n") + 1);
  EXPECT_EQ(read_checkpoint(sign_note(lines + "more\n", key), "", key.verifying())->size, 7);
}

TEST(Checkpoint, WhatIsSignedMustBeOne) {
  const SigningKey key = made_key(1);
  const std::string root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
  const std::string origin = "audit.example/330000\n";
  EXPECT_EQ(code_of(read_checkpoint(sign_note(origin + "5\n" + root, key), "", key.verifying())),
            "");
  for (const std::string& text :
       {origin, origin + "5\n", origin + "05\n" + root, origin + "-5\n" + root,
        origin + "5 \n" + root, origin + "9223372036854775808\n" + root, "other\n5\n" + root,
        origin + "5\n" + root.substr(4), origin + "0\n" + root, "\n" + origin + "5\n" + root})
    EXPECT_EQ(code_of(read_checkpoint(sign_note(text, key), "", key.verifying())),
              "audit-checkpoint-invalid")
        << text;
}

/// Three leaves; a proof of the second.
struct Sample {
  SigningKey key = made_key(1);
  std::vector<Hash> leaves = {leaf_hash("a"), leaf_hash("b"), leaf_hash("c")};
  Proof proof{
      "b",
      1,
      {leaves[0], leaves[2]},
      write_checkpoint(
          {"audit.example/330000", 3, node_hash(node_hash(leaves[0], leaves[1]), leaves[2])}, key)};
  Result<Proof> read(const std::string& paper) const {
    return read_proof(paper, "", key.verifying());
  }
};

TEST(Proof, IsReadAsItIsWritten) {
  const Sample sample;
  const auto read = sample.read(write_proof(sample.proof));
  ASSERT_TRUE(read.has_value()) << describe(read.error().front(), "en");
  EXPECT_EQ(read->event, "b");
  EXPECT_EQ(read->index, 1);
  EXPECT_EQ(write_proof(*read), write_proof(sample.proof));
}

TEST(Proof, WhatItDoesNotProveIsSaidToBeWrong) {
  const auto code_with = [](const std::function<void(Sample&)>& change) {
    Sample sample;
    change(sample);
    return code_of(sample.read(write_proof(sample.proof)));
  };
  EXPECT_EQ(code_with([](Sample& s) { s.proof.event = "B"; }), "audit-proof-wrong");
  EXPECT_EQ(code_with([](Sample& s) { s.proof.index = 0; }), "audit-proof-wrong");
  EXPECT_EQ(code_with([](Sample& s) { s.proof.index = 3; }), "audit-proof-wrong");
  EXPECT_EQ(code_with([](Sample& s) { s.proof.path.pop_back(); }), "audit-proof-wrong");
  EXPECT_EQ(code_with([](Sample& s) { std::swap(s.proof.path[0], s.proof.path[1]); }),
            "audit-proof-wrong");
  EXPECT_EQ(code_with([](Sample& s) { s.proof.path.resize(64); }), "audit-proof-invalid");
  EXPECT_EQ(code_with([](Sample& s) {
              s.proof.checkpoint =
                  write_checkpoint({"audit.example/330000", 3, s.leaves[0]}, made_key(2));
            }),
            "audit-note-unsigned");
}

// As somebody gets it who copies the text of a page: other text around it, blanks, a new page.
TEST(Proof, IsReadFromPaper) {
  Sample sample;
  sample.proof.event = std::string(300, 'b');
  sample.leaves[1] = leaf_hash(sample.proof.event);
  sample.proof.checkpoint =
      write_checkpoint({"audit.example/330000", 3,
                        node_hash(node_hash(sample.leaves[0], sample.leaves[1]), sample.leaves[2])},
                       sample.key);
  const std::string file = write_proof(sample.proof);
  const std::string printed = on_paper(file);
  std::string copied = "包含证明  Inclusion proof\n+ no line\n";
  std::size_t goes_on = 0;
  for (std::size_t at = 0; at < printed.size();) {
    const std::size_t end = printed.find('\n', at);
    const std::string line = printed.substr(at, end - at);
    EXPECT_LE(line.size(), 68U);
    if (line.starts_with("+ ")) ++goes_on;
    copied += "   " + line + "  \r\n7KQ2M  3\n\f";
    at = end + 1;
  }
  EXPECT_GT(goes_on, 3U);
  const auto read = sample.read(copied);
  ASSERT_TRUE(read.has_value()) << describe(read.error().front(), "en");
  EXPECT_EQ(write_proof(*read), file);
  copied.replace(copied.find("index 1"), 7, "index 2");
  EXPECT_EQ(code_of(sample.read(copied)), "audit-proof-wrong");
  EXPECT_EQ(code_of(sample.read("a text\n| and nothing else\n")), "audit-proof-invalid");
}

TEST(Proof, WhatIsNoProofIsSaidToBeNone) {
  const Sample sample;
  const std::string paper = write_proof(sample.proof);
  for (std::size_t size = 0; size < paper.size(); ++size)
    EXPECT_FALSE(sample.read(paper.substr(0, size))) << size;
  EXPECT_EQ(code_of(sample.read(std::string(200'000, '\n'))), "audit-proof-invalid");
  EXPECT_EQ(code_of(sample.read("c2sp.org/tlog-proof@v2" + paper.substr(22))),
            "audit-proof-invalid");
  std::string other = paper;
  other.replace(other.find("index 1"), 7, "index 01");
  EXPECT_EQ(code_of(sample.read(other)), "audit-proof-invalid");
}

}  // namespace
}  // namespace fugong::audit
