#include "pack/format/shapes.hpp"

#include <algorithm>

namespace fugong::pack {

const Shape::Key* Shape::find(std::string_view name) const {
  const auto found =
      std::find_if(keys.begin(), keys.end(), [name](const Key& key) { return key.name == name; });
  return found == keys.end() ? nullptr : &*found;
}

namespace {

/// Every shape of a pack; built once, never changed.
struct Shapes {
  Shape text{{{"zh"}, {"en"}}, true};
  Shape plain{};
  Shape date{{{"earliest"}, {"latest"}, {"to_be_fixed", &text}}};
  Shape validity{{{"from", &date}, {"to", &date}}};
  Shape document{{{"number"},
                  {"title", &text},
                  {"issuer", &text},
                  {"issued", &date},
                  {"status"},
                  {"source", &text}}};
  Shape parameter{{{"name"},
                   {"type"},
                   {"value"},
                   {"step"},
                   {"label", &text},
                   {"clause", &text},
                   {"status"},
                   {"source", &text}}};
  Shape input{{{"feel"}, {"allowed"}}, true};
  Shape output{{{"name"}, {"values"}, {"otherwise"}, {"type"}}, true};
  Shape table{{{"hit"}, {"inputs", &input}, {"outputs", &output}, {"rules"}, {"file"}}};
  Shape definition{{{"name"},
                    {"label", &text},
                    {"clause", &text},
                    {"feel"},
                    {"table", &table},
                    {"shown_as"},
                    {"list"}}};
  Shape condition{{{"id"}, {"label", &text}, {"clause", &text}, {"feel"}}};
  Shape rounding{{{"scale"}, {"mode"}}, true};
  Shape period{{{"from"}, {"to"}}, true};
  Shape benefit{{{"kind"},
                 {"label", &text},
                 {"amount"},
                 {"rate"},
                 {"rounding", &rounding},
                 {"period", &period},
                 {"payer", &text},
                 {"contact", &text},
                 {"deadline", &text},
                 {"apply_by", &date},
                 {"total"}}};
  Shape open_term{{{"name"},
                   {"type"},
                   {"minimum"},
                   {"maximum"},
                   {"authority", &text},
                   {"label", &text},
                   {"clause", &text}}};
  Shape fill{{{"provision"}, {"term"}, {"value"}, {"step"}, {"clause", &text}}};
  Shape exception{{{"id"},
                   {"label", &text},
                   {"clause", &text},
                   {"priority"},
                   {"when"},
                   {"excludes"},
                   {"amount"}}};
  Shape untranslatable{{{"reason"}, {"note", &text}}};
  Shape supersession{{{"provision"}, {"retroactive"}}, true};
  Shape provision{{{"id"},
                   {"title", &text},
                   {"summary", &text},
                   {"document", &document},
                   {"in_force", &validity},
                   {"known_from"},
                   {"region"},
                   {"subject"},
                   {"applies_by"},
                   {"supersedes", &supersession},
                   {"parameters", &parameter},
                   {"definitions", &definition},
                   {"conditions", &condition},
                   {"open_terms", &open_term},
                   {"fills", &fill},
                   {"exceptions", &exception},
                   {"benefit", &benefit},
                   {"untranslatable", &untranslatable}}};
  Shape decision{{{"name"},
                  {"subject"},
                  {"label", &text},
                  {"clause", &text},
                  {"document", &document},
                  {"in_force", &validity},
                  {"parameters", &parameter},
                  {"definitions", &definition},
                  {"shown_as"},
                  {"list"},
                  {"feel"},
                  {"table", &table}}};
  Shape fact{{{"name"},
              {"subject"},
              {"type"},
              {"list"},
              {"label", &text},
              {"question", &text},
              {"help", &text},
              {"unit", &text},
              {"min"},
              {"max"},
              {"order"},
              {"effort"},
              {"registers"},
              {"finding"},
              {"evidence", &text},
              {"applies_if"},
              {"not_applicable"}},
             false,
             true};
  Shape facts{{{"facts", &fact}}};
  Shape list{{{"name"},
              {"file"},
              {"code"},
              {"parent"},
              {"zh"},
              {"en"},
              {"label", &text},
              {"source", &text}},
             false,
             true};
  Shape lookup{{{"name"},
                {"file"},
                {"match"},
                {"key"},
                {"value"},
                {"known_from"},
                {"type"},
                {"list"},
                {"otherwise"},
                {"label", &text},
                {"source", &text}},
               false,
               true};
  Shape data{{{"lists", &list}, {"lookups", &lookup}}};
  Shape range{{{"low"}, {"high"}}, true};
  Shape expected{{{"provision"},
                  {"decision"},
                  {"subject"},
                  {"state"},
                  {"amount"},
                  {"withheld", &range},
                  {"range", &range},
                  {"rate"},
                  {"value"},
                  {"absent"}},
                 true};
  Shape example{{{"id"},
                 {"note", &text},
                 {"working"},
                 {"on"},
                 {"known_at"},
                 {"facts", &plain},
                 {"expect", &expected}},
                false,
                true};
  Shape example_table{{{"file"}, {"decision"}, {"on"}, {"known_at"}}, true};
  Shape examples{{{"examples", &example}, {"tables", &example_table}}};
  Shape section{{{"id"}, {"title", &text}}};
  Shape notice{{{"number"},
                {"title", &text},
                {"issuer", &text},
                {"issued", &date},
                {"source", &text},
                {"sections", &section}}};
  Shape disposition{{{"id"}, {"disposition"}, {"reason"}, {"where"}, {"note", &text}}};
  Shape measure{{{"number"},
                 {"section"},
                 {"title", &text},
                 {"clause", &text},
                 {"who_acts", &text},
                 {"desk"},
                 {"state"},
                 {"keywords"},
                 {"rules", &disposition}}};
  Shape exclusive{{{"id"}, {"label", &text}, {"clause", &text}, {"per"}, {"members"}}};
  Shape cap{{{"id"}, {"label", &text}, {"clause", &text}, {"per"}, {"members"}, {"limit"}}};
  Shape requirement{{{"id"}, {"label", &text}, {"clause", &text}, {"provision"}, {"needs"}}};
  Shape stacking{{{"exclusive", &exclusive}, {"caps", &cap}, {"requires", &requirement}}};
  Shape span{{{"days"}, {"months"}}, true};
  Shape remedy{{{"id"}, {"title", &text}, {"within", &span}, {"clause", &text}, {"status"}}};
  Shape remedies{{{"remedies", &remedy}}};
  Shape subject{
      {{"name"}, {"parent"}, {"plural"}, {"label", &text}, {"question", &text}, {"absent", &text}}};
  Shape breakdown{{{"name"}, {"of"}, {"label", &text}}, true};
  Shape pack{{{"id"},
              {"version"},
              {"title", &text},
              {"credit", &text},
              {"imports"},
              {"place_list"},
              {"place_fact"},
              {"breakdowns", &breakdown},
              {"subjects", &subject}}};
  Shape demo{{{"id"}, {"name", &text}, {"note", &text}, {"facts", &plain}}};
};

}  // namespace

const Shape* shape_of_file(std::string_view path) {
  static const Shapes shapes;
  const std::string_view name = path.substr(path.rfind('/') + 1);
  if (name == "pack.yaml") return &shapes.pack;
  if (name == "facts.yaml") return &shapes.facts;
  if (name == "data.yaml") return &shapes.data;
  if (name == "notice.yaml") return &shapes.notice;
  if (name == "stacking.yaml") return &shapes.stacking;
  if (name == "remedies.yaml") return &shapes.remedies;
  if (name == "measure.yaml") return &shapes.measure;
  if (name.starts_with("provision-")) return &shapes.provision;
  if (name.starts_with("examples-") || name.ends_with(".examples.yaml")) return &shapes.examples;
  if (path.find("/decisions/") != std::string_view::npos) return &shapes.decision;
  if (path.find("/demo/") != std::string_view::npos) return &shapes.demo;
  return nullptr;
}

}  // namespace fugong::pack
