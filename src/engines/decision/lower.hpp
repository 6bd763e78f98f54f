// Lowering: from drafts (text, tables) to the typed form. Private to engines/decision.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engines/decision/typed.hpp"

namespace fugong::decision {

struct DraftEntry {
  enum class Kind : std::uint8_t { input, constant, expression, table };
  Kind kind = Kind::input;
  std::string name;
  Scope scope;
  Place place;
  feel::Type type;                     // of an input
  std::uint16_t source = 0;            // of an input
  feel::Domain domain;                 // of an input
  std::optional<Slot> guard;           // of an input
  feel::Value value;                   // of a constant; of an input whose guard is false
  Sourced text;                        // of an expression
  Table table;                         // of a table
  std::optional<feel::Type> expected;  // of an expression
};

struct ProgramBuilder::Draft {
  feel::Profile profile = feel::Profile::policy;
  std::vector<DraftEntry> entries;
  std::vector<ExternalFunction> functions;
};

/// Lowers every entry of a draft. A definition is lowered when something first asks for its type,
/// so order doesn't matter and a cycle is met on the way.
class Lowering {
 public:
  explicit Lowering(ProgramBuilder::Draft& draft);
  Result<std::unique_ptr<Program::Impl>> run();

 private:
  struct Local {
    std::string name;
    feel::Type type;
    bool filter_item = false;  // its entries are names too (standard)
    bool used = false;
  };
  enum class Progress : std::uint8_t { waiting, running, done };

  void lower_entry(Slot slot);
  void lower_expression(DraftEntry& entry, Definition& definition);
  void lower_table(DraftEntry& entry, Definition& definition);
  void lower_rule(const DraftEntry& entry, TypedTable& table, const TableRule& rule,
                  const std::vector<feel::Type>& input_types);
  feel::Type table_type(const DraftEntry& entry, TypedTable& table);
  TypedPtr lower_source(const Sourced& source, bool unary_tests, const feel::Type* input_type);
  const feel::Type& type_of(Slot slot);

  TypedPtr lower(const feel::Ast& ast);
  TypedPtr lower_name(const feel::Ast& ast);
  TypedPtr lower_call(const feel::Ast& ast);
  TypedPtr lower_builtin_call(const feel::Ast& ast, const feel::Builtin& builtin, TypedPtr node);
  TypedPtr lower_external_call(const feel::Ast& ast, std::size_t function, TypedPtr node);
  TypedPtr lower_path(const feel::Ast& ast);
  TypedPtr lower_filter(const feel::Ast& ast);
  TypedPtr lower_loop(const feel::Ast& ast);
  TypedPtr lower_function(const feel::Ast& ast);
  TypedPtr lower_choose(const feel::Ast& ast);
  TypedPtr lower_in(const feel::Ast& ast);
  TypedPtr lower_list(const feel::Ast& ast);
  TypedPtr lower_context(const feel::Ast& ast);
  TypedPtr lower_range(const feel::Ast& ast);
  TypedPtr lower_arithmetic(const feel::Ast& ast, Op op);
  TypedPtr lower_comparison(const feel::Ast& ast, Op op);
  TypedPtr lower_logic(const feel::Ast& ast, Op op);
  TypedPtr lower_between(const feel::Ast& ast);
  TypedPtr lower_instance_of(const feel::Ast& ast);
  TypedPtr lower_test(const feel::Ast& ast, const feel::Type& input, std::uint32_t local);
  void check_test_type(const feel::Ast& ast, const feel::Type& test, const feel::Type& input);

  std::optional<Slot> resolve(std::string_view name, const feel::Ast& ast);
  feel::Names visible_names() const;
  bool policy() const { return draft_.profile == feel::Profile::policy; }
  TypedPtr make(Op op, feel::Type type, const feel::Ast& ast) const;
  TypedPtr fold(TypedPtr node) const;
  Place place_of(feel::Span span) const;
  void fault(const char* code, const feel::Ast& ast, Text message, Text remedy);
  void require_boolean(const Typed& node, const feel::Ast& ast, const char* what_zh,
                       const char* what_en);

  ProgramBuilder::Draft& draft_;
  std::unique_ptr<Program::Impl> program_;
  std::map<std::string, Slot, std::less<>> slots_;
  std::vector<Progress> progress_;
  std::vector<Slot> path_;  // definitions being lowered, for the message of a cycle
  Faults faults_;

  // Of the definition being lowered.
  const DraftEntry* entry_ = nullptr;
  Definition* definition_ = nullptr;
  const Sourced* source_ = nullptr;
  std::vector<Local> locals_;
  std::optional<std::uint32_t> input_local_;  // what ? stands for
  bool mentions_input_ = false;
};

/// Result type of an operator on these types; empty if it isn't defined. `any` gives any.
std::optional<feel::Type> arithmetic_type(Op op, const feel::Type& a, const feel::Type& b);
/// Whether < <= > >= are defined between them.
bool ordered(const feel::Type& a, const feel::Type& b);
/// Whether = is defined between them.
bool equatable(const feel::Type& a, const feel::Type& b);
/// Type of a member of a value of this type; empty if it has none of that name.
std::optional<feel::Type> member_type(const feel::Type& type, std::string_view name);
/// No `any` anywhere inside.
bool fully_known(const feel::Type& type);

}  // namespace fugong::decision
