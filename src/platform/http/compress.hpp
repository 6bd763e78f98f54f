// Compression of answers, and what the client says it accepts. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "platform/http/message.hpp"

namespace fugong::http {

/// Below this, gzip costs more than it saves.
inline constexpr std::size_t kMinCompressBytes = 1024;

/// Weight 0..1000 that Accept-Encoding gives a coding ("br", "gzip"); 0 = not acceptable.
int encoding_weight(const Request& request, std::string_view coding);

/// Compresses a JSON body above kMinCompressBytes where the client accepts gzip, and says so in the
/// headers (Vary also when it did not). A strong ETag names exact bytes: such an answer is left as
/// it is.
void compress_json(Response& response, const Request& request);

std::string gzip(std::string_view bytes);

}  // namespace fugong::http
