// What `serve` knows of the legal representatives of firms: the evidence of a mandate that the
// register settles at once. Private to the program.
#pragma once

#include <memory>
#include <string>

#include "platform/identity/evidence.hpp"
#include "platform/identity/representatives.hpp"
#include "platform/store/pool.hpp"

namespace fugong::app {

/// Reads the key with which numbers of identity cards are hashed: 64 hex digits in a private file.
/// Faults: those of reading, "file-exposed", "representatives-key-invalid".
Result<std::string> read_representatives_key(const std::string& file);

/// It has a connection of its own, because it is asked while a request has another.
class RepresentativeTable {
 public:
  RepresentativeTable(store::Options place, const identity::Context& context, std::string key)
      : database_(std::move(place), 1),
        evidence_(std::move(key), [this, &context](std::string_view firm) {
          return database_.use([&](store::Database& database) {
            return identity::Representatives(database, context).find(firm);
          });
        }) {}
  RepresentativeTable(const RepresentativeTable&) = delete;
  RepresentativeTable& operator=(const RepresentativeTable&) = delete;

  identity::MandateEvidence& evidence() { return evidence_; }
  /// Opens the database, which takes a moment without writers.
  Result<void> open() {
    return database_.use([](store::Database&) -> Result<void> { return {}; });
  }

 private:
  store::Pool database_;
  identity::RegisterFact evidence_;
};

}  // namespace fugong::app
