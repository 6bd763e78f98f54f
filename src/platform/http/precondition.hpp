// Preconditions (RFC 9110, sections 8.8.3 and 13): two people who change the same thing at once
// never overwrite each other unseen.
//
//   const std::string etag = etag_of_revision(record.revision);          // "12", with its quotes
//   if (auto refused = refuse_unless_match(request, etag)) return *refused;   // 428, 412
//   ...
//   response.headers.emplace_back("ETag", etag);
//
// All tags are strong: they name exact bytes, or the revision that these stand for. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "platform/http/message.hpp"

namespace fugong::http {

/// The tag of what has revisions that count up.
std::string etag_of_revision(std::int64_t revision);
/// The tag of these very bytes: half of their SHA-256.
std::string etag_of_bytes(std::string_view bytes);

/// For a change: 428 without If-Match or with "*", which names no version; 412 where no tag in it
/// is this one (a weak tag never is), 400 where it can't be read; nothing: go on. `etag`: of what
/// is there now; empty: nothing is there.
std::optional<Response> refuse_unless_match(const Request& request, std::string_view etag);

/// The same of a change within a transaction whose answer may be kept for the request's key: kept,
/// a refusal would be the answer to the next try, too. So it is a fault there, which undoes, and
/// stands for that fault behind it.
///
///   IfMatch condition(request);
///   return condition.over(once(..., [&](Transaction& t) -> Result<Response> {
///     if (auto fits = condition.check(etag_of(t)); !fits) return fail(std::move(fits.error()));
class IfMatch {
 public:
  /// `request` must outlive it.
  explicit IfMatch(const Request& request) : request_(request) {}
  /// A fault where refuse_unless_match refuses. May be asked again.
  Result<void> check(std::string_view etag);
  /// The refusal, if the check was one; else what was made.
  Result<Response> over(Result<Response> made);

 private:
  const Request& request_;
  std::optional<Response> refused_;
};

/// For reading: whether the client has this already (If-None-Match, weak comparison), so that 304
/// is the answer. Only where all of the body hangs by the tag: a revision may be that of a part.
bool is_known(const Request& request, std::string_view etag);

}  // namespace fugong::http
