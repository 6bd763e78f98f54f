#include "desks/register/import.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "desks/register/layout.hpp"
#include "desks/register/merge.hpp"
#include "desks/register/places.hpp"

namespace fugong::enterprise_register {

using store::Row;
using store::Transaction;

namespace {

/// Of each kind of message, so many are kept for the text.
constexpr std::size_t kFirstKept = 20;

template <class T>
void keep_first(std::vector<T>& list, const T& one) {
  if (list.size() < kFirstKept) list.push_back(one);
}

class Import {
 public:
  Import(Register& reg, Layout::Kind kind, const ImportOptions& options)
      : reg_(reg),
        kind_(kind),
        options_(options),
        places_(reg.book()),
        rows_(options.read, options.file, options.encoding, options.limits) {
    report_.file = options.file;
    report_.source = options.source;
    report_.stated_on = options.stated_on;
    report_.dry_run = options.dry_run;
    report_.complete = options.complete;
    report_.of_facts = kind == Layout::Kind::facts;
  }

  Result<ImportReport> run(const ColumnMap* written) {
    auto header = rows_.header();
    if (!header) return fail(std::move(header.error()));
    const ColumnMap map = written != nullptr ? *written : map_of_header(*header);
    auto layout = Layout::make(reg_.book(), places_, map, kind_, *header, options_.file);
    if (!layout) return fail(std::move(layout.error()));
    report_.unread_columns = layout->unread();
    auto done = begin();
    bool more = true;
    while (done && more) {
      auto read = read_part(*layout);
      if (!read) return fail(std::move(read.error()));
      more = *read;
      done = keep_part(layout->child_kind());
    }
    if (done && options_.complete) done = mark_gone();
    if (done) done = finish();
    if (!done) return fail(std::move(done.error()));
    report_.encoding = rows_.encoding();
    report_.encoding_was_found_out = rows_.encoding_was_found_out();
    return std::move(report_);
  }

 private:
  /// Changes of a dry run are made and taken back.
  Result<void> transact(const std::function<Result<void>(Transaction&)>& body) {
    static const std::string kTakenBack = "import-dry-run";
    auto done = reg_.transact([&](Transaction& t) -> Result<void> {
      auto made = body(t);
      if (made && options_.dry_run) return fail(kTakenBack, {}, {}, {});
      return made;
    });
    if (!done && done.error()[0].code == kTakenBack) return {};
    return done;
  }

  Result<void> begin() {
    return transact([&](Transaction& t) -> Result<void> {
      auto earlier = t.run(
          "SELECT rows_done FROM import_run WHERE file = ? AND source = ? AND finished = 0 "
          "ORDER BY number DESC LIMIT 1",
          {options_.file, options_.source});
      if (!earlier) return fail(std::move(earlier.error()));
      report_.earlier_run_stopped_after.reset();
      if (!earlier->empty()) {
        report_.earlier_run_stopped_after = std::get<std::int64_t>(earlier->at(0).at(0));
      }
      auto next = t.run("SELECT COALESCE(MAX(number), 0) + 1 FROM import_run");
      if (!next) return fail(std::move(next.error()));
      run_ = std::get<std::int64_t>(next->at(0).at(0));
      auto added = t.run(
          "INSERT INTO import_run (number, file, source, stated_on, rows_done, finished) "
          "VALUES (?, ?, ?, ?, 0, 0)",
          {run_, options_.file, options_.source, options_.stated_on.to_string()});
      if (!added) return fail(std::move(added.error()));
      return tell(t, false);
    });
  }

  Result<void> tell(Transaction& t, bool has_ended) {
    if (!options_.record || options_.dry_run) return {};
    return options_.record(t, report_, has_ended);
  }

  Result<void> finish() {
    return transact([&](Transaction& t) -> Result<void> {
      auto done = t.run("UPDATE import_run SET finished = 1 WHERE file = ? AND source = ?",
                        {options_.file, options_.source});
      if (!done) return fail(std::move(done.error()));
      return tell(t, true);
    });
  }

  /// Reads up to kRowsAtOnce rows; false at the end of the file.
  Result<bool> read_part(const Layout& layout) {
    part_.clear();
    CsvRecord row;
    for (std::size_t i = 0; i < kRowsAtOnce; ++i) {
      auto there = rows_.next(row);
      if (!there || !*there) return there;
      if (++report_.rows > options_.max_rows) {
        return fail("import-too-many-rows", Place{options_.file, 0, 0, ""},
                    {fmt::format("文件超过 {} 行", options_.max_rows),
                     fmt::format("the file has more than {} rows", options_.max_rows)},
                    {"拆成几个文件", "split it into several files"});
      }
      read_row(layout, row);
    }
    return true;
  }

