// Open terms of a provision, what fills those of others, and exceptions.
#include <fmt/format.h>

#include "pack/reader.hpp"

namespace fugong::pack {

namespace {

/// What a value is written as; the term that it fills may stand in a file not read yet.
law::Parameter::Type written_as(const std::string& value) {
  if (Date::parse(value)) return law::Parameter::Type::date;
  if (feel::parse_months_duration(value)) return law::Parameter::Type::months;
  return law::Parameter::Type::number;
}

template <class Part>
bool name_is_free(const std::vector<Part>& parts, std::string Part::*name, const Part& made,
                  Reading& reading) {
  for (const Part& part : parts) {
    if (part.*name != made.*name) continue;
    reading.fault(
        "duplicate-id", made.place,
        {fmt::format("“{}”出现两次", made.*name), fmt::format("'{}' stands twice", made.*name)},
        {"换一个名称", "give one of them another name"});
    return false;
  }
  return true;
}

}  // namespace

std::vector<law::OpenTerm> read_open_terms(Fields& owner, Reading& reading) {
  std::vector<law::OpenTerm> terms;
  for (const Node& node : owner.list("open_terms")) {
    Fields fields(node, reading);
    law::OpenTerm term;
    term.place = node.place;
    term.name = fields.need_name("name");
    term.type = fields.need_choice("type", kParameterTypes);
    term.minimum = fields.decimal("minimum");
    term.maximum = fields.decimal("maximum");
    term.authority = fields.need_text("authority");
    term.label = fields.need_text("label");
    term.clause = fields.need_text("clause");
    fields.finish();
    if (name_is_free(terms, &law::OpenTerm::name, term, reading)) terms.push_back(std::move(term));
  }
  return terms;
}

std::vector<law::Fill> read_fills(Fields& owner, Reading& reading) {
  std::vector<law::Fill> fills;
  for (const Node& node : owner.list("fills")) {
    Fields fields(node, reading);
    law::Fill fill;
    fill.place = node.place;
    fill.provision = fields.need_string("provision");
    fill.term = fields.need_name("term");
    fill.value = fields.need_string("value");
    fill.step = read_step(fields, written_as(fill.value), reading);
    fill.clause = fields.need_text("clause");
    fields.finish();
    fills.push_back(std::move(fill));
  }
  return fills;
}

std::vector<law::Exception> read_exceptions(Fields& owner, Reading& reading) {
  std::vector<law::Exception> exceptions;
  for (const Node& node : owner.list("exceptions")) {
    Fields fields(node, reading);
    law::Exception exception;
    exception.place = node.place;
    exception.id = fields.need_name("id");
    exception.label = fields.need_text("label");
    exception.clause = fields.need_text("clause");
    fields.need("priority");
    exception.priority =
        static_cast<int>(fields.integer("priority", 0, law::kMaxExceptionPriority).value_or(0));
    exception.when = fields.need_feel("when");
    exception.excludes = fields.boolean("excludes", false);
    exception.amount = fields.feel("amount");
    fields.finish();
    if (name_is_free(exceptions, &law::Exception::id, exception, reading)) {
      exceptions.push_back(std::move(exception));
    }
  }
  return exceptions;
}

}  // namespace fugong::pack
