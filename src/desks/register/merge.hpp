// Merge: what rows say into what the register knows, inside one transaction. New enterprises are
// gathered and put in by finish(), which comes last; none may come twice. Private to
// desks/register.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "desks/register/bulk_rows.hpp"
#include "desks/register/layout.hpp"

namespace fugong::enterprise_register {

struct MergeOutcome {
  RowResult result = RowResult::same;
  Match match = Match::code;
  std::string id;  ///< credit code of the enterprise, where it is known
  std::vector<Change> changes;
  std::vector<Change> conflicts;
  std::vector<RowRemark> remarks;
  std::optional<Fault> fault;  ///< result is bad
};

class Merge {
 public:
  Merge(store::Transaction& t, const law::Rulebook& book, const ImportOptions& options)
      : t_(t), book_(book), options_(options) {}

  Result<MergeOutcome> firm(const FirmRecord& record);
  Result<MergeOutcome> facts(const FirmRecord& record, const std::string& child_kind);
  Result<void> finish();

 private:
  struct Known;

  Result<void> add(const FirmRecord& record, MergeOutcome& outcome);
  Result<void> change_particulars(const FirmRecord& record, const Known& known,
                                  MergeOutcome& outcome);
  Result<std::optional<Known>> find(const FirmRecord& record, MergeOutcome& outcome);
  Result<std::int64_t> child_position(std::int64_t number, const std::string& kind,
                                      const std::string& id, MergeOutcome& outcome);
  Result<void> put_facts(std::int64_t number, std::int64_t position, const std::string& child,
                         const FirmRecord& record, bool is_new, MergeOutcome& outcome);
  Result<void> put_fact(std::int64_t number, std::int64_t position, const std::string& child,
                        const FirmRecord& record, const StatedFact& fact,
                        const std::vector<store::Row>& known, MergeOutcome& outcome);

  store::Transaction& t_;
  const law::Rulebook& book_;
  const ImportOptions& options_;
  Result<bool> may_stand_here(bool synthetic);

  std::int64_t next_number_ = 0;
  BulkRows new_;
  std::optional<bool> has_real_, has_synthetic_;
};

}  // namespace fugong::enterprise_register
