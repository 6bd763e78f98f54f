// notice.yaml and measures/NN-name/measure.yaml.
#include <fmt/format.h>

#include <algorithm>

#include "pack/reader.hpp"

namespace fugong::pack {

namespace {

Disposition read_disposition(const Node& node, Reading& reading) {
  Fields fields(node, reading);
  Disposition rule;
  rule.place = node.place;
  rule.rule = fields.need_string("id");
  rule.kind = fields.need_choice("disposition", kDispositions);
  rule.where = fields.strings("where");
  if (rule.kind == Disposition::Kind::untranslatable) {
    rule.reason = fields.need_choice("reason", kUntranslatableReasons);
  } else if (rule.where.empty()) {
    fields.need("where");
  }
  rule.note =
      rule.kind == Disposition::Kind::computable ? fields.text("note") : fields.need_text("note");
  fields.finish();
  return rule;
}

}  // namespace

void read_notice(const Node& document, Reading& reading, Notice& notice) {
  Fields fields(document, reading);
  notice.number = fields.need_string("number");
  notice.title = fields.need_text("title");
  notice.issuer = fields.need_text("issuer");
  if (const Node* issued = fields.need("issued")) {
    notice.issued = read_date(*issued, false, reading);
  }
  notice.source = fields.need_text("source");
  notice.source_rules = fields.integer("source_rules", 0, 100'000);
  notice.place = document.place;
  for (const Node& node : fields.list("sections")) {
    Fields parts(node, reading);
    Section section;
    section.id = parts.need_name("id");
    section.title = parts.need_text("title");
    parts.finish();
    const bool taken = std::any_of(notice.sections.begin(), notice.sections.end(),
                                   [&](const Section& other) { return other.id == section.id; });
    if (taken) {
      reading.fault("duplicate-id", node.place,
                    {fmt::format("部分“{}”出现两次", section.id),
                     fmt::format("the section '{}' stands twice", section.id)},
                    {"换一个 id", "give one of them another id"});
    }
    notice.sections.push_back(std::move(section));
  }
  fields.finish();
}

void read_measure(const Node& document, Reading& reading, Notice& notice) {
  Fields fields(document, reading);
  Measure measure;
  measure.place = document.place;
  fields.need("number");
  measure.number = static_cast<int>(fields.integer("number", 1, 9999).value_or(0));
  measure.section = fields.need_name("section");
  measure.title = fields.need_text("title");
  measure.clause = fields.need_text("clause");
  measure.who_acts = fields.need_text("who_acts");
  measure.desk = fields.need_name("desk");
  measure.state = fields.need_choice("state", kMeasureStates);
  measure.keywords = fields.strings("keywords");
  for (const Node& node : fields.list("rules"))
    measure.rules.push_back(read_disposition(node, reading));
  fields.finish();
  notice.measures.push_back(std::move(measure));
}

void check_notice(const Notice& notice, Reading& reading) {
  for (const Measure& measure : notice.measures) {
    const auto same_number = [&](const Measure& other) { return other.number == measure.number; };
    const auto first = std::find_if(notice.measures.begin(), notice.measures.end(), same_number);
    if (&*first != &measure && measure.number != 0) {
      reading.fault(
          "duplicate-id", measure.place,
          {fmt::format("措施 {} 已在 {}", measure.number, first->place.file),
           fmt::format("measure {} already stands in {}", measure.number, first->place.file)},
          {"换一个编号", "give one of them another number"});
    }
    const bool known =
        std::any_of(notice.sections.begin(), notice.sections.end(),
                    [&](const Section& section) { return section.id == measure.section; });
    if (!known && !measure.section.empty()) {
      reading.fault("unknown-section", measure.place,
                    {fmt::format("通知没有部分“{}”", measure.section),
                     fmt::format("the notice has no section '{}'", measure.section)},
                    {"写 notice.yaml 中的一个部分", "name a section of notice.yaml"});
    }
  }
}

}  // namespace fugong::pack
