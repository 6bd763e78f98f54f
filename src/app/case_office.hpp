// Case office: the rooms of casework wired together on one database, for the server and for the
// commands. Private to the program.
//
//   auto office = CaseOffice::open(database, {pack, library, audit, clock});
//   (*office)->programme()                      // for casework::run_programme
//
// What it is given must outlive it; holds no connection. As safe for threads as its parts are.
#pragma once

#include <memory>
#include <optional>

#include "app/pack_library.hpp"
#include "desks/casework/programme.hpp"

namespace fugong::app {

class CaseOffice {
 public:
  struct Parts {
    PackLibrary::Use pack;  ///< the one in force, by whose calendar days are counted
    PackLibrary& library;   ///< of all others
    const audit::Audit& audit;
    const Clock& clock;         ///< whose day it is at the offices
    std::int64_t since_ms = 0;  ///< when the pack came to be in force
  };
  /// Brings the schema of cases up.
  static Result<std::unique_ptr<CaseOffice>> open(store::Database& database, const Parts& parts);

  const casework::Procedures& procedures() const { return *parts_.pack->procedures; }
  const casework::Casebook& cases() const { return *cases_; }
  const casework::Counter& counter() const { return *counter_; }
  const casework::PackShelf& shelf() const { return shelf_; }
  const casework::PackInUse& in_force() const { return *parts_.pack; }
  casework::Programme programme() const { return {*cases_, *counter_, parts_.clock, {}}; }

 private:
  explicit CaseOffice(const Parts& parts);

  const Parts parts_;
  const casework::Calendar calendar_;
  const casework::PackShelf shelf_;
  std::optional<casework::Casebook> cases_;
  std::optional<casework::Counter> counter_;
};

}  // namespace fugong::app
