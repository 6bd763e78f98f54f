#include "platform/http/weights.hpp"

#include <cstddef>

#include "base/ascii.hpp"
#include "base/text.hpp"

namespace fugong::http {
namespace {

/// "0.8" -> 800; 0 if it is not a weight.
int read_weight(std::string_view text) {
  if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return 0;
  int value = (text[0] - '0') * 1000;
  if (text.size() > 1 && text[1] != '.') return 0;
  int unit = 100;
  for (std::size_t at = 2; at < text.size(); ++at, unit /= 10) {
    if (text[at] < '0' || text[at] > '9') return 0;
    value += (text[at] - '0') * unit;
  }
  return value > 1000 ? 0 : value;
}

}  // namespace

bool same_letters(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

void for_each_weighted(std::string_view list,
                       const std::function<void(std::string_view item, int weight)>& each) {
  while (!list.empty()) {
    const std::size_t comma = list.find(',');
    const std::string_view part = list.substr(0, comma);
    list = comma == std::string_view::npos ? std::string_view() : list.substr(comma + 1);
    std::size_t semicolon = part.find(';');
    const std::string_view item = trim(part.substr(0, semicolon));
    if (item.empty()) continue;
    int weight = 1000;
    while (semicolon != std::string_view::npos) {
      const std::size_t next = part.find(';', semicolon + 1);
      const std::string_view parameter = trim(
          part.substr(semicolon + 1, next == std::string_view::npos ? next : next - semicolon - 1));
      if (parameter.size() >= 2 && lower(parameter[0]) == 'q' && parameter[1] == '=') {
        weight = read_weight(parameter.substr(2));
      }
      semicolon = next;
    }
    each(item, weight);
  }
}

}  // namespace fugong::http