  void read_row(const Layout& layout, const CsvRecord& row) {
    FirmRecord record;
    std::vector<RowRemark> faults;
    std::vector<RowRemark> remarks;
    bool good = layout.read(row, options_.stated_on, record, faults, remarks);
    const std::string key =
        record.uscc.empty() && kind_ == Layout::Kind::facts ? name_key(record.name) : record.uscc;
    if (key.empty()) ++rows_without_code_;
    if (!key.empty()) {
      const auto [seen, first] = seen_.emplace(key + "/" + record.child_id, record.row);
      if (!first) {
        good = false;
        faults.push_back(
            {row.row,
             "",
             {"row-twice",
              Place{options_.file, static_cast<std::int32_t>(row.line), 0, ""},
              {fmt::format("与第 {} 行重复", seen->second),
               fmt::format("the same as row {}", seen->second)},
              {"只留一行；保留的是前面那行", "keep one of them; the earlier row was taken"}}});
      }
    }
    for (const RowRemark& fault : faults)
      say(fault, true);
    if (!good) {
      ++count(RowResult::bad);
      return;
    }
    for (const RowRemark& remark : remarks)
      say(remark, false);
    part_.push_back(std::move(record));
  }

  Result<void> keep_part(const std::string& child_kind) {
    std::vector<MergeOutcome> outcomes;
    auto done = transact([&](Transaction& t) -> Result<void> {
      outcomes.clear();
      Merge merge(t, reg_.book(), options_);
      for (const FirmRecord& record : part_) {
        auto outcome =
            kind_ == Layout::Kind::firms ? merge.firm(record) : merge.facts(record, child_kind);
        if (!outcome) return fail(std::move(outcome.error()));
        outcomes.push_back(std::move(*outcome));
      }
      if (auto put = merge.finish(); !put) return put;
      auto moved =
          t.run("UPDATE import_run SET rows_done = ? WHERE number = ?", {report_.rows, run_});
      if (!moved) return fail(std::move(moved.error()));
      return {};
    });
    if (!done) return done;
    for (std::size_t i = 0; i < outcomes.size(); ++i)
      take(part_[i], outcomes[i]);
    return {};
  }

  void take(const FirmRecord& record, const MergeOutcome& outcome) {
    ++count(outcome.result);
    if (report_.of_facts) ++report_.matches[static_cast<std::size_t>(outcome.match)];
    if (outcome.fault) say({record.row, "", *outcome.fault}, true);
    for (const RowRemark& remark : outcome.remarks)
      say(remark, false);
    for (const Change& change : outcome.changes) {
      ++report_.changes;
      keep_first(report_.first_changes, change);
      if (options_.observer.change) options_.observer.change(change, false);
    }
    for (const Change& conflict : outcome.conflicts) {
      ++report_.conflicts;
      keep_first(report_.first_conflicts, conflict);
      if (options_.observer.change) options_.observer.change(conflict, true);
    }
  }

  /// A row whose code can't be read may be any enterprise: then none is marked.
  Result<void> mark_gone() {
    if (rows_without_code_ > 0) {
      report_.gone = -1;
      return {};
    }
    std::vector<std::string> gone;
    auto done = transact([&](Transaction& t) -> Result<void> {
      gone.clear();
      auto scanned = t.scan(
          "SELECT id FROM enterprise WHERE origin = 'imported' AND gone_on = '' ORDER BY number",
          {}, [&](const Row& row) {
            const auto& id = std::get<std::string>(row[0]);
            if (!seen_.contains(id + "/")) gone.push_back(id);
            return true;
          });
      if (!scanned) return scanned;
      for (const std::string& id : gone) {
        auto marked = t.run("UPDATE enterprise SET gone_on = ? WHERE id = ?",
                            {options_.stated_on.to_string(), id});
        if (!marked) return fail(std::move(marked.error()));
      }
      return {};
    });
    if (!done) return done;
    report_.gone = static_cast<std::int64_t>(gone.size());
    for (const std::string& id : gone) {
      keep_first(report_.first_gone, id);
      if (options_.observer.gone) options_.observer.gone(id);
    }
    return {};
  }

  void say(const RowRemark& remark, bool is_fault) {
    ++(is_fault ? report_.bad_by_code : report_.remarks_by_code)[remark.fault.code];
    keep_first(is_fault ? report_.first_faults : report_.first_remarks, remark);
    if (options_.observer.row) options_.observer.row(remark, is_fault);
  }

  std::int64_t& count(RowResult result) {
    return report_.results[static_cast<std::size_t>(result)];
  }

  Register& reg_;
  Layout::Kind kind_;
  const ImportOptions& options_;
  Places places_;
  CsvRows rows_;
  ImportReport report_;
  std::vector<FirmRecord> part_;
  std::unordered_map<std::string, std::int64_t> seen_;  ///< "code/child" -> row
  std::int64_t rows_without_code_ = 0;
  std::int64_t run_ = 0;
};

}  // namespace

Result<ImportReport> import_firms(Register& reg, const ColumnMap* map,
                                  const ImportOptions& options) {
  return Import(reg, Layout::Kind::firms, options).run(map);
}

Result<ImportReport> import_facts(Register& reg, const ColumnMap* map,
                                  const ImportOptions& options) {
  return Import(reg, Layout::Kind::facts, options).run(map);
}

}  // namespace fugong::enterprise_register
