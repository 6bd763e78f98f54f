// Offices: what of `fugong serve` is behind the login, wired together: people, cases, the money and
// the proof of them, on the program's database.
//
//   auto offices = Offices::open({common, options, *pack, issuer, *enterprises, ...});
//   (*offices)->add_routes(router);                        // must outlive the router
#pragma once

#include <functional>
#include <memory>

#include "app/commands.hpp"
#include "base/clock.hpp"
#include "base/random.hpp"
#include "desks/publishing/workshop.hpp"
#include "desks/receipt/receipt.hpp"
#include "desks/register/register.hpp"
#include "pack/pack.hpp"
#include "platform/http/router.hpp"

namespace fugong::app {

/// What goes on beside whichever pack is served: writing the next one.
struct PackOffice {
  publishing::Shelf& shelf;
  publishing::Workshop& workshop;
  std::shared_ptr<const publishing::Loaded> founding;
  std::function<Result<void>(const publishing::Loaded&)> keep;
  std::function<void()> changed;
};

class Offices {
 public:
  /// What is referred to must outlive it. Brings every room's schema up, and makes and prints demo
  /// logins if the options ask for them. `clock` is the real one; `office` may stand on another
  /// day.
  struct Parts {
    const Common& common;
    const ServeOptions& options;
    const pack::Pack& pack;
    const receipt::Issuer& issuer;
    enterprise_register::Register& enterprises;
    const Clock& clock;
    const Clock& office;
    Random& random;
    const PackOffice& packs;
    bool is_first = true;  ///< of this run of the program: demo logins are offered once
  };
  static Result<std::unique_ptr<Offices>> open(const Parts& parts);
  ~Offices();

  void add_routes(http::Router& router);
  /// Begins what a server does by itself (jobs.hpp): end publications, let time run out, sign
  /// checkpoints. Once signals are masked.
  void start();
  /// Waits for the job at hand.
  void stop();

 private:
  struct Impl;
  explicit Offices(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace fugong::app
