#include <fmt/format.h>

#include <algorithm>

#include "app/account_office.hpp"
#include "app/partners_command.hpp"
#include "base/json_writer.hpp"

namespace fugong::app {
namespace {

using identity::ServingBody;

std::string line(const Common& common, const ServingBody& one) {
  const std::string place = one.place.empty()
                                ? common.pick({"各地", "every place"})
                                : common.pick({"地区 " + one.place, "place " + one.place});
  const std::string task = one.task.empty() ? common.pick({"各事项", "every task"})
                                            : common.pick({"事项 " + one.task, "task " + one.task});
  return fmt::format("{}  {}  {}", one.body, place, task);
}

int tell(const Common& common, const PartnersCommand& command, const ServingBody& one,
         const Text& done) {
  if (!command.json) {
    fmt::print("{}\n", common.pick(done));
    return kOk;
  }
  JsonWriter json;
  json.begin_object().key("body").string(one.body).key("place").string(one.place);
  fmt::print("{}\n", json.key("task").string(one.task).key("done").text(done).end_object().str());
  return kOk;
}

}  // namespace

int run_partners_add(const Common& common, const PartnersCommand& command) {
  const auto office = AccountOffice::open(command.database);
  if (!office) return give_up(common, office.error());
  const auto named = (*office)->begin_service(
      {.body = command.body, .place = command.place, .task = command.task});
  if (!named) return give_up(common, named.error());
  return tell(common, command, *named, {"已指定", "it serves there now"});
}

int run_partners_list(const Common& common, const PartnersCommand& command) {
  const auto office = AccountOffice::open(command.database);
  if (!office) return give_up(common, office.error());
  const auto serving = (*office)->bodies().list();
  if (!serving) return give_up(common, serving.error());
  if (command.json) {
    JsonWriter json;
    json.begin_object().key("partners").begin_array();
    for (const ServingBody& one : *serving) {
      json.begin_object().key("body").string(one.body).key("place").string(one.place);
      json.key("task").string(one.task).end_object();
    }
    fmt::print("{}\n", json.end_array().end_object().str());
    return kOk;
  }
  for (const ServingBody& one : *serving)
    fmt::print("{}\n", line(common, one));
  return kOk;
}

int run_partners_end(const Common& common, const PartnersCommand& command) {
  const auto office = AccountOffice::open(command.database);
  if (!office) return give_up(common, office.error());
  const auto serving = (*office)->bodies().list();
  if (!serving) return give_up(common, serving.error());
  const auto one = std::ranges::find_if(*serving, [&](const ServingBody& each) {
    return each.body == command.body && each.place == command.place && each.task == command.task;
  });
  const ServingBody wanted = one == serving->end() ? ServingBody{.body = command.body} : *one;
  const auto ended = (*office)->end_service(wanted);
  if (!ended) return give_up(common, ended.error());
  return tell(common, command, wanted, {"已停用", "it serves there no more"});
}

}  // namespace fugong::app
