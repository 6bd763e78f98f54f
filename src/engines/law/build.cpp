#include "engines/law/build.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace fugong::law {

using decision::Scope;
using feel::Value;
using K = feel::Type::Kind;

std::optional<Value> parameter_value(Parameter::Type type, const std::string& text) {
  switch (type) {
    case Parameter::Type::number:
      return value_from_text(FactType::number, text);
    case Parameter::Type::percent:
      return value_from_text(FactType::percent, text);
    case Parameter::Type::money:
      return value_from_text(FactType::money, text);
    case Parameter::Type::date:
      return value_from_text(FactType::date, text);
    case Parameter::Type::months:
      if (const auto months = feel::parse_months_duration(text)) return Value::of(*months);
      return std::nullopt;
  }
  return std::nullopt;
}

Build::Build(Source source)
    : book_(std::make_unique<Rulebook::Impl>()), builder_(feel::Profile::policy) {
  book_->source = std::move(source);
}

Result<std::unique_ptr<Rulebook::Impl>> Build::run() {
  compile_lists(*book_, faults_);
  if (const auto found = book_->lists.find(book_->source.place_list); found != book_->lists.end()) {
    book_->places = &found->second;
  }
  compile_lookups(*book_, faults_);
  check_subjects();
  check_facts();
  check_provisions();
  add_facts();
  add_lookups();
  for (std::size_t i = 0; i < book_->source.decisions.size(); ++i)
    add_decision(i);
  for (std::size_t i = 0; i < book_->source.provisions.size(); ++i)
    add_provision(i);
  link_fills();
  const std::size_t sources = book_->source.facts.size() + book_->source.lookups.size() +
                              book_->source.decisions.size() + book_->terms.size();
  if (sources > 60'000) {
    fault("pack-too-large", Place{},
          {"事实、查找表、定义和待定项合计超过 60000 个",
           "more than 60000 facts, lookups, decisions and open terms"},
          {"拆分政策包", "split the pack"});
    return fail(std::move(faults_));
  }
  auto program = std::move(builder_).build();
  if (!program) append(faults_, std::move(program.error()));
  if (!faults_.empty()) return fail(std::move(faults_));
  book_->program.emplace(std::move(*program));
  check_guards();
  if (!faults_.empty()) return fail(std::move(faults_));
  rank_facts();
  link_kinds();
  link_supersessions();
  for (CompiledProvision& compiled : book_->provisions)
    link_uses(compiled);
  link_shared();
  return std::move(book_);
}

void Build::fault(const char* code, const Place& place, Text message, Text remedy) {
  faults_.push_back({code, place, std::move(message), std::move(remedy)});
}

const SubjectKind* Build::find_subject(std::string_view name) const {
  for (const SubjectKind& kind : book_->source.subjects) {
    if (kind.name == name) return &kind;
  }
  return nullptr;
}

std::set<std::string> Build::visible_groups(const std::string& subject) const {
  std::set<std::string> groups;
  const SubjectKind* kind = find_subject(subject);
  while (kind != nullptr && groups.insert(kind->name).second)
    kind = find_subject(kind->parent);
  return groups;
}

void Build::check_subjects() {
  std::size_t roots = 0;
  std::set<std::string> seen;
  for (const SubjectKind& kind : book_->source.subjects) {
    if (!seen.insert(kind.name).second) {
      fault("subject-twice", kind.place, {"对象重复：" + kind.name, "subject twice: " + kind.name},
            {"删去其中一个", "take one of them out"});
    }
    if (kind.parent.empty()) {
      ++roots;
    } else if (!seen.contains(kind.parent)) {
      fault("unknown-subject", kind.place,
            {fmt::format("上级对象“{}”未在它之前声明", kind.parent),
             fmt::format("the parent subject '{}' is not declared before it", kind.parent)},
            {"先声明上级对象", "declare the parent first"});
    }
  }
  if (roots != 1) {
    const Place place = book_->source.subjects.empty() ? Place{} : book_->source.subjects[0].place;
    fault("subject-root", place,
          {fmt::format("应有且只有一种顶层对象，现有 {} 种", roots),
           fmt::format("there must be exactly one subject without a parent, there are {}", roots)},
          {"给其余对象写上 parent", "give the others a parent"});
  }
}

