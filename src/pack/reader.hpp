// The readers of the files of a pack; each fills its part of the model and collects faults.
// Private to src/pack.
#pragma once

#include <string>
#include <vector>

#include "pack/fields.hpp"
#include "pack/part.hpp"

namespace fugong::pack {

/// An example or a demo firm whose facts wait for the rulebook.
struct DraftExample {
  Example example;
  Node facts;
};
struct DraftFirm {
  DemoFirm firm;
  Node facts;
};

inline constexpr std::array<Choice<law::Untranslatable::Reason>, 4> kUntranslatableReasons{{
    {"no_figure", law::Untranslatable::Reason::no_figure},
    {"officer_discretion", law::Untranslatable::Reason::officer_discretion},
    {"not_about_enterprise", law::Untranslatable::Reason::not_about_enterprise},
    {"no_place", law::Untranslatable::Reason::no_place},
}};

/// Everything that is read before the rules are compiled.
struct Draft {
  law::Source source;
  stacking::Rules stacking;
  Notice notice;
  std::vector<DraftExample> examples;
  std::vector<DraftFirm> demo;
};

void read_subjects(Fields& pack, Reading& reading, law::Source& source);
void read_facts(const Node& document, Reading& reading, law::Source& source);
void read_data(const Node& document, Reading& reading, law::Source& source);

law::Document read_document(const Node& node, Reading& reading);
law::Validity read_validity(const Node& node, Reading& reading);
inline constexpr std::array<Choice<law::Parameter::Type>, 5> kParameterTypes{{
    {"number", law::Parameter::Type::number},
    {"percent", law::Parameter::Type::percent},
    {"money", law::Parameter::Type::money},
    {"date", law::Parameter::Type::date},
    {"months", law::Parameter::Type::months},
}};
/// `step` of a value of this type: the smallest change of it that must break an example.
std::string read_step(Fields& fields, law::Parameter::Type type, Reading& reading);
std::vector<law::Parameter> read_parameters(Fields& owner, Reading& reading);
std::vector<law::Definition> read_definitions(Fields& owner, Reading& reading);
/// `feel` or `table`, `shown_as`, `list` of the map that `fields` reads.
void read_body(Fields& fields, Reading& reading, law::Definition& into);
void read_decision(const Node& document, Reading& reading, law::Source& source);

std::vector<law::OpenTerm> read_open_terms(Fields& owner, Reading& reading);
std::vector<law::Fill> read_fills(Fields& owner, Reading& reading);
std::vector<law::Exception> read_exceptions(Fields& owner, Reading& reading);
void read_provision(const Node& document, int measure, Reading& reading, law::Source& source);

void read_stacking(const Node& document, Reading& reading, stacking::Rules& rules);

void read_notice(const Node& document, Reading& reading, Notice& notice);
void read_measure(const Node& document, Reading& reading, Notice& notice);
/// Numbers that stand twice, sections that there are not.
void check_notice(const Notice& notice, Reading& reading);

void read_examples(const Node& document, Reading& reading, std::vector<DraftExample>& into);
void read_demo(const Node& document, Reading& reading, std::vector<DraftFirm>& into);

/// Runs one example. Adds a fault for each expectation that the book does not meet; `about`: only
/// of what is said of these provisions and decisions (empty: all).
void run_example(const law::Rulebook& book, const Example& example, Faults& faults,
                 const Owners& about = {});

/// The same of an answer that is there already.
void compare(const Example& example, const law::Answer& answer, Faults& faults,
             const Owners& about = {});

/// What mutate() found.
struct MutationReport {
  std::size_t mutations = 0;
  Faults faults;
};
struct MutationPlan {
  std::optional<int> measure;  ///< only its provisions are changed
  unsigned workers = 1;        ///< threads; at most kMaxMutationWorkers
  bool whole_book = false;     ///< compile the whole pack for each change
  Progress progress;
};
inline constexpr unsigned kMaxMutationWorkers = 64;
MutationReport mutate(const law::Source& source, const std::vector<Example>& examples,
                      const MutationPlan& plan);

}  // namespace fugong::pack
