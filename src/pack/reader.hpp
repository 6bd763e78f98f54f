// The readers of the files of a pack; each fills its part of the model and collects faults.
// Private to src/pack.
#pragma once

#include <string>
#include <vector>

#include "pack/fields.hpp"

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

}  // namespace fugong::pack
