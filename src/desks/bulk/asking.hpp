// Asking: requests of the API in the name of somebody who has sent one. Each goes through the same
// routes, with the same checks of who may, as if he had sent it himself. Private to the room.
//
//   const Asking asking(router, request);
//   Response one = asking.get("/api/v1/cases/0000-0001-2345-7Y");
//   Response tried = asking.post("/api/v1/cases", body, {.is_rehearsal = true});
//
// Not while the caller holds a database of the server's pool: the routes take one of their own.
// Only routes that change things through api::Idempotency may be rehearsed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "desks/bulk/batch.hpp"
#include "platform/http/router.hpp"

namespace fugong::bulk {

struct Sending {
  std::string if_match = {};
  std::string key = {};  ///< for idempotency
  bool is_rehearsal = false;
};

class Asking {
 public:
  /// Both must outlive it.
  Asking(const http::Router& router, const http::Request& from) : router_(router), from_(from) {}

  http::Response get(const std::string& path,
                     std::vector<std::pair<std::string, std::string>> query = {}) const;
  http::Response post(const std::string& path, std::string body, const Sending& how) const;

 private:
  http::Request like(http::Method method, const std::string& path) const;

  const http::Router& router_;
  const http::Request& from_;
};

/// What a problem says, by columns; `known` are those of the table, `documents` those that the
/// documents of a filing came from.
std::vector<LineFault> faults_of(const http::Response& problem, const Columns& known,
                                 const Columns& documents = {});
/// The same of our own faults.
std::vector<LineFault> faults_of(const Faults& faults, std::string_view language);
/// Another try may go better: nothing is said about the row itself.
bool is_passing(const http::Response& response);

}  // namespace fugong::bulk