void Build::check_facts() {
  for (std::size_t i = 0; i < book_->source.facts.size(); ++i) {
    const Fact& fact = book_->source.facts[i];
    const auto [found, added] =
        book_->fact_by_name.emplace(fact.name, static_cast<std::uint16_t>(i));
    if (!added) {
      const Place& first = book_->source.facts[found->second].place;
      fault("fact-twice", fact.place,
            {fmt::format("事实“{}”已在 {}:{} 声明", fact.name, first.file, first.line),
             fmt::format("the fact '{}' is already declared at {}:{}", fact.name, first.file,
                         first.line)},
            {"换一个名称", "give one of them another name"});
    }
    if (find_subject(fact.subject) == nullptr) {
      fault("unknown-subject", fact.place,
            {fmt::format("没有对象“{}”", fact.subject),
             fmt::format("there is no subject '{}'", fact.subject)},
            {"在 pack.yaml 的 subjects 中声明它", "declare it under subjects in pack.yaml"});
    }
    if (fact.type == FactType::code && !book_->lists.contains(fact.list)) {
      fault("unknown-list", fact.place,
            {fmt::format("没有代码表“{}”", fact.list),
             fmt::format("there is no list '{}'", fact.list)},
            {"在 data.yaml 的 lists 中声明它", "declare it under lists in data.yaml"});
    }
  }
}

/// Where a provision has a region, a fact of the root must say where the enterprise is.
void Build::check_place_fact() {
  const Provision* placed = nullptr;
  for (const Provision& provision : book_->source.provisions) {
    if (placed == nullptr && !provision.region.empty()) placed = &provision;
  }
  if (placed == nullptr) return;
  const auto found = book_->fact_by_name.find(book_->source.place_fact);
  if (found != book_->fact_by_name.end()) {
    const Fact& fact = book_->source.facts[found->second];
    const SubjectKind* owner = find_subject(fact.subject);
    if (fact.type == FactType::code && fact.list == book_->source.place_list && owner != nullptr &&
        owner->parent.empty()) {
      return;
    }
  }
  fault("place-fact", placed->place,
        {fmt::format("place_fact 需要顶层对象的代码事实（代码表“{}”），“{}”不是",
                     book_->source.place_list, book_->source.place_fact),
         fmt::format("place_fact needs a code fact of the top subject, of list '{}'; '{}' is none",
                     book_->source.place_list, book_->source.place_fact)},
        {"在 pack.yaml 中改正 place_fact", "correct place_fact in pack.yaml"});
}

void Build::check_provisions() {
  const CompiledList* places = book_->places;
  check_place_fact();
  std::map<std::string, const Provision*> seen;
  for (const Provision& provision : book_->source.provisions) {
    if (const auto [first, added] = seen.emplace(provision.id, &provision); !added) {
      fault("provision-twice", provision.place,
            {fmt::format("规定 {} 已在 {} 出现", provision.id, first->second->place.file),
             fmt::format("provision {} already stands in {}", provision.id,
                         first->second->place.file)},
            {"换一个编号", "give one of them another id"});
    }
    for (const Decision& decision : book_->source.decisions) {  // names begin with either
      if (decision.definition.name != provision.id) continue;
      fault("provision-is-decision", provision.place,
            {fmt::format("规定 {} 与判定同名", provision.id),
             fmt::format("provision {} has the name of a decision", provision.id)},
            {"换一个编号", "give it another id"});
    }
    if (find_subject(provision.subject) == nullptr) {
      fault("unknown-subject", provision.place,
            {fmt::format("没有对象“{}”", provision.subject),
             fmt::format("there is no subject '{}'", provision.subject)},
            {"在 pack.yaml 的 subjects 中声明它", "declare it under subjects in pack.yaml"});
    }
    for (const std::string& code : provision.region) {
      if (places != nullptr && places->by_code.contains(code)) continue;
      fault("unknown-place", provision.place,
            {fmt::format("地区代码 {} 不在地区表中", code),
             fmt::format("the place {} is not in the list of places", code)},
            {"使用 GB/T 2260 六位代码", "use a six-digit code of the list"});
    }
    if (provision.applies_by != "service_date") {
      const auto fact = book_->fact_by_name.find(provision.applies_by);
      const bool fits =
          fact != book_->fact_by_name.end() &&
          book_->source.facts[fact->second].type == FactType::date &&
          visible_groups(provision.subject).contains(book_->source.facts[fact->second].subject);
      if (!fits) {
        fault("applies-by", provision.place,
              {fmt::format("applies_by 需要对象“{}”的日期事实，“{}”不是", provision.subject,
                           provision.applies_by),
               fmt::format("applies_by needs a date fact of '{}'; '{}' is none", provision.subject,
                           provision.applies_by)},
              {"写日期事实的名称，或 service_date", "name a date fact, or service_date"});
      }
    }
  }
  for (const Provision& provision : book_->source.provisions) {
    for (const Supersession& supersession : provision.supersedes) {
      if (seen.contains(supersession.provision)) continue;
      fault("unknown-provision", supersession.place,
            {fmt::format("没有规定 {}", supersession.provision),
             fmt::format("there is no provision {}", supersession.provision)},
            {"写已有规定的编号", "write the id of a provision of the pack"});
    }
  }
}

