#include "desks/funds/fund_json.hpp"

#include <array>
#include <utility>

namespace fugong::funds {
namespace {

using Summary = ledger::FundSummary;

constexpr std::array<std::pair<std::string_view, std::int64_t Summary::*>, 11> kFigures{{
    {"appropriated_fen", &Summary::appropriated},
    {"available_fen", &Summary::available},
    {"reserved_fen", &Summary::reserved},
    {"committed_fen", &Summary::committed},
    {"expended_fen", &Summary::expended},
    {"returned_fen", &Summary::returned},
    {"lapsed_fen", &Summary::lapsed},
    {"paid_in_fen", &Summary::paid_in},
    {"in_bank_fen", &Summary::in_bank},
    {"paid_out_fen", &Summary::paid_out},
    {"owed_fen", &Summary::owed},
}};

void write_key(JsonWriter& w, const ledger::FundKey& key) {
  w.key("fund").string(key.fund).key("year").number(key.year);
  w.key("source").string(key.source).key("purpose").string(key.purpose);
}

void write_account(JsonWriter& w, std::string_view key, const ledger::Account& account) {
  w.key(key).begin_object().key("role").string(account.role);
  w.key("party").string(account.party).key("reference").string(account.reference).end_object();
}

}  // namespace

void write_fund(JsonWriter& w, const FundView& fund) {
  w.begin_object().key("id").string(Reference{fund.shard, fund.key.id()}.text());
  w.key("place").string(place_of(fund.shard));
  write_key(w, fund.key);
  w.key("opened").boolean(fund.opened).key("procedures").begin_array();
  if (fund.named != nullptr) {
    for (const PaidFrom& procedure : fund.named->procedures) {
      w.begin_object().key("id").string(procedure.id).key("title").text(procedure.title);
      w.key("provisions").begin_array();
      for (const std::string& provision : procedure.provisions)
        w.string(provision);
      w.end_array().end_object();
    }
  }
  w.end_array();
  for (const auto& [name, figure] : kFigures)
    w.key(name).number(fund.summary.*figure);
  w.end_object();
}

void write_run_out(JsonWriter& w, const std::optional<RunOut>& run_out) {
  if (!run_out) {
    w.null();
    return;
  }
  w.begin_object().key("since").string(run_out->since.to_string());
  w.key("per_day_fen").number(run_out->per_day_fen);
  w.key("on").string_or_null(run_out->on ? run_out->on->to_string() : "");
  w.end_object();
}

void write_proposal(JsonWriter& w, const Proposal& one, const std::vector<std::string_view>& acts) {
  w.begin_object().key("id").string(one.id);
  w.key("fund_id").string(Reference{one.shard, one.fund.id()}.text());
  w.key("place").string(place_of(one.shard));
  write_key(w, one.fund);
  w.key("step").string(name_of(one.step)).key("amount_fen").number(one.amount_fen);
  w.key("document").string(one.document);
  w.key("note").string_or_null(one.note);
  w.key("state").string(name_of(one.state));
  w.key("proposed_by").string(one.proposed_by).key("proposed_ms").number(one.proposed_ms);
  w.key("decided_by").string_or_null(one.decided_by);
  w.key("decided_ms");
  if (one.state == State::proposed) {
    w.null();
  } else {
    w.number(one.decided_ms);
  }
  w.key("decision_note").string_or_null(one.decision_note);
  w.key("acts").begin_array();
  for (const std::string_view act : acts)
    w.string(act);
  w.end_array().end_object();
}

void write_entry(JsonWriter& w, const ledger::Entry& entry, const ledger::Account& from,
                 const ledger::Account& to) {
  const ledger::Transfer& transfer = entry.transfer;
  w.begin_object().key("seq").number(entry.seq).key("at_ms").number(entry.at_ms);
  w.key("id").string(transfer.id).key("kind").string(ledger::name_of(transfer.kind));
  w.key("book").string(ledger::name_of(entry.book)).key("purpose").string(transfer.purpose);
  w.key("amount_fen").number(transfer.amount_fen).key("frees_fen").number(entry.frees_fen);
  write_account(w, "from", from);
  write_account(w, "to", to);
  w.key("origin").string_or_null(transfer.origin);
  w.key("document").string(transfer.document).key("actor").string(transfer.actor);
  w.key("approver").string(transfer.approver).key("case").string(transfer.case_ref);
  w.key("hash").string(entry.hash).end_object();
}

}  // namespace fugong::funds
