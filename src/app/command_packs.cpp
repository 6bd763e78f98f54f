#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "app/files.hpp"
#include "app/open_register.hpp"
#include "app/packs_command.hpp"
#include "app/room_schemas.hpp"
#include "base/clock.hpp"
#include "base/json_writer.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "desks/publishing/acts.hpp"
#include "desks/receipt/kept/packs.hpp"

namespace fugong::app {
namespace {

using publishing::Publication;
using InForce = std::optional<Publication>;

constexpr const char* kConsole = "console";

Result<store::Database> open_packs(const PacksCommand& command) {
  auto database = open_database(command.data);
  if (!database) return database;
  auto migrated = migrate_rooms(*database);
  if (!migrated) return fail(std::move(migrated.error()));
  return database;
}

/// What is listed of a publication.
struct Shown {
  Publication one;
  std::string by;
  std::string_view standing;
};

Result<std::vector<Shown>> shown_in(store::Transaction& t, Date today) {
  auto all = publishing::publications(t);
  if (!all) return fail(std::move(all.error()));
  std::map<std::string, InForce> now;
  std::vector<Shown> shown;
  for (Publication& one : *all) {
    if (!now.contains(one.pack)) {
      auto found = publishing::in_force(t, one.pack, today);
      if (!found) return fail(std::move(found.error()));
      now.emplace(one.pack, std::move(*found));
    }
    const auto changes = publishing::history(t, one.draft);
    if (!changes) return fail(changes.error());
    const auto done = std::ranges::find_if(*changes, [](const publishing::Change& change) {
      return change.doing.act == publishing::Act::publish;
    });
    const std::string_view standing = publishing::standing_of(one, now[one.pack], today);
    shown.push_back({std::move(one), done == changes->end() ? "" : done->doing.by, standing});
  }
  return shown;
}

std::string words_for(const Common& common, std::string_view standing) {
  if (standing == "withdrawn") return common.pick({"已撤回", "withdrawn"});
  if (standing == "in_force") return common.pick({"生效中", "in force"});
  if (standing == "to_come") return common.pick({"待生效", "to come"});
  return common.pick({"已被取代", "replaced"});
}

void print(const Common& common, const Shown& shown) {
  const Publication& one = shown.one;
  const std::string day = one.effective_on.to_string();
  fmt::print("{}  {}  {}  {}  {}\n", one.pack, one.hash, common.pick({day + " 起", "from " + day}),
             words_for(common, shown.standing),
             common.pick({"由人员 " + shown.by + " 发布", "published by person " + shown.by}));
}

Result<Publication> named(store::Transaction& t, const PacksCommand& command) {
  auto all = publishing::publications(t, command.pack);
  if (!all) return fail(std::move(all.error()));
  std::erase_if(*all, [&](const Publication& one) { return one.hash != command.hash; });
  // One that came back by another draft is published twice.
  const auto open =
      std::ranges::find_if(*all, [](const Publication& one) { return !one.withdrawn; });
  if (open != all->end()) return std::move(*open);
  if (!all->empty()) {
    return fail("publication-withdrawn", {}, {"它已经撤回了", "it is withdrawn already"},
                {"用 fugong packs list 查看", "see fugong packs list"});
  }
  return fail("publication-unknown", {},
              {"没有发布过这个编号和哈希的政策包", "no pack of this id and hash was published"},
              {"用 fugong packs list 查看", "see fugong packs list"});
}

/// As the staff app takes it: there is one, and it is a text.
bool is_reason(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") != std::string_view::npos &&
         text.size() <= publishing::kMaxNoteBytes && !find_invalid_utf8(text);
}

void tell(const Common& common, const PacksCommand& command, const InForce& now) {
  if (command.json) {
    JsonWriter w;
    w.begin_object().key("pack").string(command.pack).key("withdrawn").string(command.hash);
    w.key("in_force");
    if (now) {
      w.begin_object().key("hash").string(now->hash);
      w.key("effective_on").string(now->effective_on.to_string()).end_object();
    } else {
      w.null();
    }
    fmt::print("{}\n", w.end_object().take());
    return;
  }
  fmt::print("{}\n", common.pick({"已撤回", "it is withdrawn"}));
  fmt::print("{}\n", now ? common.pick({"现在生效的是 " + now->hash, "in force now: " + now->hash})
                         : common.pick({"现在生效的是政策包文件夹里的那一个",
                                        "in force now: the one of the packs folder"}));
}

}  // namespace

int run_packs_list(const Common& common, const PacksCommand& command) {
  auto database = open_packs(command);
  if (!database) return give_up(common, database.error());
  std::vector<Shown> all;
  const auto read = database->read([&](store::Transaction& t) -> Result<void> {
    auto found = shown_in(t, SystemClock().today());
    if (!found) return fail(std::move(found.error()));
    all = std::move(*found);
    return {};
  });
  if (!read) return give_up(common, read.error());
  if (!command.json) {
    for (const Shown& shown : all)
      print(common, shown);
    if (all.empty())
      fmt::print("{}\n", common.pick({"没有发布过政策包", "no pack was ever published"}));
    return kOk;
  }
  JsonWriter w;
  w.begin_object().key("packs").begin_array();
  for (const auto& [one, by, standing] : all) {
    w.begin_object().key("id").string(one.pack).key("hash").string(one.hash);
    w.key("version").string(one.version);
    w.key("effective_on").string(one.effective_on.to_string());
    w.key("published_ms").number(one.published_ms).key("published_by").string(by);
    w.key("state").string(standing).end_object();
  }
  fmt::print("{}\n", w.end_array().end_object().take());
  return kOk;
}

int run_packs_withdraw(const Common& common, const PacksCommand& command) {
  if (!is_reason(command.because)) {
    fmt::print(stderr, "{}\n",
               common.pick({"--because 应写明原因", "--because should say why, in a few words"}));
    return kUsage;
  }
  auto database = open_packs(command);
  if (!database) return give_up(common, database.error());
  const SystemClock clock;
  SystemRandom random;
  const audit::Audit audit(clock, random);
  InForce now;
  const auto done = database->transact([&](store::Transaction& t) -> Result<void> {
    const auto one = named(t, command);
    if (!one) return fail(one.error());
    const auto draft = publishing::find(t, one->draft);
    if (!draft) return fail(draft.error());
    FUGONG_CHECK(*draft, "what was published has a draft");
    const auto withdrawn = publishing::act(
        t, audit, **draft, {publishing::Act::withdraw, kConsole, clock.now_ms(), command.because},
        kConsole);
    if (!withdrawn) return fail(withdrawn.error());
    auto found = publishing::in_force(t, one->pack, clock.today());
    if (!found) return fail(std::move(found.error()));
    now = std::move(*found);
    return {};
  });
  if (!done) return give_up(common, done.error());
  tell(common, command, now);
  return kOk;
}

int run_packs_export(const Common& common, const PacksCommand& command) {
  auto database = open_packs(command);
  if (!database) return give_up(common, database.error());
  std::optional<std::string> kept;
  const auto read = database->read([&](store::Transaction& t) -> Result<void> {
    auto found = receipt::find_pack_bytes(t, command.hash);
    if (!found) return fail(std::move(found.error()));
    kept = std::move(*found);
    return {};
  });
  if (!read) return give_up(common, read.error());
  if (!kept) return give_up(common, receipt::pack_unknown(command.hash));
  const auto path = keep_pack_bytes(command.kept_folder, command.hash, *kept);
  if (!path) return give_up(common, path.error());
  JsonWriter w;
  w.begin_object().key("hash").string(command.hash).key("file").string(*path).end_object();
  fmt::print("{}\n", command.json ? w.take() : *path);
  return kOk;
}

}  // namespace fugong::app
