// Expressions of the values of nodes.
#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "engines/sql/ends.hpp"

namespace fugong::sql {

using decision::Op;

namespace {

using Child = std::function<ExprPtr(std::uint32_t)>;

/// What a whole number comes to, by the least number of each stretch.
ExprPtr by_order(const ExprPtr& x, std::span<const std::pair<std::int64_t, std::uint32_t>> from,
                 const Child& child) {
  if (from.size() == 1) return child(from[0].second);
  const std::size_t half = from.size() / 2;
  return when(comparison(Op::less, x, whole(from[half].first)),
              by_order(x, from.first(half), child), by_order(x, from.subspan(half), child));
}

/// The same, asked so that NULL comes to what the least number comes to.
ExprPtr by_order_or_null(const ExprPtr& x,
                         std::span<const std::pair<std::int64_t, std::uint32_t>> from,
                         const Child& child) {
  if (from.size() == 1) return child(from[0].second);
  const std::size_t half = from.size() / 2;
  return when(comparison(Op::greater_equal, x, whole(from[half].first)),
              by_order_or_null(x, from.subspan(half), child),
              by_order_or_null(x, from.first(half), child));
}

/// The same with stretches that go on alike made one.
std::vector<std::pair<std::int64_t, std::uint32_t>> stretches(
    std::vector<std::pair<std::int64_t, std::uint32_t>> from) {
  std::sort(from.begin(), from.end());
  const auto alike = [](const auto& a, const auto& b) { return a.second == b.second; };
  from.erase(std::unique(from.begin(), from.end(), alike), from.end());
  return from;
}

ExprPtr is_one_of(const ExprPtr& x, const std::vector<std::string>& literals) {
  const auto make = [&](bool positive) {
    if (literals.size() == 1) {
      return text({"(", (positive ? " = " : " <> ") + literals[0] + ")"}, {x});
    }
    std::string list;
    for (const std::string& literal : literals)
      list += (list.empty() ? "" : ", ") + literal;
    return text({"(", (positive ? " IN (" : " NOT IN (") + list + "))"}, {x});
  };
  auto made = std::make_shared<Expr>(*make(true));
  made->inverse = make(false);
  return made;
}

/// What one of some values comes to, each with its literal. `numbers`: as whole numbers, if they
/// are some.
ExprPtr by_literal(const ExprPtr& x,
                   const std::vector<std::pair<std::string, std::uint32_t>>& values,
                   const std::vector<std::pair<std::int64_t, std::uint32_t>>& numbers,
                   const Child& child) {
  std::map<std::uint32_t, std::vector<std::string>> groups;
  for (const auto& [literal, id] : values)
    groups[id].push_back(literal);
  std::uint32_t most = groups.begin()->first;
  for (const auto& [id, literals] : groups) {
    if (literals.size() > groups.at(most).size()) most = id;
  }
  constexpr std::size_t kHashed = 4;  // about what a list costs that is looked up at once
  std::size_t cost = 0;
  for (const auto& [id, literals] : groups) {
    if (id != most) cost += std::min(literals.size(), kHashed);
  }
  const auto ordered = stretches(numbers);
  if (!ordered.empty() && static_cast<std::size_t>(std::bit_width(ordered.size() - 1)) < cost) {
    return by_order(x, ordered, child);
  }
  ExprPtr made = child(most);
  for (const auto& [id, literals] : groups) {
    if (id != most) made = when(is_one_of(x, literals), child(id), made);
  }
  return made;
}

bool is_plain(const Expr& expr) {
  return expr.kind == Expr::Kind::whole || expr.kind == Expr::Kind::truth ||
         expr.kind == Expr::Kind::column;
}

}  // namespace

/// The value of a node, to be worked out once for a row.
ExprPtr Maker::refer(NodeId id, int flavour) {
  const Reference reference{id, flavour};
  auto found = defined_.find(reference);
  if (found == defined_.end()) {
    // Codes and numbers may hang on both ends.
    if (forms_[id].has_spans() && flavour != Flavour::low && flavour != Flavour::high) {
      refer(id, Flavour::low);
      refer(id, Flavour::high);
    }
    if (forms_[id].month_key != nullptr && flavour == Flavour::number) {
      refer(id, Flavour::month_key);
    }
    found = defined_.emplace(reference, define(id, flavour)).first;
  }
  return is_plain(*found->second) ? found->second : value_of_node(id, flavour);
}

ExprPtr Maker::code_of(NodeId id) {
  const Form& form = forms_[id];
  if (form.codes.empty()) return whole(kNumber);
  if (!form.has_number && form.codes.size() == 1) return whole(form.codes[0]);
  if (form.is_truth()) {
    // There TRUE is 1, and kTrue one more than kFalse.
    if (request_.dialect == Dialect::sqlite) {
      return infix(whole(columns::kFalse), " + ", truth_value(id));
    }
    return when(truth_value(id), whole(columns::kTrue), whole(columns::kFalse));
  }
  return refer(id, Flavour::code);
}

ExprPtr Maker::truth_value(NodeId id) {
  const Form& form = forms_[id];
  if (form.codes.size() == 1) return truth_of(form.codes[0] == columns::kTrue);
  return refer(id, Flavour::truth);
}

ExprPtr Maker::counts_of(NodeId id, int scale) {
  return refer(id, Flavour::counts + scale);
}

ExprPtr Maker::define(NodeId id, int flavour) {
  const Form& form = forms_[id];
  if (flavour == Flavour::number) {
    return form.column != nullptr ? column_of(form.column->numbers, true) : form.number;
  }
  if (flavour == Flavour::divisor) return form.divisor;
  if (flavour == Flavour::low) return form.low;
  if (flavour == Flavour::high) return form.high;
  if (flavour == Flavour::month_key) return form.month_key;
  if (flavour >= Flavour::specials) {
    const Special& of = form.special(kSpecial - (flavour - Flavour::specials) / 2);
    return (flavour - Flavour::specials) % 2 == 0 ? of.code : of.is_number;
  }
  const bool of_counts = flavour >= Flavour::counts;
  const bool low = flavour >= Flavour::lows && flavour < Flavour::highs;
  const bool of_ends = flavour >= Flavour::lows;
  const int scale = (flavour - Flavour::counts) % Flavour::kScales;
  const Numbers numbers = of_counts ? numbers_of(id) : Numbers{};
  const auto at_scale = [&](std::int64_t count) {
    if (count == columns::kFar || count == -columns::kFar) return whole(count, true);
    return times_power_of_ten(whole(count, true), scale - numbers.scale);
  };
  // What is deep itself stands by itself.
  const auto unless_deep = [&](const ExprPtr& expr, Outcome outcome, int part) {
    if (depth_of(*expr, {}) <= most_inside(request_.dialect) / 2) return expr;
    return refer(id, Flavour::specials + 2 * (kSpecial - outcome) + part);
  };
  const auto leaf = [&](Outcome outcome) -> ExprPtr {
    const bool special = outcome <= kSpecial;
    if (flavour == Flavour::truth) {
      return special ? form.special(outcome).truth : truth_of(outcome == columns::kTrue);
    }
    if (flavour == Flavour::is_number) {
      return special ? unless_deep(form.special(outcome).is_number, outcome, 1)
                     : truth_of(outcome == kNumber);
    }
    if (flavour == Flavour::code) {
      return special ? unless_deep(form.special(outcome).code, outcome, 0) : whole(outcome);
    }
    const auto code = static_cast<Code>(outcome);
    if (of_ends && (special || outcome == kNumber || form.dictionary.is_span(code))) {
      return end_at(id, low, scale);
    }
    if (const auto count = numbers.counts.find(code); count != numbers.counts.end()) {
      return at_scale(count->second);
    }
    const auto span = numbers.spans.find(code);
    if (!of_ends || span == numbers.spans.end()) return null_number();
    return at_scale(low ? span->second.low : span->second.high);
  };
  if (form.is_constant) return leaf(form.codes[0]);
  if (form.choice) return written(id, leaf, flavour);
  // An input.
  const std::vector<Point> points = points_as_one(id);
  std::vector<std::uint32_t> next;
  for (const Point& at : points)
    next.push_back(at.code);
  std::map<std::uint32_t, ExprPtr> made;
  return branch_on_input(form, points, next, [&](std::uint32_t outcome) {
    ExprPtr& of = made[outcome];
    if (of == nullptr) of = leaf(static_cast<Outcome>(outcome));
    return of;
  });
}

ExprPtr Maker::written(NodeId id, const std::function<ExprPtr(Outcome)>& leaf, int flavour) {
  const Choice& choice = *forms_[id].choice;
  if (choice.written_leaves(kMostLeaves) > kMostLeaves &&
      choice.places(kMostPlaces) <= kMostPlaces) {
    return by_table(id, leaf, flavour);
  }
  std::map<std::uint32_t, ExprPtr> made;
  const Child write = [&](std::uint32_t at) -> ExprPtr {
    if (const auto found = made.find(at); found != made.end()) return found->second;
    ExprPtr of;
    if (choice.is_leaf(at)) {
      of = leaf(choice.leaf(at));
    } else {
      const Choice::Branch& branch = choice.branch(at);
      const Dimension& dimension = choice.dimensions()[branch.dimension];
      of = branch_on(dimension.node, dimension.points, branch.next, write);
    }
    made.emplace(at, of);
    return of;
  };
  const ExprPtr all = write(choice.root());
  return depth_of(*all, {}) <= most_deep(request_.dialect) ? all : by_table(id, leaf, flavour);
}

/// Where an operand at one of some points goes on to.
ExprPtr Maker::branch_on(NodeId id, const std::vector<Point>& points,
                         const std::vector<std::uint32_t>& next, const Child& child) {
  const Form& form = forms_[id];
  if (std::all_of(next.begin(), next.end(), [&](std::uint32_t to) { return to == next[0]; })) {
    return child(next[0]);
  }
  if (form.column != nullptr) return branch_on_input(form, points, next, child);
  std::vector<std::pair<std::int64_t, std::uint32_t>> numbers;
  std::vector<std::pair<std::int64_t, std::uint32_t>> codes;
  std::vector<std::pair<std::string, std::uint32_t>> literals;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (points[i].is_number) {
      numbers.emplace_back(points[i].low, next[i]);
    } else {
      codes.emplace_back(points[i].code, next[i]);
      literals.emplace_back(std::to_string(points[i].code), next[i]);
    }
  }
  numbers = stretches(numbers);
  const auto of_number = [&] {
    return numbers.size() == 1 ? child(numbers[0].second)
                               : by_order(refer(id, Flavour::number), numbers, child);
  };
  if (codes.empty()) return of_number();
  const auto of_code = [&] {
    if (form.is_truth()) {
      const auto to = [&](Code code) {
        for (const auto& [of, id_of] : codes) {
          if (of == code) return child(id_of);
        }
        return child(codes[0].second);
      };
      return when(truth_value(id), to(columns::kTrue), to(columns::kFalse));
    }
    return by_literal(code_of(id), literals, codes, child);
  };
  if (numbers.empty()) return of_code();
  return when(refer(id, Flavour::is_number), of_number(), of_code());
}

