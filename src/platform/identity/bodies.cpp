#include "platform/identity/bodies.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "platform/identity/authority.hpp"
#include "platform/identity/tables.hpp"

namespace fugong::identity {
namespace {

constexpr std::size_t kMaxPlace = 12;
constexpr std::size_t kMaxTask = 64;

Result<void> check(const ServingBody& wanted) {
  auto scope = check_scope(Role::partner, wanted.body);
  if (!scope) return scope;
  const bool place = wanted.place.size() <= kMaxPlace && wanted.place.size() % 2 == 0 &&
                     std::ranges::all_of(wanted.place, [](char c) { return c >= '0' && c <= '9'; });
  const bool task =
      wanted.task.size() <= kMaxTask && std::ranges::all_of(wanted.task, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '-' || c == '_';
      });
  if (place && task) return {};
  return fail("body-invalid", {}, {"地区或事项写得不对", "the place or the task is not right"},
              {"地区写行政区划代码的前几位，事项写程序的编号；都可不写",
               "write the first digits of a place's code and the id of a procedure, or neither"});
}

}  // namespace

Result<ServingBody> Bodies::name(const Caller& by, const ServingBody& wanted) {
  const std::int64_t now_ms = context_.clock.now_ms();
  if (!may_give(by, Role::partner, wanted.body, Action::roles_grant, now_ms))
    return denied({Reason::no_role});
  auto good = check(wanted);
  if (!good) return fail(std::move(good.error()));
  ServingBody named = wanted;
  named.id = draw_id(context_.random);
  named.from_ms = now_ms;
  auto done = database_.transact([&](Transaction& t) -> Result<void> {
    auto there = first_row(
        t, "SELECT body FROM identity_body WHERE place = ? AND task = ? AND ended_ms IS NULL",
        {named.place, named.task});
    if (!there) return fail(std::move(there.error()));
    if (*there) {
      return fail("body-there", {},
                  {fmt::format("这里已由“{}”办理", text((**there)[0])),
                   fmt::format("'{}' serves there already", text((**there)[0]))},
                  {"先停用它，再指定新的", "end it first, then name the other"});
    }
    auto added = run(t,
                     "INSERT INTO identity_body (id, body, place, task, from_ms) VALUES (?, ?, ?, "
                     "?, ?)",
                     {named.id, named.body, named.place, named.task, now_ms});
    if (!added) return added;
    return context_.recorder.record(
        t, {now_ms,
            "body-named",
            by.person,
            0,
            {{"body", named.body}, {"place", named.place}, {"task", named.task}}});
  });
  if (!done) return fail(std::move(done.error()));
  return named;
}

Result<void> Bodies::end(const Caller& by, std::int64_t id) {
  const std::int64_t now_ms = context_.clock.now_ms();
  return database_.transact([&](Transaction& t) -> Result<void> {
    auto row = first_row(
        t, "SELECT body, place, task FROM identity_body WHERE id = ? AND ended_ms IS NULL", {id});
    if (!row) return fail(std::move(row.error()));
    if (!*row || !may_give(by, Role::partner, text((**row)[0]), Action::roles_grant, now_ms)) {
      return fail("body-unknown", {},
                  {"没有您可以停用的这一项", "there is no such entry that you may end"},
                  {"用 fugong partners list 查看", "see fugong partners list"});
    }
    auto done = run(t, "UPDATE identity_body SET ended_ms = ? WHERE id = ?", {now_ms, id});
    if (!done) return done;
    return context_.recorder.record(
        t, {now_ms,
            "body-ended",
            by.person,
            0,
            {{"body", text((**row)[0])}, {"place", text((**row)[1])}, {"task", text((**row)[2])}}});
  });
}

Result<std::vector<ServingBody>> serving_bodies(Transaction& t) {
  auto rows = t.run(
      "SELECT id, body, place, task, from_ms FROM identity_body WHERE ended_ms IS NULL ORDER BY "
      "place, task, body",
      {});
  if (!rows) return fail(std::move(rows.error()));
  std::vector<ServingBody> serving;
  for (const Row& row : *rows)
    serving.push_back({integer(row[0]), text(row[1]), text(row[2]), text(row[3]), integer(row[4])});
  return serving;
}

Result<std::vector<ServingBody>> Bodies::list() {
  std::vector<ServingBody> serving;
  auto read = database_.read([&](Transaction& t) -> Result<void> {
    auto all = serving_bodies(t);
    if (!all) return fail(std::move(all.error()));
    serving = std::move(*all);
    return {};
  });
  if (!read) return fail(std::move(read.error()));
  return serving;
}

std::string Bodies::of(const std::vector<ServingBody>& serving, std::string_view place,
                       std::string_view task) {
  const ServingBody* best = nullptr;
  const auto rank = [](const ServingBody& one) {
    return 2 * one.place.size() + (one.task.empty() ? 0 : 1);
  };
  for (const ServingBody& one : serving) {
    if (!place.starts_with(one.place) || (!one.task.empty() && one.task != task)) continue;
    if (best == nullptr || rank(one) > rank(*best)) best = &one;
  }
  return best == nullptr ? "" : best->body;
}

}  // namespace fugong::identity
