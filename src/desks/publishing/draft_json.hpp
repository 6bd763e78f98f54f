// Drafts, their files, changes, sheets and jobs as the API gives them; docs/api/openapi.yaml has
// the shapes. Private to the room. Pure.
#pragma once

#include <string>
#include <vector>

#include "base/json_writer.hpp"
#include "desks/publishing/draft_rules.hpp"
#include "pack/check/trial.hpp"
#include "pack/sheet/sheet.hpp"

namespace fugong::publishing {

void write_draft(JsonWriter& w, const Standing& standing, const std::vector<Act>& acts,
                 bool may_edit);
std::string history_json(const std::vector<Change>& changes);
/// `base`: the files that it changes.
std::string files_json(const std::vector<FileLine>& lines, const pack::Files& base);
std::string sheets_json(const std::vector<pack::Sheet>& sheets);
/// `book`: gives expressions their labels; null: they stand for themselves.
std::string sheet_json(const pack::Sheet& sheet, const law::Rulebook* book);
std::string trial_json(const pack::Trial& trial, bool has_firm, std::int64_t ms);
/// `hash`: of the draft now.
void write_job(JsonWriter& w, const Job& job, const std::string& hash, bool with_result);

/// Of a published pack, or of the one that the program has.
struct Listed {
  std::string hash;
  std::string id;
  std::string version;
  Text title;
  std::string notice_number;
  Text notice;
  std::optional<Publication> publication;
  std::string state;  ///< "in_force", "to_come", "replaced", "withdrawn", "founding"
};
std::string packs_json(const std::vector<Listed>& packs, const std::string& served,
                       const std::string& in_force);

}  // namespace fugong::publishing
