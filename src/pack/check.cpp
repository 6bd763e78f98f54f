// check(): the examples, then the mutations.
#include "pack/pack.hpp"
#include "pack/reader.hpp"

namespace fugong::pack {

CheckReport check(const Files& /*files*/, const Pack& pack, bool with_mutations) {
  CheckReport report;
  for (const Example& example : pack.examples) {
    run_example(pack.book, example, report.faults);
    ++report.examples_run;
    report.expectations += example.expected.size();
  }
  // A pack whose examples fail breaks under every mutation: that would say nothing.
  if (!with_mutations || !report.faults.empty()) return report;
  MutationReport mutated = mutate(pack.book.source(), pack.examples);
  report.mutations = mutated.mutations;
  append(report.faults, std::move(mutated.faults));
  return report;
}

}  // namespace fugong::pack
