#include "desks/publishing/draft_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace fugong::publishing {
namespace {

using identity::Action;
using identity::Caller;
using identity::Reason;
using identity::Verdict;

struct Way {
  State from;
  Act act;
  State to;
};
constexpr std::array<Way, 6> kWays{{
    {State::draft, Act::submit, State::in_review},
    {State::in_review, Act::send_back, State::draft},
    {State::in_review, Act::approve, State::approved},
    {State::approved, Act::send_back, State::draft},
    {State::approved, Act::publish, State::published},
    {State::published, Act::withdraw, State::withdrawn},
}};

Fault needed(std::string code, Text message, Text remedy) {
  return {std::move(code), Place{}, std::move(message), std::move(remedy)};
}

/// The trial must have been of the change that is made: not of a few firms, nor of other days.
bool shows_change(const std::optional<Job>& impact, const std::string& hash,
                  const Replacing& change) {
  constexpr std::int64_t kDayMs = 24LL * 3'600'000;
  if (!impact || impact->hash != hash || impact->base_hash != change.base_hash) return false;
  if (impact->sample < kUsualSample) return false;
  const std::int64_t days_ago =
      std::max<std::int64_t>(change.now_ms - impact->asked_ms, 0) / kDayMs;
  const std::int64_t first_day = change.today.days() - days_ago - 1;
  return impact->on.days() >= first_day && !(change.effective_on < impact->on);
}

}  // namespace

std::optional<State> state_after(State state, Act act) {
  for (const Way& way : kWays) {
    if (way.from == state && way.act == act) return way.to;
  }
  return std::nullopt;
}

Verdict may(const Caller& caller, Act act, const std::set<std::string>& authors,
            std::int64_t now_ms) {
  identity::Resource on;
  if (authors.contains(actor_of(caller))) on.authors = {caller.person};
  switch (act) {
    case Act::send_back:
      return identity::decide(caller, Action::pack_review, on, now_ms);
    case Act::approve: {
      const Verdict reviews = identity::decide(caller, Action::pack_review, on, now_ms);
      if (!reviews.allowed()) return reviews;
      return identity::decide(caller, Action::pack_publish, on, now_ms);
    }
    case Act::publish:
    case Act::withdraw:
      return identity::decide(caller, Action::pack_publish, on, now_ms);
    default:
      return identity::decide(caller, Action::pack_draft, on, now_ms);
  }
}

std::vector<Act> open_acts(const Caller& caller, const Standing& standing, std::int64_t now_ms) {
  std::vector<Act> acts;
  for (const Way& way : kWays) {
    if (way.from != standing.draft.state) continue;
    const Reason reason = may(caller, way.act, standing.authors, now_ms).reason;
    if (reason == Reason::allowed || reason == Reason::stale_factor) acts.push_back(way.act);
  }
  return acts;
}

std::optional<Fault> missing_before(Act act, const Standing& standing, const Replacing& change) {
  const std::string& hash = standing.draft.hash;
  const bool has_moved = act == Act::approve   ? !standing.base_stands
                         : act == Act::publish ? standing.draft.base_hash != change.base_hash
                                               : false;
  if (has_moved) {
    return needed(
        "base-moved",
        {"草案依据的政策包已不是它要取代的那一个：照此办理会撤销别人的修改",
         "the pack that the draft was made from is not the one that it would replace: changes of "
         "others would be undone"},
        {"退回修改，把草案合并到那一个上，再检查、测算",
         "send it back, rebase it on that one, and check it and work out its impact again"});
  }
  if (act == Act::publish && change.next_on) {
    const std::string day = change.next_on->to_string();
    return needed(
        "undone-later",
        {fmt::format("{} 起生效的政策包没有这个草案的修改", day),
         fmt::format("the pack that takes effect on {} does not have the changes of this draft",
                     day)},
        {fmt::format("先撤回那一个；或退回修改、合并到那一个上，从 {} 起生效", day),
         fmt::format("withdraw that one first; or rebase the draft on it, to take effect on {}",
                     day)});
  }
  const bool is_checked = standing.check && standing.check->hash == hash && standing.check->passed;
  if ((act == Act::submit || act == Act::publish) && !is_checked) {
    return needed("check-missing",
                  {"草案的现有内容还没有通过检查", "the draft as it stands has not passed a check"},
                  {"先运行检查，改正全部问题", "run a check first, and mend all that it finds"});
  }
  if (act == Act::publish && !shows_change(standing.impact, hash, change)) {
    return needed(
        "impact-missing",
        {"还没有测算现有内容相对于生效日所行政策包的影响",
         "the impact of the draft as it stands, against the pack in force on that day, is not "
         "known"},
        {fmt::format("先运行影响测算（样本不少于 {} 户，日期不早于今天、不晚于生效日）并看过结果",
                     kUsualSample),
         fmt::format("work out the impact first (a sample of {} firms or more, of a day from "
                     "today to the effective one), and look at it",
                     kUsualSample)});
  }
  return std::nullopt;
}

namespace {

Text label_of(State state) {
  switch (state) {
    case State::draft:
      return {"起草中", "being written"};
    case State::in_review:
      return {"审核中", "in review"};
    case State::approved:
      return {"已批准", "approved"};
    case State::published:
      return {"已公布", "published"};
    case State::withdrawn:
      return {"已撤回", "withdrawn"};
  }
  return {};
}

Text label_of(Act act) {
  switch (act) {
    case Act::begin:
      return {"起草", "begin"};
    case Act::change:
      return {"修改", "change"};
    case Act::restore:
      return {"恢复旧版本", "restore"};
    case Act::rebase:
      return {"合并到新的依据", "rebase"};
    case Act::submit:
      return {"提交审核", "submit"};
    case Act::send_back:
      return {"退回修改", "send back"};
    case Act::approve:
      return {"批准", "approve"};
    case Act::publish:
      return {"公布", "publish"};
    case Act::withdraw:
      return {"撤回", "withdraw"};
  }
  return {};
}

}  // namespace

Fault not_now(const Standing& standing) {
  std::vector<Act> open;
  if (standing.draft.state == State::draft) open.push_back(Act::change);
  for (const Way& way : kWays) {
    if (way.from == standing.draft.state) open.push_back(way.act);
  }
  Text acts;
  for (const Act act : open) {
    const Text label = label_of(act);
    acts.zh += (acts.zh.empty() ? "" : "、") + label.zh;
    acts.en += (acts.en.empty() ? "" : ", ") + label.en;
  }
  const Text state = label_of(standing.draft.state);
  return {"not-now",
          Place{},
          {fmt::format("草案现在是“{}”，不能这样做", state.zh),
           fmt::format("the draft is {}, and not open to this", state.en)},
          open.empty() ? Text{"现在没有可以做的", "nothing is open to it"}
                       : Text{"现在可以：" + acts.zh, "open to it: " + acts.en}};
}

}  // namespace fugong::publishing
