// Facts that other facts rule out (Fact::applies_if).
#include <fmt/format.h>

#include "engines/law/compiled.hpp"

namespace fugong::law {

namespace {

/// Facts that are given although their guard says that they have no meaning here.
class Contradictions {
 public:
  Contradictions(const Rulebook::Impl& book, Faults& faults)
      : book_(book), host_(book, *Date::parse("9999-12-31")), faults_(faults) {
    environment_.functions = &host_;
  }

  void look(const Subject& subject, const Node* node, decision::Frame& frame) {
    for (const GivenFact& given : subject.facts)
      book_.program->set(frame, book_.fact_slots[given.fact], given.value);
    for (const GivenFact& given : subject.facts) {
      const auto guard = book_.program->guard(book_.fact_slots[given.fact]);
      if (!guard || !book_.program->evaluate(*guard, frame, environment_).is_false()) continue;
      if (feel::equal(given.value, book_.program->not_applicable(book_.fact_slots[given.fact]))
              .is_true()) {
        continue;
      }
      report(book_.source.facts[given.fact], *guard, node);
    }
    const std::size_t mark = decision::Program::mark(frame);
    for (const SubjectKind& kind : book_.source.subjects) {
      if (kind.parent != subject.kind) continue;
      const Node* list = node != nullptr ? node->find(kind.plural) : nullptr;
      std::size_t item = 0;
      for (const Subject& child : subject.children) {
        if (child.kind != kind.name) continue;
        look(child, list != nullptr ? &list->items.at(item++) : nullptr, frame);
        decision::Program::go_back(frame, mark);
      }
    }
  }

 private:
  void report(const Fact& fact, Slot guard, const Node* node) {
    Text names;
    for (const Slot used : book_.program->uses(guard)) {
      const Text& label = book_.slot_meaning[used].fact->label;
      names.zh += (names.zh.empty() ? "“" : "、“") + label.zh + "”";
      names.en += (names.en.empty() ? "'" : ", '") + label.en + "'";
    }
    faults_.push_back(
        {"fact-not-applicable",
         node != nullptr ? node->find(fact.name)->place : Place{},
         {fmt::format("按{}的回答，“{}”不适用", names.zh, fact.label.zh),
          fmt::format("by what is said of {}, '{}' does not apply", names.en, fact.label.en)},
         {"删去它，或改正前面的回答", "leave it out, or correct the other answers"}});
  }

  const Rulebook::Impl& book_;
  LookupHost host_;
  decision::Environment environment_;
  Faults& faults_;
};

}  // namespace

Faults Rulebook::contradictions(const Subject& enterprise, const Node& document) const {
  Faults faults;
  decision::Frame frame = impl_->program->new_frame();
  Contradictions(*impl_, faults).look(enterprise, &document, frame);
  return faults;
}

bool contradicts_itself(const Rulebook::Impl& book, const Subject& enterprise) {
  Faults faults;
  decision::Frame frame = book.program->new_frame();
  Contradictions(book, faults).look(enterprise, nullptr, frame);
  return !faults.empty();
}

}  // namespace fugong::law
