#include "pack/describe/describe.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "engines/wording/wording.hpp"

namespace fugong::pack {

namespace {

class Describer {
 public:
  Describer(const Pack& pack, std::string_view language)
      : pack_(pack), words_(pack.book), zh_(language != "en") {}

  std::string run(const law::Provision& provision) {
    line(provision.id + " " + pick(provision.title));
    line("  " + pick(provision.summary));
    document(provision.document);
    who_when_where(provision);
    parameters(provision.parameters);
    open_terms(provision);
    conditions(provision);
    definitions({&provision, nullptr}, provision.definitions);
    if (provision.benefit) benefit(provision);
    exceptions(provision);
    untranslatable(provision);
    examples([&](const Example::Expected& expected) { return expected.provision == provision.id; });
    return std::move(out_);
  }

  std::string run(const law::Decision& decision) {
    const wording::Scope scope{nullptr, &decision};
    line(decision.definition.name + " " + pick(decision.definition.label));
    line("  " + pick(decision.definition.clause));
    document(decision.document);
    field({"对象", "About"}, subject_label(decision.subject));
    in_force(decision.in_force);
    parameters(decision.parameters);
    definitions(scope, decision.definitions);
    heading({"规则", "The rule"});
    each(words_.definition(scope, decision.definition));
    examples([&](const Example::Expected& expected) {
      return expected.decision == decision.definition.name;
    });
    return std::move(out_);
  }

 private:
  const std::string& pick(const Text& text) const { return zh_ ? text.zh : text.en; }
  void line(std::string_view text) { (out_ += text) += '\n'; }
  void heading(const Text& text) { line(pick(text) + (zh_ ? "：" : ":")); }
  void field(const Text& name, const Text& value) {
    line(pick(name) + (zh_ ? "：" : ": ") + pick(value));
  }
  void item(const Text& text) { line("  - " + pick(text)); }
  void each(const std::vector<Text>& lines) {
    for (std::size_t i = 0; i < lines.size(); ++i)
      line((i == 0 ? "  - " : "      ") + pick(lines[i]));
  }
  /// "text — clause"
  void with_clause(const Text& text, const Text& clause) {
    item(clause.zh.empty() ? text
                           : Text{fmt::format("{} —— {}", text.zh, clause.zh),
                                  fmt::format("{} — {}", text.en, clause.en)});
  }

  Text subject_label(const std::string& name) const {
    for (const law::SubjectKind& kind : pack_.book.source().subjects) {
      if (kind.name == name) return kind.label;
    }
    return {name, name};
  }

  void document(const law::Document& document) {
    const Text issued = wording::in_words(document.issued);
    field({"文件", "Document"}, {fmt::format("{}《{}》，{}，{}印发", document.number,
                                             document.title.zh, document.issuer.zh, issued.zh),
                                 fmt::format("{}, {}, {}, issued {}", document.number,
                                             document.title.en, document.issuer.en, issued.en)});
    Text status = wording::in_words(document.status);
    if (status.zh.empty()) status = {"已核实", "confirmed"};
    field({"依据", "Checked"}, {fmt::format("{}；{}", status.zh, document.source.zh),
                                fmt::format("{}; {}", status.en, document.source.en)});
  }

  void in_force(const law::Validity& validity) {
    const Text from = wording::in_words(validity.from);
    const Text to = wording::in_words(validity.to);
    if (validity.to.is_open()) {
      field({"有效", "In force"}, {fmt::format("自{}起，没有规定期限", from.zh),
                                   fmt::format("from {}, without a set end", from.en)});
      return;
    }
    field({"有效", "In force"}, {fmt::format("{}至{}（首尾两日都算）", from.zh, to.zh),
                                 fmt::format("{} to {} (both days included)", from.en, to.en)});
  }

  void who_when_where(const law::Provision& provision) {
    field({"对象", "About"}, subject_label(provision.subject));
    Text by{"服务日期", "the service date"};
    if (const auto fact = pack_.book.fact_index(provision.applies_by)) {
      by = pack_.book.facts()[*fact].label;
    }
    field({"按哪天判断", "The date that decides"}, by);
    in_force(provision.in_force);
    field({"自何时可知", "Known from"}, wording::in_words(provision.known_from));
    Text places;
    for (const std::string& code : provision.region) {
      const auto* entry = pack_.book.find_entry(pack_.book.source().place_list, code);
      const Text label = entry == nullptr ? Text{code, code} : entry->label;
      places = places.zh.empty() ? label
                                 : Text{fmt::format("{}、{}", places.zh, label.zh),
                                        fmt::format("{}, {}", places.en, label.en)};
    }
    if (places.zh.empty()) places = without_region(provision);
    field({"地区", "Where"}, places);
    for (const law::Supersession& old : provision.supersedes) {
      field({"取代", "Replaces"},
            {old.provision + (old.retroactive ? "（也适用于印发以前）" : ""),
             old.provision + (old.retroactive ? " (also for what was before its issue)" : "")});
    }
    for (const law::Provision& other : pack_.book.source().provisions) {
      for (const law::Supersession& old : other.supersedes) {
        if (old.provision == provision.id) {
          field({"已由它取代", "Replaced by"}, {other.id, other.id});
        }
      }
    }
  }

  void parameters(const std::vector<law::Parameter>& parameters) {
    if (!parameters.empty()) heading({"数值", "Figures"});
    for (const law::Parameter& parameter : parameters)
      with_clause(words_.parameter(parameter), parameter.clause);
  }

