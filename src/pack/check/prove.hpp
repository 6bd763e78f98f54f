// The proofs of `fugong pack check`; docs/proofs.md says what each claims. Private to pack/check.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engines/proof/conditions.hpp"
#include "pack/check/check.hpp"

namespace fugong::pack {

/// What the worked examples have shown, gathered while they run.
class Observed {
 public:
  explicit Observed(const Pack& pack) : pack_(pack) {}
  void note(const Example& example, const law::Answer& answer);

  /// Two provisions that one example gives the same subject.
  struct Together {
    const law::Provision* first = nullptr;
    const law::Provision* second = nullptr;
    const Example* example = nullptr;
  };
  const std::vector<Together>& together() const { return together_; }
  /// Examples that name a provision or decision.
  std::vector<const Example*> naming(const std::string& owner) const;

 private:
  const Pack& pack_;
  std::vector<Together> together_;
};

/// What a proof needs to know and where it tells what it found.
struct Proving {
  const Files& files;
  const Pack& pack;
  const std::optional<int>& measure;  ///< only its provisions
  const Observed& observed;
  CheckReport& report;

  bool wants(const law::Provision& provision) const {
    return !measure || provision.measure == *measure;
  }
};

/// Gaps, overlaps and dead rules of every decision table.
void prove_tables(Proving& proving);
/// Conditions that say nothing, provisions that nobody can have or everybody has.
void prove_provisions(Proving& proving);
/// Replacement in a circle; benefits held together that no rule of stacking speaks of.
void prove_collisions(Proving& proving);
/// Texts that stand on the wrong side of {zh, en}.
void prove_texts(Proving& proving);
/// The disposition of every rule of the source list, and what each names.
void prove_references(Proving& proving);

/// A moment at which an owner's rules are known and in force, as far as its dates say; that of an
/// example of it where there is one.
law::Moment moment_of(const Proving& proving, const std::string& owner,
                      const law::Validity& in_force, const Date& known_from);

/// An enterprise with the facts, those of a child in one child of its kind.
law::Subject subject_of(const law::Rulebook& book, const std::string& kind,
                        const proof::Situation& situation);
/// Its facts as YAML for `fugong check`.
std::string facts_document(const law::Rulebook& book, const law::Subject& subject,
                           const law::Moment& moment, const Text& why);
/// Keeps the document with the finding that it shows.
void add_counter_example(CheckReport& report, const Fault& fault, std::string name,
                         std::string document);

}  // namespace fugong::pack
