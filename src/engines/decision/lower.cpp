// Entries, names and places; the operators stand in lower_expression.cpp, tables in
// lower_table.cpp.
#include "engines/decision/lower.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "engines/decision/evaluate.hpp"

namespace fugong::decision {

using feel::Ast;
using feel::Type;
using feel::Value;
using K = Type::Kind;

Lowering::Lowering(ProgramBuilder::Draft& draft)
    : draft_(draft), program_(std::make_unique<Program::Impl>()) {
  program_->profile = draft.profile;
}

Result<std::unique_ptr<Program::Impl>> Lowering::run() {
  program_->definitions.resize(draft_.entries.size());
  progress_.assign(draft_.entries.size(), Progress::waiting);
  for (Slot slot = 0; slot < draft_.entries.size(); ++slot) {
    const DraftEntry& entry = draft_.entries[slot];
    program_->definitions[slot].name = entry.name;
    program_->definitions[slot].group = entry.scope.group;
    const auto [found, added] = slots_.emplace(entry.name, slot);
    if (!added) {
      const Place& first = draft_.entries[found->second].place;
      faults_.push_back(
          {"name-taken",
           entry.place,
           {fmt::format("名称“{}”已在 {}:{} 定义", entry.name, first.file, first.line),
            fmt::format("the name '{}' is already defined at {}:{}", entry.name, first.file,
                        first.line)},
           {"换一个名称", "give one of them another name"}});
    }
  }
  for (Slot slot = 0; slot < draft_.entries.size(); ++slot)
    lower_entry(slot);
  if (!faults_.empty()) return fail(std::move(faults_));
  return std::move(program_);
}

void Lowering::lower_entry(Slot slot) {
  if (progress_[slot] != Progress::waiting) return;
  progress_[slot] = Progress::running;
  path_.push_back(slot);
  // A definition may be lowered in the middle of another: keep and restore the other's state.
  const DraftEntry* outer_entry = entry_;
  Definition* outer_definition = definition_;
  const Sourced* outer_source = source_;
  std::vector<Local> outer_locals = std::exchange(locals_, {});
  std::optional<std::uint32_t> outer_input = std::exchange(input_local_, std::nullopt);
  const bool outer_mentions = std::exchange(mentions_input_, false);

  DraftEntry& entry = draft_.entries[slot];
  Definition& definition = program_->definitions[slot];
  entry_ = &entry;
  definition_ = &definition;
  switch (entry.kind) {
    case DraftEntry::Kind::input:
      definition.input = true;
      definition.type = entry.type;
      definition.unset = Value::unknown({entry.source}, entry.domain);
      definition.guard = entry.guard;
      definition.not_applicable = entry.value;
      if (entry.guard) {
        definition.uses = {*entry.guard};
        lower_entry(*entry.guard);  // so that a guard that comes back to its fact is a cycle
      }
      break;
    case DraftEntry::Kind::constant: {
      definition.expression = std::make_unique<Typed>();
      definition.expression->value = entry.value;
      for (const char* name : {"number", "string", "boolean", "date", "years and months duration",
                               "days and time duration"}) {
        const Type type = *Type::by_name(name);
        if (feel::instance_of(entry.value, type)) definition.type = type;
      }
      definition.expression->type = definition.type;
      break;
    }
    case DraftEntry::Kind::expression:
      lower_expression(entry, definition);
      break;
    case DraftEntry::Kind::table:
      lower_table(entry, definition);
      break;
  }
  entry_ = outer_entry;
  definition_ = outer_definition;
  source_ = outer_source;
  locals_ = std::move(outer_locals);
  input_local_ = outer_input;
  mentions_input_ = outer_mentions;
  path_.pop_back();
  progress_[slot] = Progress::done;
}

void Lowering::lower_expression(DraftEntry& entry, Definition& definition) {
  const std::size_t faults_before = faults_.size();
  definition.expression = lower_source(entry.text, false, nullptr);
  definition.type = definition.expression->type;
  if (!policy() || faults_.size() != faults_before) return;
  const Place place = entry.text.place;
  if (entry.expected && !conforms(definition.type, *entry.expected)) {
    faults_.push_back(
        {"type-mismatch",
         place,
         {fmt::format("这里需要 {}，得到的是 {}", entry.expected->to_string(),
                      definition.type.to_string()),
          fmt::format("expected {} here, this is {}", entry.expected->to_string(),
                      definition.type.to_string())},
         {"改写表达式，使其结果类型相符", "rewrite the expression to give that type"}});
    definition.type = *entry.expected;  // what uses it has no fault of its own
  } else if (!fully_known(definition.type) || definition.type.is(K::null)) {
    faults_.push_back({"type-unknown",
                       place,
                       {fmt::format("无法确定表达式的类型（{}）", definition.type.to_string()),
                        fmt::format("the type of the expression can't be told ({})",
                                    definition.type.to_string())},
                       {"给出有类型的值，例如不要单独写 null 或空列表",
                        "give values with a type; a lone null or empty list has none"}});
  }
}

TypedPtr Lowering::lower_source(const Sourced& source, bool unary_tests, const Type* input_type) {
  const Sourced* outer = std::exchange(source_, &source);
  const feel::Names names = policy() ? feel::Names{} : visible_names();
  auto ast = unary_tests ? feel::parse_unary_tests(source.text, source.place, names, draft_.profile)
                         : feel::parse_expression(source.text, source.place, names, draft_.profile);
  TypedPtr node;
  if (!ast) {
    append(faults_, std::move(ast.error()));
    node = std::make_unique<Typed>();
  } else if (unary_tests) {
    node = lower_test(**ast, *input_type, *input_local_);
  } else {
    node = lower(**ast);
  }
  source_ = outer;
  return node;
}

const Type& Lowering::type_of(Slot slot) {
  lower_entry(slot);
  return program_->definitions[slot].type;
}

feel::Names Lowering::visible_names() const {
  feel::Names names;
  for (const DraftEntry& entry : draft_.entries)
    names.insert(entry.name);
  for (const ExternalFunction& function : draft_.functions)
    names.insert(function.name);
  for (const DraftEntry& entry : draft_.entries) {
    if (entry.type.is(K::context)) {
      for (const auto& [name, type] : entry.type.fields())
        names.insert(name);
    }
  }
  return names;
}

std::optional<Slot> Lowering::resolve(std::string_view name, const Ast& ast) {
  auto found = slots_.find(entry_->scope.prefix + std::string(name));
  if (found == slots_.end()) found = slots_.find(name);
  if (found == slots_.end()) return std::nullopt;
  const Slot slot = found->second;
  const std::string& group = draft_.entries[slot].scope.group;
  const auto& visible = entry_->scope.groups;
  if (!group.empty() && !visible.empty() && visible.find(group) == visible.end()) {
    fault("fact-of-other-subject", ast,
          {fmt::format("“{}”属于“{}”，在这里看不到", name, group),
           fmt::format("'{}' belongs to the subject '{}' and can't be seen here", name, group)},
          {"规则的 subject 应当是拥有该事实的对象或其下级",
           "make the rule's subject the one that has this fact, or a child of it"});
  }
  if (progress_[slot] == Progress::running) {
    std::string path;
    const auto start = std::find(path_.begin(), path_.end(), slot);
    for (auto at = start; at != path_.end(); ++at)
      path += draft_.entries[*at].name + " -> ";
    path += draft_.entries[slot].name;
    fault("cycle", ast, {"循环定义：" + path, "definitions go round in a circle: " + path},
          {"去掉其中一处引用", "take one of these references out"});
    return slot;
  }
  return slot;
}

TypedPtr Lowering::make(Op op, Type type, const Ast& ast) const {
  auto node = std::make_unique<Typed>();
  node->op = op;
  node->type = std::move(type);
  node->span = ast.span;
  return node;
}

TypedPtr Lowering::fold(TypedPtr node) const {
  switch (node->op) {
    case Op::negate:
    case Op::add:
    case Op::subtract:
    case Op::multiply:
    case Op::divide:
    case Op::power:
    case Op::make_range:
    case Op::make_list:
      break;
    default:
      return node;
  }
  for (const TypedPtr& child : node->children) {
    if (child && child->op != Op::literal) return node;
  }
  Value value = evaluate_constant(*node);
  if (value.is_null()) return node;  // an error: left to be reported when it runs
  auto literal = std::make_unique<Typed>();
  literal->type = node->type;
  literal->span = node->span;
  literal->value = std::move(value);
  return literal;
}

Place Lowering::place_of(feel::Span span) const {
  Place place = source_->place;
  const std::string_view text = source_->text;
  const std::size_t end = std::min<std::size_t>(span.begin, text.size());
  std::size_t line_start = 0;
  for (std::size_t i = 0; i < end; ++i) {
    if (text[i] == '\n') {
      ++place.line;
      place.column = 1;
      line_start = i + 1;
    }
  }
  place.column +=
      static_cast<std::int32_t>(count_code_points(text.substr(line_start, end - line_start)));
  return place;
}

void Lowering::fault(const char* code, const Ast& ast, Text message, Text remedy) {
  faults_.push_back({code, place_of(ast.span), std::move(message), std::move(remedy)});
}

TypedPtr Lowering::lower_name(const Ast& ast) {
  std::vector<std::uint32_t> items;
  for (std::size_t i = locals_.size(); i-- > 0;) {
    Local& local = locals_[i];
    if (local.name == ast.text) {
      local.used = true;
      auto node = make(Op::local, local.type, ast);
      node->index = static_cast<std::uint32_t>(i);
      // An entry of the item that is itself called "item" wins over the variable.
      if (local.filter_item && !policy()) items.push_back(static_cast<std::uint32_t>(i));
      if (items.empty()) return node;
      auto dynamic = make(Op::dynamic_name, Type(), ast);
      dynamic->text = ast.text;
      dynamic->locals = items;
      dynamic->children.push_back(std::move(node));
      return dynamic;
    }
    if (!local.filter_item) continue;
    if (local.type.is(K::context)) {
      if (auto field = local.type.field(ast.text)) {
        auto node = make(Op::path, *field, ast);
        node->text = ast.text;
        auto item = make(Op::local, local.type, ast);
        item->index = static_cast<std::uint32_t>(i);
        node->children.push_back(std::move(item));
        return node;
      }
    } else if (!policy()) {
      items.push_back(static_cast<std::uint32_t>(i));
    }
  }
  TypedPtr node;
  if (const auto slot = resolve(ast.text, ast)) {
    auto& uses = definition_->uses;
    if (std::find(uses.begin(), uses.end(), *slot) == uses.end()) uses.push_back(*slot);
    const Type type = progress_[*slot] == Progress::running ? Type() : type_of(*slot);
    node = make(Op::load, type, ast);
    node->slot = *slot;
  }
  if (!items.empty()) {
    auto dynamic = make(Op::dynamic_name, Type(), ast);
    dynamic->text = ast.text;
    dynamic->locals = items;
    if (node) dynamic->children.push_back(std::move(node));
    return dynamic;
  }
  if (node) return node;
  if (policy()) {
    std::vector<std::string> candidates;
    const std::string& prefix = entry_->scope.prefix;
    for (const auto& [name, slot] : slots_) {
      if (!prefix.empty() && name.starts_with(prefix)) {
        candidates.push_back(name.substr(prefix.size()));
      } else if (name.find('/') == std::string::npos) {
        candidates.push_back(name);
      }
    }
    const auto near = nearest(ast.text, candidates);
    fault("unknown-name", ast,
          {fmt::format("没有名为“{}”的事实、参数或定义", ast.text),
           fmt::format("there is no fact, parameter or definition named '{}'", ast.text)},
          near
              ? Text{fmt::format("是否想写“{}”？", *near), fmt::format("did you mean '{}'?", *near)}
              : Text{"在 facts.yaml、parameters 或 definitions 中声明它",
                     "declare it in facts.yaml, parameters or definitions"});
  }
  return make(Op::literal, Type(), ast);
}

}  // namespace fugong::decision
