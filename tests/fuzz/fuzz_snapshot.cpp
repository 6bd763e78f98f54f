// A snapshot's bytes: opened, verified, and read in every way. Checksums are not compared in a fuzz
// build (FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION), so that what stands behind them is reached.
//
// FUGONG_WRITE_SEED=corpus/snapshot/small writes a sound file and ends.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "desks/register/snapshot.hpp"

namespace {

using namespace fugong;
using namespace fugong::enterprise_register;

const law::Rulebook& book() {
  static const law::Rulebook kBook = [] {
    using T = law::FactType;
    law::Source source;
    source.subjects.resize(2);
    source.subjects[0].name = "firm";
    source.subjects[1].name = "loan";
    source.subjects[1].parent = "firm";
    source.subjects[1].plural = "loans";
    const auto fact = [&](const char* name, const char* subject, T type) {
      law::Fact made;
      made.name = name;
      made.subject = subject;
      made.type = type;
      made.list = type == T::code ? "places" : "";
      source.facts.push_back(made);
    };
    fact("place", "firm", T::code);
    fact("staff", "firm", T::integer);
    fact("listed", "firm", T::boolean);
    fact("sum", "loan", T::money);
    fact("granted", "loan", T::date);
    source.lists = {{"places", {}, {}, {{"10", "", {}}, {"1001", "10", {}}}, {}}};
    source.place_list = "places";
    source.place_fact = "place";
    auto made = law::Rulebook::build(std::move(source));
    if (!made) std::abort();
    return std::move(*made);
  }();
  return kBook;
}

std::string seed() {
  using feel::Value;
  std::string bytes;
  SnapshotWriter writer(book(), {*Date::parse("2020-02-21"), true}, [&](std::string_view part) {
    bytes += part;
    return Result<void>{};
  });
  for (int i = 0; i < 9; ++i) {
    law::Subject firm;
    firm.kind = "firm";
    firm.facts = {{0, Value::of(i % 2 == 0 ? "10" : "1001")}, {1, Value::of(i * 700)}};
    if (i % 3 == 0) firm.facts.push_back({2, Value::of(true)});
    for (int loan = 0; loan < i % 3; ++loan) {
      law::Subject child;
      child.kind = "loan";
      child.facts = {{3, Value::of(Decimal(12'345 * i, -2))},
                     {4, Value::of(*Date::parse("2020-02-09"))}};
      firm.children.push_back(child);
    }
    if (i == 3) firm.none_of = {"loan"};
    if (!writer.add("F" + std::to_string(i), firm)) std::abort();
  }
  if (!writer.finish()) std::abort();
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
  const auto snapshot = Snapshot::open(bytes, "fuzz", book());
  if (!snapshot) return 0;
  std::size_t read = 0;
  for (std::size_t group = 0; group < snapshot->groups() && group < 4; ++group) {
    if (!snapshot->verify(group)) continue;
    SnapshotCursor cursor(*snapshot);
    const std::size_t first = group * kFirmsInGroup;
    const std::size_t count = std::min(kFirmsInGroup, snapshot->firms() - first);
    const auto kinds = cursor.go_to(first, count);
    for (std::uint16_t fact = 0; fact < book().facts().size(); ++fact) {
      columns::Leaf leaf;
      if (cursor.read(fact, leaf)) read += leaf.codes.size() + leaf.numbers.size();
    }
    for (std::size_t firm = 0; firm < std::min<std::size_t>(count, 20); ++firm)
      read += cursor.subject(firm).facts.size() + snapshot->id(first + firm).size();
    read += kinds.size();
  }
  return read == SIZE_MAX ? 1 : 0;  // so that nothing is left out as unused
}