void Build::remember(Slot slot, Used meaning) {
  if (book_->slot_meaning.size() <= slot) book_->slot_meaning.resize(slot + 1);
  book_->slot_meaning[slot] = std::move(meaning);
}

void Build::add_facts() {
  for (std::size_t i = 0; i < book_->source.facts.size(); ++i) {
    const Fact& fact = book_->source.facts[i];
    const Slot slot = builder_.add_input(fact.name, feel_type(fact.type), fact.subject,
                                         static_cast<std::uint16_t>(i));
    book_->fact_slots.push_back(slot);
    builder_.set_domain(slot, domain_of(fact));
    if (fact.applies_if) add_guard(fact, slot);
    remember(slot, {.fact = &fact});
  }
}

void Build::add_lookups() {
  for (const Lookup& lookup : book_->source.lookups) {
    const bool dated = lookup.match == Lookup::Match::latest_on_or_before;
    builder_.add_function(
        {lookup.name, {feel::Type(dated ? K::date : K::string)}, feel_type(lookup.type)});
  }
}

void Build::add_parameters(const std::vector<Parameter>& parameters, const Scope& scope) {
  for (const Parameter& parameter : parameters) {
    const auto value = parameter_value(parameter.type, parameter.value);
    if (!value) {
      fault("parameter-value", parameter.place,
            {fmt::format("参数“{}”的值“{}”与类型不符", parameter.name, parameter.value),
             fmt::format("'{}' is not a value of the type of parameter '{}'", parameter.value,
                         parameter.name)},
            {"例如 \"0.5\"、2020-01-01、P12M", "for example \"0.5\", 2020-01-01, P12M"});
      continue;
    }
    const Slot slot =
        builder_.add_constant(scope.prefix + parameter.name, *value, scope, parameter.place);
    remember(slot, {.parameter = &parameter});
  }
}

Slot Build::add_definition(const Definition& definition, std::string name, const Scope& scope) {
  Slot slot = 0;
  if (const auto* text = std::get_if<Sourced>(&definition.body)) {
    slot = builder_.add_expression(std::move(name), *text, scope);
  } else {
    slot = builder_.add_table(std::move(name), std::get<decision::Table>(definition.body), scope);
  }
  remember(slot, {.definition = &definition});
  return slot;
}

std::vector<CompiledDefinition> Build::add_definitions(const std::vector<Definition>& definitions,
                                                       const Scope& scope) {
  std::vector<CompiledDefinition> compiled;
  for (const Definition& definition : definitions) {
    compiled.push_back(
        {&definition, add_definition(definition, scope.prefix + definition.name, scope)});
  }
  return compiled;
}

void Build::add_decision(std::size_t index) {
  const Decision& decision = book_->source.decisions[index];
  CompiledDecision compiled;
  compiled.decision = &decision;
  const std::string& name = decision.definition.name;
  const Scope scope{name + "/", visible_groups(decision.subject), decision.subject};
  compiled.in_force = builder_.add_input(scope.prefix + "in_force", K::boolean, decision.subject,
                                         book_->decision_source(index));
  add_parameters(decision.parameters, scope);
  compiled.steps = add_definitions(decision.definitions, scope);
  compiled.result = add_definition(decision.definition, scope.prefix + "result", scope);
  compiled.value =
      builder_.add_expression(name, {"if in_force then result else null", decision.place}, scope);
  remember(compiled.value, {.definition = &decision.definition});
  book_->decisions.push_back(std::move(compiled));
}

