#include <fmt/format.h>

#include <optional>

#include "app/case_office.hpp"
#include "app/cases_command.hpp"
#include "app/files.hpp"
#include "app/moved_clock.hpp"
#include "app/open_register.hpp"
#include "app/room_schemas.hpp"
#include "base/json_writer.hpp"
#include "base/random.hpp"
#include "desks/casework/casebook_verify.hpp"
#include "desks/casework/impact.hpp"
#include "desks/casework/words.hpp"
#include "desks/publishing/published.hpp"

namespace fugong::app {
namespace {

using casework::Judgement;

constexpr std::size_t kListed = 100;

/// All that a command works with.
struct Hall {
  explicit Hall(const Date& day) : clock(MovedClock::to_day(system_clock, day)) {}

  Result<void> open(const Common& common, const CasesCommand& command) {
    auto loaded = load_pack(common.packs_folder, common.pack_id, &files);
    if (!loaded) return fail(std::move(loaded.error()));
    pack = std::make_shared<const pack::Pack>(std::move(*loaded));
    auto opened = open_database(command.data);
    if (!opened) return fail(std::move(opened.error()));
    database.emplace(std::move(*opened));
    for (const store::RoomSchema& schema : room_schemas()) {
      auto migrated = database->migrate(schema.room, schema.migrations);
      if (!migrated) return migrated;
    }
    const std::string kept_folder = command.data.folder + "/packs";
    if (auto followed = follow_publication(kept_folder); !followed) return followed;
    // What is judged by this pack must be judged by it again, whatever becomes of its folder.
    auto kept = keep_pack(kept_folder, files, *pack);
    if (!kept) return kept;
    auto use = PackLibrary::prepare(pack, files);
    if (!use) return fail(std::move(use.error()));
    library.emplace(kept_folder);
    auto made = CaseOffice::open(*database, {*use, *library, audit, clock});
    if (!made) return fail(std::move(made.error()));
    office = std::move(*made);
    return {};
  }

  /// What was published goes before what stands in the folder of packs, as it does for a server.
  Result<void> follow_publication(const std::string& kept_folder) {
    std::optional<publishing::Publication> now;
    auto read = database->read([&](store::Transaction& t) -> Result<void> {
      auto found = publishing::in_force(t, pack->id, clock.today());
      if (!found) return fail(std::move(found.error()));
      now = std::move(*found);
      return {};
    });
    if (!read || !now) return read;
    auto kept = read_kept_pack(kept_folder, now->hash);
    if (!kept) return fail(std::move(kept.error()));
    auto loaded = pack::load(*kept, pack->id);
    if (!loaded) return fail(std::move(loaded.error()));
    files = std::move(*kept);
    pack = std::make_shared<const pack::Pack>(std::move(*loaded));
    return {};
  }

