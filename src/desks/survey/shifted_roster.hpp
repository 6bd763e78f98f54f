// A roster that says of one fact that it is a step larger, and of all else what another roster
// says. Private to desks/survey.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "engines/law/census.hpp"

namespace fugong::survey {

/// A value one step on; empty where it has none, or the fact can't be that.
std::optional<feel::Value> step_on(const law::Fact& fact, const Decimal& step,
                                   const feel::Value& value);
/// The same of a fact of a subject and of all below it.
void step_on(const law::Rulebook& book, std::uint16_t fact, const Decimal& step,
             law::Subject& subject);

class ShiftedRoster final : public law::Roster {
 public:
  /// `roster` must outlive it, and so must the book.
  ShiftedRoster(const law::Rulebook& book, law::Roster& roster) : book_(book), roster_(roster) {}

  /// Goes to a block in which nothing is shifted.
  const std::vector<law::KindRows>& enter(std::size_t first, std::size_t count);
  /// Shifts one fact of the block instead of any other. False if no row has a figure to be shifted.
  bool shift(std::uint16_t fact, const Decimal& step);
  /// Whether the figure is shifted, for each row of the fact's kind.
  std::span<const std::uint8_t> shifted() const { return shifted_; }

  /// The block that was entered.
  std::vector<law::KindRows> go_to(std::size_t first, std::size_t count) override;
  bool read(std::uint16_t fact, columns::Leaf& into) override;
  law::Subject subject(std::size_t row) override;

 private:
  bool to_numbers(const law::Fact& fact, std::size_t rows);

  const law::Rulebook& book_;
  law::Roster& roster_;
  std::vector<law::KindRows> kinds_;
  std::size_t first_ = 0;
  std::size_t count_ = 0;
  std::optional<std::uint16_t> fact_;  // that is shifted
  Decimal step_;
  columns::Leaf leaf_;
  std::vector<std::uint8_t> shifted_;
};

}  // namespace fugong::survey