void Build::add_provision(std::size_t index) {
  const Provision& provision = book_->source.provisions[index];
  CompiledProvision compiled;
  compiled.provision = &provision;
  link_region(compiled);
  if (const auto fact = book_->fact_by_name.find(provision.applies_by);
      fact != book_->fact_by_name.end()) {
    compiled.event_fact = fact->second;
  }
  const Text validity = describe(provision.in_force);
  const Text what = compiled.event_fact ? book_->source.facts[*compiled.event_fact].label
                                        : Text{"服务日期", "The service date"};
  compiled.within_validity = {
      fmt::format("{}在有效期内（{}）", what.zh, validity.zh),
      fmt::format("{} is within the period of validity ({})", what.en, validity.en)};
  const Scope scope{provision.id + "/", visible_groups(provision.subject), provision.subject};
  add_parameters(provision.parameters, scope);
  add_terms(compiled, scope);
  compiled.steps = add_definitions(provision.definitions, scope);
  for (const Condition& condition : provision.conditions) {
    compiled.conditions.push_back(builder_.add_expression(
        scope.prefix + "condition/" + condition.id, condition.expression, scope, K::boolean));
  }
  if (provision.benefit) {
    const auto add = [&](const char* name, const std::optional<Sourced>& text, K type) {
      return text ? std::optional<Slot>(builder_.add_expression(scope.prefix + name, *text, scope,
                                                                feel::Type(type)))
                  : std::nullopt;
    };
    compiled.amount = add("exception/usual_amount", provision.benefit->amount, K::number);
    compiled.rate = add("benefit/rate", provision.benefit->rate, K::number);
    compiled.period_from = add("benefit/period_from", provision.benefit->period_from, K::date);
    compiled.period_to = add("benefit/period_to", provision.benefit->period_to, K::date);
  }
  add_exceptions(compiled, scope);
  book_->provisions.push_back(std::move(compiled));
}

void Build::link_region(CompiledProvision& compiled) {
  if (book_->places == nullptr) return;
  Text names;
  for (const std::string& code : compiled.provision->region) {
    const ListEntry* place = book_->places->find(code);
    if (place == nullptr) continue;  // a fault already
    compiled.region.push_back(place);
    names.zh += (names.zh.empty() ? "" : "、") + place->label.zh;
    names.en += (names.en.empty() ? "" : ", ") + place->label.en;
    while ((place = book_->places->parent_of(*place)) != nullptr)
      compiled.around.push_back(place);
  }
  compiled.within_region = {"企业在" + names.zh, "The firm is in " + names.en};
}

void Build::link_kinds() {
  const auto fill = [](const auto& all, const std::string& kind, std::vector<std::size_t>& found,
                       const auto& subject_of) {
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (subject_of(all[i]) == kind) found.push_back(i);
    }
  };
  for (const SubjectKind& kind : book_->source.subjects) {
    CompiledKind& made = book_->kinds.emplace_back();
    made.kind = &kind;
    made.nobody.kind = kind.name;
    fill(book_->provisions, kind.name, made.provisions,
         [](const CompiledProvision& each) { return each.provision->subject; });
    for (const std::size_t provision : made.provisions)
      book_->provisions[provision].kind = book_->kinds.size() - 1;
    fill(book_->decisions, kind.name, made.decisions,
         [](const CompiledDecision& each) { return each.decision->subject; });
    fill(book_->source.subjects, kind.name, made.children,
         [](const SubjectKind& each) { return each.parent; });
    if (!kind.parent.empty()) link_unsaid(made);
  }
}

/// What a judgement works out.
std::vector<Slot> Build::results_of(const CompiledProvision& compiled) {
  std::vector<Slot> slots = compiled.conditions;
  for (const auto& slot : {compiled.excluded, compiled.amount, compiled.rate, compiled.period_from,
                           compiled.period_to}) {
    if (slot) slots.push_back(*slot);
  }
  return slots;
}

/// Most firms have few of the kinds of children there are: what follows for all the others from
/// knowing nothing is worked out once.
void Build::link_unsaid(const CompiledKind& kind) {
  const decision::Program& program = *book_->program;
  decision::Frame frame = program.new_frame();
  decision::Environment environment;
  const auto is_own = [&](Slot input) {
    if (input >= book_->slot_meaning.size()) return false;
    const Fact* fact = book_->slot_meaning[input].fact;
    return fact != nullptr && fact->subject == kind.kind->name;
  };
  const auto rests_on_own = [&](Slot slot) {
    std::vector<Slot> inputs = program.inputs_of(slot);
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      if (!is_own(inputs[i])) return false;
      if (const auto guard = program.guard(inputs[i])) {
        for (const Slot input : program.inputs_of(*guard))
          inputs.push_back(input);
      }
    }
    return true;
  };
  for (const std::size_t index : kind.provisions) {
    CompiledProvision& provision = book_->provisions[index];
    for (const Slot slot : results_of(provision)) {
      if (!program.rests_on_inputs_alone(slot) || !rests_on_own(slot)) continue;
      environment.steps = 0;
      const Value& value = program.evaluate(slot, frame, environment);
      if (!value.is_null()) provision.unsaid.emplace_back(slot, value);  // errors are told anew
    }
  }
}

void Build::link_supersessions() {
  auto& provisions = book_->provisions;
  for (std::size_t by = 0; by < provisions.size(); ++by) {
    for (const Supersession& supersession : provisions[by].provision->supersedes) {
      for (CompiledProvision& old : provisions) {
        if (old.provision->id != supersession.provision) continue;
        const bool always = supersession.retroactive &&
                            covers(provisions[by].provision->in_force, old.provision->in_force);
        old.replaced_by.push_back({by, supersession.retroactive, always});
      }
    }
  }
}

