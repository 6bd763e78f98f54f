#include "pack/check/mutate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <numeric>
#include <thread>

#include "pack/check/excerpt.hpp"
#include "pack/check/run_example.hpp"

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
      add(end, moved, term.place,
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

/// The mutations of one owner, tried on the part of the rules that answers about it.
class OwnerTrial {
 public:
  OwnerTrial(const law::Source& whole, const std::vector<Example>& examples, std::string owner,
             const MutationPlan& plan)
      : whole_(whole), examples_(examples), owner_(std::move(owner)), plan_(plan) {}

  MutationReport run() {
    MutationReport report;
    // Whoever speaks of what was changed is the likely one; the others are asked if none breaks.
    const Stage first = plan_.whole_book ? whole_book() : stage({owner_});
    std::optional<Stage> second;
    for (std::size_t i = 0; i < first.mutations.size(); ++i) {
      ++report.mutations;
      bool noticed = breaks(first, i);
      if (!noticed && !plan_.whole_book) {
        if (!second) second.emplace(stage(altered_by(whole_, owner_)));
        noticed = breaks(*second, i);
      }
      if (!noticed) report.faults.push_back(survivor(first.mutations[i]));
    }
    return report;
  }

 private:
  struct Stage {
    std::unique_ptr<law::Source> source;  // what the mutations point into
    std::vector<Mutation> mutations;
    Owners about;  // only what is said of these counts; empty: all
    std::vector<const Example*> examples;
  };

  Stage stage(const Owners& about) const {
    Stage made{std::make_unique<law::Source>(excerpt(whole_, about)), {}, about, {}};
    for (const Example& example : examples_) {
      if (names(example, about)) made.examples.push_back(&example);
    }
    // A part that answers differently from the whole would call every change noticed.
    const auto book = law::Rulebook::build(*made.source);
    if (!book || breaks_on(*book, made)) return whole_book();
    collect(made);
    return made;
  }

  Stage whole_book() const {
    Stage made{std::make_unique<law::Source>(whole_), {}, {}, {}};
    for (const Example& example : examples_)
      made.examples.push_back(&example);
    std::stable_partition(made.examples.begin(), made.examples.end(),
                          [&](const Example* example) { return names(*example, {owner_}); });
    collect(made);
    return made;
  }

  void collect(Stage& made) const {
    made.mutations = Collector(*made.source).run();
    std::erase_if(made.mutations,
                  [&](const Mutation& mutation) { return mutation.owner != owner_; });
  }

  static bool names(const Example& example, const Owners& owners) {
    return std::any_of(
        example.expected.begin(), example.expected.end(), [&](const Example::Expected& expected) {
          return owners.contains(expected.provision) || owners.contains(expected.decision);
        });
  }

  static bool breaks(const Stage& stage, std::size_t index) {
    const Mutation& mutation = stage.mutations[index];
    mutation.apply();
    const auto book = law::Rulebook::build(*stage.source);
    mutation.undo();
    // A change that doesn't even compile has been noticed.
    return !book || breaks_on(*book, stage);
  }

  static bool breaks_on(const law::Rulebook& book, const Stage& stage) {
    Faults faults;
    for (const Example* example : stage.examples) {
      run_example(book, *example, faults, stage.about);
      if (!faults.empty()) return true;
    }
    return false;
  }

  Fault survivor(const Mutation& mutation) const {
    return {"mutation-survives",
            mutation.place,
            {fmt::format("{}：改动 {} 后没有算例失败", owner_, mutation.what.zh),
             fmt::format("{}: no example breaks if {}", owner_, mutation.what.en)},
            {"补一个恰在这条界线两侧的算例；表达式没有用到它的，删去它",
             "add an example on each side of this bound; if no expression uses it, take it out"}};
  }

  const law::Source& whole_;
  const std::vector<Example>& examples_;
  std::string owner_;
  const MutationPlan& plan_;
};

/// Owners with their number of mutations, in the order of the pack.
std::vector<std::pair<std::string, std::size_t>> owners_of(const law::Source& source,
                                                           const std::optional<int>& measure) {
  law::Source copy = source;
  std::set<std::string> left_out;
  for (const law::Decision& decision : source.decisions) {
    if (measure) left_out.insert(decision.definition.name);
  }
  for (const law::Provision& provision : source.provisions) {
    if (measure && provision.measure != *measure) left_out.insert(provision.id);
  }
  std::vector<std::pair<std::string, std::size_t>> owners;
  for (const Mutation& mutation : Collector(copy).run()) {
    if (left_out.contains(mutation.owner)) continue;
    if (owners.empty() || owners.back().first != mutation.owner)
      owners.emplace_back(mutation.owner, 0);
    ++owners.back().second;
  }
  return owners;
}

}  // namespace

MutationReport mutate(const law::Source& source, const std::vector<Example>& examples,
                      const MutationPlan& plan) {
  const auto owners = owners_of(source, plan.measure);
  std::vector<MutationReport> reports(owners.size());
  std::vector<std::size_t> order(owners.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  // The long ones first, so that no worker is left with one at the end.
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return owners[a].second > owners[b].second;
  });
  std::size_t total = 0;
  for (const auto& [owner, mutations] : owners)
    total += mutations;
  std::atomic<std::size_t> next = 0;
  std::mutex told;
  std::size_t done = 0;
  const auto work = [&] {
    for (std::size_t at = next++; at < order.size(); at = next++) {
      if (plan.stopped && plan.stopped()) return;
      const auto& [owner, mutations] = owners[order[at]];
      reports[order[at]] = OwnerTrial(source, examples, owner, plan).run();
      const std::lock_guard lock(told);
      done += mutations;
      if (plan.progress) plan.progress(done, total);
    }
  };
  std::vector<std::thread> helpers;
  for (unsigned i = 1; i < std::min(plan.workers, kMaxMutationWorkers); ++i)
    helpers.emplace_back(work);
  work();
  for (std::thread& helper : helpers)
    helper.join();
  MutationReport report;
  for (MutationReport& one : reports) {
    report.mutations += one.mutations;
    append(report.faults, std::move(one.faults));
  }
  return report;
}

}  // namespace fugong::pack
