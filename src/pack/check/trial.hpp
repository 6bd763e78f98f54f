// Trial: what the worked examples of a provision or a decision come to under rules that nobody has
// saved yet. Compiles only the part of the rules that answers about it, so that it takes
// milliseconds where the whole pack takes seconds.
//
//   law::Source edited = pack.book.source();   ... change it ...
//   Trial trial = try_owner(edited, pack.examples, "5.2");
//   trial.faults                                // it doesn't compile: each at the place of its
//   text trial.examples[0].results[0].found          // "entitled 150000.00"
//
// Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pack/pack.hpp"

namespace fugong::pack {

/// A firm to try beside the examples. Its facts are numbered as in the source.
struct TrialFirm {
  law::Subject subject;
  law::Moment moment;
};

struct Trial {
  /// One expectation and what it came to, for one subject.
  struct Result {
    std::string about;     ///< "5.2 L1", "enterprise_size"
    std::string expected;  ///< "entitled 160125.00"; of a firm: nothing
    std::string found;
    bool met = false;
  };
  struct OfExample {
    const Example* example = nullptr;  ///< of those given
    std::vector<Result> results;
    bool passed() const;
  };

  Faults faults;  ///< why it does not compile; then there is nothing else
  std::vector<OfExample> examples;
  std::vector<Result> firm;
};

/// Runs the examples that speak of `owner`, the id of a provision or the name of a decision.
Trial try_owner(const law::Source& source, const std::vector<Example>& examples,
                const std::string& owner, const std::optional<TrialFirm>& firm = std::nullopt);

}  // namespace fugong::pack
