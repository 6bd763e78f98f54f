// What is asked of the routes of funds, read from queries and bodies with every fault at its place.
// Private to the desk. Pure.
#pragma once

#include "base/tree.hpp"
#include "desks/funds/proposal.hpp"
#include "platform/http/message.hpp"

namespace fugong::funds {

/// The shard of a place's province: "21", "2109" and "210902" are all 210000.
std::optional<ledger::Shard> shard_of_place(std::string_view place);

/// `place` of the query, `year` (else that of `today`), and what to list. Faults "query-invalid".
Result<std::optional<ledger::Shard>> place_wanted(const http::Request& request);
Result<std::int64_t> year_wanted(const http::Request& request, Date today);
Result<Wanted> wanted_by(const http::Request& request);

/// {step, amount_fen, document, note?}: those members of a proposal.
Result<Proposal> read_proposal(const Node& body);

/// {decision: "approve" | "refuse" | "withdraw", note?}
struct Decision {
  State state = State::refused;
  std::string note;
};
Result<Decision> read_decision(const Node& body);

}  // namespace fugong::funds