  void open_terms(const law::Provision& provision) {
    if (!provision.open_terms.empty()) heading({"留待主管部门确定", "Left to an authority"});
    for (const law::OpenTerm& term : provision.open_terms)
      with_clause(words_.open_term(term), term.clause);
    if (!provision.fills.empty())
      heading({"确定了别处留下的内容", "Settles what another leaves open"});
    for (const law::Fill& fill : provision.fills) {
      with_clause({fmt::format("{}：{} = {}", fill.provision, fill.term, fill.value),
                   fmt::format("{}: {} = {}", fill.provision, fill.term, fill.value)},
                  fill.clause);
    }
  }

  void conditions(const law::Provision& provision) {
    if (!provision.conditions.empty())
      heading({"条件（须全部满足）", "Conditions (all must hold)"});
    for (const law::Condition& condition : provision.conditions) {
      with_clause(condition.label, condition.clause);
      line((zh_ ? "      规则：" : "      rule: ") + pick(words_.condition(provision, condition)));
    }
  }

  void definitions(const wording::Scope& scope, const std::vector<law::Definition>& definitions) {
    if (!definitions.empty()) heading({"计算步骤", "Steps"});
    for (const law::Definition& definition : definitions)
      each(words_.definition(scope, definition));
  }

  void benefit(const law::Provision& provision) {
    const law::Benefit& benefit = *provision.benefit;
    field({"可以得到", "What it gives"}, benefit.label);
    if (const auto amount = words_.amount(provision))
      field({"金额（元）", "Amount (yuan)"}, *amount);
    if (const auto rate = words_.rate(provision)) {
      field({"年利率（%）", "Rate (per cent a year)"}, *rate);
    }
    if (const auto period = words_.period(provision)) field({"期间", "Period"}, *period);
    field({"由谁承担", "Who pays"}, benefit.payer);
    field({"找谁", "Who to go to"}, benefit.contact);
    field({"期限", "Deadline"}, benefit.deadline);
    if (benefit.apply_by) field({"最迟申请", "Apply by"}, wording::in_words(*benefit.apply_by));
  }

  void exceptions(const law::Provision& provision) {
    if (provision.exceptions.empty()) return;
    heading({"例外（符合多条时取优先级最高的）",
             "Exceptions (of several, the one with the highest priority)"});
    for (const law::Exception& exception : provision.exceptions) {
      with_clause({fmt::format("{}（优先级 {}）", exception.label.zh, exception.priority),
                   fmt::format("{} (priority {})", exception.label.en, exception.priority)},
                  exception.clause);
      line((zh_ ? "      规则：" : "      rule: ") + pick(words_.exception(provision, exception)));
    }
  }

  void untranslatable(const law::Provision& provision) {
    if (provision.untranslatable.empty()) return;
    heading({"写不成规则的内容（因此不给出金额，最多为“视情况”）",
             "What rules can't express (so no amount, and never better than \u201cdepends\u201d)"});
    for (const law::Untranslatable& part : provision.untranslatable) {
      const Text reason = reason_words(part.reason);
      item({fmt::format("{}：{}", reason.zh, part.note.zh),
            fmt::format("{}: {}", reason.en, part.note.en)});
    }
  }

  /// No region is the whole country, unless the place is what could not be found.
  static Text without_region(const law::Provision& provision) {
    for (const law::Untranslatable& part : provision.untranslatable) {
      if (part.reason == law::Untranslatable::Reason::no_place)
        return {"没有查到是哪个地方", "which place could not be found"};
    }
    return {"全国", "the whole country"};
  }

  static Text reason_words(law::Untranslatable::Reason reason) {
    using Reason = law::Untranslatable::Reason;
    switch (reason) {
      case Reason::no_figure:
        return {"没有给出数字", "no figure is given"};
      case Reason::officer_discretion:
        return {"由经办人员裁量", "an officer decides"};
      case Reason::not_about_enterprise:
        return {"约束的不是企业", "it binds somebody else"};
      case Reason::no_place:
        return {"没有找到地点或文件", "its place or document was not found"};
    }
    return {};
  }

  template <class Matches>
  void examples(Matches&& matches) {
    const auto count =
        std::count_if(pack_.examples.begin(), pack_.examples.end(), [&](const Example& example) {
          return std::any_of(example.expected.begin(), example.expected.end(), matches);
        });
    field({"算例", "Worked examples"}, {fmt::format("{} 个", count), fmt::format("{}", count)});
  }

  const Pack& pack_;
  wording::Wording words_;
  bool zh_;
  std::string out_;
};

}  // namespace

std::optional<std::string> describe(const Pack& pack, std::string_view id,
                                    std::string_view language) {
  if (const auto* provision = pack.book.find_provision(id)) {
    return Describer(pack, language).run(*provision);
  }
  for (const law::Decision& decision : pack.book.source().decisions) {
    if (decision.definition.name == id) return Describer(pack, language).run(decision);
  }
  return std::nullopt;
}

Faults no_such_rule(const Pack& pack, std::string_view id) {
  std::vector<std::string> ids;
  for (const law::Provision& provision : pack.book.source().provisions)
    ids.push_back(provision.id);
  for (const law::Decision& decision : pack.book.source().decisions)
    ids.push_back(decision.definition.name);
  Text remedy{"编号见文件 provision-ID.yaml 和 decisions/NAME.yaml",
              "ids are those of the files provision-ID.yaml and decisions/NAME.yaml"};
  if (const auto near = nearest(id, ids)) {
    remedy = {fmt::format("是否想写“{}”？", *near), fmt::format("did you mean '{}'?", *near)};
  }
  return {{"unknown-provision",
           Place{pack.id, 0, 0, ""},
           {fmt::format("没有规定或定义“{}”", id),
            fmt::format("there is no provision or decision '{}'", id)},
           std::move(remedy)}};
}

}  // namespace fugong::pack
