#include "platform/http/static_files.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "base/ascii.hpp"
#include "base/hash.hpp"
#include "platform/http/compress.hpp"
#include "platform/http/precondition.hpp"
#include "platform/http/weights.hpp"
#include "platform/http/wire.hpp"

namespace fugong::http {
namespace {

constexpr std::size_t kEtagDigits = 16;
constexpr std::size_t kBundlerHashLength = 8;

/// "app-3f2a.js", "index-DiwrgTda.js": names that change with their content.
bool has_content_hash(std::string_view path) {
  std::string_view name = path.substr(path.rfind('/') + 1);
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos) return false;
  name = name.substr(0, dot);
  // A bundler's hash: eight characters of base64url that are not simply a word.
  if (name.size() > kBundlerHashLength && name[name.size() - kBundlerHashLength - 1] == '-') {
    const std::string_view hash = name.substr(name.size() - kBundlerHashLength);
    const bool letters = std::all_of(hash.begin(), hash.end(), [](char c) {
      return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
             c == '_';
    });
    const bool word = std::none_of(hash.begin(), hash.end(),
                                   [](char c) { return is_digit(c) || (c >= 'A' && c <= 'Z'); });
    if (letters && !word) return true;
  }
  const std::size_t mark = name.find_last_of("-.");
  if (mark == std::string_view::npos) return false;
  const std::string_view hash = name.substr(mark + 1);
  return hash.size() >= 4 && std::any_of(hash.begin(), hash.end(), is_digit) &&
         std::all_of(hash.begin(), hash.end(),
                     [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); }) &&
         std::any_of(hash.begin(), hash.end(), [](char c) { return c >= 'a' && c <= 'f'; });
}

std::string_view content_type(std::string_view path) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 18> kTypes = {{
      {".html", "text/html; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".mjs", "text/javascript; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".json", "application/json"},
      {".map", "application/json"},
      {".webmanifest", "application/manifest+json"},
      {".svg", "image/svg+xml; charset=utf-8"},
      {".png", "image/png"},
      {".jpg", "image/jpeg"},
      {".webp", "image/webp"},
      {".ico", "image/x-icon"},
      {".woff2", "font/woff2"},
      {".txt", "text/plain; charset=utf-8"},
      {".csv", "text/csv; charset=utf-8"},
      {".xml", "application/xml; charset=utf-8"},
      {".pdf", "application/pdf"},
      {".yaml", "application/yaml; charset=utf-8"},
  }};
  for (const auto& [ending, type] : kTypes) {
    if (path.ends_with(ending)) return type;
  }
  return "application/octet-stream";
}

Response missing(const Request& request) {
  const Fault fault{"not-found",
                    {},
                    {"这里没有这个文件", "there is no such file here"},
                    {"核对地址，或从首页进入", "check the address, or start from the front page"}};
  return problem(404, status_title(404), fault.message, {fault}, request);
}

}  // namespace

struct StaticFiles::Entry {
  struct Form {
    std::shared_ptr<const std::string> bytes;
    std::string etag;
  };
  Form plain;
  Form brotli;
  Form gzipped;
  std::string type;
  bool immutable = false;
  bool page = false;
};

StaticFiles::StaticFiles(std::map<std::string, std::string> files) {
  std::map<std::string, std::shared_ptr<Entry>> made;
  const auto form = [](std::string bytes, std::string_view suffix) {
    std::string etag = "\"" + sha256_hex(bytes).substr(0, kEtagDigits);
    etag.append(suffix).append("\"");
    return Entry::Form{std::make_shared<const std::string>(std::move(bytes)), std::move(etag)};
  };
  // A packed form belongs to the plain file beside it; without one it is a file of its own.
  const auto packed_of = [&files](const std::string& path, std::string_view ending) {
    return path.ends_with(ending) && files.contains(path.substr(0, path.size() - ending.size()));
  };
  for (auto& [path, bytes] : files) {
    if (packed_of(path, ".br")) {
      auto& entry = made[path.substr(0, path.size() - 3)];
      if (!entry) entry = std::make_shared<Entry>();
      entry->brotli = form(std::move(bytes), "-br");
    } else if (packed_of(path, ".gz")) {
      auto& entry = made[path.substr(0, path.size() - 3)];
      if (!entry) entry = std::make_shared<Entry>();
      entry->gzipped = form(std::move(bytes), "-gz");
    } else {
      auto& entry = made[path];
      if (!entry) entry = std::make_shared<Entry>();
      entry->plain = form(std::move(bytes), "");
      entry->type = content_type(path);
      entry->page = path.ends_with(".html");
      entry->immutable = !entry->page && has_content_hash(path);
    }
  }
  for (auto& [path, entry] : made)
    entries_.emplace(path, std::move(entry));
}

