// Handling: from a request to an answer that is ready to be sent, without sockets. Pure but for the
// log, safe from many threads.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "platform/http/router.hpp"
#include "platform/http/wire.hpp"

namespace fugong::http {

using LogLine = std::function<void(const std::string& line)>;

/// Asks the router. What a handler throws becomes a 500 that tells the client nothing and the log
/// (standard error where there is none) everything; so does what an answer keeps untold.
Response handle(const Router& router, Request& request, const LogLine& log);

/// The answer to a request that never reached a handler.
Response refusal_response(const Refusal& refusal, const Request& request);

/// 503 with Retry-After.
Response overloaded_response(const char* code, Text detail, const Request& request);

/// One line of JSON for the access log. The query is left out: it may hold personal data.
std::string access_line(std::string_view method, std::string_view path, int status, std::int64_t ms,
                        std::int64_t bytes);

}  // namespace fugong::http
