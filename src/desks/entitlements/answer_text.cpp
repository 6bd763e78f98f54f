// A check answer for people at a terminal.
#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "desks/entitlements/entitlements.hpp"
#include "desks/entitlements/views.hpp"

namespace fugong::entitlements {
namespace {

class Writer {
 public:
  Writer(const pack::Pack& pack, std::string_view language) : pack_(pack), zh_(language != "en") {}

  std::string run(const law::Answer& answer) {
    line(say("服务日期 {}，按 {} 已公布的政策；政策包 {} {}",
             "Service date {}, law as known on {}; pack {} {}", answer.moment.on.to_string(),
             answer.moment.known_at.to_string(), pack_.id, pack_.version));
    for (const law::DerivedFact& derived : answer.derived)
      write(derived);
    for (const law::State state :
         {law::State::entitled, law::State::depends, law::State::not_entitled}) {
      write_group(answer, state);
    }
    for (const law::Replaced& replaced : answer.replaced) {
      line(say("{} 已被 {} 取代", "{} is replaced by {}", replaced.provision->id, replaced.by->id));
    }
    write(stacking::stack_up(pack_.stacking, answer), answer);
    if (!answer.next_questions.empty()) {
      const law::Fact& fact = pack_.book.facts()[answer.next_questions[0]];
      line(say("下一个问题：{}（{}）", "Next question: {} ({})", pick(fact.question), fact.name));
    }
    return std::move(out_);
  }

 private:
  const std::string& pick(const Text& text) const { return zh_ ? text.zh : text.en; }
  template <class... Args>
  std::string say(fmt::format_string<Args...> zh, fmt::format_string<Args...> en, Args&&... args) {
    return fmt::vformat(zh_ ? zh : en, fmt::make_format_args(args...));
  }
  void line(std::string_view text) { (out_ += text) += '\n'; }

  void write(const law::DerivedFact& derived) {
    const law::Definition& definition = derived.decision->definition;
    const Text shown = display(pack_.book, derived.value, shape_of(definition));
    const std::span<const law::Step> steps = derived.steps;  // the body of the decision stands last
    const std::string rules = steps.empty() ? "" : rules_of(steps.back());
    line(say("{}：{}（{}）{}", "{}: {} ({}){}", pick(definition.label), pick(shown),
             derived.decision->document.number, rules));
    if (!steps.empty()) write_steps(steps.first(steps.size() - 1), false);
  }

  /// The working: all of it, or only what tables did.
  void write_steps(std::span<const law::Step> steps, bool all) {
    for (const law::Step& step : steps) {
      const std::string rules = rules_of(step);
      if (!all && rules.empty()) continue;
      const Text shown = display(pack_.book, step.value, shape_of(*step.definition));
      line(fmt::format("    = {}: {}{}", pick(step.definition->label), pick(shown), rules));
    }
  }

  /// Which rules of a table gave a step; empty of one that is no table.
  std::string rules_of(const law::Step& step) {
    const char* comma = zh_ ? "、" : ", ";
    std::string sure;
    std::string maybe;
    if (!step.matched_rules.empty())
      sure = say("第 {} 行", "row {}", fmt::format("{}", fmt::join(step.matched_rules, comma)));
    if (!step.maybe_rules.empty())
      maybe = say("可能第 {} 行", "perhaps row {}",
                  fmt::format("{}", fmt::join(step.maybe_rules, comma)));
    if (sure.empty() && maybe.empty()) return {};
    const char* between = sure.empty() || maybe.empty() ? "" : zh_ ? "，" : ", ";
    return say("（表中{}{}{}）", " ({}{}{} of the table)", sure, between, maybe);
  }

  void write_group(const law::Answer& answer, law::State state) {
    bool first = true;
    std::size_t elsewhere = 0;
    for (const law::Entitlement& e : answer.entitlements) {
      if (e.state != state) continue;
      if (is_elsewhere(e)) {
        ++elsewhere;
        continue;
      }
      if (first) {
        line("");
        line(state == law::State::entitled  ? (zh_ ? "【可以享受】" : "[You may have]")
             : state == law::State::depends ? (zh_ ? "【还需回答】" : "[It depends]")
                                            : (zh_ ? "【暂不符合】" : "[Not now]"));
      }
      first = false;
      write(e);
    }
    if (elsewhere > 0) {
      line(say("另有 {} 项只适用于其他地区或不在有效期内",
               "{} more hold only elsewhere or not on this day", elsewhere));
    }
  }

  /// Fails for its place or its dates already: nothing the firm could do about it.
  static bool is_elsewhere(const law::Entitlement& e) {
    using Origin = law::ConditionAnswer::Origin;
    return std::any_of(e.conditions.begin(), e.conditions.end(), [](const auto& condition) {
      return condition.truth == law::Truth::fails &&
             (condition.origin == Origin::region || condition.origin == Origin::in_force);
    });
  }

