// Funds, statements and proposals as JSON, as docs/api/openapi.yaml says. Private to the desk.
#pragma once

#include "base/json_writer.hpp"
#include "desks/funds/fund_view.hpp"
#include "desks/funds/proposal.hpp"

namespace fugong::funds {

void write_fund(JsonWriter& w, const FundView& fund);
void write_run_out(JsonWriter& w, const std::optional<RunOut>& run_out);
/// `acts`: what the caller may do to it now.
void write_proposal(JsonWriter& w, const Proposal& one, const std::vector<std::string_view>& acts);
void write_entry(JsonWriter& w, const ledger::Entry& entry, const ledger::Account& from,
                 const ledger::Account& to);

}  // namespace fugong::funds
