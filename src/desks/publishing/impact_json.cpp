#include <algorithm>
#include <array>

#include "base/json_writer.hpp"
#include "desks/publishing/impact.hpp"

namespace fugong::publishing {
namespace {

using assessment::Sum;

constexpr std::array<std::string_view, stacking::kTotals> kTotalWords{"cash", "relief",
                                                                      "liquidity"};

/// All the digits: JSON has no greatest number.
std::string digits(Sum value) {
  if (value == 0) return "0";
  std::string text;
  unsigned __int128 left =
      value < 0 ? -static_cast<unsigned __int128>(value) : static_cast<unsigned __int128>(value);
  for (; left > 0; left /= 10)
    text += static_cast<char>('0' + static_cast<int>(left % 10));
  if (value < 0) text += '-';
  std::ranges::reverse(text);
  return text;
}

void write(JsonWriter& w, std::string_view key, Sum fen) {
  w.key(key).raw(digits(fen));
}

void write_error(JsonWriter& w, const Figure& figure) {
  w.key("error_fen");
  if (figure.error) {
    w.raw(digits(*figure.error));
  } else {
    w.null();
  }
}

void write(JsonWriter& w, const assessment::Swing& swing) {
  w.key("better").number(swing.better).key("worse").number(swing.worse);
  w.key("mixed").number(swing.mixed);
}

void write(JsonWriter& w, const Impact::OfProvision& one) {
  w.begin_object().key("provision").string(one.id).key("title").text(one.title);
  w.key("entitled_before").number(one.entitled_before);
  w.key("entitled_after").number(one.entitled_after);
  write(w, "amount_before_fen", one.amount.before);
  write(w, "amount_after_fen", one.amount.after);
  write(w, "held_before_fen", one.held_before);
  write(w, "held_after_fen", one.held_after);
  w.key("firms_in").number(one.firms_in).key("firms_out").number(one.firms_out);
  write_error(w, one.amount);
  w.end_object();
}

void write(JsonWriter& w, std::string_view key, const CaseChange::Judged& judged) {
  w.key(key).begin_object().key("state");
  if (judged.state.empty()) {
    w.null();
  } else {
    w.string(judged.state);
  }
  w.key("amount_fen");
  if (judged.amount) {
    w.number(judged.amount->fen);
  } else {
    w.null();
  }
  w.end_object();
}

void write(JsonWriter& w, const CaseImpact& cases) {
  w.begin_object().key("open").number(cases.open).key("changed").number(cases.changed);
  w.key("not_judged").number(cases.not_judged).key("shown").begin_array();
  for (const CaseChange& one : cases.shown) {
    w.begin_object().key("reference").string(one.reference).key("provision").string(one.provision);
    w.key("place").string(one.place);
    write(w, "before", one.before);
    write(w, "after", one.after);
    w.end_object();
  }
  w.end_array().end_object();
}

}  // namespace

std::string impact_json(const Impact& impact, const CaseImpact* cases) {
  JsonWriter w;
  w.begin_object().key("hash").string(impact.hash).key("base_hash").string(impact.base_hash);
  w.key("on").string(impact.moment.on.to_string());
  w.key("known_at").string(impact.moment.known_at.to_string());
  w.key("register").begin_object().key("firms").number(static_cast<std::int64_t>(impact.firms));
  w.key("counted")
      .number(static_cast<std::int64_t>(impact.counted))
      .key("synthetic")
      .boolean(impact.synthetic);
  w.key("sampled").boolean(impact.counted < impact.firms).end_object();
  w.key("totals").begin_array();
  for (std::size_t i = 0; i < impact.totals.size(); ++i) {
    const Impact::OfTotal& one = impact.totals[i];
    w.begin_object().key("total").string(kTotalWords[i]);
    write(w, "before_fen", one.amount.before);
    write(w, "after_fen", one.amount.after);
    w.key("up").begin_object().key("firms").number(one.firms_up);
    write(w, "amount_fen", one.up);
    w.end_object().key("down").begin_object().key("firms").number(one.firms_down);
    write(w, "amount_fen", one.down);
    w.end_object();
    write_error(w, one.amount);
    w.end_object();
  }
  w.end_array().key("firms").begin_object();
  write(w, impact.swing);
  w.end_object().key("provisions").begin_array();
  for (const Impact::OfProvision& one : impact.provisions)
    write(w, one);
  w.end_array().key("groups").begin_array();
  for (const Impact::Grouping& grouping : impact.groupings) {
    w.begin_object().key("name").string(grouping.name).key("label").text(grouping.label);
    w.key("rows").begin_array();
    for (const Impact::Group& group : grouping.groups) {
      w.begin_object().key("code").string(group.code).key("label").text(group.label);
      write(w, group.swing);
      w.end_object();
    }
    w.end_array().end_object();
  }
  w.end_array().key("cases");
  if (cases != nullptr) {
    write(w, *cases);
  } else {
    w.null();
  }
  w.end_object();
  return w.take();
}

}  // namespace fugong::publishing
