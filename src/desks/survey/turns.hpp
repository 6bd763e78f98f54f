// What turns where a figure of a subject is a step larger: conditions, rules of tables, amounts.
// Private to desks/survey.
#pragma once

#include "desks/survey/survey.hpp"

namespace fugong::survey {

/// Fills in the codes and ids of every example, and of each cliff's what turns there.
class Turns {
 public:
  Turns(const pack::Pack& pack, const enterprise_register::Snapshot& snapshot,
        const law::Moment& moment, const std::vector<int>& measures)
      : pack_(pack), snapshot_(snapshot), cursor_(snapshot), moment_(moment), measures_(measures) {}

  void name(std::optional<Example>& example, std::size_t kind);
  /// `provision`: empty for what firms hold together, of that total.
  void find(const Shift& shift, std::optional<std::size_t> provision, std::size_t total,
            Cliff& cliff);
  /// Why examples couldn't be read, if so: the snapshot isn't what it was.
  const Result<void>& outcome() const { return lost_; }

 private:
  bool enter(std::size_t firm);
  /// The enterprise of an example, of that kind with no other subject than the example, and of the
  /// kinds above with no other than those that it belongs to.
  law::Subject subject_of(const Example& example, std::size_t kind);
  std::size_t kind_of(std::size_t provision) const;
  /// Of the example's subject, or what its firm holds together: the amount that counts in the
  /// cliff.
  std::int64_t amount_of(const law::Answer& answer, std::optional<std::size_t> provision,
                         std::size_t total, law::State state) const;

  const pack::Pack& pack_;
  const enterprise_register::Snapshot& snapshot_;
  enterprise_register::SnapshotCursor cursor_;
  const law::Moment moment_;
  const std::vector<int> measures_;
  std::optional<std::size_t> group_;  // that is in memory
  Result<void> lost_;
};

}  // namespace fugong::survey
