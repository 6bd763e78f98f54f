// Stated facts: what a judgement rests on, in words that outlive the pack, and back. Private to the
// room.
//
//   Sources said(reg.statements(firm), findings);
//   event.facts = stated_facts(book, subject, claimed, said, today);
//
// Pure.
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "desks/casework/case.hpp"
#include "desks/casework/findings.hpp"
#include "desks/casework/pack_shelf.hpp"
#include "desks/register/register.hpp"

namespace fugong::casework {

/// Who states which fact of a firm and its children: an office that has found it, or the register.
class Sources {
 public:
  struct Said {
    std::string source;
    std::string day;
    std::optional<FoundBy> found = {};
  };

  Sources() = default;
  Sources(const std::vector<enterprise_register::Statement>& statements,
          const std::vector<Finding>& findings);
  /// What was found on the spot that day, where nobody so far says it.
  void add_inspected(const law::Rulebook& book, const law::Subject& found, const Date& on);
  /// The firm itself where nobody else says so.
  Said of(const std::string& kind, const std::string& id, const std::string& fact,
          const Date& today) const;

 private:
  std::map<std::tuple<std::string, std::string, std::string>, Said> said_;
};

/// The firm's own facts and those of the child that the benefit is of (empty: the firm's alone).
std::vector<StatedFact> stated_facts(const law::Rulebook& book, const law::Subject& firm,
                                     const std::string& claimed_kind, const std::string& claimed_id,
                                     const Sources& sources, const Date& today);

/// The firm that they are stated of, in the words of a pack; what that one doesn't know is left
/// out.
law::Subject subject_stated(const law::Rulebook& book, const std::vector<StatedFact>& facts);

/// All that is known of a firm and of each of its children.
std::vector<StatedFact> all_facts(const law::Rulebook& book, const law::Subject& firm,
                                  const Sources& sources, const Date& today);

/// The same firm in the words of another pack; what that one doesn't know, or takes for no value of
/// the fact, is left out.
law::Subject in_words_of(const law::Rulebook& to, const law::Rulebook& from,
                         const law::Subject& subject);

/// What `newer` states, in place of what `older` states of the same.
void overlay(law::Subject& older, const law::Subject& newer);

/// What makes a child the same as another of its kind, as its procedure says (`same_if`): the
/// values, however they are typed. Empty: it doesn't say, or one of them isn't known.
std::string same_key(const Procedure& procedure, const law::Rulebook& book,
                     const law::Subject& child);

/// A facts document (law::read_subject) that says the same.
std::string facts_document(const law::Rulebook& book, const law::Subject& subject);

/// What was found on the spot in a case, the later counts; with the day of each inspection.
Result<std::vector<std::pair<law::Subject, Date>>> inspected_in(const law::Rulebook& book,
                                                                const PackShelf& shelf,
                                                                const Case& now);
/// All that a firm has stated in a case so far, filing and amendments, the later counts, in the
/// words of a pack. "pack-not-kept" for what was said in those of one that is nowhere.
Result<law::Subject> own_facts_of(const law::Rulebook& book, const PackShelf& shelf,
                                  const Case& now);
/// "pack-not-kept".
Result<std::shared_ptr<const PackInUse>> on_shelf(const PackShelf& shelf, std::string_view hash);

}  // namespace fugong::casework
