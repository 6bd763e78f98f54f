// Kinds: what rows of a bulk upload mean. A row is one request of the API, made for the person who
// uploaded it; nothing can be done in bulk that can't be done one by one. Private to the room.
//
//   const Kinds kinds(pack, procedures);
//   auto columns = kinds.columns(Kind::filings, table);      // or all that is wrong with the head
//   auto ask = kinds.filing(*columns, row);                  // Result<std::string>: the body
//
// Pure.
#pragma once

#include <array>
#include <cstdint>
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

/// Of each column of a table what it is: "reference", "provision", a fact's name; empty: nothing
/// that we read, such as what a template or a list of faults has for people.
using Columns = std::vector<std::string>;

/// What a partner answers to one case.
struct Answer {
  std::string reference;
  std::string body;  ///< of the act
};

class Kinds {
 public:
  /// Both must outlive it.
  Kinds(const pack::Pack& pack, const casework::Procedures& procedures)
      : pack_(pack), procedures_(procedures) {}

  /// By the names of the API, the pack's names of facts, or their labels. Faults:
  /// "bulk-column-missing", "bulk-column-unknown", "bulk-column-twice" (two names of one thing),
  /// all at once, by "/columns/NAME".
  Result<Columns> columns(Kind kind, const std::vector<std::string>& names) const;

  /// Faults of a row have its column as their pointer, "/answer": "bulk-cell-missing",
  /// "bulk-cell-formula", "bulk-cell-rounded", "bulk-cell-error", "bulk-cell-long",
  /// "bulk-answer-invalid", "bulk-reference-invalid".
  Result<Answer> answer(const Columns& columns, const sheets::SheetRow& row) const;
  Result<std::string> filing(const Columns& columns, const sheets::SheetRow& row) const;

  /// Whether one applies for it here.
  bool has_procedure(std::string_view provision) const;

  /// The head of a template; of filings for one provision, or for any.
  std::vector<std::string> template_columns(Kind kind, std::string_view provision) const;

 private:
  const law::Fact* fact(std::string_view name) const;
  const law::SubjectKind* kind_named(std::string_view name) const;

  const pack::Pack& pack_;
  const casework::Procedures& procedures_;
};

}  // namespace fugong::bulk