ExprPtr Maker::branch_on_input(const Form& form, const std::vector<Point>& points,
                               const std::vector<std::uint32_t>& next, const Child& child) {
  const Column& column = *form.column;
  std::vector<std::pair<std::int64_t, std::uint32_t>> numbers;
  std::map<Code, std::uint32_t> codes;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (points[i].is_number) {
      numbers.emplace_back(points[i].low, next[i]);
    } else {
      codes.emplace(points[i].code, next[i]);
    }
  }
  ExprPtr made;
  if (!column.stored.empty()) {
    std::vector<std::pair<std::string, std::uint32_t>> literals;
    std::vector<std::pair<std::int64_t, std::uint32_t>> wholes;
    ExprPtr x = column_of(column.values);
    bool truths = false;
    std::optional<std::uint32_t> sides[2];
    for (std::size_t i = 0; i < column.stored.size(); ++i) {
      const std::uint32_t to = codes.at(form.stored.at(i));
      const auto& raw = column.stored[i].raw;
      if (const bool* is_true = std::get_if<bool>(&raw)) {
        truths = true;
        sides[*is_true ? 1 : 0] = to;
      } else if (const std::int64_t* number = std::get_if<std::int64_t>(&raw)) {
        literals.emplace_back(std::to_string(*number), to);
        wholes.emplace_back(*number, to);
      } else {
        literals.emplace_back(quoted_text(std::get<std::string>(raw), request_.dialect), to);
      }
    }
    if (truths) {
      made = when(x, child(sides[1].value_or(*sides[sides[1] ? 1 : 0])),
                  child(sides[0].value_or(*sides[sides[0] ? 0 : 1])));
    } else {
      // By its bytes, whatever order the column has.
      if (wholes.empty()) {
        x = request_.dialect == Dialect::postgresql ? text({"(", "::text COLLATE \"C\")"}, {x})
                                                    : text({"(", " COLLATE BINARY)"}, {x});
      }
      made = by_literal(x, literals, wholes, child);
    }
  }
  if (!form.unsaid.empty()) {
    ExprPtr unsaid;
    if (form.guard_points.empty()) {
      unsaid = child(codes.at(form.unsaid[0]));
    } else {
      std::vector<std::uint32_t> by_guard;
      for (const Code code : form.unsaid)
        by_guard.push_back(codes.at(code));
      unsaid = branch_on(form.guard, form.guard_points, by_guard, child);
    }
    made = made == nullptr ? unsaid : when(is_null(column_of(column.values)), unsaid, made);
  }
  if (numbers.empty()) return made;
  // Only of codes and counts: a truth that is NULL would be neither TRUE nor FALSE.
  const auto is_whole = [&](const auto& each) {
    return child(each.second)->kind == Expr::Kind::whole;
  };
  numbers = stretches(numbers);
  if (made != nullptr && column.stored.empty() && made == child(numbers[0].second) &&
      std::all_of(numbers.begin(), numbers.end(), is_whole)) {
    return by_order_or_null(column_of(column.numbers), numbers, child);
  }
  const ExprPtr of_number = by_order(column_of(column.numbers), numbers, child);
  return made == nullptr ? of_number : when(is_null(column_of(column.numbers)), made, of_number);
}

