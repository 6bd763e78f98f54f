// Fuzz target of what clients send to say which version they mean and where their page begins:
// whatever the bytes, a change goes on only if its tag stands in the header, and a cursor opens
// only if it was sealed here.
//
// The first byte picks what the rest is: If-Match, If-None-Match, a cursor, a position to seal, or
// a query.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "platform/http/cursor.hpp"
#include "platform/http/precondition.hpp"

namespace {

namespace http = fugong::http;

void require(bool condition) {
  if (!condition) std::abort();
}

http::Request with(const char* name, std::string_view value) {
  http::Request request;
  request.headers.emplace_back(name, value);
  return request;
}

void try_match(std::string_view value) {
  const auto refused = http::refuse_unless_match(with("if-match", value), "\"12\"");
  if (!refused) {
    require(value.find("\"12\"") != std::string_view::npos);
    return;
  }
  require(refused->status == 400 || refused->status == 412 || refused->status == 428);
  require(!refused->body.empty());
}

void try_query(std::string_view bytes) {
  http::Request request;
  while (!bytes.empty()) {
    const std::string_view pair = bytes.substr(0, bytes.find('&'));
    const std::size_t equal = pair.find('=');
    request.query.emplace_back(pair.substr(0, equal), equal == std::string_view::npos
                                                          ? std::string_view()
                                                          : pair.substr(equal + 1));
    bytes.remove_prefix(std::min(bytes.size(), pair.size() + 1));
  }
  const auto limit = http::page_limit(request);
  require(!limit || (*limit >= 1 && *limit <= http::kMaxPageLimit));
  const std::string filter = http::filter_of(request);
  request.query.emplace_back("cursor", "x");
  require(http::filter_of(request) == filter);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const http::Cursors kCursors(std::string(64, 'a'));
  if (size < 1 || size > 500) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
  switch (data[0] % 5) {
    case 0:
      try_match(bytes);
      break;
    case 1:
      if (http::is_known(with("if-none-match", bytes), "\"12\"")) {
        require(bytes.find("\"12\"") != std::string_view::npos ||
                bytes.find('*') != std::string_view::npos);
      }
      break;
    case 2: {
      const auto position = kCursors.open("GET /a", "f", bytes);
      // Nobody makes up a signature; what opens is what was sealed.
      require(!position || kCursors.seal("GET /a", "f", *position) == bytes);
      break;
    }
    case 3: {
      const std::string cursor = kCursors.seal("GET /a", "f", bytes);
      require(cursor.size() <= http::kMaxCursorBytes);
      require(kCursors.open("GET /a", "f", cursor).value_or("?") == bytes);
      require(!kCursors.open("GET /b", "f", cursor));
      break;
    }
    default:
      try_query(bytes);
      break;
  }
  return 0;
}
