#include "platform/http/handling.hpp"

#include <algorithm>
#include <cstdio>
#include <exception>
#include <utility>

#include "base/json_writer.hpp"
#include "base/text.hpp"
#include "platform/http/compress.hpp"
#include "platform/http/static_files.hpp"
#include "platform/http/weights.hpp"

namespace fugong::http {
namespace {

bool has_header(const Response& response, std::string_view name) {
  return std::any_of(response.headers.begin(), response.headers.end(),
                     [name](const auto& header) { return same_letters(header.first, name); });
}

/// A line end in a header would let a value write headers of its own.
bool is_sendable(const Response& response) {
  if (response.status < 200 || response.status > 599) return false;
  const auto clean = [](const std::string& text) {
    return std::none_of(text.begin(), text.end(), [](char c) {
      return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
    });
  };
  return std::all_of(response.headers.begin(), response.headers.end(), [&](const auto& header) {
    return !header.first.empty() && clean(header.first) && clean(header.second) &&
           header.first.find_first_of(": ") == std::string::npos;
  });
}

void prepare(Response& response, const Request& request) {
  if (!has_header(response, "cache-control")) {
    response.headers.emplace_back("Cache-Control", "no-store");
  }
  compress_json(response, request);
  add_security_headers(response);
}

void write_down(const LogLine& log, const std::string& line) {
  if (log) {
    log(line);
  } else {
    std::fprintf(stderr, "%s\n", line.c_str());
  }
}

JsonWriter line_about(std::string_view event, const Request& request) {
  JsonWriter writer;
  writer.begin_object();
  writer.key("event").string(event);
  writer.key("method").string(method_name(request.method));
  writer.key("path").string(request.path);
  return writer;
}

std::string_view as_text(std::string_view what) {
  return find_invalid_utf8(what) ? "(not text)" : what;
}

void write_untold(const Response& response, const Request& request, const LogLine& log) {
  if (response.untold.empty()) return;
  JsonWriter writer = line_about("request-failed", request);
  writer.key("status").number(std::int64_t{response.status}).key("faults").begin_array();
  for (const Fault& fault : response.untold) {
    writer.begin_object().key("code").string(fault.code);
    if (!fault.place.file.empty()) writer.key("place").string(as_text(fault.place.file));
    writer.key("error").string(as_text(fault.message.en)).end_object();
  }
  write_down(log, writer.end_array().end_object().take());
}

Response internal_error(const Request& request, std::string_view what, const LogLine& log) {
  JsonWriter writer = line_about("handler-failed", request);
  writer.key("error").string(as_text(what)).end_object();
  write_down(log, writer.str());
  const Fault fault{
      "internal-error",
      {},
      {"服务器出错，已记录", "the server failed; this has been recorded"},
      {"稍后再试；仍不行请联系管理员", "try again later; tell the administrator if it stays"}};
  return problem(500, status_title(500), fault.message, {fault}, request);
}

}  // namespace

Response handle(const Router& router, Request& request, const LogLine& log) {
  Response response;
  try {
    response = router.answer(request);
    if (!is_sendable(response)) {
      response = internal_error(request, "the answer has a bad status or header", log);
    }
  } catch (const std::exception& error) {
    response = internal_error(request, error.what(), log);
  } catch (...) {
    response = internal_error(request, "unknown exception", log);
  }
  write_untold(response, request, log);
  prepare(response, request);
  return response;
}

Response refusal_response(const Refusal& refusal, const Request& request) {
  Response response = problem(refusal.status, status_title(refusal.status), refusal.fault.message,
                              {refusal.fault}, request);
  prepare(response, request);
  return response;
}

Response overloaded_response(const char* code, Text detail, const Request& request) {
  Refusal refusal{503, {code, {}, std::move(detail), {"过几秒再试", "try again in a few seconds"}}};
  Response response = refusal_response(refusal, request);
  response.headers.emplace_back("Retry-After", "5");
  return response;
}

std::string access_line(std::string_view method, std::string_view path, int status, std::int64_t ms,
                        std::int64_t bytes) {
  JsonWriter writer;
  writer.begin_object();
  writer.key("method").string(method);
  writer.key("path").string(path);
  writer.key("status").number(std::int64_t{status});
  writer.key("ms").number(ms);
  writer.key("bytes").number(bytes);
  writer.end_object();
  return writer.take();
}

}  // namespace fugong::http
