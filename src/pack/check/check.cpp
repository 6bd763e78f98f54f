#include "pack/check/check.hpp"

#include <algorithm>

#include "pack/check/mutate.hpp"
#include "pack/check/prove.hpp"
#include "pack/check/run_example.hpp"

namespace fugong::pack {

namespace {

/// Whether an example speaks of a provision of the measure.
bool is_of(const Example& example, const law::Rulebook& book, int measure) {
  return std::any_of(example.expected.begin(), example.expected.end(),
                     [&](const Example::Expected& expected) {
                       const law::Provision* provision = book.find_provision(expected.provision);
                       return provision != nullptr && provision->measure == measure;
                     });
}

}  // namespace

CheckReport check(const Files& files, const Pack& pack, const CheckPlan& plan) {
  CheckReport report;
  Observed observed(pack);
  const auto stopped = [&] {
    report.stopped = report.stopped || (plan.stopped && plan.stopped());
    return report.stopped;
  };
  for (const Example& example : pack.examples) {
    if (stopped()) return report;
    if (plan.measure && !is_of(example, pack.book, *plan.measure)) continue;
    const law::Answer answer = pack.book.check(example.subject, example.moment, {.trace = false});
    compare(pack.book, example, answer, report.faults);
    observed.note(example, answer);
    ++report.examples_run;
    report.expectations += example.expected.size();
  }
  const bool all_pass = report.faults.empty();
  if (plan.prove && !stopped()) {
    Proving proving{files, pack, plan.measure, observed, report};
    prove_tables(proving);
    prove_provisions(proving);
    prove_collisions(proving);
    prove_references(proving);
    prove_texts(proving);
  }
  // A pack whose examples fail breaks under every mutation: that would say nothing.
  if (!plan.mutate || !all_pass || stopped()) return report;
  MutationReport mutated =
      mutate(pack.book.source(), pack.examples,
             {plan.measure, plan.workers, plan.whole_book, plan.progress, plan.stopped});
  report.mutations = mutated.mutations;
  append(report.faults, std::move(mutated.faults));
  stopped();
  return report;
}

}  // namespace fugong::pack
