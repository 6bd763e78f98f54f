// Generate: synthetic firms by a profile, for what-ifs and benchmarks. Firm i of a seed is the same
// whatever the number of firms, the order, the chunks or the threads.
//
//   const Generator generator(profile, 1, {});
//   FirmDraws draws;
//   generator.draw(0, draws);
//   generator.append_firm(draws, csv);       // a row for `register import`
//   generator.enterprise(draws)              // for Register::put_all
//
// Const and without a state: one Generator serves many threads, each with its FirmDraws. No I/O.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "desks/register/counter_random.hpp"
#include "desks/register/register.hpp"
#include "desks/register/synthetic_profile.hpp"

namespace fugong::enterprise_register {

/// As many firms as China has, and some.
inline constexpr std::uint64_t kMaxGeneratedFirms = 20'000'000;

struct Drawn {
  std::int64_t number = 0;
  std::uint32_t value = 0;
  bool given = true;
};

/// What was drawn for one firm. Its memory is used again for the next.
struct FirmDraws {
  std::uint64_t index = 0;
  std::string code;          ///< of the firm; the rows of its children have it too
  std::vector<Drawn> slots;  ///< of the firm; those of the children are scratch
  struct Child {
    std::size_t kind = 0;   ///< index into SyntheticProfile::children
    std::size_t first = 0;  ///< into `child_slots`
  };
  std::vector<Child> children;
  std::vector<Drawn> child_slots;
  std::vector<bool> kind_given;  ///< whether it is known how many children of a kind there are
};

class Generator {
 public:
  /// `profile` must outlive it. `unknown_percent` takes the place of the profile's.
  Generator(const SyntheticProfile& profile, std::uint64_t seed,
            std::optional<int> unknown_percent);

  void draw(std::uint64_t index, FirmDraws& into) const;

  void append_firm_header(std::string& csv) const;
  void append_firm(const FirmDraws& draws, std::string& csv) const;
  /// Tables of children, one for each kind, as `facts import` reads them with `subject: kind`.
  void append_child_header(std::size_t kind, std::string& csv) const;
  void append_children(std::size_t kind, const FirmDraws& draws, std::string& csv) const;
  Enterprise enterprise(const FirmDraws& draws) const;

  const SyntheticProfile& profile() const { return profile_; }

 private:
  Drawn draw_one(const Draw& draw, std::span<const Drawn> slots, std::uint64_t bits) const;
  bool is_given(const Draw& draw, std::uint64_t bits) const;
  void append_name(const FirmDraws& draws, const std::string& pattern, std::string& to) const;
  void append_fact(const Draw& draw, const Drawn& drawn, std::string& csv) const;

  const SyntheticProfile& profile_;
  CounterRandom random_;
  std::uint64_t seed_;
  int unknown_percent_;
};

}  // namespace fugong::enterprise_register
