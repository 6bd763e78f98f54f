// Wording: rules in words, in Chinese and English, made from their syntax trees and not from the
// labels that an author wrote beside them. What stands here is what the program computes.
//
//   Wording words(book);
//   words.condition(provision, condition)   // {"贷款年利率不高于贷款利率上限（3.15%）", "..."}
//   words.definition({&provision}, definition)   // one line, or one for each row of a table
//
// Facts, definitions and lookups are named by their labels, parameters by label and value,
// operators by words. Every expression of the policy profile has words: what the tables below
// don't know is named as a function of its arguments.
//
// Holds a reference to the rulebook, which must outlive it. Pure; safe from many threads at once.
#pragma once

#include <string>
#include <vector>

#include "engines/law/rulebook.hpp"
#include "engines/wording/values.hpp"

namespace fugong::wording {

/// Whose parameters and definitions an expression may name: a provision's or a decision's.
struct Scope {
  const law::Provision* provision = nullptr;
  const law::Decision* decision = nullptr;
};

class Wording {
 public:
  explicit Wording(const law::Rulebook& book) : book_(book) {}

  Text expression(const Scope& scope, const law::Sourced& source) const;
  Text condition(const law::Provision& provision, const law::Condition& condition) const;
  /// "Days of the discount: days from ... to ...". Of a table: how it is read, then its rows.
  std::vector<Text> definition(const Scope& scope, const law::Definition& definition) const;
  /// What the benefit comes to, with its rounding; empty without an amount.
  std::optional<Text> amount(const law::Provision& provision) const;
  std::optional<Text> rate(const law::Provision& provision) const;
  std::optional<Text> period(const law::Provision& provision) const;
  /// "Share paid by the central budget: 0.5", with its status if it isn't confirmed.
  Text parameter(const law::Parameter& parameter) const;
  Text open_term(const law::OpenTerm& term) const;
  /// "Instead: ..." or "No benefit, if ...".
  Text exception(const law::Provision& provision, const law::Exception& exception) const;

 private:
  const law::Rulebook& book_;
};

}  // namespace fugong::wording
