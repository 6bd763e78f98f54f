// Packs of one law and registers of some firms, for the tests of this room. Not part of the
// library.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "desks/survey/survey.hpp"
#include "engines/law/check_sample.hpp"
#include "pack/pack_sample.hpp"
#include "pack/small_pack_sample.hpp"

namespace fugong::survey {

using enterprise_register::Snapshot;
using enterprise_register::SnapshotWriter;
using law::Rulebook;
using law::Subject;

inline pack::Pack pack_of(Rulebook book, stacking::Rules stacking = {}) {
  pack::Pack made = pack::loaded(pack::small_pack(), "p");
  made.book = std::move(book);
  made.stacking = std::move(stacking);
  return made;
}

/// Firms in the order of the snapshot, which is by place: codes "F0", "F1", ...
struct Register {
  std::string bytes;
  std::vector<Subject> firms;

  Register(const Rulebook& book, const std::vector<Subject>& subjects) {
    SnapshotWriter writer(book, {*Date::parse("2020-03-01"), true}, [this](std::string_view part) {
      bytes += part;
      return Result<void>{};
    });
    for (std::size_t i = 0; i < subjects.size(); ++i)
      EXPECT_TRUE(writer.add("F" + std::to_string(i), subjects[i]));
    EXPECT_TRUE(writer.finish());
    const Snapshot snapshot = open(book);
    enterprise_register::SnapshotCursor cursor(snapshot);
    for (std::size_t firm = 0; firm < snapshot.firms(); ++firm) {
      if (firm % enterprise_register::kFirmsInGroup == 0) {
        EXPECT_TRUE(snapshot.verify(firm / enterprise_register::kFirmsInGroup));
      }
      cursor.go_to(firm, 1);
      firms.push_back(cursor.subject(0));
    }
  }
  Snapshot open(const Rulebook& book) const { return *Snapshot::open(bytes, "r.columns", book); }
};

inline Survey surveyed(const pack::Pack& pack, const Snapshot& snapshot, const Options& options) {
  auto found = survey(pack, snapshot, options);
  EXPECT_TRUE(found);
  return std::move(*found);
}

}  // namespace fugong::survey
