// StaticFiles: the built web pages, read once into memory with their pre-compressed forms.
//
// File names with a content hash ("assets/app-3f2a.js") are cached for a year, the rest is
// revalidated by ETag. `name.br` and `name.gz` beside a file are served when the client accepts
// them. Unknown paths without a dot get the index.html of the innermost folder that has one: the
// pages route in the browser, and a folder with an index.html is an application of its own
// ("staff/cases/1" is answered by staff/index.html).
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/fault.hpp"
#include "platform/http/message.hpp"

namespace fugong::http {

class StaticFiles {
 public:
  /// `files`: path relative to the web root ("index.html", "assets/a.js.br") to bytes.
  explicit StaticFiles(std::map<std::string, std::string> files);
  Response answer(const Request& request) const;

 private:
  struct Entry;
  using Entries = std::map<std::string, std::shared_ptr<const Entry>>;
  Entries::const_iterator nearest_page(std::string_view path) const;

  Entries entries_;
};

/// Headers that every answer carries: the strict Content-Security-Policy, nosniff, referrer policy,
/// frame-ancestors 'none', cross-origin policies. Applied by the server.
void add_security_headers(Response& response);

}  // namespace fugong::http
