// Documents: from the papers that a firm hands in with a filing or an answer to the files that are
// in its case. Private to the room.
//
//   auto papers = read_documents(*fields.node("documents"), faults);    // document and upload only
//   append(faults, check_documents(pack, procedure, papers, {}, facts, subject, today));
//   auto kept = hand_in(mine, uploads, firm, number, papers);           // in the transaction of
//   the act
//
// All that is wrong is told at once, each with its JSON pointer into the body: document-unknown,
// document-too-many, document-missing; upload-unknown, upload-used, upload-waiting, upload-refused.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "desks/casework/case.hpp"
#include "pack/pack.hpp"
#include "platform/uploads/uploads.hpp"

namespace fugong::casework {

/// Of [{document, upload}]: papers without what only their files say.
std::vector<Paper> read_documents(const Node& node, Faults& faults);

/// Against the procedure, with those that the case has already.
Faults check_documents(const Procedure& procedure, const std::vector<Paper>& papers,
                       const std::vector<Paper>& had);

/// The ones that are needed and not there: always, or where the decision that `needed_if` names
/// says so of the firm (or of `subject`) on that day. What can't be told yet is not asked for.
Faults missing_documents(const pack::Pack& pack, const Procedure& procedure,
                         const std::vector<Paper>& papers, const law::Subject& firm,
                         const std::string& subject, const Date& today);

/// Puts the files into the case; whole papers. The transaction sees the firm's files.
Result<std::vector<Paper>> hand_in(store::Transaction& t, const uploads::Uploads& uploads,
                                   const std::string& firm, std::int64_t number,
                                   std::vector<Paper> papers);

}  // namespace fugong::casework