/// One of some whole numbers by its place, from 0.
ExprPtr Maker::looked_up(const ExprPtr& place, const std::vector<std::int64_t>& of) const {
  if (request_.dialect == Dialect::postgresql) {
    std::string list;
    for (const std::int64_t each : of)
      list += (list.empty() ? "" : ", ") + std::to_string(each);
    return text({"(ARRAY[" + list + "]::bigint[])[1 + ", "]"}, {place});
  }
  std::vector<std::pair<std::int64_t, std::uint32_t>> from;
  for (std::uint32_t i = 0; i < of.size(); ++i)
    from.emplace_back(i, i);
  return by_order(place, from, [&](std::uint32_t at) { return whole(of[at], true); });
}

/// By the place in a table of all combinations that differ.
ExprPtr Maker::by_table(NodeId id, const std::function<ExprPtr(Outcome)>& leaf, int flavour) {
  const Choice& choice = *forms_[id].choice;
  const Choice::Table table = choice.table();
  const Reference reference{id, Flavour::place};
  if (!defined_.contains(reference)) {
    ExprPtr place;
    for (std::size_t d = 0; d < table.classes.size(); ++d) {
      const Dimension& dimension = choice.dimensions()[d];
      const auto stride = static_cast<std::int64_t>(table.strides[d]);
      std::map<std::uint32_t, ExprPtr> wholes;
      const ExprPtr part =
          branch_on(dimension.node, dimension.points, table.classes[d], [&](std::uint32_t of) {
            ExprPtr& made = wholes[of];
            if (made == nullptr) made = whole(static_cast<std::int64_t>(of) * stride);
            return made;
          });
      place = place == nullptr ? part : infix(place, " + ", part);
    }
    defined_.emplace(reference, place);
  }
  const ExprPtr place = value_of_node(id, Flavour::place);
  std::map<Outcome, ExprPtr> leaves;
  bool written = true;  // each is a number, a truth or NULL as it stands
  for (const Outcome outcome : table.outcomes) {
    ExprPtr& of = leaves[outcome];
    if (of == nullptr) of = leaf(outcome);
    written = written && (of->kind == Expr::Kind::whole || of->kind == Expr::Kind::truth ||
                          of == null_number());
  }
  if (request_.dialect == Dialect::postgresql && written) {
    std::string list;
    for (const Outcome outcome : table.outcomes) {
      const ExprPtr& of = leaves.at(outcome);
      list += (list.empty() ? "" : ", ") + (of->kind == Expr::Kind::whole
                                                ? std::to_string(of->whole)
                                                : render(*of, request_.dialect, {}));
    }
    const bool is_truth = flavour == Flavour::truth || flavour == Flavour::is_number;
    const char* type = is_truth ? "boolean" : flavour == Flavour::code ? "integer" : "bigint";
    return text({"(ARRAY[" + list + "]::" + type + "[])[1 + ", "]"}, {place});
  }
  std::vector<std::pair<std::int64_t, std::uint32_t>> from;
  std::map<Outcome, std::uint32_t> ids;
  std::vector<ExprPtr> exprs;
  for (std::size_t i = 0; i < table.outcomes.size(); ++i) {
    const auto [found, is_new] =
        ids.emplace(table.outcomes[i], static_cast<std::uint32_t>(ids.size()));
    if (is_new) exprs.push_back(leaves.at(table.outcomes[i]));
    from.emplace_back(static_cast<std::int64_t>(i), found->second);
  }
  return by_order(place, stretches(from), [&](std::uint32_t of) { return exprs[of]; });
}

}  // namespace fugong::sql
