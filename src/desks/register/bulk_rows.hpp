// Rows of the register's tables, put in many at a time: a statement for each fact would be a
// journey to the server for each.
#pragma once

#include <vector>

#include "platform/store/database.hpp"

namespace fugong::enterprise_register {

/// Gathered rows, each with a cell for every column of its table: number, id, name_zh, name_en,
/// name_key, note_zh, note_en, origin, kind, registered_on, capital_fen, capital_currency, gone_on
/// of enterprises; enterprise, position, kind, subject_id, absent of subjects; enterprise,
/// position, name, source, value, stated_on of facts.
struct BulkRows {
  std::vector<store::Row> enterprises;
  std::vector<store::Row> subjects;
  std::vector<store::Row> facts;

  /// Puts all of them in; then there are none any more.
  Result<void> put(store::Transaction& t);
};

}  // namespace fugong::enterprise_register
