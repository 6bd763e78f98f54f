// Docket: a rulebook on one day, for enterprise after enterprise.
//
//   Docket docket(book, {.on = d, .known_at = k});
//   for (const Subject& firm : firms) {
//     for (const Verdict& v : docket.check(firm)) count(*v.provision, v.state);
//   }
//
// Comes to what Rulebook::check comes to, without conditions, working and derived facts, and
// sooner: what the day alone decides is worked out once, and what a provision came to is
// remembered for all who agree in what it looks at (recall.hpp). How much that saves hangs on how
// alike the enterprises are; how much is remembered is bounded.
//
// Belongs to one thread; several may share a rulebook, which must outlive them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "engines/law/rulebook.hpp"

namespace fugong::law {

/// What a provision comes to for one subject: the fields are those of Entitlement.
struct Verdict {
  const Provision* provision = nullptr;
  /// As given to check(); of a child of which nothing is known, or that there is none of, one
  /// without an id.
  const Subject* subject = nullptr;
  State state = State::depends;
  bool hypothetical = false;
  bool tainted = false;
  std::optional<Money> amount;
  std::optional<AmountRange> amount_range;
  const OpenPoints* open = nullptr;                      ///< never null
  const std::vector<std::uint16_t>* decisive = nullptr;  ///< never null
};

class Docket {
 public:
  /// `measures` as in CheckOptions.
  Docket(const Rulebook& book, const Moment& moment, std::vector<int> measures = {});
  ~Docket();
  Docket(Docket&&) noexcept;
  Docket& operator=(Docket&&) noexcept;

  /// In the order of the pack, subjects in theirs. Valid until the next call, and as long as the
  /// enterprise.
  std::span<const Verdict> check(const Subject& enterprise);
  /// Of the enterprise checked last: as Answer::next_questions, without those that only a derived
  /// fact waits for.
  std::vector<std::uint16_t> next_questions() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace fugong::law
