// Cases that begin without an application: by the register and the rules alone.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "desks/casework/judging.hpp"
#include "desks/casework/programme.hpp"
#include "engines/law/docket.hpp"
#include "engines/law/facts.hpp"
#include "platform/store/scope.hpp"

namespace fugong::casework {
namespace {

using enterprise_register::Enterprise;
using store::Database;
using store::Scope;
using store::Transaction;

constexpr std::size_t kPage = 50;

tl::unexpected<Faults> not_begun(const char* code, std::string_view provision, Text remedy) {
  return fail(code, at_pointer("/provision"),
              {fmt::format("条款 {} 不能免申请发起", provision),
               fmt::format("provision {} isn't begun without an application", provision)},
              std::move(remedy));
}

class Beginner {
 public:
  Beginner(Database& database, const Programme& programme, const PackInUse& in_force,
           enterprise_register::Register& enterprises, Random& random, const Beginning& what)
      : database_(database),
        programme_(programme),
        pack_(in_force),
        enterprises_(enterprises),
        random_(random),
        what_(what),
        today_(programme.clock.today()),
        judging_(enterprises, random) {}

  Result<Begun> run() {
    filing_.procedure = pack_.procedures->for_provision(what_.provision);
    filing_.provision = pack_.pack->book.find_provision(what_.provision);
    filing_.start = Start::automatic;
    filing_.asks_documents = false;
    if (filing_.procedure == nullptr || filing_.provision == nullptr) {
      return not_begun("procedure-none", what_.provision,
                       {"看哪些条款有办理流程", "look which provisions have a procedure"});
    }
    if (!filing_.procedure->may_start(Start::automatic)) {
      return not_begun("start-not-open", what_.provision,
                       {"由企业申请", "leave it to the firms to apply"});
    }
    law::Docket docket(pack_.pack->book, {today_, today_}, {filing_.procedure->measure});
    std::int64_t after = what_.after;
    const std::int64_t began_ms = programme_.clock.now_ms();
    for (std::size_t looked = 0; looked < what_.firms;) {
      if (what_.for_ms > 0 && programme_.clock.now_ms() - began_ms >= what_.for_ms) break;
      const std::size_t most = std::min(kPage, what_.firms - looked);
      const auto firms = enterprises_.list_after(after, most);
      if (!firms) return fail(firms.error());
      auto findings = found_about(*firms);
      if (!findings) return fail(std::move(findings.error()));
      for (const Enterprise& firm : *firms) {
        auto done = take(firm, *findings, docket);
        if (!done) return fail(std::move(done.error()));
      }
      if (firms->size() < most) return std::move(begun_);
      looked += firms->size();
    }
    begun_.next = after;
    return std::move(begun_);
  }

 private:
  Result<std::vector<Finding>> found_about(const std::vector<Enterprise>& firms) {
    std::vector<std::string> ids;
    for (const Enterprise& firm : firms)
      ids.push_back(firm.id);
    std::vector<Finding> findings;
    auto read = database_.read([&](Transaction& t) -> Result<void> {
      auto found = programme_.cases.findings(t, ids, today_);
      if (!found) return fail(std::move(found.error()));
      findings = std::move(*found);
      return {};
    });
    if (!read) return fail(std::move(read.error()));
    return findings;
  }

  Result<void> take(const Enterprise& firm, const std::vector<Finding>& findings,
                    law::Docket& docket) {
    // The invented firms of the public pages have no cases.
    if (firm.origin == enterprise_register::Origin::demo ||
        !law::place_of(pack_.pack->book, firm.subject).starts_with(what_.place))
      return {};
    if (what_.leaves_out && what_.leaves_out(firm.id)) return {};
    ++begun_.firms;
    filing_.findings.clear();
    std::ranges::copy_if(findings, std::back_inserter(filing_.findings),
                         [&](const Finding& one) { return one.firm == firm.id; });
    std::vector<std::string> subjects;
    const law::Subject found =
        filing_.findings.empty() ? law::Subject{}
                                 : with_findings(pack_.pack->book, firm.subject, filing_.findings);
    const law::Subject& known = filing_.findings.empty() ? firm.subject : found;
    for (const law::Verdict& verdict : docket.check(known)) {
      if (verdict.provision != filing_.provision || verdict.hypothetical || verdict.tainted ||
          verdict.state != law::State::entitled)
        continue;
      subjects.push_back(verdict.subject == &known ? "" : verdict.subject->id);
    }
    if (subjects.empty()) return {};
    const auto statements = enterprises_.statements(firm.id);
    if (!statements) return fail(statements.error());
    const Sources sources(*statements, filing_.findings);
    for (const std::string& subject : subjects) {
      ++begun_.entitled;
      auto done = begin(firm, subject, sources);
      if (!done) return done;
    }
    return {};
  }

  /// A fault of this firm is noted; one that is everybody's ends it.
  Result<void> begin(const Enterprise& firm, const std::string& subject, const Sources& sources) {
    filing_.firm = firm.id;
    filing_.subject = subject;
    const auto judged = judging_.judge(pack_, filing_, firm.subject, sources, today_);
    if (!judged) {
      begun_.faults.emplace_back(firm.id, judged.error().front());
      return {};
    }
    Event event;
    event.act = Act::file;
    event.by = {what_.by, Role::programme};
    event.matter = judged->matter;
    judged->put_into(event);
    const Doer* asked = partner_asked(*filing_.procedure);
    const std::string partner =
        asked != nullptr && !asked->body.empty()
            ? std::string(law::text_of(pack_.pack->book, firm.subject, asked->body))
            : std::string();
    const std::int64_t number = draw_number(random_);
    std::optional<Stored> stored;
    Money left;
    bool already = false;
    bool lost = false;
    const auto body = [&](Transaction& t) -> Result<void> {
      stored.reset();
      already = lost = false;
      if (programme_.guard && !what_.dry_run) {
        auto held = programme_.guard(t);
        lost = !held.has_value();
        if (lost) return held;
      }
      Transaction whole = t.within(Scope::everything("cases that the programme begins"));
      const auto there = programme_.cases.begun_case(whole, *event.matter, event.judgement->pack);
      if (!there) return fail(there.error());
      const auto against = programme_.cases.against(whole, *event.matter, *event.judgement);
      if (!against) return fail(against.error());
      const Money given = given_amount(*event.judgement);
      already = !there->empty() || shut_out(*against, given);
      left = within(*against, given);
      if (already || what_.dry_run) return {};
      auto filed = programme_.counter.file(whole, event, number, &judged->papers, partner);
      if (!filed) return fail(std::move(filed.error()));
      stored = std::move(*filed);
      return {};
    };
    auto done = what_.dry_run ? database_.read(body) : database_.transact(body);
    if (!done && lost) return done;
    if (!done) {
      begun_.faults.emplace_back(firm.id, done.error().front());
      return {};
    }
    if (already) {
      ++begun_.already;
      return {};
    }
    begun_.amount.fen += left.fen;
    if (!stored) return {};
    ++begun_.begun;
    begun_.references.push_back(stored->reference);
    return {};
  }

  Database& database_;
  const Programme& programme_;
  const PackInUse& pack_;
  enterprise_register::Register& enterprises_;
  Random& random_;
  const Beginning& what_;
  Date today_;
  Judging judging_;
  Filing filing_;
  Begun begun_;
};

}  // namespace

Result<Begun> begin_cases(Database& database, const Programme& programme, const PackInUse& in_force,
                          enterprise_register::Register& enterprises, Random& random,
                          const Beginning& what) {
  return Beginner(database, programme, in_force, enterprises, random, what).run();
}

}  // namespace fugong::casework
