// Receipt: what was decided on a day, by which rules and which program, so that anybody can check
// it later and the holder of the facts can have it decided again.
//
//   Issuer issuer(pack, files, "0.1.0");
//   auto papers = issuer.issue(subject, moment, {"declared", today}, random);  // Result<Papers>
//   auto receipt = read_receipt(papers->receipt, "r.json");                    // checks its hashes
//   auto opening = read_opening(papers->opening, "o.json");
//   Faults wrong = match(*receipt, *opening, Whole::yes);                      // commitments
//   auto replay = issuer.replay(*receipt, *opening);                           // decides again
//
// The *receipt* may be shown to anyone: of the facts it holds salted commitments only. The
// *opening* is private: the facts with their salts, and the trace. A part of an opening proves its
// facts against the receipt and says nothing of the others. Both are canonical JSON (RFC 8785);
// docs/receipt.md is the reference of the format.
//
// Values, no I/O. An Issuer refers to its pack, which must outlive it; many threads may use it at
// once. Limits: kMaxPaperBytes, kMaxPaperNodes; beyond them a check has no receipt.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_writer.hpp"
#include "base/random.hpp"
#include "base/tree.hpp"
#include "pack/pack.hpp"

namespace fugong::receipt {

inline constexpr std::size_t kMaxPaperBytes = 8u << 20;   ///< of a receipt, of an opening
inline constexpr std::size_t kMaxPaperNodes = 1'000'000;  ///< values in one of them
inline constexpr std::size_t kMaxSourceBytes = 200;       ///< name of a fact's source
inline constexpr std::size_t kSaltBytes = 16;
inline constexpr std::size_t kMaxDifferences = 1000;  ///< listed by a replay

/// Who stated the facts, and when.
struct Origin {
  std::string source = "declared";
  Date stated_on;
};

/// The two documents of one check.
struct Papers {
  std::string receipt;
  std::string opening;
};

/// One fact of an opening.
struct FactLine {
  std::string path;  ///< "loans/L1/loan_rate"
  Node value;        ///< as docs/receipt.md says: money in fen, other numbers as text
  std::string source;
  std::string stated_on;
  std::string salt;

  /// SHA-256 over the canonical list [salt, path, value, source, stated_on].
  std::string commitment() const;
};

/// Values that the conditions looked at: they hold facts, so the receipt only commits to them.
struct TraceLine {
  std::string salt;
  Node value;

  /// SHA-256 over the canonical list [salt, "trace", value].
  std::string commitment() const;
};

struct Receipt {
  Node document;
  std::string file;
  std::string hash;
  std::string decision_hash;
  std::string program;
  std::string semantics;  ///< version of the decision semantics, a whole number
  std::string pack_id;
  std::string pack_version;
  std::string pack_hash;
  law::Moment moment;
  std::vector<std::string> facts;  ///< commitments, in order
  std::string trace;               ///< its commitment
};

struct Opening {
  std::string file;
  std::string receipt;  ///< hash of the receipt that it opens
  std::vector<FactLine> facts;
  std::optional<TraceLine> trace;  ///< absent in a part of an opening
};

/// Every byte counts: what isn't canonical, or doesn't have the hash that it states, is a fault.
Result<Receipt> read_receipt(std::string_view bytes, const std::string& file);
Result<Opening> read_opening(std::string_view bytes, const std::string& file);

enum class Whole : bool { no, yes };
/// What of the opening the receipt doesn't bear out, each fact by its path; with Whole::yes also
/// what the opening leaves out. Empty: it is proved.
Faults match(const Receipt& receipt, const Opening& opening, Whole whole);

/// The part of an opening with these facts only, as an opening of its own.
Result<std::string> disclose(const Opening& opening, const std::vector<std::string>& paths);

struct Difference {
  std::string pointer;  ///< JSON pointer into the receipt, or into the trace
  std::string was;      ///< canonical JSON; empty: was not there
  std::string is;
};

/// One provision for one subject.
struct Claim {
  std::string provision;
  std::string subject;  ///< id, or the kind where there is none
  bool reproduced = false;
};

struct Replay {
  bool reproduced = false;  ///< the decision part, byte for byte
  std::vector<Claim> claims;
  std::vector<Difference> differences;  ///< of all of the receipt but the engine and hashes
  std::vector<Difference> trace;        ///< of the trace
};

class Issuer {
 public:
  /// `files`: those that the pack was loaded from; `program`: version of the program.
  Issuer(const pack::Pack& pack, const pack::Files& files, std::string program);

  /// Decides and writes both papers. Fails where they would be too large, or an amount too large
  /// for a JSON number.
  Result<Papers> issue(const law::Subject& subject, const law::Moment& moment, const Origin& origin,
                       Random& random) const;

  /// Decides again from the opening's facts. Both must match(); the pack must be the receipt's
  /// (else a fault).
  Result<Replay> replay(const Receipt& receipt, const Opening& opening) const;

 private:
  Result<Papers> compose(const law::Subject& subject, const law::Moment& moment,
                         const std::vector<FactLine>& lines, const std::string& trace_salt) const;

  void write_rules(JsonWriter& w, const law::Answer& answer) const;

  const pack::Pack* pack_;
  std::string program_;
  std::vector<std::string> file_hashes_;  ///< of each provision's file, as Source::provisions
};

}  // namespace fugong::receipt
