// Offices: what of `fugong serve` is behind the login, wired together: people, cases, the money and
// the proof of them, on the program's database.
//
//   auto offices = Offices::open(common, options, *pack, issuer, *enterprises, clock, random);
//   (*offices)->add_routes(router);                        // must outlive the router
#pragma once

#include <memory>

#include "app/commands.hpp"
#include "base/clock.hpp"
#include "base/random.hpp"
#include "desks/receipt/receipt.hpp"
#include "desks/register/register.hpp"
#include "pack/pack.hpp"
#include "platform/http/router.hpp"

namespace fugong::app {

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
  };
  static Result<std::unique_ptr<Offices>> open(const Parts& parts);
  ~Offices();

  void add_routes(http::Router& router);

 private:
  struct Impl;
  explicit Offices(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace fugong::app