  SystemClock system_clock;
  MovedClock clock;
  SystemRandom random;
  audit::Audit audit{system_clock, random};
  pack::Files files;
  std::shared_ptr<const pack::Pack> pack;
  std::optional<PackLibrary> library;
  std::optional<store::Database> database;
  std::unique_ptr<CaseOffice> office;
};

void write_fault(JsonWriter& w, const char* of, const std::string& id, const Fault& fault) {
  w.begin_object().key(of).string(id).key("code").string(fault.code);
  w.key("detail").text(fault.message).key("remedy").text(fault.remedy).end_object();
}

void say_fault(const Common& common, const std::string& id, const Fault& fault) {
  fmt::print(stderr, "{}: {}\n", id, describe(fault, common.language));
}

std::string words_of(const Common& common, const std::optional<Judgement>& judgement) {
  if (!judgement) return common.pick({"无法测算", "can't be judged"});
  std::string state(casework::name_in(pack::kStates, judgement->state));
  if (judgement->amount) return fmt::format("{} {}", state, judgement->amount->to_string());
  if (judgement->at_most) return fmt::format("{} <= {}", state, judgement->at_most->to_string());
  return state;
}

void write_judgement(JsonWriter& w, const char* key, const std::optional<Judgement>& judgement) {
  w.key(key);
  if (!judgement) {
    w.null();
    return;
  }
  w.begin_object().key("state").string(casework::name_in(pack::kStates, judgement->state));
  for (const auto& [name, money] :
       {std::pair{"amount_fen", judgement->amount}, std::pair{"at_most_fen", judgement->at_most}}) {
    w.key(name);
    if (money) {
      w.number(money->fen);
    } else {
      w.null();
    }
  }
  w.key("pack").string(judgement->pack).end_object();
}

}  // namespace

int run_cases_run(const Common& common, const CasesCommand& command) {
  const auto day = read_day(common, command.on, "--on");
  if (!day) return kUsage;
  Hall hall(*day);
  if (const auto open = hall.open(common, command); !open) return give_up(common, open.error());
  const auto round = casework::run_programme(*hall.database, hall.office->programme());
  if (!round) return give_up(common, round.error());
  if (command.json) {
    JsonWriter w;
    w.begin_object().key("on").string(day->to_string());
    w.key("looked_at").number(static_cast<std::int64_t>(round->looked_at));
    w.key("acts").begin_array();
    for (const auto& [reference, act] : round->acts) {
      w.begin_object().key("case").string(reference);
      w.key("act").string(casework::name_in(casework::kActs, act)).end_object();
    }
    w.end_array().key("faults").begin_array();
    for (const auto& [reference, fault] : round->faults)
      write_fault(w, "case", reference, fault);
    fmt::print("{}\n", w.end_array().end_object().take());
  } else {
    for (const auto& [reference, act] : round->acts)
      fmt::print("{}  {}\n", reference, casework::name_in(casework::kActs, act));
    for (const auto& [reference, fault] : round->faults)
      say_fault(common, reference, fault);
    fmt::print(
        "{}\n",
        common.pick({fmt::format("看过 {} 个案件，办理 {} 次，{} 个有问题", round->looked_at,
                                 round->acts.size(), round->faults.size()),
                     fmt::format("{} cases looked at, {} acts, {} with a fault", round->looked_at,
                                 round->acts.size(), round->faults.size())}));
  }
  return round->faults.empty() ? kOk : kFailed;
}

int run_cases_begin(const Common& common, const CasesCommand& command) {
  const auto day = read_day(common, command.on, "--on");
  if (!day) return kUsage;
  Hall hall(*day);
  if (const auto open = hall.open(common, command); !open) return give_up(common, open.error());
  auto enterprises = open_register(command.data, *hall.pack);
  if (!enterprises) return give_up(common, enterprises.error());
  casework::Beginning what;
  what.provision = command.provision;
  what.place = command.place;
  what.by = "console";
  what.dry_run = command.dry_run;
  casework::Begun all;
  for (std::optional<std::int64_t> next = 0; next;) {
    what.after = *next;
    auto begun = casework::begin_cases(*hall.database, hall.office->programme(),
                                       hall.office->in_force(), *enterprises, hall.random, what);
    if (!begun) return give_up(common, begun.error());
    all.firms += begun->firms;
    all.entitled += begun->entitled;
    all.already += begun->already;
    all.begun += begun->begun;
    all.amount.fen += begun->amount.fen;
    all.references.insert(all.references.end(), begun->references.begin(), begun->references.end());
    all.faults.insert(all.faults.end(), begun->faults.begin(), begun->faults.end());
    next = begun->next;
  }
  if (command.json) {
    JsonWriter w;
    w.begin_object().key("provision").string(what.provision).key("on").string(day->to_string());
    w.key("dry_run").boolean(what.dry_run);
    for (const auto& [key, count] :
         {std::pair{"firms", all.firms}, std::pair{"entitled", all.entitled},
          std::pair{"already", all.already}, std::pair{"begun", all.begun}})
      w.key(key).number(static_cast<std::int64_t>(count));
    w.key("amount_fen").number(all.amount.fen).key("references").begin_array();
    for (const std::string& reference : all.references)
      w.string(reference);
    w.end_array().key("faults").begin_array();
    for (const auto& [firm, fault] : all.faults)
      write_fault(w, "firm", firm, fault);
    fmt::print("{}\n", w.end_array().end_object().take());
  } else {
    for (const auto& [firm, fault] : all.faults)
      say_fault(common, firm, fault);
    fmt::print(
        "{}\n",
        common.pick(
            {fmt::format("企业 {} 家，符合条件 {} 项，已有案件 {} 项，{} {} 项，{} 元；{} 项有问题",
                         all.firms, all.entitled, all.already, what.dry_run ? "可发起" : "发起",
                         what.dry_run ? all.entitled - all.already - all.faults.size() : all.begun,
                         all.amount.to_string(), all.faults.size()),
             fmt::format("{} firms, {} entitled, {} with a case already, {} {}, "
                         "{} yuan; {} with a fault",
                         all.firms, all.entitled, all.already,
                         what.dry_run ? all.entitled - all.already - all.faults.size() : all.begun,
                         what.dry_run ? "could be begun" : "begun", all.amount.to_string(),
                         all.faults.size())}));
  }
  return all.faults.empty() ? kOk : kFailed;
}

int run_cases_rerun(const Common& common, const CasesCommand& command) {
  const auto day = read_day(common, command.on, "--on");
  if (!day) return kUsage;
  Hall hall(*day);
  if (const auto open = hall.open(common, command); !open) return give_up(common, open.error());
  auto enterprises = open_register(command.data, *hall.pack);
  if (!enterprises) return give_up(common, enterprises.error());
  const casework::Rejudging by{hall.office->cases(), *enterprises, hall.office->shelf(),
                               hall.random};
  const casework::PackInUse& next = hall.office->in_force();
  std::size_t judged = 0;
  std::size_t differ = 0;
  std::size_t failed = 0;
  JsonWriter w;
  w.begin_object().key("pack").string(hall.pack->hash).key("on").string(day->to_string());
  w.key("applied").boolean(command.apply).key("cases").begin_array();
  for (std::optional<casework::After> after = casework::After{}; after;) {
    casework::Impact impact;
    const auto read = hall.database->read([&](store::Transaction& t) -> Result<void> {
      auto found = casework::impact_on(t, by, next, *day, *after, kListed);
      if (!found) return fail(std::move(found.error()));
      impact = std::move(*found);
      return {};
    });
    if (!read) return give_up(common, read.error());
    for (const casework::Rejudged& one : impact.cases) {
      ++judged;
      if (one.differs()) ++differ;
      Faults faults = one.faults;
      if (command.apply && one.after) {
        auto done = casework::rerun(*hall.database, hall.office->programme(), one);
        if (!done) faults = std::move(done.error());
      }
      if (!faults.empty()) ++failed;
      w.begin_object().key("case").string(one.reference);
      w.key("provision").string(one.matter.provision).key("firm").string(one.matter.firm);
      w.key("subject").string(one.matter.subject).key("differs").boolean(one.differs());
      write_judgement(w, "before", one.before);
      write_judgement(w, "after", one.after);
      w.key("faults").begin_array();
      for (const Fault& fault : faults)
        write_fault(w, "case", one.reference, fault);
      w.end_array().end_object();
      if (command.json) continue;
      if (one.differs()) {
        fmt::print("{}  {}  {}  {} -> {}\n", one.reference, one.matter.provision, one.matter.firm,
                   words_of(common, one.before), words_of(common, one.after));
      }
      for (const Fault& fault : faults)
        say_fault(common, one.reference, fault);
    }
    after = impact.next;
  }
  if (command.json) {
    fmt::print("{}\n", w.end_array().end_object().take());
  } else {
    fmt::print(
        "{}\n",
        common.pick(
            {fmt::format("测算 {} 个案件，{} 个不同，{} 个有问题", judged, differ, failed),
             fmt::format("{} cases judged, {} differ, {} with a fault", judged, differ, failed)}));
  }
  return failed == 0 ? kOk : kFailed;
}

int run_cases_verify(const Common& common, const CasesCommand& command) {
  auto database = open_existing(command.data);
  if (!database) return give_up(common, database.error());
  const auto verified = casework::verify_cases(*database);
  if (!verified && verified.error().front().code == "store-statement") {
    return give_up(common, {{"cases-missing",
                             Place{database->name(), 0, 0, ""},
                             {"这个数据库里没有案件或审计日志",
                              "there are no cases, or no audit log, in this database"},
                             {"核对 --data 和 --db", "look at --data and --db"}}});
  }
  if (!verified) return give_up(common, verified.error());
  fmt::print("{}\n", common.pick({fmt::format("{} 个案件、{} 条记录与审计日志相符", verified->cases,
                                              verified->events),
                                  fmt::format("{} cases with {} events: all as the audit log says",
                                              verified->cases, verified->events)}));
  if (verified->not_bound == 0) return kOk;
  fmt::print("{}\n",
             common.pick({fmt::format("其中 {} 条是旧记录，日志只记有其事，没有绑定内容",
                                      verified->not_bound),
                          fmt::format("{} of them are from before: the log has that they happened, "
                                      "and doesn't bind what they say",
                                      verified->not_bound)}));
  return kOk;
}

}  // namespace fugong::app
