// The bytes of kept rules: opened, verified, and read row by row. As of a snapshot, checksums are
// not compared in a fuzz build.
//
// FUGONG_WRITE_SEED=corpus/kept_rules/small writes a sound file and ends.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "desks/assessment/kept_rules.hpp"
#include "desks/register/snapshot.hpp"

namespace {

using namespace fugong;
using namespace fugong::assessment;

law::Source source() {
  law::Source made;
  made.subjects.resize(1);
  made.subjects[0].name = "firm";
  for (const char* name : {"staff", "place"}) {
    law::Fact fact;
    fact.name = name;
    fact.subject = "firm";
    fact.type = law::FactType::integer;
    made.facts.push_back(fact);
  }
  made.place_fact = "place";
  decision::Table table;
  table.hit = decision::HitPolicy::collect_sum;
  table.inputs = {{{"staff", {}}, {}}};
  table.outputs.resize(1);
  for (const char* test : {"> 3", "> 5", "< 9"}) {
    decision::TableRule& rule = table.rules.emplace_back();
    rule.tests = {{test, {}}};
    rule.outputs = {{"1", {}}};
  }
  law::Provision provision;
  provision.id = "1.1";
  provision.subject = "firm";
  provision.applies_by = "service_date";
  provision.known_from = *Date::parse("2020-01-01");
  provision.in_force.from = {provision.known_from, provision.known_from, {}, {}};
  provision.definitions.resize(1);
  provision.definitions[0].name = "tier";
  provision.definitions[0].body = table;
  provision.conditions = {{"c", {}, {}, {"tier > 1", {}}, {}}};
  made.provisions = {provision};
  return made;
}

std::string seed() {
  const auto book = law::Rulebook::build(source());
  if (!book) std::abort();
  const Date day = *Date::parse("2020-02-21");
  std::string register_bytes;
  enterprise_register::SnapshotWriter firms(*book, {day, true}, [&](std::string_view part) {
    register_bytes += part;
    return Result<void>{};
  });
  for (int i = 0; i < 12; ++i) {
    law::Subject firm;
    firm.kind = "firm";
    if (i % 4 != 0) firm.facts = {{0, feel::Value::of(i)}};
    if (!firms.add("F" + std::to_string(i), firm)) std::abort();
  }
  if (!firms.finish()) std::abort();
  const auto snapshot = enterprise_register::Snapshot::open(register_bytes, "seed", *book);
  if (!snapshot || !snapshot->verify(0)) std::abort();
  enterprise_register::SnapshotCursor cursor(*snapshot);
  law::Census census(*book, {day, day}, {}, {}, nullptr, law::Depth::rules);
  census.count(cursor, 0, snapshot->firms(), [](const law::Tally&) {});
  std::string bytes;
  RulesWriter writer({"pack", "register", {day, day}, snapshot->firms()},
                     [&](std::string_view part) {
                       bytes += part;
                       return Result<void>{};
                     });
  writer.begin(book->source(), census.tables());
  RuleRows rows(census);
  rows.begin_group();
  rows.add_block();
  if (!writer.write(0, rows) || !writer.finish()) std::abort();
  return bytes;
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  const char* path = std::getenv("FUGONG_WRITE_SEED");
  if (path == nullptr) return 0;
  std::FILE* file = std::fopen(path, "wb");
  if (file == nullptr) std::abort();
  const std::string bytes = seed();
  std::fwrite(bytes.data(), 1, bytes.size(), file);
  std::exit(std::fclose(file));
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const auto kept = KeptRules::open(bytes, "fuzz");
  if (!kept) return 0;
  std::size_t read = 0;
  for (std::size_t group = 0; group < kept->groups() && group < 4; ++group) {
    if (!kept->verify(group)) continue;
    for (std::size_t table = 0; table < std::min<std::size_t>(kept->tables().size(), 20); ++table) {
      const std::size_t rows = kept->rows(group, kept->tables()[table].kind);
      for (std::size_t row = 0; row < std::min<std::size_t>(rows, 20); ++row)
        read += kept->hits(table, group, row).sure.size();
    }
  }
  return read == SIZE_MAX ? 1 : 0;  // so that nothing is left out as unused
}
