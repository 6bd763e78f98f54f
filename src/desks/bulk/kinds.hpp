// Kinds: what rows of a bulk upload mean. A row is one request of the API, made for the person who
// uploaded it; nothing can be done in bulk that can't be done one by one. Private to the room.
//
//   const Kinds kinds(pack, procedures);
//   auto columns = kinds.columns(Kind::filings, table);      // or all that is wrong with the head
//   auto ask = kinds.filing(*columns, row, files);           // Result<Filing>: the body
//
// Pure.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "desks/bulk/table.hpp"
#include "desks/casework/procedure.hpp"
#include "pack/pack.hpp"

namespace fugong::bulk {

enum class Kind : std::uint8_t { partner_answers, filings };
std::string_view name_of(Kind kind);
std::optional<Kind> kind_of(std::string_view name);

/// Of each column of a table what it is: "reference", "provision", the name of a fact, the id of a
/// document; empty: nothing that we read, such as what a template or a list of faults has for
/// people.
using Columns = std::vector<std::string>;

/// What a partner answers to one case.
struct Answer {
  std::string reference;
  std::string body;  ///< of the act
};

/// A file that was uploaded before (platform/uploads) and is in no case yet.
struct LooseFile {
  std::string id;
  std::string name;  ///< as whoever uploaded it calls it
};
/// Those of a firm; asked where a row names one.
using LooseFiles = std::function<std::vector<LooseFile>(const std::string& firm)>;

/// An application, as a row makes it.
struct Filing {
  std::string body;
  std::vector<std::string> documents;  ///< from which column each of "/documents" came
};

class Kinds {
 public:
  /// Both must outlive it.
  Kinds(const pack::Pack& pack, const casework::Procedures& procedures)
      : pack_(pack), procedures_(procedures) {}

  /// By the names of the API, the pack's names of facts and documents, or their labels. Faults:
  /// "bulk-column-missing", "bulk-column-unknown", "bulk-column-twice" (two names of one thing),
  /// all at once, by "/columns/NAME".
  Result<Columns> columns(Kind kind, const std::vector<std::string>& names) const;

  /// Faults of a row have its column as their pointer, "/answer": "bulk-cell-missing",
  /// "bulk-cell-formula", "bulk-cell-rounded", "bulk-cell-error", "bulk-cell-long",
  /// "bulk-answer-invalid", "bulk-reference-invalid", "bulk-number-invalid" (what isn't written in
  /// plain digits, such as 1e3), "bulk-provision-unknown", "bulk-file-unknown",
  /// "bulk-file-ambiguous" (several files have that name). A cell of a document names files by
  /// their ids or names, several with ";" between them.
  Result<Answer> answer(const Columns& columns, const sheets::SheetRow& row) const;
  Result<Filing> filing(const Columns& columns, const sheets::SheetRow& row,
                        const LooseFiles& files) const;

  /// Whether one applies for it here.
  bool has_procedure(std::string_view provision) const;

  /// The head of a template; of filings for one provision, or for any.
  std::vector<std::string> template_columns(Kind kind, std::string_view provision) const;

 private:
  const law::Fact* fact(std::string_view name) const;
  /// By its id or title, of whichever procedure; null: there is none.
  const casework::DocumentWanted* document(std::string_view name) const;
  const law::SubjectKind* kind_named(std::string_view name) const;

  const pack::Pack& pack_;
  const casework::Procedures& procedures_;
};

}  // namespace fugong::bulk
