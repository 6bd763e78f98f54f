// The builder and the plain accessors of a program.
#include <fmt/format.h>

#include "engines/decision/lower.hpp"

namespace fugong::decision {

using feel::Value;

ProgramBuilder::ProgramBuilder(feel::Profile profile) : draft_(std::make_unique<Draft>()) {
  draft_->profile = profile;
}
ProgramBuilder::~ProgramBuilder() = default;
ProgramBuilder::ProgramBuilder(ProgramBuilder&&) noexcept = default;

namespace {
Slot append_entry(std::vector<DraftEntry>& entries, DraftEntry entry) {
  entries.push_back(std::move(entry));
  return static_cast<Slot>(entries.size() - 1);
}
}  // namespace

Slot ProgramBuilder::add_input(std::string name, feel::Type type, std::string group,
                               std::uint16_t source) {
  DraftEntry entry;
  entry.kind = DraftEntry::Kind::input;
  entry.name = std::move(name);
  entry.scope.group = std::move(group);
  entry.type = std::move(type);
  entry.source = source;
  return append_entry(draft_->entries, std::move(entry));
}

void ProgramBuilder::set_domain(Slot input, feel::Domain domain) {
  draft_->entries.at(input).domain = std::move(domain);
}

void ProgramBuilder::set_guard(Slot input, Sourced guard, Scope scope, Value otherwise) {
  const std::string name = draft_->entries.at(input).name + "/applies";
  const Slot slot = add_expression(name, std::move(guard), std::move(scope),
                                   feel::Type(feel::Type::Kind::boolean));
  draft_->entries[input].guard = slot;
  draft_->entries[input].value = std::move(otherwise);
}

Slot ProgramBuilder::add_constant(std::string name, feel::Value value, Scope scope, Place place) {
  DraftEntry entry;
  entry.kind = DraftEntry::Kind::constant;
  entry.name = std::move(name);
  entry.scope = std::move(scope);
  entry.value = std::move(value);
  entry.place = std::move(place);
  return append_entry(draft_->entries, std::move(entry));
}

Slot ProgramBuilder::add_expression(std::string name, Sourced text, Scope scope,
                                    std::optional<feel::Type> expected) {
  DraftEntry entry;
  entry.kind = DraftEntry::Kind::expression;
  entry.name = std::move(name);
  entry.scope = std::move(scope);
  entry.place = text.place;
  entry.text = std::move(text);
  entry.expected = std::move(expected);
  return append_entry(draft_->entries, std::move(entry));
}

Slot ProgramBuilder::add_table(std::string name, Table table, Scope scope) {
  DraftEntry entry;
  entry.kind = DraftEntry::Kind::table;
  entry.name = std::move(name);
  entry.scope = std::move(scope);
  entry.place = table.place;
  entry.table = std::move(table);
  return append_entry(draft_->entries, std::move(entry));
}

void ProgramBuilder::add_function(ExternalFunction function) {
  draft_->functions.push_back(std::move(function));
}

Result<Program> ProgramBuilder::build() && {
  auto program = Lowering(*draft_).run();
  if (!program) return fail(std::move(program.error()));
  return Program(std::move(*program));
}

Program::Program(std::unique_ptr<const Impl> impl) : impl_(std::move(impl)) {}
Program::Program(Program&&) noexcept = default;
Program& Program::operator=(Program&&) noexcept = default;
Program::~Program() = default;

std::optional<Slot> Program::find(std::string_view name) const {
  for (Slot slot = 0; slot < impl_->definitions.size(); ++slot) {
    if (impl_->definitions[slot].name == name) return slot;
  }
  return std::nullopt;
}

const std::string& Program::name(Slot slot) const {
  return impl_->definitions.at(slot).name;
}
const feel::Type& Program::type(Slot slot) const {
  return impl_->definitions.at(slot).type;
}
bool Program::is_input(Slot slot) const {
  return impl_->definitions.at(slot).input;
}
std::optional<Slot> Program::guard(Slot input) const {
  return impl_->definitions.at(input).guard;
}
const Value& Program::not_applicable(Slot input) const {
  return impl_->definitions.at(input).not_applicable;
}
std::span<const Slot> Program::uses(Slot slot) const {
  return impl_->definitions.at(slot).uses;
}

std::string Program::typed_form(Slot slot) const {
  const Definition& definition = impl_->definitions.at(slot);
  if (definition.input)
    return fmt::format("(input {} {})", definition.name, definition.type.to_string());
  if (definition.expression) return to_string(*definition.expression, *impl_);
  const TypedTable& table = *definition.table;
  std::string out = fmt::format("(table {} {}", symbol_of(table.hit), definition.type.to_string());
  for (const TypedPtr& input : table.inputs)
    out += "\n  (input " + to_string(*input, *impl_) + ")";
  for (const TypedRule& rule : table.rules) {
    out += "\n  (rule";
    for (const TypedPtr& test : rule.tests)
      out += " " + (test ? to_string(*test, *impl_) : "-");
    out += " =>";
    for (const TypedPtr& output : rule.outputs)
      out += " " + to_string(*output, *impl_);
    out += ")";
  }
  return out + ")";
}

namespace {
std::string_view name_of(Op op) {
  switch (op) {
    case Op::literal:
      return "literal";
    case Op::load:
      return "load";
    case Op::local:
      return "local";
    case Op::dynamic_name:
      return "dynamic-name";
    case Op::path:
      return "path";
    case Op::filter:
      return "filter";
    case Op::negate:
      return "negate";
    case Op::add:
      return "+";
    case Op::subtract:
      return "-";
    case Op::multiply:
      return "*";
    case Op::divide:
      return "/";
    case Op::power:
      return "**";
    case Op::equal:
      return "=";
    case Op::not_equal:
      return "!=";
    case Op::less:
      return "<";
    case Op::less_equal:
      return "<=";
    case Op::greater:
      return ">";
    case Op::greater_equal:
      return ">=";
    case Op::conjunction:
      return "and";
    case Op::disjunction:
      return "or";
    case Op::between:
      return "between";
    case Op::in:
      return "in";
    case Op::instance_of:
      return "instance-of";
    case Op::choose:
      return "if";
    case Op::for_each:
      return "for";
    case Op::some:
      return "some";
    case Op::every:
      return "every";
    case Op::iteration_range:
      return "iterate";
    case Op::make_function:
      return "function";
    case Op::call_builtin:
      return "call";
    case Op::call_external:
      return "lookup";
    case Op::call_value:
      return "apply";
    case Op::make_list:
      return "list";
    case Op::make_context:
      return "context";
    case Op::make_range:
      return "range";
    case Op::test_compare:
      return "test";
    case Op::test_value:
      return "test-value";
    case Op::test_boolean:
      return "test-boolean";
    case Op::test_not:
      return "test-not";
    case Op::test_any_of:
      return "test-any-of";
    case Op::test_anything:
      return "-";
  }
  FUGONG_CHECK(false, "every operation has a name");
}
}  // namespace

std::string to_string(const Typed& node, const Program::Impl& program) {
  if (node.op == Op::literal) return feel::to_feel(node.value);
  std::string out = fmt::format("({}:{}", name_of(node.op), node.type.to_string());
  if (node.op == Op::load) out += " " + program.definitions.at(node.slot).name;
  if (node.op == Op::local) out += fmt::format(" {}", node.index);
  if (node.op == Op::test_compare) out += fmt::format(" {}", name_of(node.comparison));
  if (node.builtin != nullptr) out += fmt::format(" {}", node.builtin->name);
  if (!node.text.empty()) out += " " + node.text;
  for (const TypedPtr& child : node.children) {
    out += child ? " " + to_string(*child, program) : std::string(" absent");
  }
  return out + ")";
}

}  // namespace fugong::decision
