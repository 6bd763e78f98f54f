#include "platform/audit/checkpoint.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "base/base64.hpp"
#include "base/text.hpp"

namespace fugong::audit {
namespace {

constexpr std::string_view kProofFormat = "c2sp.org/tlog-proof@v1";
constexpr std::string_view kExtra = "extra ";
constexpr std::string_view kIndex = "index ";
constexpr std::size_t kMaxPath = 63;
constexpr std::string_view kLine = "|";
constexpr std::string_view kGoesOn = "+";
constexpr std::size_t kPaperWidth = 66;  ///< bytes of a line on paper, as a page of A4 has room

std::string base64_of(const Hash& hash) {
  return to_base64({static_cast<const char*>(static_cast<const void*>(hash.data())), hash.size()});
}

std::optional<Hash> hash_of(std::optional<std::string_view> base64) {
  std::string bytes;
  if (!base64 || !from_base64(*base64, bytes) || bytes.size() != Hash{}.size()) return std::nullopt;
  Hash hash;
  std::copy_n(bytes.begin(), hash.size(), hash.begin());
  return hash;
}

/// Decimal without leading zeroes; -1 where there is none.
std::int64_t count_of(std::optional<std::string_view> text) {
  std::int64_t count = 0;
  if (!text) return -1;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), count);
  if (error != std::errc{} || end != text->data() + text->size()) return -1;
  return std::to_string(count) == *text ? count : -1;
}

/// The next line without its end; moves behind it. Nothing where no line end is left.
std::optional<std::string_view> next_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

tl::unexpected<Faults> checkpoint_invalid(const std::string& file, Text what) {
  return fail("audit-checkpoint-invalid", Place{file, 0, 0, ""}, std::move(what),
              {"只把 fugong audit checkpoint 写的文件放在这里",
               "keep only what fugong audit checkpoint writes here"});
}

tl::unexpected<Faults> proof_invalid(const std::string& file, Text what) {
  return fail("audit-proof-invalid", Place{file, 0, 0, ""}, std::move(what),
              {"请出具证明的机关重发", "ask the office that gave it for another copy"});
}

/// The file that stands in a text as on_paper wrote it; what else is there is not looked at.
std::string off_paper(std::string_view text) {
  std::string file;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    // A page ends with a form feed, which then begins the next line.
    while (line.starts_with('\f'))
      line.remove_prefix(1);
    line = trim(line);
    const bool goes_on = line.starts_with(kGoesOn) && !file.empty();
    if (!goes_on && !line.starts_with(kLine)) continue;
    line.remove_prefix(1);
    if (goes_on) file.pop_back();
    file.append(trim(line)).append("\n");
  }
  return file;
}

}  // namespace

std::string write_checkpoint(const Checkpoint& checkpoint, const SigningKey& key) {
  FUGONG_CHECK(checkpoint.origin == key.verifying().name(), "a log is named as its key is");
  return sign_note(checkpoint.origin + '\n' + std::to_string(checkpoint.size) + '\n' +
                       base64_of(checkpoint.root) + '\n',
                   key);
}

Result<Checkpoint> read_checkpoint(std::string_view note, const std::string& file,
                                   const VerifyingKey& key) {
  const auto signed_text = open_note(note, file, key);
  if (!signed_text) return fail(signed_text.error());
  std::string_view rest = *signed_text;
  const auto origin = next_line(rest);
  const std::int64_t size = count_of(next_line(rest));
  const auto root = hash_of(next_line(rest));
  if (!origin || size < 0 || !root) {
    return checkpoint_invalid(file, {"不是检查点：应为名称、条数、根哈希三行",
                                     "no checkpoint: three lines, origin, size and root"});
  }
  if (*origin != key.name()) {
    return checkpoint_invalid(file, {"这是另一份日志的检查点（" + std::string(*origin) + "）",
                                     "it is of another log (" + std::string(*origin) + ")"});
  }
  if (size == 0 && *root != empty_root()) {
    return checkpoint_invalid(file, {"空日志的根哈希不对", "the root of an empty log is wrong"});
  }
  return Checkpoint{std::string(*origin), size, *root};
}

std::string write_proof(const Proof& proof) {
  std::string paper(kProofFormat);
  paper.append("\n").append(kExtra).append(to_base64(proof.event)).append("\n");
  paper.append(kIndex).append(std::to_string(proof.index)).append("\n");
  for (const Hash& hash : proof.path)
    paper.append(base64_of(hash)).append("\n");
  return paper.append("\n").append(proof.checkpoint);
}

std::string on_paper(std::string_view proof) {
  std::string text;
  while (const auto whole = next_line(proof)) {
    std::string_view line = *whole;
    std::string_view mark = kLine;
    do {
      // A text of a note may be of more bytes a character: never within one.
      std::size_t size = std::min(line.size(), kPaperWidth);
      while (size < line.size() && (static_cast<unsigned char>(line[size]) & 0xC0) == 0x80)
        --size;
      text.append(mark).append(size > 0 ? " " : "").append(line.substr(0, size)).append("\n");
      line.remove_prefix(size);
      mark = kGoesOn;
    } while (!line.empty());
  }
  return text;
}

Result<Proof> read_proof(std::string_view bytes, const std::string& file, const VerifyingKey& key) {
  const Text wrong = {"不是存证证明（tlog-proof）", "no proof (tlog-proof)"};
  if (bytes.size() > kMaxProofBytes) return proof_invalid(file, wrong);
  const std::string unfolded = bytes.starts_with(kProofFormat) ? "" : off_paper(bytes);
  std::string_view rest = unfolded.empty() ? bytes : unfolded;
  const auto format = next_line(rest);
  const auto extra = next_line(rest);
  const auto index_line = next_line(rest);
  if (!format || *format != kProofFormat || !index_line) return proof_invalid(file, wrong);
  Proof proof;
  if (!extra->starts_with(kExtra) || !from_base64(extra->substr(kExtra.size()), proof.event)) {
    return proof_invalid(file, {"没有附上事件正文", "the text of the event is not in it"});
  }
  if (!index_line->starts_with(kIndex)) return proof_invalid(file, wrong);
  proof.index = count_of(index_line->substr(kIndex.size()));
  if (proof.index < 0) return proof_invalid(file, wrong);
  for (auto line = next_line(rest);; line = next_line(rest)) {
    if (!line) return proof_invalid(file, {"没有附上检查点", "there is no checkpoint in it"});
    if (line->empty()) break;
    const auto hash = hash_of(line);
    if (!hash || proof.path.size() == kMaxPath) return proof_invalid(file, wrong);
    proof.path.push_back(*hash);
  }
  proof.checkpoint = rest;
  const auto checkpoint = read_checkpoint(rest, file, key);
  if (!checkpoint) return fail(checkpoint.error());
  if (!proves_inclusion(leaf_hash(proof.event), proof.index, checkpoint->size, proof.path,
                        checkpoint->root)) {
    return fail(
        "audit-proof-wrong", Place{file, 0, 0, ""},
        {"证明不成立：事件不在检查点所指的日志里，或被改动",
         "it proves nothing: the event is not in the log of the checkpoint, or was changed"},
        {"不要采信；请出具证明的机关说明", "don't rely on it; ask the office that gave it"});
  }
  return proof;
}

}  // namespace fugong::audit
