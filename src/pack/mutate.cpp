// Mutations: the smallest changes of a pack's numbers and dates. One that no example notices is a
// number that nothing holds in place.
#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "pack/reader.hpp"

namespace fugong::pack {

namespace {

/// One change, made and undone in place.
struct Mutation {
  Text what;
  Place place;
  std::string owner;  ///< id of the provision or name of the decision
  std::function<void()> apply;
  std::function<void()> undo;
};

class Collector {
 public:
  explicit Collector(law::Source& source) : source_(source) {}

  std::vector<Mutation> run() {
    for (law::Decision& decision : source_.decisions) {
      owner_ = decision.definition.name;
      edge(decision.document.issued, decision.document.issued.earliest, "issued");
      validity(decision.in_force);
      parameters(decision.parameters);
      tables(decision.definitions);
      table(decision.definition);
    }
    for (law::Provision& provision : source_.provisions) {
      owner_ = provision.id;
      validity(provision.in_force);
      known_from(provision);
      parameters(provision.parameters);
      tables(provision.definitions);
      for (law::OpenTerm& term : provision.open_terms) {
        bound(term, term.minimum, "minimum");
        bound(term, term.maximum, "maximum");
      }
      priorities(provision.exceptions);
      for (law::Fill& fill : provision.fills) {
        owner_ = fill.provision;  // examples speak of what it fills
        value(fill.value, fill.step, fill.term, fill.place);
      }
    }
    return std::move(mutations_);
  }

 private:
  template <class T>
  void add(T& where, T changed, const Place& place, const std::string& name) {
    add(where, std::move(changed), place, {name, name});
  }

  template <class T>
  void add(T& where, T changed, const Place& place, Text what) {
    T before = where;
    mutations_.push_back({std::move(what), place, owner_,
                          [&where, changed = std::move(changed)] { where = changed; },
                          [&where, before = std::move(before)] { where = before; }});
  }

  void edge(const law::ImpreciseDate& date, std::optional<Date>& day, const char* name) {
    if (!day) return;
    for (const int step : {-1, 1}) {
      const Date moved = day->plus_days(step);
      add(day, std::optional(moved), date.place,
          fmt::format("{} {} -> {}", name, day->to_string(), moved.to_string()));
    }
  }

  void whole_date(law::ImpreciseDate& date, const char* name) {
    if (!date.is_exact()) {
      edge(date, date.earliest, name);
      edge(date, date.latest, name);
      return;
    }
    for (const int step : {-1, 1}) {
      law::ImpreciseDate moved = date;
      moved.earliest = moved.latest = date.earliest->plus_days(step);
      const std::string what =
          fmt::format("{} {} -> {}", name, date.earliest->to_string(), moved.earliest->to_string());
      add(date, std::move(moved), date.place, what);
    }
  }

  void validity(law::Validity& in_force) {
    whole_date(in_force.from, "in_force.from");
    whole_date(in_force.to, "in_force.to");
  }

  void known_from(law::Provision& provision) {
    for (const int step : {-1, 1}) {
      const Date moved = provision.known_from.plus_days(step);
      add(provision.known_from, moved, provision.place,
          fmt::format("known_from {} -> {}", provision.known_from.to_string(), moved.to_string()));
    }
  }

  void parameters(std::vector<law::Parameter>& parameters) {
    for (law::Parameter& parameter : parameters)
      value(parameter.value, parameter.step, parameter.name, parameter.place);
  }

  void value(std::string& text, const std::string& step, const std::string& name,
             const Place& place) {
    for (const bool up : {false, true}) {
      const auto moved = one_step(text, step, up);
      if (moved) add(text, *moved, place, fmt::format("{} {} -> {}", name, text, *moved));
    }
  }

  static std::optional<std::string> one_step(const std::string& text, const std::string& by,
                                             bool up) {
    if (const auto date = Date::parse(text)) return date->plus_days(up ? 1 : -1).to_string();
    if (const auto months = feel::parse_months_duration(text)) {
      const auto step = feel::parse_months_duration(by);
      if (!step) return std::nullopt;
      return feel::to_string(
          feel::MonthsDuration{months->months + (up ? step->months : -step->months)});
    }
    const auto value = Decimal::parse(text);
    const auto step = Decimal::parse(by);
    if (!value || !step) return std::nullopt;
    const auto moved = up ? fugong::add(*value, *step) : subtract(*value, *step);
    if (!moved) return std::nullopt;
    return moved->to_string();
  }

