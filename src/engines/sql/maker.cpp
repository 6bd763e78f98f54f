// Forms of nodes: what may come of them, asked of the row interpreter.
#include "engines/sql/maker.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engines/feel/domain.hpp"
#include "engines/sql/ends.hpp"
#include "engines/sql/tables.hpp"

namespace fugong::sql {

using columns::Node;
using decision::Op;
using decision::Slot;
using feel::Value;

namespace {

constexpr std::int64_t kMostInput = std::int64_t{1} << 60;

}  // namespace

bool Form::may_be(Code code) const {
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

bool Form::is_truth() const {
  return !has_number && !codes.empty() && std::all_of(codes.begin(), codes.end(), [](Code code) {
    return code == columns::kFalse || code == columns::kTrue;
  });
}

Maker::Maker(const decision::Program& program, const Request& request)
    : program_(program), request_(request), frame_(program.new_frame()) {
  settings_.functions = request.functions;
  settings_.today = request.today;
  settings_.fixed = request.fixed;
  environment_.functions = request.functions;
  environment_.call.now.date = request.today;
  for (const auto& [slot, value] : request.fixed)
    program_.set(frame_, slot, value);
  settings_.level_of = [this](Slot slot) -> std::optional<std::size_t> {
    const auto is_fixed = [slot](const auto& fixed) { return fixed.first == slot; };
    if (std::any_of(request_.fixed.begin(), request_.fixed.end(), is_fixed)) return std::nullopt;
    const bool has_column =
        std::any_of(request_.columns.begin(), request_.columns.end(),
                    [slot](const Column& column) { return column.input == slot; });
    // What an unsaid input is hangs on its guard, which rows may tell.
    if (has_column || program_.guard(slot)) return 0;
    return std::nullopt;
  };
}

Query Maker::make() {
  columns::Compiler compiler(program_, settings_, frame_, environment_, nodes_);
  std::vector<NodeId> wanted;
  for (const Slot slot : request_.wanted)
    wanted.push_back(compiler.slot(slot));
  forms_.resize(nodes_.size());
  for (NodeId id = 0; id < nodes_.size(); ++id)
    work_out(id);
  Query query;
  Outputs outputs;
  for (const std::string& name : request_.carried)
    outputs.emplace_back(quoted_name(name), column_of(name));
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const NodeId id = wanted[i];
    const Form& form = forms_[id];
    const Slot slot = request_.wanted[i];
    if (form.refusal) {
      query.refused.push_back({slot, form.refusal->code, form.refusal->reason});
      continue;
    }
    Answer answer;
    answer.slot = slot;
    answer.may_ask = form.may_be(kAsk);
    for (std::size_t code = kFirst; code < form.dictionary.end(); ++code)
      answer.values.push_back(form.dictionary.at(static_cast<Code>(code)));
    answer.is_truth = form.is_truth();
    const std::size_t before = outputs.size();
    if (answer.is_truth) {
      answer.code_column = fmt::format("s{}_truth", i);
      outputs.emplace_back(answer.code_column, truth_value(id));
    } else if (!form.codes.empty()) {
      answer.code_column = fmt::format("s{}_code", i);
      outputs.emplace_back(answer.code_column, code_of(id));
    }
    if (form.has_number && !hand_on(id, fmt::format("s{}", i), answer, outputs)) {
      query.refused.push_back({slot, "no-exact-form", kNoNumbers});
      outputs.resize(before);
      continue;
    }
    query.answers.push_back(std::move(answer));
  }
  query.text = text_of(outputs);
  query.check = check_text();
  return query;
}

/// The numbers of a wanted slot as columns. False if they can't be rounded as they should.
bool Maker::hand_on(NodeId id, const std::string& name, Answer& answer, Outputs& outputs) {
  const Form& form = forms_[id];
  answer.unit = form.unit;
  answer.scale = form.scale;
  Ends ends = own_ends(id);
  ExprPtr number = refer(id, Flavour::number);
  Divisor divisor;
  if (form.is_quotient) divisor = {divisor_of(id), form.divisors};
  const auto rounding = std::find_if(request_.rounded.begin(), request_.rounded.end(),
                                     [&](const Rounded& each) { return each.slot == answer.slot; });
  if (rounding != request_.rounded.end()) {
    FUGONG_CHECK(form.unit == Unit::number && rounding->digits >= 0, "numbers are rounded");
    const auto of_number = rounded({number, number, form.range}, form.scale, rounding->digits,
                                   rounding->rounding, divisor);
    const auto of_ends = rounded(ends, form.scale, rounding->digits, rounding->rounding, divisor);
    if (!of_number || !of_ends) return false;
    number = of_number->low;
    ends = *of_ends;
    answer.scale = rounding->digits;
    divisor = {};
  }
  const auto add = [&](std::string& column, const char* what, const ExprPtr& expr) {
    column = name + what;
    outputs.emplace_back(column, expr);
  };
  add(answer.number_column, "_number", number);
  if (divisor.at != nullptr) add(answer.divisor_column, "_divisor", divisor.at);
  if (!form.has_spans()) return true;
  add(answer.low_column, "_low", ends.low);
  add(answer.high_column, "_high", ends.high);
  for (std::size_t code = kFirst; code < form.dictionary.end(); ++code) {
    const auto of = static_cast<Code>(code);
    answer.spans.push_back(form.dictionary.is_pair(of)   ? Answer::Span::pair
                           : form.dictionary.is_span(of) ? Answer::Span::interval
                                                         : Answer::Span::none);
  }
  return true;
}

void Maker::refuse(NodeId id, std::string code, Text reason) {
  forms_[id].refusal = Refusal{0, std::move(code), std::move(reason)};
}

void Maker::work_out(NodeId id) {
  Form& form = forms_[id];
  const Node& node = *nodes_[id];
  form.dictionary.intern(Value::of(false));
  form.dictionary.intern(Value::of(true));
  for (const NodeId child : node.children) {
    if (!forms_[child].refusal) continue;
    form.refusal = forms_[child].refusal;
    return;
  }
  switch (node.kind) {
    case Node::Kind::constant:
      return make_constant(id);
    case Node::Kind::input:
      return make_input(id);
    case Node::Kind::table:
      return make_table(id);
    case Node::Kind::operation:
      return make_operation(id);
    case Node::Kind::whole:
      if (!by_values(id, false)) refuse(id, "too-many", kTooMany);
      return;
  }
}

void Maker::make_constant(NodeId id) {
  Form& form = forms_[id];
  form.is_constant = true;
  form.codes = {form.dictionary.intern(nodes_[id]->result.value(0))};
}

const Value& Maker::constant(NodeId id) const {
  return forms_[id].dictionary.at(forms_[id].codes[0]);
}

std::vector<NodeId> Maker::open_children(NodeId id) const {
  std::vector<NodeId> open;
  for (const NodeId child : nodes_[id]->children) {
    if (!forms_[child].is_constant) open.push_back(child);
  }
  return open;
}

void Maker::make_input(NodeId id) {
  Form& form = forms_[id];
  const Node& node = *nodes_[id];
  static const Column kNobodySaid;
  const auto found = std::find_if(request_.columns.begin(), request_.columns.end(),
                                  [&](const Column& column) { return column.input == node.slot; });
  const Column& column = found != request_.columns.end() ? *found : kNobodySaid;
  form.column = &column;
  if (!column.numbers.empty()) {
    FUGONG_CHECK(column.low <= column.high && column.low >= -kMostInput &&
                     column.high <= kMostInput && column.scale >= 0,
                 "a range of counts that leaves room to work in");
    form.has_number = true;
    form.unit = column.unit;
    form.scale = column.scale;
    form.range = {column.low, column.high};
  }
  for (std::size_t i = 0; i < column.stored.size(); ++i) {
    form.stored[i] = form.dictionary.intern(column.stored[i].value);
    form.codes.push_back(form.stored[i]);
  }
  if (column.may_be_null) {
    if (column.null) {
      form.unsaid = {form.dictionary.intern(*column.null)};
    } else {
      const auto say = [&](const Value* guard) {
        const std::size_t mark = decision::Program::mark(frame_);
        if (guard != nullptr) program_.keep(frame_, *program_.guard(node.slot), *guard);
        environment_.steps = 0;
        const Value value = program_.evaluate(node.slot, frame_, environment_);
        decision::Program::go_back(frame_, mark);
        form.unsaid.push_back(form.dictionary.intern(value));
      };
      if (node.children.empty()) {
        say(nullptr);
      } else {
        const Form& guard = forms_[node.children[0]];
        form.guard = node.children[0];
        form.guard_points = points_as_one(node.children[0]);
        for (const Point& at : form.guard_points) {
          if (at.is_number || at.code == kAsk) {
            form.unsaid.push_back(kAsk);
            continue;
          }
          const Value value = value_at(guard, at);
          say(&value);
        }
      }
    }
    form.codes.insert(form.codes.end(), form.unsaid.begin(), form.unsaid.end());
  }
  finish(form);
}

/// What an attempt left behind that came to nothing.
void Maker::forget(NodeId id) {
  Form fresh;
  fresh.dictionary.intern(Value::of(false));
  fresh.dictionary.intern(Value::of(true));
  forms_[id] = std::move(fresh);
}

void Maker::make_operation(NodeId id) {
  const Op op = nodes_[id]->shell->op;
  const std::vector<NodeId> open = open_children(id);
  const bool numbers =
      std::any_of(open.begin(), open.end(), [&](NodeId child) { return forms_[child].has_number; });
  if (!numbers && by_values(id, false)) return;
  if (columns::is_comparison(op)) {
    if (compare(id)) return;
  } else if (op == Op::in) {
    if (by_values(id, true)) return;
  } else {
    if (by_numbers(id)) return;
    forget(id);
    if (numbers && by_values(id, false)) return;
  }
  const bool is_quotient = std::any_of(open.begin(), open.end(),
                                       [&](NodeId child) { return forms_[child].is_quotient; });
  if (is_quotient) {
    refuse(id, "quotient",
           {"商只有舍入或比较之后才能在 SQL 里继续运算",
            "SQL goes on from a quotient only through a rounding or a comparison"});
  } else if (numbers) {
    refuse(id, "no-exact-form", kNoNumbers);
  } else {
    refuse(id, "too-many", kTooMany);
  }
}

Value Answer::value(Code code, std::int64_t number, std::int64_t divisor, std::int64_t low,
                    std::int64_t high) const {
  const auto of_count = [&](std::int64_t count) {
    if (count == columns::kFar || count == -columns::kFar) {
      return Value::of(Decimal(count > 0 ? 1 : -1, feel::kFarNumberExponent));
    }
    Value value = columns::value_of(count, unit, scale);
    return divisor == 1 ? value : feel::divide(value, Value::of(divisor));
  };
  if (is_span(code)) {
    const bool is_pair = spans[code - kFirst] == Span::pair;
    const feel::List ends{of_count(low), of_count(high)};
    return Value::unknown(values[code - kFirst].sources(),
                          is_pair ? feel::Domain::one_of(ends)
                                  : feel::Domain::within({ends[0], ends[1], true, true}));
  }
  if (code >= kFirst) return values.at(code - kFirst);
  FUGONG_CHECK(code == kNumber, "the row interpreter says what a row with kAsk comes to");
  return of_count(number);
}

TableMemory::TableMemory() : impl_(std::make_unique<Impl>()) {}
TableMemory::~TableMemory() = default;
TableMemory::TableMemory(TableMemory&&) noexcept = default;
TableMemory& TableMemory::operator=(TableMemory&&) noexcept = default;

Query make_query(const decision::Program& program, const Request& request) {
  return Maker(program, request).make();
}

}  // namespace fugong::sql
