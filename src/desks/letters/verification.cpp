#include "desks/letters/verification.hpp"

#include "base/hash.hpp"
#include "base/json_writer.hpp"
#include "desks/letters/code.hpp"
#include "platform/audit/tree.hpp"
#include "platform/store/scope.hpp"

namespace fugong::letters {
namespace {

using store::Database;
using store::Transaction;

tl::unexpected<Faults> unknown() {
  return fail("letter-unknown", {},
              {"没有这份文书：核验码不对，或文书不是这里出具的",
               "there is no such letter: the code is wrong, or it was not made here"},
              {"逐字核对核验码；仍不对就当作不真实，并告知办理机关",
               "compare the code digit by digit; if it is right, take the letter for forged and "
               "tell the office"});
}

Result<Issued> find(Transaction& t, const Asked& asked) {
  Result<std::optional<Issued>> found = std::optional<Issued>();
  if (!asked.code.empty()) {
    if (const auto code = read_code(asked.code)) found = find_letter(t, *code);
  } else {
    found = find_by_print(t, asked.sha256);
  }
  if (!found) return fail(std::move(found.error()));
  if (!*found) return unknown();
  return std::move(**found);
}

/// What became of the decision since.
Result<void> look_at_case(Transaction& t, const LetterDesk& desk, Known& known) {
  Transaction whole = t.within(store::Scope::everything("verification: whether a letter stands"));
  const auto found = desk.cases.find(whole, known.letter.number);
  if (!found) return fail(found.error());
  if (!*found) return unknown();
  const casework::Case& now = (*found)->now;
  const auto procedure = desk.cases.procedure_of(now.pack, now.matter.procedure);
  if (!procedure) return fail(procedure.error());
  const auto history = desk.cases.history(whole, known.letter.number);
  if (!history) return fail(history.error());
  const auto& calendar = desk.cases.calendar();
  if (known.letter.kind == Kind::acknowledgement) {
    known.stands = now.outcome != casework::Outcome::annulled;
    return {};
  }
  const bool is_decision = known.letter.kind == Kind::decision;
  if (is_decision) {
    const Moment then = moment_of(*history, known.letter.sequence, **procedure, calendar);
    known.granted = then.then.decision && then.then.decision->granted;
  }
  const auto standing = is_decision ? standing_decision(*history, **procedure, calendar)
                                    : standing_recovery(*history, **procedure, calendar);
  known.stands = standing && standing->sequence == known.letter.sequence;
  return {};
}

}  // namespace

Result<std::optional<Inclusion>> inclusion_of(Transaction& t, const LetterDesk& desk,
                                              const Issued& letter,
                                              const std::optional<Signed>& checkpoint) {
  if (desk.log == nullptr) return std::nullopt;
  const auto read = [&](const std::string& proof) -> Result<Inclusion> {
    const auto of = audit::read_proof(proof, letter.code, desk.log->key);
    if (!of) return fail(of.error());
    auto under = audit::read_checkpoint(of->checkpoint, letter.code, desk.log->key);
    if (!under) return fail(std::move(under.error()));
    return Inclusion{std::move(*under), of->index, proof, desk.log->key.text()};
  };
  const auto kept = kept_proof(t, letter.code);
  if (!kept) return fail(kept.error());
  if (!kept->empty()) {
    // Of another key the log is signed by now: that one's proof is no longer one.
    if (auto inclusion = read(*kept)) return std::optional(std::move(*inclusion));
  }
  if (!checkpoint) return std::nullopt;
  const auto proof = audit::prove_under(t, letter.event, *checkpoint, desk.log->key);
  if (!proof) return fail(proof.error());
  if (proof->empty()) return std::nullopt;
  auto now_kept = keep_proof(t, letter.code, *proof);
  if (!now_kept) return fail(std::move(now_kept.error()));
  auto inclusion = read(*proof);
  if (!inclusion) return fail(std::move(inclusion.error()));
  return std::optional(std::move(*inclusion));
}

Result<Known> look_up(Database& database, const LetterDesk& desk, const Asked& asked) {
  if (!asked.sha256.empty() && !is_hex(asked.sha256, kSha256Digits)) {
    return fail("query-invalid", Place{"", 0, 0, "/sha256"}, {"不是 SHA-256", "this is no SHA-256"},
                {"写 64 个小写十六进制数字", "write 64 lower-case hex digits"});
  }
  const auto checkpoint = audit::newest(desk.log);
  if (!checkpoint) return fail(checkpoint.error());
  Known known;
  auto read = database.read([&](Transaction& t) -> Result<void> {
    known = {};
    auto letter = find(t, asked);
    if (!letter) return fail(std::move(letter.error()));
    known.letter = std::move(*letter);
    if (!asked.sha256.empty()) {
      const auto same = is_print(t, known.letter.code, asked.sha256);
      if (!same) return fail(same.error());
      known.is_same = *same;
    }
    auto looked = look_at_case(t, desk, known);
    if (!looked) return looked;
    const auto size = audit::tree_size(t);
    if (!size) return fail(size.error());
    const auto placed = audit::prove(t, known.letter.event, *size);
    if (!placed) return fail(placed.error());
    if (*placed) known.leaf = (*placed)->index;
    return {};
  });
  if (!read) return fail(std::move(read.error()));
  if (known.leaf && *checkpoint && *known.leaf < (*checkpoint)->checkpoint.size)
    known.signed_size = (*checkpoint)->checkpoint.size;
  return known;
}

std::string Known::to_json() const {
  JsonWriter w;
  w.begin_object().key("code").string(letter.code).key("kind").string(name_of(letter.kind));
  w.key("number").string(letter.name()).key("date").string(letter.on().to_string());
  w.key("decision");
  if (granted) {
    w.string(*granted ? "granted" : "refused");
  } else {
    w.null();
  }
  w.key("standing").boolean(stands).key("hash").string(letter.hash);
  const char* unsigned_state = leaf ? "in_tree" : "waiting";
  w.key("audit").begin_object().key("event").string(letter.event.text());
  w.key("state").string(signed_size ? "signed" : unsigned_state);
  const auto number = [&](const char* key, const std::optional<std::int64_t>& value) {
    w.key(key);
    if (value) {
      w.number(*value);
    } else {
      w.null();
    }
  };
  number("index", leaf);
  number("checkpoint_size", signed_size);
  w.key("proof");
  if (signed_size) {
    w.string("/api/v1/verify/" + letter.code + "/proof");
  } else {
    w.null();
  }
  w.end_object().key("copy");
  if (is_same) {
    w.string(*is_same ? "same" : "differs");
  } else {
    w.null();
  }
  return w.end_object().take();
}

Result<std::string> proof_of(Database& database, const LetterDesk& desk, const std::string& code) {
  const auto checkpoint = audit::newest(desk.log);
  if (!checkpoint) return fail(checkpoint.error());
  std::string proof;
  auto read = database.read([&](Transaction& t) -> Result<void> {
    const auto letter = find(t, {code, ""});
    if (!letter) return fail(letter.error());
    if (!*checkpoint) return {};
    auto proved = audit::prove_under(t, letter->event, **checkpoint, desk.log->key);
    if (!proved) return fail(std::move(proved.error()));
    proof = std::move(*proved);
    return {};
  });
  if (!read) return fail(std::move(read.error()));
  if (proof.empty()) return audit::no_proof_yet();
  return proof;
}

}  // namespace fugong::letters
