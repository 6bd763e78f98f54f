#include "desks/bulk/batch_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/json_writer.hpp"

namespace fugong::bulk {
namespace {

/// What a list of faults has before the columns of the upload, which skips them when it is sent
/// again.
constexpr std::array<const char*, 2> kBeside{"row", "faults"};

bool is_beside(const std::string& column) {
  return std::ranges::find(kBeside, column) != kBeside.end();
}

std::int64_t count(const std::vector<Line>& lines, LineState state) {
  return std::ranges::count(lines, state, &Line::state);
}

const char* state_of(const std::vector<Line>& lines) {
  if (count(lines, LineState::unchecked) > 0) return "checking";
  return count(lines, LineState::good) > 0 ? "ready" : "done";
}

}  // namespace

std::string batch_json(const Batch& batch, const std::vector<Line>& lines) {
  JsonWriter w;
  w.begin_object().key("id").string(batch.id).key("kind").string(name_of(batch.kind));
  w.key("name").string(batch.name).key("made_ms").number(batch.made_ms);
  w.key("state")
      .string(state_of(lines))
      .key("rows")
      .number(static_cast<std::int64_t>(lines.size()));
  for (const LineState state :
       {LineState::unchecked, LineState::good, LineState::bad, LineState::done, LineState::failed})
    w.key(name_of(state)).number(count(lines, state));
  w.key("lines").begin_array();
  for (const Line& line : lines) {
    w.begin_object()
        .key("row")
        .number(line.row)
        .key("state")
        .string(name_of(line.state))
        .key("case");
    line.case_reference.empty() ? w.null() : w.string(line.case_reference);
    w.key("faults").begin_array();
    for (const LineFault& fault : line.faults) {
      w.begin_object().key("column").string(fault.column).key("code").string(fault.code);
      w.key("detail").string(fault.detail).key("remedy").string(fault.remedy).end_object();
    }
    w.end_array().end_object();
  }
  return w.end_array().end_object().take();
}

std::string faults_csv(const Batch& batch, const std::vector<Line>& lines) {
  std::vector<std::string> columns{kBeside.begin(), kBeside.end()};
  for (const std::string& column : batch.columns) {
    if (!is_beside(column)) columns.push_back(column);
  }
  std::vector<std::vector<std::string>> rows;
  for (const Line& line : lines) {
    if (line.faults.empty()) continue;
    std::string faults;
    for (const LineFault& fault : line.faults) {
      faults += fmt::format("{}{}{}{} ({})", faults.empty() ? "" : "; ", fault.column,
                            fault.column.empty() ? "" : ": ", fault.detail, fault.remedy);
    }
    std::vector<std::string> cells{std::to_string(line.row), faults};
    for (std::size_t i = 0; i < batch.columns.size(); ++i) {
      if (!is_beside(batch.columns[i])) cells.push_back(line.cells[i].text);
    }
    rows.push_back(std::move(cells));
  }
  return csv_of(columns, rows);
}

}  // namespace fugong::bulk
