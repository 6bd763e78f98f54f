#include "desks/funds/fund_request.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/money.hpp"
#include "platform/http/json_body.hpp"

namespace fugong::funds {
namespace {

constexpr std::size_t kMaxPlaceBytes = 12;
constexpr std::size_t kMaxWordBytes = 32;
constexpr std::int64_t kFirstYear = 1949;
constexpr std::int64_t kLastYear = 9999;

constexpr std::array<std::pair<std::string_view, State>, 3> kDecisions{{
    {"approve", State::approved},
    {"refuse", State::refused},
    {"withdraw", State::withdrawn},
}};

Fault invalid(std::string pointer, Text remedy) {
  return {"field-invalid",
          at_pointer(std::move(pointer)),
          {"这一项不对", "this is not right"},
          std::move(remedy)};
}

}  // namespace

std::optional<ledger::Shard> shard_of_place(std::string_view place) {
  constexpr std::size_t kDigits = 2;
  constexpr ledger::Shard kPlaces = 10'000;
  if (place.size() < kDigits || place.size() > kMaxPlaceBytes ||
      !std::ranges::all_of(place, [](char c) { return c >= '0' && c <= '9'; }))
    return std::nullopt;
  ledger::Shard province = 0;
  const char* begin = place.data();
  std::from_chars(begin, begin + kDigits, province);
  return province * kPlaces;
}

Result<std::optional<ledger::Shard>> place_wanted(const http::Request& request) {
  const auto place = request.query_value("place");
  if (!place) return std::nullopt;
  const auto shard = shard_of_place(*place);
  if (!shard)
    return http::wrong_query("place",
                             {"写行政区划代码，例如 21", "give a place's code, such as 21"});
  return shard;
}

Result<std::int64_t> year_wanted(const http::Request& request, Date today) {
  const auto text = request.query_value("year");
  if (!text) return today.year();
  std::int64_t year = 0;
  const char* begin = text->data();
  const char* end = begin + text->size();
  const auto read = std::from_chars(begin, end, year);
  if (read.ec != std::errc{} || read.ptr != end || year < kFirstYear || year > kLastYear)
    return http::wrong_query("year", {"写年份，例如 2020", "give a year, such as 2020"});
  return year;
}

Result<Wanted> wanted_by(const http::Request& request) {
  Wanted wanted;
  const auto place = place_wanted(request);
  if (!place) return fail(place.error());
  wanted.shard = *place;
  if (const auto state = request.query_value("state")) {
    wanted.state = state_named(*state);
    if (!wanted.state)
      return http::wrong_query("state", {"写 proposed、approved、refused 或 withdrawn",
                                         "write proposed, approved, refused or withdrawn"});
  }
  return wanted;
}

Result<Proposal> read_proposal(const Node& body) {
  http::Fields fields(body, {"step", "amount_fen", "document", "note"});
  Proposal read;
  const std::string step = fields.text("step", kMaxWordBytes);
  const auto amount = fields.maybe_number("amount_fen", 1, Money::kMaxFen);
  read.document = fields.text("document", kMaxDocumentBytes);
  read.note = fields.maybe_text("note", kMaxNoteBytes).value_or("");
  const auto known = step_named(step);
  if (!known && !step.empty()) {
    fields.faults().push_back(
        invalid("/step", {"写 appropriate、pay_in、pay_back、reuse 或 lapse",
                          "write appropriate, pay_in, pay_back, reuse or lapse"}));
  }
  if (!amount && fields.node("amount_fen") == nullptr)
    fields.faults().push_back(
        invalid("/amount_fen", {"写金额，以分计", "give the amount, in fen"}));
  if (!read.document.empty()) {
    auto fit = ledger::check_text(read.document, "/document", false);
    if (!fit) append(fields.faults(), std::move(fit.error()));
  }
  if (!fields.faults().empty()) return fail(std::move(fields.faults()));
  read.step = *known;
  read.amount_fen = *amount;
  return read;
}

Result<Decision> read_decision(const Node& body) {
  http::Fields fields(body, {"decision", "note"});
  const std::string act = fields.text("decision", kMaxWordBytes);
  Decision read;
  read.note = fields.maybe_text("note", kMaxNoteBytes).value_or("");
  const auto known = std::ranges::find(kDecisions, act, &std::pair<std::string_view, State>::first);
  if (known == kDecisions.end() && !act.empty()) {
    fields.faults().push_back(invalid(
        "/decision", {"写 approve、refuse 或 withdraw", "write approve, refuse or withdraw"}));
  }
  if (!fields.faults().empty()) return fail(std::move(fields.faults()));
  read.state = known->second;
  return read;
}

}  // namespace fugong::funds
