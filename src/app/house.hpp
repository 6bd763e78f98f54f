// House: what of `fugong serve` lives as long as the server, whichever pack it serves by: people,
// the audit log and its verification, uploads, the packs that cases are of, rate limits, the secret
// of cursors, what is done every so often. Private to the program.
//
//   auto house = House::open({common, options, clock, random});
//   (*house)->jobs.add(...);   (*house)->jobs.start();   ...   (*house)->jobs.stop();
//
// Offices are what hangs on one pack, and refer to the house, which must outlive them. As safe for
// threads as its parts are.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "app/account_record.hpp"
#include "app/audit_office.hpp"
#include "app/commands.hpp"
#include "app/jobs.hpp"
#include "app/pack_library.hpp"
#include "app/partner_table.hpp"
#include "app/refusals.hpp"
#include "app/representatives.hpp"
#include "base/clock.hpp"
#include "base/random.hpp"
#include "platform/api/idempotency.hpp"
#include "platform/http/cursor.hpp"
#include "platform/http/rate_limit.hpp"
#include "platform/identity/door/door.hpp"
#include "platform/identity/mandates.hpp"
#include "platform/store/pool.hpp"
#include "platform/uploads/uploads.hpp"

namespace fugong::app {

class House {
 public:
  /// What is referred to must outlive it.
  struct Parts {
    const Common& common;
    const ServeOptions& options;
    const Clock& clock;  ///< the real one
    Random& random;
  };
  /// Brings every room's schema up.
  static Result<std::unique_ptr<House>> open(const Parts& parts);
  House(const House&) = delete;
  House& operator=(const House&) = delete;

  const Parts parts;
  const store::Options place;
  store::Pool databases;
  identity::PasswordHasher hasher;
  const audit::Audit audit;
  AccountRecord recorder;
  const identity::Context people;
  const identity::Cookie cookie;
  PartnerTable partners;
  identity::ByOfficer by_officer;
  identity::ByPartner by_partner;
  std::unique_ptr<RepresentativeTable> representatives;  ///< null: without a key none are known
  const uploads::Uploads files;
  const api::Idempotency idempotency;
  const http::Cursors cursors;
  http::RateLimits limits;
  Refusals refusals;
  PackLibrary library;
  std::unique_ptr<AuditOffice> auditing;  ///< null: no key, no checkpoints
  Jobs jobs;                              // last: it ends before what it works with

 private:
  House(const Parts& all, store::Options where, identity::Settings settings,
        std::optional<uploads::Scanner> scan, std::string_view cursor_secret);
  /// What is done whichever pack is served.
  void add_jobs();
};

}  // namespace fugong::app
