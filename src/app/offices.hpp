// Offices: what of `fugong serve` is behind the login and answers by one pack: cases, the money and
// the proof of them, with the routes of everything else in the house.
//
//   auto offices = Offices::open({house, loaded, pack, enterprises, office, packs});
//   (*offices)->add_routes(router);                        // must outlive the router
#pragma once

#include <functional>
#include <memory>

#include "app/case_office.hpp"
#include "app/house.hpp"
#include "base/clock.hpp"
#include "desks/casework/partner_queues.hpp"
#include "desks/publishing/workshop.hpp"
#include "desks/register/register.hpp"
#include "platform/http/router.hpp"

namespace fugong::app {

/// What goes on beside whichever pack is served: writing the next one.
struct PackOffice {
  publishing::Shelf& shelf;
  publishing::Workshop& workshop;
  std::shared_ptr<const publishing::Loaded> founding;
  std::function<void()> changed;
};

class Offices {
 public:
  /// What is referred to must outlive it.
  struct Parts {
    House& house;
    PackLibrary::Use pack;
    enterprise_register::Register& enterprises;
    const Clock& office;  ///< which may stand on another day than the house's
    const PackOffice& packs;
    std::int64_t since_ms;  ///< when the pack came to be in force
  };
  static Result<std::unique_ptr<Offices>> open(const Parts& parts);

  void add_routes(http::Router& router);

  /// Jobs of the minute (jobs.hpp): what the programme does to cases by itself, ...
  Result<void> run_cases(store::Database& database, const Held& held);
  /// ... and which partner's queue each stands in.
  Result<void> sort_queues(store::Database& database, const Held& held);

 private:
  explicit Offices(const Parts& parts) : parts_(parts) {}

  const Parts parts_;
  std::unique_ptr<CaseOffice> cases_;
  casework::After queues_at_;  ///< where the next round goes on; of the jobs' thread
};

}  // namespace fugong::app