/// What these slots rest on, themselves too, each once.
std::vector<Slot> Build::rests_on(std::vector<Slot> waiting) const {
  std::vector<Slot> found;
  std::set<Slot> seen;
  while (!waiting.empty()) {
    const Slot slot = waiting.back();
    waiting.pop_back();
    if (!seen.insert(slot).second) continue;
    found.push_back(slot);
    for (const Slot used : book_->program->uses(slot))
      waiting.push_back(used);
  }
  return found;
}

/// Parameters that nobody has confirmed, and decisions, that a provision rests on.
void Build::link_uses(CompiledProvision& compiled) {
  std::vector<Slot> slots = compiled.conditions;
  const auto add = [&](const std::optional<Slot>& slot) {
    if (slot) slots.push_back(*slot);
  };
  add(compiled.excluded);
  add(compiled.amount);
  add(compiled.rate);
  for (const Slot slot : rests_on(slots)) {
    if (slot >= book_->slot_meaning.size()) continue;
    const Parameter* parameter = book_->slot_meaning[slot].parameter;
    if (parameter != nullptr && parameter->status != Status::confirmed) {
      compiled.unconfirmed.push_back(parameter);
    }
  }
  add(compiled.period_from);
  add(compiled.period_to);
  for (const CompiledDefinition& step : compiled.steps)
    slots.push_back(step.slot);
  for (const CompiledException& exception : compiled.exceptions)
    slots.push_back(exception.when);
  for (const CompiledDecision& decision : book_->decisions) {
    const std::vector<std::string>& limits = compiled.provision->shared_limits;
    const std::string& name = decision.decision->definition.name;
    if (std::find(limits.begin(), limits.end(), name) != limits.end()) {
      slots.push_back(decision.value);
    }
  }
  const std::vector<Slot> all = rests_on(std::move(slots));
  for (std::size_t i = 0; i < book_->decisions.size(); ++i) {
    const Slot value = book_->decisions[i].value;
    if (std::find(all.begin(), all.end(), value) != all.end()) compiled.decisions.push_back(i);
  }
}

/// All that one provision shares with another: names are sought among its own, facts and decisions.
void Build::link_shared() {
  std::vector<bool>& shared = book_->shared;
  const auto set = [&](Slot slot) {
    if (slot >= shared.size()) shared.resize(slot + 1, false);
    shared[slot] = true;
  };
  for (const Slot slot : book_->fact_slots)
    set(slot);
  for (const CompiledDecision& decision : book_->decisions)
    set(decision.value);
}

Rulebook::Rulebook(std::unique_ptr<const Impl> impl) : impl_(std::move(impl)) {}
Rulebook::Rulebook(Rulebook&&) noexcept = default;
Rulebook& Rulebook::operator=(Rulebook&&) noexcept = default;
Rulebook::~Rulebook() = default;

Result<Rulebook> Rulebook::build(Source source) {
  auto impl = Build(std::move(source)).run();
  if (!impl) return fail(std::move(impl.error()));
  return Rulebook(std::move(*impl));
}

const Source& Rulebook::source() const {
  return impl_->source;
}
std::span<const Fact> Rulebook::facts() const {
  return impl_->source.facts;
}

std::optional<std::uint16_t> Rulebook::fact_index(std::string_view name) const {
  const auto found = impl_->fact_by_name.find(name);
  if (found == impl_->fact_by_name.end()) return std::nullopt;
  return found->second;
}

const decision::Program& Rulebook::program() const {
  return *impl_->program;
}

std::unique_ptr<decision::Functions> Rulebook::lookups(const Date& known_at) const {
  return std::make_unique<LookupHost>(*impl_, known_at);
}

const Provision* Rulebook::find_provision(std::string_view id) const {
  for (const Provision& provision : impl_->source.provisions) {
    if (provision.id == id) return &provision;
  }
  return nullptr;
}

const CodeList* Rulebook::find_list(std::string_view name) const {
  const auto found = impl_->lists.find(name);
  return found == impl_->lists.end() ? nullptr : found->second.list;
}

const ListEntry* Rulebook::find_entry(std::string_view list, std::string_view code) const {
  const auto found = impl_->lists.find(list);
  if (found == impl_->lists.end()) return nullptr;
  const auto entry = found->second.by_code.find(code);
  return entry == found->second.by_code.end() ? nullptr : entry->second;
}

}  // namespace fugong::law
