#include "pack/check/excerpt.hpp"

#include <algorithm>
#include <string_view>

namespace fugong::pack {

namespace {

/// Every word in the texts of an owner. A word in a string counts too: too much does no harm.
class Words {
 public:
  void add(const law::Sourced& text) { add(std::string_view(text.text)); }
  void add(const std::optional<law::Sourced>& text) {
    if (text) add(*text);
  }
  void add(const law::Definition& definition) {
    if (const auto* text = std::get_if<law::Sourced>(&definition.body)) {
      add(*text);
      return;
    }
    const auto& table = std::get<decision::Table>(definition.body);
    for (const decision::TableInput& input : table.inputs) {
      add(input.expression);
      add(input.allowed);
    }
    for (const decision::TableOutput& output : table.outputs) {
      add(output.otherwise);
      for (const law::Sourced& value : output.values)
        add(value);
    }
    for (const decision::TableRule& rule : table.rules) {
      for (const law::Sourced& test : rule.tests)
        add(test);
      for (const law::Sourced& output : rule.outputs)
        add(output);
    }
  }
  void add(const law::Decision& decision) {
    add(decision.definition);
    for (const law::Definition& step : decision.definitions)
      add(step);
  }
  void add(const law::Provision& provision) {
    for (const law::Definition& step : provision.definitions)
      add(step);
    for (const law::Condition& condition : provision.conditions)
      add(condition.expression);
    for (const law::Exception& exception : provision.exceptions) {
      add(exception.when);
      add(exception.amount);
    }
    if (!provision.benefit) return;
    add(provision.benefit->amount);
    add(provision.benefit->rate);
    add(provision.benefit->period_from);
    add(provision.benefit->period_to);
  }
  bool has(const std::string& name) const { return words_.contains(name); }

 private:
  void add(std::string_view text) {
    const auto part = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    };
    for (std::size_t at = 0; at < text.size();) {
      std::size_t end = at;
      while (end < text.size() && part(text[end]))
        ++end;
      if (end > at) words_.emplace(text.substr(at, end - at));
      at = std::max(end, at + 1);
    }
  }

  std::set<std::string, std::less<>> words_;
};

bool acts_on(const law::Provision& provision, const Owners& owners) {
  return std::any_of(
             provision.supersedes.begin(), provision.supersedes.end(),
             [&](const law::Supersession& old) { return owners.contains(old.provision); }) ||
         std::any_of(provision.fills.begin(), provision.fills.end(),
                     [&](const law::Fill& fill) { return owners.contains(fill.provision); });
}

/// The words of `source` that may stand for its decisions and lookups: of the owners, of what they
/// name, and so on.
Words words_of(const law::Source& source, Owners& owners) {
  Words words;
  for (const law::Fact& fact : source.facts)
    words.add(fact.applies_if);
  for (const law::Provision& provision : source.provisions) {
    if (owners.contains(provision.id)) words.add(provision);
  }
  std::set<const law::Decision*> done;
  for (bool grown = true; grown;) {
    grown = false;
    for (const law::Decision& decision : source.decisions) {
      const std::string& name = decision.definition.name;
      if (!owners.contains(name) && !words.has(name)) continue;
      if (!done.insert(&decision).second) continue;
      owners.insert(name);
      words.add(decision);
      grown = true;
    }
  }
  return words;
}

/// The list with its entries only where an answer may hang on them.
law::CodeList list_for(const law::CodeList& list, bool entries) {
  if (entries) return list;
  law::CodeList bare;
  bare.name = list.name;
  bare.label = list.label;
  bare.place = list.place;
  return bare;
}

}  // namespace

Owners altered_by(const law::Source& source, const std::string& owner) {
  Owners altered{owner};
  for (bool grown = true; grown;) {
    grown = false;
    for (const law::Decision& decision : source.decisions) {
      Words words;
      words.add(decision);
      const bool reads = std::any_of(altered.begin(), altered.end(),
                                     [&](const std::string& name) { return words.has(name); });
      if (reads) grown = altered.insert(decision.definition.name).second || grown;
    }
  }
  for (const law::Provision& provision : source.provisions) {
    Words words;
    words.add(provision);
    const bool reads = std::any_of(altered.begin(), altered.end(),
                                   [&](const std::string& name) { return words.has(name); });
    if (reads) altered.insert(provision.id);
  }
  for (const law::Provision& provision : source.provisions) {
    if (!altered.contains(provision.id)) continue;
    for (const law::Supersession& old : provision.supersedes)
      altered.insert(old.provision);
    for (const law::Fill& fill : provision.fills)
      altered.insert(fill.provision);
  }
  return altered;
}

law::Source excerpt(const law::Source& source, const Owners& owners) {
  Owners needed = owners;
  for (const law::Provision& provision : source.provisions) {
    if (acts_on(provision, owners)) needed.insert(provision.id);
  }
  const Words words = words_of(source, needed);
  law::Source part;
  part.subjects = source.subjects;
  part.facts = source.facts;
  part.place_list = source.place_list;
  part.place_fact = source.place_fact;
  std::set<std::string> full;  // lists
  for (const law::Lookup& lookup : source.lookups) {
    if (!words.has(lookup.name)) continue;
    part.lookups.push_back(lookup);
    full.insert(lookup.list);
  }
  for (const law::Decision& decision : source.decisions) {
    if (needed.contains(decision.definition.name)) part.decisions.push_back(decision);
  }
  for (const law::Provision& provision : source.provisions) {
    if (!needed.contains(provision.id)) continue;
    law::Provision& added = part.provisions.emplace_back(provision);
    std::erase_if(added.supersedes,
                  [&](const law::Supersession& old) { return !needed.contains(old.provision); });
    std::erase_if(added.fills,
                  [&](const law::Fill& fill) { return !needed.contains(fill.provision); });
    if (!provision.region.empty()) full.insert(source.place_list);
  }
  for (const law::CodeList& list : source.lists)
    part.lists.push_back(list_for(list, full.contains(list.name)));
  return part;
}

}  // namespace fugong::pack
