// A session as it is kept. Private to the room.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "platform/identity/sign_in.hpp"

namespace fugong::identity {

struct SessionRow {
  std::int64_t id = 0;
  std::int64_t person = 0;
  Stage stage = Stage::complete;
  std::string source = {};
  std::int64_t started_ms = 0;  ///< of the first of the sessions that followed one another
  std::int64_t made_ms = 0;
  std::int64_t seen_ms = 0;
  std::int64_t factor_ms = 0;
  std::string login = {};
};

/// Empty if there is none, or it is over, or its person may not go on.
Result<std::optional<SessionRow>> read_session(store::Transaction& t, std::string_view token,
                                               const Settings& settings, std::int64_t now_ms);
Result<void> write_session(store::Transaction& t, const SessionRow& session,
                           std::string_view token);
Result<void> end_session(store::Transaction& t, std::int64_t session, std::int64_t now_ms);

Stage stage_of(std::string_view name);

}  // namespace fugong::identity
