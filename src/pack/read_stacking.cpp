// stacking.yaml: which provisions exclude each other, share a cap, or stand on one another.
#include "pack/reader.hpp"

namespace fugong::pack {

namespace {

stacking::RuleText rule_text(Fields& fields) {
  stacking::RuleText text;
  text.id = fields.need_name("id");
  text.label = fields.need_text("label");
  text.clause = fields.need_text("clause");
  text.place = fields.place();
  return text;
}

}  // namespace

void read_stacking(const Node& document, Reading& reading, stacking::Rules& rules) {
  Fields fields(document, reading);
  for (const Node& node : fields.list("exclusive")) {
    Fields parts(node, reading);
    stacking::ExclusiveRule rule;
    rule.text = rule_text(parts);
    rule.per = parts.need_choice("per", kPer);
    rule.provisions = parts.strings("members");
    parts.finish();
    rules.exclusive.push_back(std::move(rule));
  }
  for (const Node& node : fields.list("caps")) {
    Fields parts(node, reading);
    stacking::CapRule rule;
    rule.text = rule_text(parts);
    rule.per = parts.need_choice("per", kPer);
    rule.provisions = parts.strings("members");
    rule.limit = parts.need_name("limit");
    parts.finish();
    rules.caps.push_back(std::move(rule));
  }
  for (const Node& node : fields.list("requires")) {
    Fields parts(node, reading);
    stacking::RequiresRule rule;
    rule.text = rule_text(parts);
    rule.provision = parts.need_string("provision");
    rule.needs = parts.strings("needs");
    parts.finish();
    rules.requirements.push_back(std::move(rule));
  }
  fields.finish();
}

}  // namespace fugong::pack
