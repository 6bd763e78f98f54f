// What a letter says: from a case, as it was behind one of its events, to a document in Chinese
// with the English below. No value of a fact stands in it but the amount that was decided: whoever
// gets hold of a letter learns what was decided about whom and by which rules, no more.
//
//   const Facts facts{Kind::decision, "8F3K-2M7Q-1XT5-74/3", ...};
//   auto pdf = paper::write_pdf(compose(facts));
//
// Pure: the same facts give the same document.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "base/tree.hpp"
#include "desks/casework/case.hpp"
#include "pack/pack.hpp"
#include "platform/audit/checkpoint.hpp"
#include "platform/paper/paper.hpp"

namespace fugong::letters {

enum class Kind : std::uint8_t {
  acknowledgement,
  decision,
  recovery,  ///< money is claimed back
};
inline constexpr std::array kAllKinds{Kind::acknowledgement, Kind::decision, Kind::recovery};

std::string_view name_of(Kind kind);
std::optional<Kind> kind_of(std::string_view name);

/// That a signed checkpoint includes the letter's event.
struct Inclusion {
  audit::Checkpoint checkpoint;
  std::int64_t index = 0;  ///< of the event in the log, from 0
  std::string proof;       ///< the file (docs/audit.md)
  std::string key;         ///< the public key, by which it is checked
};

struct Facts {
  Kind kind = Kind::decision;
  std::string reference;  ///< of the case
  std::string number;     ///< of the letter
  std::string code;       ///< to verify it by
  std::string address;    ///< where: the whole address of the page, for the QR code
  Date on;                ///< day of the event
  const pack::Pack& pack;
  const casework::Procedure& procedure;
  const casework::Calendar& calendar;
  casework::Case then;          ///< the case right behind the event
  std::string firm_name;        ///< empty: the register has none
  std::string event;            ///< of the audit log, "210902/12"
  std::string hash;             ///< of that event
  std::optional<Node> receipt;  ///< of the judgement, if it is kept
  std::optional<Inclusion> inclusion = {};
  bool awaits_signature = false;  ///< without an inclusion: there will be one
};

paper::Document compose(const Facts& facts);

/// "2020年3月2日" and "2 March 2020".
Text day_in_words(const Date& day);

}  // namespace fugong::letters
