// Events of the log as the API gives them (docs/api/openapi.yaml). Private to the room.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/json_writer.hpp"
#include "desks/auditing/verification.hpp"
#include "platform/audit/event.hpp"
#include "platform/audit/tree.hpp"

namespace fugong::auditing {

void write_event(JsonWriter& w, const audit::Record& record);
/// With its place in the tree of `size` leaves and that root, if it has one; the newest checkpoint
/// stands for the first `signed_size` of them.
std::string event_json(const audit::Record& record, const std::optional<audit::Placed>& placed,
                       std::int64_t size, const audit::Hash& root, std::int64_t signed_size);
/// Texts of a fault in `language`, "zh" or "en".
std::string verification_json(const VerificationState& state, std::string_view language);

}  // namespace fugong::auditing