  void write(const law::Entitlement& e) {
    const std::string subject = e.subject_id.empty() ? "" : " · " + e.subject_id;
    line(fmt::format("{} {}{}", e.provision->id, pick(e.provision->title), subject));
    if (e.amount) {
      line(say("  金额 {} 元", "  amount {} yuan", grouped(e.amount->to_string())));
    }
    if (e.amount_range) write_range(e);
    if (e.rate) line(say("  最高年利率 {}%", "  at most {}% a year", e.rate->to_string()));
    if (e.period_from && e.period_to) {
      line(say("  期间 {} 至 {}", "  period {} to {}", e.period_from->to_string(),
               e.period_to->to_string()));
    }
    if (e.state != law::State::not_entitled && e.provision->benefit) {
      line(say("  找谁：{}；期限：{}", "  who to go to: {}; deadline: {}",
               pick(e.provision->benefit->contact), pick(e.provision->benefit->deadline)));
    }
    for (const law::ConditionAnswer& condition : e.conditions) {
      if (e.state == law::State::not_entitled && condition.truth != law::Truth::fails) continue;
      const char* mark = condition.truth == law::Truth::holds  ? "✓"
                         : condition.truth == law::Truth::open ? "?"
                                                               : "✗";
      const std::string clause =
          pick(*condition.clause).empty() ? "" : " — " + pick(*condition.clause);
      line(fmt::format("    {} {}{}", mark, pick(*condition.label), clause));
      for (const Text& reason : condition.open.reasons)
        line("        " + pick(reason));
    }
    write_steps(e.steps, e.state == law::State::entitled);
    write_exceptions(e);
    write_changes(e);
    for (const law::Parameter* parameter : e.unconfirmed) {
      line(say("    ! 参数“{}”= {} 尚未核实", "    ! parameter '{}' = {} is not confirmed yet",
               pick(parameter->label), parameter->value));
    }
    if (!e.open.facts.empty()) {
      std::string names;
      for (const std::uint16_t fact : e.open.facts) {
        names += (names.empty() ? "" : ", ") + pack_.book.facts()[fact].name;
      }
      line(say("    还需回答：{}", "    still to answer: {}", names));
    }
  }

  /// What a benefit may come to, and who has yet to say.
  void write_range(const law::Entitlement& e) {
    if (e.state == law::State::entitled) {
      for (const law::OpenTerm* term : e.open.terms) {
        line(say("  可以享受，{}由{}在规定的范围内确定",
                 "  you may have it; {} is set by {} within bounds", pick(term->label),
                 pick(term->authority)));
      }
    }
    // Nothing, or a fen, upwards: no news.
    if (!e.amount_range->high && e.amount_range->low.fen <= 1) return;
    line(say("  金额在此范围内：{} 元", "  amount within this range: {} yuan",
             range(*e.amount_range)));
  }

  /// Each was tried.
  void write_changes(const law::Entitlement& e) {
    for (const law::Change& change : e.changes) {
      const law::Fact& fact = pack_.book.facts()[change.fact];
      const Text from = display(pack_.book, change.from, shape_of(fact));
      const Text to = display(pack_.book, change.to, shape_of(fact));
      const bool settled = change.state == law::State::entitled;
      line(settled ? say("    若{}为 {}（现为 {}），可以享受",
                         "    with {} of {} (now {}) you may have it", pick(fact.label), pick(to),
                         pick(from))
                   : say("    若{}为 {}（现为 {}），还需回答其他问题",
                         "    with {} of {} (now {}) it depends on more answers", pick(fact.label),
                         pick(to), pick(from)));
    }
  }

  void write_exceptions(const law::Entitlement& e) {
    using Standing = law::ExceptionAnswer::Standing;
    for (const law::ExceptionAnswer& answer : e.exceptions) {
      if (answer.standing == Standing::none) continue;
      line(answer.standing == Standing::wins
               ? say("    适用例外：{}", "    this exception applies: {}",
                     pick(answer.exception->label))
               : say("    可能适用例外：{}", "    this exception may apply: {}",
                     pick(answer.exception->label)));
    }
    for (const law::TermAnswer& answer : e.terms) {
      if (answer.by == nullptr) continue;
      const Text shown = display(pack_.book, answer.value, shape_of(*answer.term));
      line(say("    {}：{}（按 {}）", "    {}: {} (by {})", pick(answer.term->label), pick(shown),
               answer.by->id));
    }
  }

  std::string range(const stacking::Range& amount) const {
    const std::string low = grouped(amount.low.to_string());
    if (!amount.high) return zh_ ? low + " 以上" : "at least " + low;
    return *amount.high == amount.low ? low : low + "–" + grouped(amount.high->to_string());
  }

  void write(const stacking::Stack& stack, const law::Answer& answer) {
    const auto& totals = stack.now.totals;
    line("");
    line(say("可以同时享受的最优组合，合计（互不相加）：现金 {} 元，减免 {} 元，缓交或借入 {} 元",
             "Best of what may be held together (never added up): cash {} yuan, relief {} yuan, "
             "liquidity {} yuan",
             range(totals[0]), range(totals[1]), range(totals[2])));
    if (!stack.now.settled) {
      line(say("  有的金额还没有定，另一种组合可能更好",
               "  some amounts are not set yet: another combination may turn out better"));
    }
    for (const stacking::Position& position : stack.now.positions) {
      if (position.because == nullptr) continue;
      const law::Entitlement& e = answer.entitlements[position.entitlement];
      const std::string subject = e.subject_id.empty() ? "" : " · " + e.subject_id;
      if (position.placed.taken) {
        line(say("  {}{} 减为 {} 元：{}", "  {}{} is cut to {} yuan: {}", e.provision->id, subject,
                 range(position.placed.amount), pick(position.because->label)));
      } else {
        line(say("  {}{} 不能同时享受：{}", "  {}{} can't be held as well: {}", e.provision->id,
                 subject, pick(position.because->label)));
      }
    }
  }

  const pack::Pack& pack_;
  bool zh_;
  std::string out_;
};

}  // namespace

std::string answer_text(const pack::Pack& pack, const law::Answer& answer,
                        std::string_view language) {
  return Writer(pack, language).run(answer);
}

}  // namespace fugong::entitlements
