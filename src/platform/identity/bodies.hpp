// Bodies: which partner (a bank, a landlord, a park's office) serves which places, in which tasks,
// as the operator says: so that a case finds its partner without anybody naming him in a request.
//
//   Bodies bodies(database, context);
//   bodies.name(Caller::console(), {.body = "bank-a", .place = "2109"});
//   bodies.of(*bodies.list(), "210902", "deferral");                      // "bank-a"
//
// Of all that fit, the one with the longest place answers, and of those the one for the very task.
// Two for one place and task can't be. Faults: access-*, body-invalid, body-there, body-unknown.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "platform/identity/access.hpp"
#include "platform/identity/context.hpp"
#include "platform/identity/within.hpp"

namespace fugong::identity {

struct ServingBody {
  std::int64_t id = 0;
  std::string body;        ///< as the scope of a partner's grant
  std::string place = {};  ///< first digits of a place's code, an even number up to twelve; empty:
                           ///< everywhere
  std::string task = {};   ///< id of a procedure; empty: every one
  std::int64_t from_ms = 0;
};

/// Those that serve now, by place, task and body, as they stand in the transaction.
Result<std::vector<ServingBody>> serving_bodies(store::Transaction& t);

class Bodies {
 public:
  /// Both must outlive it. Within an open transaction: its part (within.hpp).
  Bodies(store::Database& database, const Context& context)
      : database_(database), context_(context) {}
  Bodies(store::Transaction& open, const Context& context) : database_(open), context_(context) {}

  /// For whoever gives the role of a partner.
  Result<ServingBody> name(const Caller& by, const ServingBody& wanted);
  Result<void> end(const Caller& by, std::int64_t id);
  /// Those that serve now, by place, task and body.
  Result<std::vector<ServingBody>> list();

  /// The body that serves that place in that task; empty: none. Pure.
  static std::string of(const std::vector<ServingBody>& serving, std::string_view place,
                        std::string_view task);

 private:
  Within database_;
  const Context& context_;
};

}  // namespace fugong::identity
