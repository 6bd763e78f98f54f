#include "desks/register/sql_summary.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace fugong::enterprise_register {

using columns::Code;
using columns::kNumber;
using columns::kUnsaid;
using law::FactType;

void FactSummary::add(const columns::Leaf& leaf, std::size_t rows) {
  Bounds& here = at_scale[static_cast<std::size_t>(leaf.scale)];
  for (std::size_t row = 0; row < rows; ++row) {
    const Code code = leaf.codes.empty() ? kNumber : leaf.codes[row];
    if (code == kNumber) {
      here.low = std::min(here.low, leaf.numbers[row]);
      here.high = std::max(here.high, leaf.numbers[row]);
    } else if (code == kUnsaid) {
      unsaid = true;
    } else {
      codes = true;
    }
  }
  if (!leaf.values.empty()) values = leaf.values;
}

bool FactSummary::finish(FactType type) {
  scale = type == FactType::money ? 2 : 0;
  for (std::size_t i = 0; i < at_scale.size(); ++i) {
    if (at_scale[i].any()) scale = std::max(scale, static_cast<int>(i));
  }
  if (type == FactType::money && scale > 2) return false;
  for (std::size_t i = 0; i < at_scale.size(); ++i) {
    if (!at_scale[i].any()) continue;
    numbers = true;
    const std::int64_t factor = power_of_ten(scale - static_cast<int>(i));
    const std::int64_t most = kMostCount / factor;
    if (at_scale[i].low < -most || at_scale[i].high > most) return false;
    bounds.low = std::min(bounds.low, at_scale[i].low * factor);
    bounds.high = std::max(bounds.high, at_scale[i].high * factor);
  }
  return true;
}

std::size_t firms_in(const Snapshot& snapshot, std::size_t group) {
  return std::min(kFirmsInGroup, snapshot.firms() - group * kFirmsInGroup);
}

std::int64_t power_of_ten(int exponent) {
  std::int64_t power = 1;
  for (int i = 0; i < exponent; ++i)
    power *= 10;
  return power;
}

tl::unexpected<Faults> sql_cancelled() {
  return fail("cancelled", Place{}, {"已取消，没有留下任何结果", "cancelled; nothing was kept"},
              {"再次运行即可", "run it again"});
}

Result<Summary> summarise(const Snapshot& snapshot, const SqlWriteOptions& options) {
  const law::Rulebook& book = snapshot.book();
  const auto& kinds = book.source().subjects;
  std::vector<std::size_t> kind_of_fact;
  for (const law::Fact& fact : book.facts()) {
    const auto kind = std::find_if(kinds.begin(), kinds.end(),
                                   [&](const auto& each) { return each.name == fact.subject; });
    kind_of_fact.push_back(static_cast<std::size_t>(kind - kinds.begin()));
  }
  Summary made;
  made.facts.resize(book.facts().size());
  made.rows.assign(book.source().subjects.size(), 0);
  SnapshotCursor cursor(snapshot);
  columns::Leaf leaf;
  for (std::size_t group = 0; group < snapshot.groups(); ++group) {
    if (options.progress && !options.progress(0, 0)) return sql_cancelled();
    if (auto sound = snapshot.verify(group); !sound) return fail(std::move(sound.error()));
    const auto here = cursor.go_to(group * kFirmsInGroup, firms_in(snapshot, group));
    for (std::size_t kind = 0; kind < here.size(); ++kind) {
      made.rows[kind] += static_cast<std::int64_t>(here[kind].rows());
      made.all += here[kind].rows();
    }
    for (std::size_t fact = 0; fact < made.facts.size(); ++fact) {
      const std::size_t rows = here[kind_of_fact[fact]].rows();
      if (rows == 0) continue;
      leaf = {};
      if (cursor.read(static_cast<std::uint16_t>(fact), leaf)) {
        made.facts[fact].add(leaf, rows);
      } else {
        made.facts[fact].unsaid = true;
      }
    }
    snapshot.let_go(group);
  }
  for (std::size_t fact = 0; fact < made.facts.size(); ++fact) {
    if (made.facts[fact].finish(book.facts()[fact].type)) continue;
    const std::string& name = book.facts()[fact].name;
    return fail(
        "register-sql-number", Place{"register", 0, 0, "/" + name},
        {fmt::format("事实“{}”的数值过大或小数位过多", name),
         fmt::format("a number of the fact '{}' is too great or has too many digits", name)},
        {"核对登记库中的这一事实", "look at that fact in the register"});
  }
  return made;
}

}  // namespace fugong::enterprise_register
