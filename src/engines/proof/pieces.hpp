// Pieces: the values of one input, cut where rules change their mind. Within a piece every test
// that compares with the cuts gives the same verdict, so one value of it stands for all.
//
//   Column staff{.kind = Kind::number, .least = Value::of(0), .grain = Grain::whole};
//   pieces(staff, {Value::of(9), Value::of(10)});   // below 9, 9, 10, above 10
//
// Values only; no ownership, no threads.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engines/feel/domain.hpp"
#include "engines/feel/type.hpp"
#include "engines/feel/value.hpp"

namespace fugong::proof {

/// The smallest difference between two values of an input.
enum class Grain : std::uint8_t { none, whole, cent };

/// What an input may be.
struct Column {
  feel::Type::Kind kind = feel::Type::Kind::any;
  bool listed = false;  ///< `values` are all there are, besides null
  feel::List values;    ///< truths, codes
  std::optional<feel::Value> least;
  std::optional<feel::Value> greatest;
  Grain grain = Grain::none;  ///< of numbers
  bool may_be_null = false;
};

struct Piece {
  feel::Value sample;   ///< one of its values
  feel::Domain domain;  ///< all of them, perhaps more
};

/// The pieces that the cuts make of a column; cuts of another kind or outside of it are left out.
/// Empty if the kind can't be cut.
std::vector<Piece> pieces(const Column& column, const feel::List& cuts);

/// All that the column may be.
feel::Domain domain_of(const Column& column);

}  // namespace fugong::proof
