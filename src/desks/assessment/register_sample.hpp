// Registers of the house's notice, for the tests of desks/assessment. Not part of the library.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "desks/register/generate.hpp"
#include "desks/register/snapshot.hpp"
#include "pack/pack.hpp"

namespace fugong::assessment {

// Sanitizers take ten times as long: a tenth of the firms is for them.
#if defined(__SANITIZE_ADDRESS__)
inline constexpr std::size_t kFewer = 10;
#else
inline constexpr std::size_t kFewer = 1;
#endif

using enterprise_register::FirmDraws;
using enterprise_register::Generator;
using enterprise_register::kFirmsInGroup;
using enterprise_register::Snapshot;
using enterprise_register::SnapshotWriter;

inline constexpr const char* kPack = "miit-2020-14";

inline const pack::Files& files() {
  static const pack::Files kFiles = [] {
    const std::filesystem::path folder = FUGONG_SOURCE_DIR "/packs";
    pack::Files read;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
      if (!entry.is_regular_file()) continue;
      std::ifstream in(entry.path(), std::ios::binary);
      read.emplace(std::filesystem::relative(entry.path(), folder).generic_string(),
                   std::string(std::istreambuf_iterator<char>(in), {}));
    }
    return read;
  }();
  return kFiles;
}

inline const pack::Pack& notice() {
  static const Result<pack::Pack> kLoaded = pack::load(files(), kPack);
  FUGONG_CHECK(kLoaded, "the pack of the house loads");
  return *kLoaded;
}

inline law::Moment moment() {
  return {*Date::parse("2020-05-01"), *Date::parse("2020-05-01")};
}

/// Firms of the notice's synthetic profile, and their snapshot.
struct Firms {
  std::vector<law::Subject> subjects;
  std::string bytes;

  Firms(std::size_t count, int unknown_percent) {
    static const auto kProfile = enterprise_register::read_synthetic_profile(
        files(), enterprise_register::profile_path(kPack), notice().book);
    FUGONG_CHECK(kProfile, "the profile of the house reads");
    const Generator generator(*kProfile, 7, unknown_percent);
    SnapshotWriter writer(notice().book, {moment().on, true}, [this](std::string_view part) {
      bytes += part;
      return Result<void>{};
    });
    FirmDraws draws;
    for (std::size_t i = 0; i < count; ++i) {
      generator.draw(i, draws);
      auto firm = generator.enterprise(draws);
      EXPECT_TRUE(writer.add(firm.id, firm.subject));
      subjects.push_back(std::move(firm.subject));
    }
    EXPECT_TRUE(writer.finish());
  }
  Snapshot open() const { return *Snapshot::open(bytes, "r.columns", notice().book); }
};

inline Firms firms_of(std::vector<law::Subject> subjects) {
  Firms made(0, 0);
  made.bytes.clear();
  SnapshotWriter writer(notice().book, {moment().on, false}, [&](std::string_view part) {
    made.bytes += part;
    return Result<void>{};
  });
  for (std::size_t i = 0; i < subjects.size(); ++i)
    EXPECT_TRUE(writer.add("F" + std::to_string(i), subjects[i]));
  EXPECT_TRUE(writer.finish());
  made.subjects = std::move(subjects);
  return made;
}

/// Firms of the worked examples: they have more than synthetic ones.
inline Firms firms_of_examples() {
  std::vector<law::Subject> subjects;
  for (std::size_t i = 0; i < notice().examples.size(); i += kFewer)
    subjects.push_back(notice().examples[i].subject);
  return firms_of(std::move(subjects));
}

inline Firms demo_firms() {
  std::vector<law::Subject> subjects;
  for (const pack::DemoFirm& firm : notice().demo)
    subjects.push_back(firm.subject);
  return firms_of(std::move(subjects));
}

/// Firms of which every fact is given, so that they have much that rules compare; of facts that are
/// true or false so many are true.
inline Firms dense_firms(std::size_t count, std::int64_t percent_true = 90) {
  std::vector<law::Subject> subjects;
  std::mt19937 random(14);
  const auto below = [&](std::size_t limit) { return static_cast<std::int64_t>(random() % limit); };
  const auto give_all = [&](law::Subject& subject) {
    for (std::size_t at = 0; at < notice().book.facts().size(); ++at) {
      const law::Fact& fact = notice().book.facts()[at];
      if (fact.subject != subject.kind) continue;
      feel::Value value = feel::Value::of(Decimal(100 + below(300), -2));
      if (fact.type == law::FactType::boolean) value = feel::Value::of(below(100) < percent_true);
      if (fact.type == law::FactType::integer) value = feel::Value::of(1 + below(200));
      if (fact.type == law::FactType::money) {
        value = feel::Value::of(Decimal(100'000 + below(100'000'000), -2));
      }
      if (fact.type == law::FactType::date) {
        value = feel::Value::of(Date::from_civil(2020, 2, 1)->plus_days(below(150)));
      }
      if (fact.type == law::FactType::text) value = feel::Value::of("x");
      if (fact.type == law::FactType::code) {
        const auto& entries = notice().book.find_list(fact.list)->entries;
        value = feel::Value::of(entries[static_cast<std::size_t>(below(entries.size()))].code);
      }
      subject.facts.push_back({static_cast<std::uint16_t>(at), std::move(value)});
    }
  };
  for (std::size_t i = 0; i < count; ++i) {
    law::Subject firm;
    firm.kind = "enterprise";
    give_all(firm);
    for (const law::SubjectKind& kind : notice().book.source().subjects) {
      for (std::int64_t child = 0; kind.parent == firm.kind && child <= below(3); ++child) {
        law::Subject& made_child = firm.children.emplace_back();
        made_child.kind = kind.name;
        made_child.id = std::to_string(child);
        give_all(made_child);
      }
    }
    subjects.push_back(std::move(firm));
  }
  return firms_of(std::move(subjects));
}

}  // namespace fugong::assessment
