// Calls: built-ins, host functions (lookups), function values.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "engines/decision/lower.hpp"

namespace fugong::decision {

using feel::Ast;
using feel::Syntax;
using feel::Type;
using K = Type::Kind;

namespace {

/// Puts named arguments in the order of the parameters; empty if a name doesn't fit.
std::optional<std::vector<const Ast*>> in_order(const Ast& ast,
                                                const std::vector<std::string_view>& parameters) {
  std::vector<const Ast*> ordered(parameters.size(), nullptr);
  for (std::size_t i = 0; i < ast.names.size(); ++i) {
    const auto at = std::find(parameters.begin(), parameters.end(), ast.names[i]);
    if (at == parameters.end()) return std::nullopt;
    ordered[static_cast<std::size_t>(at - parameters.begin())] = ast.children[i + 1].get();
  }
  while (!ordered.empty() && ordered.back() == nullptr)
    ordered.pop_back();
  return ordered;
}

std::optional<std::vector<const Ast*>> arguments_of(const Ast& ast, const feel::Builtin& builtin) {
  if (ast.names.empty()) {
    std::vector<const Ast*> positional;
    for (std::size_t i = 1; i < ast.children.size(); ++i) {
      positional.push_back(ast.children[i].get());
    }
    return positional;
  }
  if (auto ordered = in_order(ast, builtin.parameters)) return ordered;
  for (const auto& overload : builtin.overloads) {
    if (auto ordered = in_order(ast, overload)) return ordered;
  }
  return std::nullopt;
}

}  // namespace

TypedPtr Lowering::lower_call(const Ast& ast) {
  const Ast& callee = *ast.children[0];
  if (callee.kind == Syntax::name) {
    const bool is_local = std::any_of(locals_.begin(), locals_.end(), [&](const Local& local) {
      return local.name == callee.text;
    });
    const bool is_definition =
        slots_.contains(entry_->scope.prefix + callee.text) || slots_.contains(callee.text);
    if (!is_local && !is_definition) {
      for (std::size_t i = 0; i < draft_.functions.size(); ++i) {
        if (draft_.functions[i].name == callee.text) {
          return lower_external_call(ast, i,
                                     make(Op::call_external, draft_.functions[i].result, ast));
        }
      }
      if (const feel::Builtin* builtin = feel::find_builtin(callee.text)) {
        return lower_builtin_call(ast, *builtin, make(Op::call_builtin, Type(), ast));
      }
      if (policy()) {
        std::vector<std::string> candidates;
        for (const auto& function : draft_.functions)
          candidates.push_back(function.name);
        for (const auto& builtin : feel::all_builtins()) {
          candidates.emplace_back(builtin.policy_name);
        }
        const auto near = nearest(callee.text, candidates);
        fault("unknown-function", callee,
              {fmt::format("没有名为“{}”的函数或查找表", callee.text),
               fmt::format("there is no function or lookup named '{}'", callee.text)},
              near ? Text{fmt::format("是否想写“{}”？", *near),
                          fmt::format("did you mean '{}'?", *near)}
                   : Text{"在 data.yaml 的 lookups 中声明它",
                          "declare it under lookups in data.yaml"});
      }
      return make(Op::literal, Type(K::null), ast);
    }
  }
  auto node = make(Op::call_value, Type(), ast);
  node->names = ast.names;
  for (const auto& child : ast.children)
    node->children.push_back(lower(*child));
  if (node->children[0]->type.is(K::function)) node->type = node->children[0]->type.result();
  if (policy()) {
    fault("not-in-policy", ast,
          {"政策规则里的函数只能是内置函数或查找表",
           "a policy rule may call only built-ins and lookups"},
          {"写成 definitions 里的一步", "write it as a step in definitions"});
  }
  return node;
}

TypedPtr Lowering::lower_builtin_call(const Ast& ast, const feel::Builtin& builtin, TypedPtr node) {
  node->builtin = &builtin;
  const auto arguments = arguments_of(ast, builtin);
  if (!arguments) {
    if (policy()) {
      fault("wrong-argument", ast,
            {fmt::format("{} 没有这些名称的参数", builtin.policy_name),
             fmt::format("{} has no arguments of these names", builtin.policy_name)},
            {"按位置写参数", "give the arguments by position"});
    }
    return make(Op::literal, Type(K::null), ast);
  }
  std::vector<Type> types;
  for (const Ast* argument : *arguments) {
    node->children.push_back(argument != nullptr ? lower(*argument)
                                                 : make(Op::literal, Type(K::null), ast));
    types.push_back(node->children.back()->type);
  }
  const std::size_t most = builtin.parameters.size();
  const bool count_fits = types.size() >= builtin.min_arguments &&
                          (builtin.variadic || types.size() <= most || !builtin.overloads.empty());
  const auto type = builtin.type != nullptr && count_fits ? builtin.type(types) : std::nullopt;
  if (type) {
    node->type = *type;
  } else if (policy()) {
    std::string given;
    for (const Type& argument : types)
      given += (given.empty() ? "" : ", ") + argument.to_string();
    fault("wrong-argument", ast,
          {fmt::format("{} 不能用于 ({})", builtin.policy_name, given),
           fmt::format("{} can't take ({})", builtin.policy_name, given)},
          {"检查参数的个数和类型", "check the number and types of the arguments"});
  }
  return node;
}

TypedPtr Lowering::lower_external_call(const Ast& ast, std::size_t function, TypedPtr node) {
  const ExternalFunction& declared = draft_.functions[function];
  node->slot = static_cast<std::uint32_t>(function);
  node->text = declared.name;
  const std::size_t given = ast.children.size() - 1;
  if (given != declared.parameters.size() || !ast.names.empty()) {
    fault("wrong-argument", ast,
          {fmt::format("{} 需要 {} 个参数，给了 {} 个", declared.name, declared.parameters.size(),
                       given),
           fmt::format("{} takes {} argument(s), {} given", declared.name,
                       declared.parameters.size(), given)},
          {"改正参数个数", "correct the number of arguments"});
    return node;
  }
  for (std::size_t i = 0; i < given; ++i) {
    node->children.push_back(lower(*ast.children[i + 1]));
    const Type& type = node->children.back()->type;
    if (policy() && !conforms(type, declared.parameters[i])) {
      fault("wrong-argument", *ast.children[i + 1],
            {fmt::format("{} 需要 {}，得到的是 {}", declared.name,
                         declared.parameters[i].to_string(), type.to_string()),
             fmt::format("{} needs {}, this is {}", declared.name,
                         declared.parameters[i].to_string(), type.to_string())},
            {"传入相符的事实", "pass a fact of that type"});
    }
  }
  return node;
}

}  // namespace fugong::decision
