// What the workers of an assessment tell the writer of kept rules, if there is one. Private to
// desks/assessment.
#pragma once

#include <utility>
#include <vector>

#include "desks/assessment/kept_rules.hpp"

namespace fugong::assessment {

class RuleKeeping {
 public:
  /// `writer` may be null: nothing is kept. `source` is the law that is counted by.
  RuleKeeping(RulesWriter* writer, const law::Source& source) : writer_(writer), source_(source) {}

  /// The census of the next worker.
  void add_worker(const law::Census& census) {
    if (writer_ == nullptr) return;
    if (rows_.empty()) writer_->begin(source_, census.tables());
    rows_.emplace_back(census);
  }
  void begin_group(std::size_t worker) {
    if (writer_ != nullptr) rows_[worker].begin_group();
  }
  /// The block that the worker's census counted last.
  void add_block(std::size_t worker) {
    if (writer_ != nullptr) rows_[worker].add_block();
  }
  Result<void> write(std::size_t worker, std::size_t group) {
    return writer_ != nullptr ? writer_->write(group, rows_[worker]) : Result<void>{};
  }
  /// A group can't be counted: nobody is to wait for it.
  Result<void> give_up(Result<void> why) {
    if (writer_ != nullptr) writer_->stop();
    return why;
  }

 private:
  RulesWriter* writer_;
  const law::Source& source_;
  std::vector<RuleRows> rows_;  // of each worker
};

}  // namespace fugong::assessment
