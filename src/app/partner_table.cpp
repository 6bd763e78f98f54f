#include "app/partner_table.hpp"

namespace fugong::app {

std::string PartnerTable::of(std::string_view place, std::string_view task) {
  const std::lock_guard lock(mutex_);
  const std::int64_t now_ms = context_.clock.now_ms();
  if (!read_ms_ || now_ms - *read_ms_ >= kPartnersSeenMs) {
    auto serving = database_.use(
        [&](store::Database& database) { return identity::Bodies(database, context_).list(); });
    if (serving) serving_ = std::move(*serving);
    read_ms_ = now_ms;
  }
  return identity::Bodies::of(serving_, place, task);
}

}  // namespace fugong::app