/// The index.html of the innermost folder that has one: "staff/cases/1" is a page of staff/.
StaticFiles::Entries::const_iterator StaticFiles::nearest_page(std::string_view path) const {
  for (;;) {
    const std::size_t slash = path.rfind('/');
    if (slash == std::string_view::npos) return entries_.find("index.html");
    const auto found = entries_.find(std::string(path.substr(0, slash + 1)) + "index.html");
    if (found != entries_.end()) return found;
    path = path.substr(0, slash);
  }
}

Response StaticFiles::answer(const Request& request) const {
  std::string path = request.path.substr(1);
  auto found = entries_.find(path);
  if (found == entries_.end()) {
    // A folder's own page, with or without the slash behind it.
    found = entries_.find(path.empty() || path.ends_with('/') ? path + "index.html"
                                                              : path + "/index.html");
  }
  if (found == entries_.end()) {
    // Pages route in the browser, but an unknown interface path must not look like a page.
    const bool interface_path = path == "api" || path.starts_with("api/");
    if (interface_path || path.find('.') != std::string::npos) return missing(request);
    found = nearest_page(path);
    if (found == entries_.end()) return missing(request);
  }
  const Entry& entry = *found->second;
  const Entry::Form* form = &entry.plain;
  std::string_view coding;
  const int brotli = entry.brotli.bytes ? encoding_weight(request, "br") : 0;
  const int gzipped = entry.gzipped.bytes ? encoding_weight(request, "gzip") : 0;
  if (brotli > 0 && brotli >= gzipped) {
    form = &entry.brotli;
    coding = "br";
  } else if (gzipped > 0) {
    form = &entry.gzipped;
    coding = "gzip";
  }
  Response response;
  response.headers.emplace_back("ETag", form->etag);
  response.headers.emplace_back(
      "Cache-Control", entry.immutable ? "public, max-age=31536000, immutable" : "no-cache");
  if (entry.brotli.bytes || entry.gzipped.bytes) {
    response.headers.emplace_back("Vary", "Accept-Encoding");
  }
  if (is_known(request, form->etag)) {
    response.status = 304;
    return response;
  }
  response.headers.emplace_back("Content-Type", entry.type);
  if (!coding.empty()) response.headers.emplace_back("Content-Encoding", std::string(coding));
  response.shared_body = form->bytes;
  return response;
}

void add_security_headers(Response& response) {
  static const std::array<std::pair<std::string_view, std::string_view>, 6> kHeaders = {{
      {"Content-Security-Policy",
       "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
       "connect-src 'self'; font-src 'self'; manifest-src 'self'; frame-ancestors 'none'; "
       "base-uri 'none'; form-action 'self'"},
      {"X-Content-Type-Options", "nosniff"},
      {"Referrer-Policy", "no-referrer"},
      {"Cross-Origin-Opener-Policy", "same-origin"},
      {"Cross-Origin-Resource-Policy", "same-origin"},
      {"Permissions-Policy",
       "accelerometer=(), autoplay=(), camera=(), display-capture=(), encrypted-media=(), "
       "fullscreen=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), "
       "payment=(), picture-in-picture=(), publickey-credentials-get=(), screen-wake-lock=(), "
       "usb=(), xr-spatial-tracking=()"},
  }};
  constexpr std::string_view kForeign = "default-src 'none'; sandbox; frame-ancestors 'none'";
  // A handler must not be able to weaken them.
  std::erase_if(response.headers, [](const auto& header) {
    return std::any_of(kHeaders.begin(), kHeaders.end(),
                       [&](const auto& ours) { return same_letters(header.first, ours.first); });
  });
  for (const auto& [name, value] : kHeaders) {
    const bool is_policy = name == kHeaders.front().first;
    response.headers.emplace_back(name, is_policy && response.is_foreign ? kForeign : value);
  }
}

}  // namespace fugong::http