  /// A bound of an open term moves by one unit of its last digit.
  void bound(const law::OpenTerm& term, std::optional<Decimal>& end, const char* name) {
    if (!end) return;
    const std::string written = end->to_string();
    const std::size_t point = written.find('.');
    const int scale = point == std::string::npos ? 0 : static_cast<int>(written.size() - point - 1);
    for (const int step : {-1, 1}) {
      const auto moved = fugong::add(*end, Decimal(step, -scale));
      if (!moved) continue;
      add(end, std::optional(*moved), term.place,
          fmt::format("{}.{} {} -> {}", term.name, name, written, moved->to_string()));
    }
  }

  /// Two exceptions change places.
  void priorities(std::vector<law::Exception>& exceptions) {
    for (std::size_t i = 0; i < exceptions.size(); ++i) {
      for (std::size_t j = i + 1; j < exceptions.size(); ++j) {
        std::vector<law::Exception> turned = exceptions;
        std::swap(turned[i].priority, turned[j].priority);
        add(exceptions, std::move(turned), exceptions[j].place,
            fmt::format("priority {} <-> {}", exceptions[i].id, exceptions[j].id));
      }
    }
  }

  void tables(std::vector<law::Definition>& definitions) {
    for (law::Definition& definition : definitions)
      table(definition);
  }

  void table(law::Definition& definition) {
    auto* table = std::get_if<decision::Table>(&definition.body);
    if (table == nullptr) return;
    for (decision::TableRule& rule : table->rules) {
      for (law::Sourced& cell : rule.tests)
        numbers(cell);
    }
  }

  /// Every number of a cell outside of strings and names.
  void numbers(law::Sourced& cell) {
    const std::string& text = cell.text;
    const auto digit = [&](std::size_t i) {
      return i < text.size() && text[i] >= '0' && text[i] <= '9';
    };
    const auto letter = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    };
    bool in_string = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (in_string) {
        if (text[i] == '\\') {
          ++i;
        } else if (text[i] == '"') {
          in_string = false;
        }
        continue;
      }
      if (text[i] == '"') {
        in_string = true;
        continue;
      }
      if (letter(text[i])) {
        while (i + 1 < text.size() && (letter(text[i + 1]) || digit(i + 1)))
          ++i;
        continue;
      }
      if (!digit(i)) continue;
      std::size_t end = i;
      while (digit(end))
        ++end;
      if (end < text.size() && text[end] == '.' && digit(end + 1)) {
        ++end;
        while (digit(end))
          ++end;
      }
      number(cell, i, end);
      i = end - 1;
    }
  }

  void number(law::Sourced& cell, std::size_t begin, std::size_t end) {
    const std::string written = cell.text.substr(begin, end - begin);
    const std::size_t point = written.find('.');
    const int scale = point == std::string::npos ? 0 : static_cast<int>(written.size() - point - 1);
    const auto value = Decimal::parse(written);
    if (!value) return;
    for (const int step : {-1, 1}) {
      const auto moved = fugong::add(*value, Decimal(step, -scale));
      if (!moved) continue;
      std::string changed = cell.text;
      changed.replace(begin, end - begin, moved->to_string());
      const std::string what = fmt::format("{} -> {}", cell.text, changed);
      add(cell.text, std::move(changed), cell.place, what);
    }
  }

  law::Source& source_;
  std::string owner_;
  std::vector<Mutation> mutations_;
};

bool names(const Example& example, const std::string& owner) {
  return std::any_of(example.expected.begin(), example.expected.end(),
                     [&](const Example::Expected& expected) {
                       return expected.provision == owner || expected.decision == owner;
                     });
}

bool some_example_breaks(const law::Rulebook& book, std::vector<const Example*>& examples,
                         const std::string& owner) {
  // Those that speak of what was changed come first: they are the likely ones.
  std::stable_partition(examples.begin(), examples.end(),
                        [&](const Example* example) { return names(*example, owner); });
  Faults faults;
  for (const Example* example : examples) {
    run_example(book, *example, faults);
    if (!faults.empty()) return true;
  }
  return false;
}

}  // namespace

MutationReport mutate(const law::Source& source, const std::vector<Example>& examples) {
  MutationReport report;
  law::Source mutant = source;
  std::vector<const Example*> order;
  for (const Example& example : examples)
    order.push_back(&example);
  for (const Mutation& mutation : Collector(mutant).run()) {
    ++report.mutations;
    mutation.apply();
    const auto book = law::Rulebook::build(mutant);
    mutation.undo();
    // A change that doesn't even compile has been noticed.
    if (!book || some_example_breaks(*book, order, mutation.owner)) continue;
    report.faults.push_back(
        {"mutation-survives",
         mutation.place,
         {fmt::format("{}：改动 {} 后没有算例失败", mutation.owner, mutation.what.zh),
          fmt::format("{}: no example breaks if {}", mutation.owner, mutation.what.en)},
         {"补一个恰在这条界线两侧的算例", "add an example on each side of this bound"}});
  }
  return report;
}

}  // namespace fugong::pack
