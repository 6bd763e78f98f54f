#include <fmt/format.h>

#include <optional>

#include "app/case_office.hpp"
#include "app/cases_command.hpp"
#include "app/kept_packs.hpp"
#include "app/moved_clock.hpp"
#include "app/open_register.hpp"
#include "app/pack_in_force.hpp"
#include "app/room_schemas.hpp"
#include "base/json_writer.hpp"
#include "base/random.hpp"
#include "desks/casework/casebook_verify.hpp"
#include "desks/casework/impact.hpp"
#include "desks/casework/words.hpp"
#include "desks/receipt/kept/kept.hpp"
#include "desks/receipt/kept/packs.hpp"
#include "platform/store/scope.hpp"

namespace fugong::app {
namespace {

using casework::Judgement;

constexpr std::size_t kListed = 100;

/// All that a command works with.
struct Hall {
  explicit Hall(const Date& day) : clock(MovedClock::to_day(system_clock, day)) {}

  Result<void> open(const Common& common, const CasesCommand& command) {
    auto opened = open_database(command.data);
    if (!opened) return fail(std::move(opened.error()));
    database.emplace(std::move(*opened));
    if (auto ready = migrate_rooms(*database); !ready) return ready;
    if (auto taken = take_up_kept_packs(*database, command.data.folder + "/packs"); !taken)
      return taken;
    auto chosen = pack_in_force(common, *database, clock.today());
    if (!chosen) return fail(std::move(chosen.error()));
    pack = chosen->pack;
    // What is judged by this pack must be judged by it again, whatever becomes of its folder.
    auto kept = database->transact(
        [&](store::Transaction& t) { return receipt::keep_pack(t, chosen->files, *pack); });
    if (!kept) return kept;
    auto use = PackLibrary::prepare(pack, chosen->files);
    if (!use) return fail(std::move(use.error()));
    const auto place = database_options(command.data);
    if (!place) return fail(place.error());
    library.emplace(kept_packs_of(*place));
    auto made = CaseOffice::open(*database, {*use, *library, audit, clock, chosen->since_ms});
    if (!made) return fail(std::move(made.error()));
    office = std::move(*made);
    return {};
  }

  SystemClock system_clock;
  MovedClock clock;
  SystemRandom random;
  audit::Audit audit{system_clock, random};
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

tl::unexpected<Faults> no_such_case(const std::string& reference) {
  return fail(
      "case-unknown", {},
      {fmt::format("没有案件 {}", reference), fmt::format("there is no case {}", reference)},
      {"核对编号", "check its number"});
}

tl::unexpected<Faults> still_needed(const std::string& reference) {
  return fail("case-needed", {},
              {fmt::format("案件 {} 还没有办结", reference),
               fmt::format("the case {} is not over yet", reference)},
              {"办结后再删除", "erase it when it is closed and no objection is open"});
}

}  // namespace

int run_cases_run(const Common& common, const CasesCommand& command) {
  const auto day = read_day(common, command.on, "--on");
  if (!day) return kUsage;
  Hall hall(*day);
  if (const auto open = hall.open(common, command); !open) return give_up(common, open.error());
  auto enterprises = open_register(command.data, *hall.pack);
  if (!enterprises) return give_up(common, enterprises.error());
  const casework::Rejudging by{hall.office->cases(), *enterprises, hall.office->shelf(),
                               hall.random};
  casework::Programme programme = hall.office->programme();
  programme.rejudging = &by;
  const auto round = casework::run_programme(*hall.database, programme);
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
        auto done = casework::rerun(*hall.database, hall.office->programme().counter, one);
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

int run_cases_erase(const Common& common, const CasesCommand& command) {
  const auto day = read_day(common, command.on, "--on");
  if (!day) return kUsage;
  Hall hall(*day);
  if (const auto open = hall.open(common, command); !open) return give_up(common, open.error());
  std::int64_t erased = 0;
  const auto done = hall.database->transact([&](store::Transaction& t) -> Result<void> {
    store::Transaction all = t.within(store::Scope::everything("what is no longer needed goes"));
    const auto number = casework::number_of(command.reference);
    const auto found = number ? hall.office->cases().find(all, *number)
                              : Result<std::optional<casework::Stored>>(std::nullopt);
    if (!found) return fail(found.error());
    if (!*found) return no_such_case(command.reference);
    const casework::Case& now = (**found).now;
    if (now.phase != casework::Phase::closed || casework::open_objection(now) != nullptr)
      return still_needed(command.reference);
    const auto gone = receipt::erase_openings(t, *number);
    if (!gone) return fail(gone.error());
    erased = *gone;
    JsonWriter body;
    body.begin_object().key("openings").number(erased).end_object();
    audit::Event event;
    event.actor = "console";
    event.role = "console";
    event.action = "case.erase";
    event.kind = "case";
    event.record = (**found).reference;
    event.result = "done";
    event.region = now.matter.place;
    event.body = body.take();
    event.personal.push_back({"why", command.why});
    const auto told = hall.audit.append(t, event);
    return told ? Result<void>{} : fail(told.error());
  });
  if (!done) return give_up(common, done.error());
  if (command.json) {
    JsonWriter w;
    w.begin_object().key("case").string(command.reference).key("openings").number(erased);
    fmt::print("{}\n", w.end_object().take());
    return kOk;
  }
  fmt::print("{}\n", common.pick({fmt::format("已删除 {} 份陈述；决定、回执和证明不变", erased),
                                  fmt::format("openings erased: {}; decision, receipts and proofs "
                                              "stay as they are",
                                              erased)}));
  return kOk;
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
