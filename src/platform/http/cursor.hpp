// Cursors: where the next page of a list begins, as a text that the client hands back and can't
// make up or change.
//
//   const Cursors cursors(secret);                                   // 64 hex digits, kept secret
//   std::string next = cursors.seal("GET /api/v1/cases", filter_of(request), "2020-02-21/c-17");
//   auto from = cursors.open("GET /api/v1/cases", filter_of(request),
//   *request.query_value("cursor"));
//
// A cursor is signed (HMAC-SHA-256) together with its route and filter: one of another list, or of
// another search, is refused. The position in it can be read by the client: nothing secret belongs
// there. Pure; safe from many threads.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "platform/http/message.hpp"

namespace fugong::http {

inline constexpr int kMaxPageLimit = 200;
inline constexpr int kPageLimit = 50;                 ///< where the client says nothing
inline constexpr std::size_t kMaxCursorBytes = 1024;  ///< as the client sends it

class Cursors {
 public:
  /// `secret`: 64 hex digits (Random::hex(32)), the same in every program that serves the list.
  explicit Cursors(std::string_view secret);

  /// `position`: the key of the last row of the page, at most 512 bytes. Base64 for URLs.
  std::string seal(std::string_view route, std::string_view filter,
                   std::string_view position) const;
  /// The position. A fault "cursor-invalid" (pointer "/cursor") for what was not sealed here, or
  /// for another route or filter.
  Result<std::string> open(std::string_view route, std::string_view filter,
                           std::string_view cursor) const;

 private:
  std::string sign(std::string_view route, std::string_view filter,
                   std::string_view position) const;
  std::array<unsigned char, 32> secret_{};
};

/// What a query asks for, without `cursor` and `limit`, in one order: the filter of its cursors.
std::string filter_of(const Request& request);
/// `limit` of the query: 1 to kMaxPageLimit. A fault "limit-invalid" (pointer "/limit").
Result<int> page_limit(const Request& request);

}  // namespace fugong::http
