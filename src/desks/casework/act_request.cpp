#include "desks/casework/act_request.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "desks/casework/documents.hpp"
#include "desks/casework/words.hpp"
#include "platform/http/json_body.hpp"

namespace fugong::casework {
namespace {

template <class E, std::size_t N>
std::string words_of(const std::array<Choice<E>, N>& choices) {
  std::string all;
  for (const auto& [name, value] : choices)
    all.append(all.empty() ? "" : ", ").append(name);
  return all;
}

Fault at(std::string code, const Place& place, Text message, Text remedy) {
  return {std::move(code), place, std::move(message), std::move(remedy)};
}

/// A list of ids that the case gives under the same name.
std::vector<std::string> read_ids(const Node& node, std::string_view name, Faults& faults) {
  std::vector<std::string> ids;
  const bool is_list = node.kind == Node::Kind::list && node.items.size() <= kMaxReasons &&
                       std::ranges::all_of(node.items, [](const Node& item) {
                         return item.kind == Node::Kind::string && !item.text.empty() &&
                                item.text.size() <= kMaxNameBytes;
                       });
  if (!is_list) {
    faults.push_back(at("field-invalid", node.place,
                        {fmt::format("“{}”应为至多 {} 个编号的列表", name, kMaxReasons),
                         fmt::format("'{}' must list at most {} ids", name, kMaxReasons)},
                        {fmt::format("写案件的 {} 中的编号", name),
                         fmt::format("name those among the case's '{}'", name)}));
    return ids;
  }
  for (const Node& item : node.items)
    ids.push_back(item.text);
  return ids;
}

std::vector<Reason> read_reasons(const Node& node, Faults& faults) {
  std::vector<Reason> reasons;
  const bool is_list = node.kind == Node::Kind::list && node.items.size() <= kMaxReasons;
  if (!is_list) {
    faults.push_back(at("field-invalid", node.place,
                        {fmt::format("“reasons”应为至多 {} 条的列表", kMaxReasons),
                         fmt::format("'reasons' must list at most {}", kMaxReasons)},
                        {"例如 [{\"of\": \"words\", \"note\": \"...\"}]",
                         "for example [{\"of\": \"words\", \"note\": \"...\"}]"}));
    return reasons;
  }
  for (const Node& item : node.items) {
    http::Fields fields(item, {"of", "id", "note"});
    const std::string of = fields.text("of", kMaxNameBytes);
    Reason reason;
    reason.id = fields.maybe_text("id", kMaxNameBytes).value_or("");
    reason.note = fields.maybe_text("note", kMaxNoteBytes).value_or("");
    const auto found =
        std::ranges::find_if(kReasonsOf, [&](const auto& one) { return one.first == of; });
    if (found != kReasonsOf.end()) {
      reason.of = found->second;
    } else if (!of.empty()) {
      const std::string all = words_of(kReasonsOf);
      fields.faults().push_back(at("field-invalid", fields.node("of")->place,
                                   {"“of”不是理由的种类", "'of' is no kind of reason"},
                                   {"可用：" + all, "one of: " + all}));
    }
    // What is missing is missing in this item.
    for (Fault& fault : fields.faults()) {
      if (!fault.place.pointer.starts_with(item.place.pointer))
        fault.place.pointer = item.place.pointer + fault.place.pointer;
    }
    append(faults, std::move(fields.faults()));
    reasons.push_back(std::move(reason));
  }
  return reasons;
}

}  // namespace

Result<WantedAct> read_act(const law::Rulebook& book, const Node& body) {
  http::Fields fields(body, {"act", "amount_fen", "reasons", "note", "instalments", "pay_by",
                             "payments", "reference", "facts", "documents", "warnings"});
  WantedAct wanted;
  Event& event = wanted.event;
  const std::string act = fields.text("act", kMaxNameBytes);
  const auto found = std::ranges::find_if(kActs, [&](const auto& one) { return one.first == act; });
  if (found != kActs.end()) {
    event.act = found->second;
  } else if (!act.empty()) {
    fields.faults().push_back(
        at("act-invalid", fields.node("act")->place, {"没有这种办理动作", "there is no such act"},
           {"案件的 acts 列出现在能办的", "'acts' of the case lists what can be done now"}));
  }
  if (const auto fen = fields.maybe_number("amount_fen", 0, Money::kMaxFen))
    event.amount = Money{*fen};
  event.note = fields.maybe_text("note", kMaxNoteBytes).value_or("");
  event.instalments = fields.maybe_number("instalments", 1, kMaxInstalments).value_or(0);
  if (const auto day = fields.maybe_text("pay_by", kMaxNameBytes)) {
    event.pay_by = Date::parse(*day);
    if (!event.pay_by) {
      fields.faults().push_back(at("field-invalid", fields.node("pay_by")->place,
                                   {"“pay_by”不是日期", "'pay_by' is no date"},
                                   {"例如 2020-07-31", "such as 2020-07-31"}));
    }
  }
  event.reference = fields.maybe_text("reference", kMaxNameBytes).value_or("");
  if (const Node* reasons = fields.node("reasons"))
    event.reasons = read_reasons(*reasons, fields.faults());
  if (const Node* payments = fields.node("payments"))
    event.payments = read_ids(*payments, "payments", fields.faults());
  // Which cases these are is looked up when it happens.
  if (const Node* warnings = fields.node("warnings")) {
    for (std::string& id : read_ids(*warnings, "warnings", fields.faults()))
      event.cleared.push_back({std::move(id), {}});
  }
  if (const Node* documents = fields.node("documents"))
    event.documents = read_documents(*documents, fields.faults());
  // A case that went to no place would be seen by nobody.
  if (event.act == Act::transfer && !event.reference.empty() &&
      book.find_entry(book.source().place_list, event.reference) == nullptr) {
    fields.faults().push_back(at("place-invalid", fields.node("reference")->place,
                                 {"没有这个地方的代码", "no place has this code"},
                                 {"写行政区划代码", "give the code of a place"}));
  }
  wanted.facts = fields.node("facts");
  const bool states = event.act == Act::amend || event.act == Act::inspect;
  if (wanted.facts != nullptr && !states && found != kActs.end()) {
    fields.faults().push_back(
        at("field-invalid", wanted.facts->place,
           {"只有补正和现场检查可以写事实", "only an amendment and an inspection state facts"},
           {"删去 facts", "leave 'facts' out"}));
  }
  if (!fields.faults().empty()) return fail(std::move(fields.faults()));
  return wanted;
}

}  // namespace fugong::casework
