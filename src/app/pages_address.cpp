#include "app/pages_address.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace fugong::app {

std::string pages_address(const ServeOptions& options) {
  if (!options.public_url.empty()) return options.public_url;
  constexpr std::array<std::string_view, 5> kAny{"", "0.0.0.0", "::", "0::0", "::0"};
  const bool is_any = std::ranges::find(kAny, options.address) != kAny.end();
  if (is_any || options.port == 0 || options.behind_tls) return "";
  const bool is_v6 = options.address.find(':') != std::string::npos;
  return is_v6 ? fmt::format("http://[{}]:{}", options.address, options.port)
               : fmt::format("http://{}:{}", options.address, options.port);
}

}  // namespace fugong::app
