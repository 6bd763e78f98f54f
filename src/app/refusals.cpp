#include "app/refusals.hpp"

#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

#include "base/json_writer.hpp"

namespace fugong::app {

void Refusals::note(const std::string& route, const http::Request& request, int status) {
  const bool names_a_thing = !request.path_values.empty();
  if (status != 401 && status != 403 && status != 429 && !(status == 404 && names_a_thing)) return;
  const char* by = request.header("authorization") ? "key"
                   : request.header("cookie")      ? "session"
                                                   : "nobody";
  const Date today = clock_.today();
  const std::lock_guard lock(mutex_);
  ++days_[today][What{route, status, by}];
}

Result<void> Refusals::write_past(store::Database& database, const audit::Audit& audit) {
  return write_before(clock_.today(), database, audit);
}

Result<void> Refusals::write_all(store::Database& database, const audit::Audit& audit) {
  return write_before(clock_.today().plus_days(1), database, audit);
}

Result<void> Refusals::write_before(Date day, store::Database& database,
                                    const audit::Audit& audit) {
  while (true) {
    Date of;
    Counts counts;
    {
      const std::lock_guard lock(mutex_);
      if (days_.empty() || !(days_.begin()->first < day)) return {};
      auto first = days_.extract(days_.begin());
      of = first.key();
      counts = std::move(first.mapped());
    }
    audit::Event event;
    event.actor = event.role = "console";
    event.action = "server.refused";
    event.kind = "installation";
    event.record = "fugong";
    event.region = "server";
    event.result = "refused";
    event.body = body_of(of, counts);
    auto written = database.transact([&](store::Transaction& t) -> Result<void> {
      auto appended = audit.append(t, event);
      return appended ? Result<void>{} : fail(std::move(appended.error()));
    });
    if (written) continue;
    const std::lock_guard lock(mutex_);
    for (const auto& [what, count] : counts)
      days_[of][what] += count;
    return written;
  }
}

std::string Refusals::body_of(Date day, const Counts& counts) {
  std::vector<std::pair<What, std::int64_t>> most(counts.begin(), counts.end());
  std::ranges::stable_sort(most, std::greater<>(), [](const auto& one) { return one.second; });
  JsonWriter w;
  w.begin_object().key("day").string(day.to_string()).key("refused").begin_array();
  std::int64_t others = 0;
  for (std::size_t i = 0; i < most.size(); ++i) {
    const auto& [what, count] = most[i];
    if (i >= kMostTold) {
      others += count;
      continue;
    }
    w.begin_object().key("route").string(what.route).key("status").number(what.status);
    w.key("by").string(what.by).key("times").number(count).end_object();
  }
  return w.end_array().key("others").number(others).end_object().take();
}

}  // namespace fugong::app
