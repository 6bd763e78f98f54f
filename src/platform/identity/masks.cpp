#include "base/text.hpp"
#include "platform/identity/accounts.hpp"

namespace fugong::identity {

std::string mask_name(std::string_view name) {
  if (name.empty()) return "";
  std::size_t at = 0;
  next_code_point(name, at);
  // The same stars for every length but the shortest.
  return std::string(name.substr(0, at)) + (count_code_points(name) == 2 ? "*" : "**");
}

std::string mask_phone(std::string_view phone) {
  if (phone.size() < 8) return std::string(phone.empty() ? 0 : 4, '*');
  return std::string(phone.substr(0, 3)) + "****" + std::string(phone.substr(phone.size() - 4));
}

}  // namespace fugong::identity
