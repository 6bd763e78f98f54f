// measures/NN-name/provision-*.yaml.
#include <fmt/format.h>

#include "pack/reader.hpp"

namespace fugong::pack {

namespace {

law::Benefit read_benefit(const Node& node, Reading& reading) {
  Fields fields(node, reading);
  law::Benefit benefit;
  benefit.kind = fields.need_choice("kind", kBenefitKinds);
  benefit.total = fields.choice("total", kTotals, law::usual_total(benefit.kind));
  benefit.label = fields.need_text("label");
  benefit.amount = fields.feel("amount");
  benefit.rate = fields.feel("rate");
  // Whoever pays an amount must have said how it is rounded.
  const Node* rounding = benefit.amount ? fields.need("rounding") : fields.find("rounding");
  if (rounding != nullptr) {
    Fields parts(*rounding, reading);
    parts.need("scale");
    parts.need("mode");
    benefit.rounding_scale = static_cast<int>(parts.integer("scale", -9, 2).value_or(2));
    benefit.rounding = parts.choice("mode", kRoundings, Rounding::half_up);
    parts.finish();
  }
  if (const Node* period = fields.find("period")) {
    Fields parts(*period, reading);
    benefit.period_from = parts.feel("from");
    benefit.period_to = parts.feel("to");
    parts.finish();
  }
  benefit.payer = fields.need_text("payer");
  benefit.contact = fields.need_text("contact");
  benefit.deadline = fields.need_text("deadline");
  if (const Node* apply_by = fields.find("apply_by")) {
    benefit.apply_by = read_date(*apply_by, false, reading);
  }
  fields.finish();
  return benefit;
}

std::vector<law::Condition> read_conditions(Fields& owner, Reading& reading) {
  std::vector<law::Condition> conditions;
  std::set<std::string> seen;
  for (const Node& node : owner.list("conditions")) {
    Fields fields(node, reading);
    law::Condition condition;
    condition.place = node.place;
    condition.id = fields.need_name("id");
    condition.label = fields.need_text("label");
    condition.clause = fields.need_text("clause");
    condition.expression = fields.need_feel("feel");
    fields.finish();
    if (!seen.insert(condition.id).second) {
      reading.fault("duplicate-id", node.place,
                    {fmt::format("条件“{}”出现两次", condition.id),
                     fmt::format("the condition '{}' stands twice", condition.id)},
                    {"换一个 id", "give one of them another id"});
      continue;
    }
    conditions.push_back(std::move(condition));
  }
  return conditions;
}

std::vector<law::Supersession> read_supersessions(Fields& owner, Reading& reading) {
  std::vector<law::Supersession> supersessions;
  for (const Node& node : owner.list("supersedes")) {
    Fields fields(node, reading);
    law::Supersession supersession;
    supersession.place = node.place;
    supersession.provision = fields.need_string("provision");
    supersession.retroactive = fields.boolean("retroactive", false);
    fields.finish();
    supersessions.push_back(std::move(supersession));
  }
  return supersessions;
}

std::vector<law::Untranslatable> read_untranslatable(Fields& owner, Reading& reading) {
  std::vector<law::Untranslatable> parts;
  for (const Node& node : owner.list("untranslatable")) {
    Fields fields(node, reading);
    law::Untranslatable part;
    part.place = node.place;
    part.reason = fields.need_choice("reason", kUntranslatableReasons);
    part.note = fields.need_text("note");
    fields.finish();
    parts.push_back(std::move(part));
  }
  return parts;
}

}  // namespace

void read_provision(const Node& document, int measure, Reading& reading, law::Source& source) {
  Fields fields(document, reading);
  law::Provision provision;
  provision.place = document.place;
  provision.measure = measure;
  provision.id = fields.need_string("id");
  provision.title = fields.need_text("title");
  provision.summary = fields.need_text("summary");
  if (const Node* node = fields.need("document"))
    provision.document = read_document(*node, reading);
  if (const Node* node = fields.need("in_force"))
    provision.in_force = read_validity(*node, reading);
  const auto known_from = fields.date("known_from");
  if (known_from) {
    provision.known_from = *known_from;
  } else if (provision.document.issued.is_exact()) {
    provision.known_from = *provision.document.issued.earliest;
  } else if (fields.find("known_from") == nullptr && provision.document.issued.earliest) {
    reading.fault("missing-key", document.place,
                  {"发布日期不确定，需要写明 known_from",
                   "the day of issue is not exact, so known_from is needed"},
                  {"补上 known_from: 2020-02-07", "add known_from: 2020-02-07"});
  }
  provision.region = fields.strings("region");
  provision.subject = fields.need_name("subject");
  provision.applies_by = fields.need_name("applies_by");
  provision.supersedes = read_supersessions(fields, reading);
  provision.parameters = read_parameters(fields, reading);
  provision.definitions = read_definitions(fields, reading);
  provision.conditions = read_conditions(fields, reading);
  if (const Node* node = fields.find("benefit")) provision.benefit = read_benefit(*node, reading);
  provision.open_terms = read_open_terms(fields, reading);
  provision.fills = read_fills(fields, reading);
  provision.exceptions = read_exceptions(fields, reading);
  provision.untranslatable = read_untranslatable(fields, reading);
  fields.finish();
  source.provisions.push_back(std::move(provision));
}

}  // namespace fugong::pack
