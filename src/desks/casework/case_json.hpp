// Cases as the API gives them (docs/api/openapi.yaml). Private to the room.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/json_writer.hpp"
#include "desks/casework/casebook.hpp"
#include "desks/casework/judging.hpp"

namespace fugong::casework {

/// What of a case is whoever asks's own.
struct CaseView {
  const Calendar& calendar;
  Date today;
  std::vector<Act> acts = {};  ///< that he may do now
  bool shows_facts = false;    ///< whether he sees what it was judged by
  /// Of a partner his id: he sees his own events, his step, the amount and his day, and no more.
  std::string partner = {};
  const Text* firm_name = nullptr;  ///< null where the register has it not
  Text about = {};                  ///< of the provision its title, of a finding its fact
  /// Of what isn't decided: what other cases of the firm leave.
  std::vector<Against> against = {};
  /// Of what isn't decided: facts that are others by now.
  std::vector<FactChange> changes = {};
  /// Of an office: what it has in common with cases of other firms, and which of those it may see.
  std::vector<Warning> warnings = {};
  std::set<std::string> in_sight = {};
  bool is_office = false;
};

/// Case.
std::string case_json(const Stored& stored, const Procedure& procedure, const CaseView& view,
                      const std::vector<Event>& history);
/// "subject": the child that a fact is of; null where `kind` is empty, the firm itself.
void write_subject(JsonWriter& w, const std::string& kind, const std::string& id);
/// "found": the decision behind a fact; null where it is nobody's finding.
void write_found(JsonWriter& w, const std::optional<FoundBy>& found);
/// "against": the rules of stacking that leave less than the rules give.
void write_against(JsonWriter& w, const std::vector<Against>& against);
/// What of a line does not stand with it.
struct LineView {
  const Procedure* procedure = nullptr;  ///< null where the pack has it no longer
  const Text* firm_name = nullptr;       ///< null where the register has it not
  const Calendar& calendar;
  Date today;
  Text about = {};  ///< as of CaseView
  bool is_finding = false;
};
/// CaseLine.
std::string line_json(const Queued& line, const LineView& view);

}  // namespace fugong::casework
