// Partner table: the bodies that serve places, as the operator names them with `fugong partners`,
// at hand for a server that asks at every case.
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/identity/bodies.hpp"
#include "platform/store/pool.hpp"

namespace fugong::app {

/// After so long a change made elsewhere is seen.
inline constexpr std::int64_t kPartnersSeenMs = 10'000;

/// What bodies do for firms besides procedures: say who may act for one.
inline constexpr std::string_view kVouching = "mandates";

/// Safe from many threads. It has a connection of its own, so that it may be asked within a
/// transaction of another, but for the first time, when it opens it.
class PartnerTable {
 public:
  PartnerTable(store::Options place, const identity::Context& context)
      : database_(std::move(place), 1), context_(context) {}

  /// The body that serves that place in that task; empty: none. While the database can't be read,
  /// those that were known last.
  std::string of(std::string_view place, std::string_view task);

 private:
  store::Pool database_;
  const identity::Context& context_;
  std::mutex mutex_;
  std::optional<std::int64_t> read_ms_;
  std::vector<identity::ServingBody> serving_;
};

}  // namespace fugong::app
