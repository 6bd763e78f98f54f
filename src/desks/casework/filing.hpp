// Filing: from what a firm sends to the case that it begins. Private to the room.
//
//   auto filing = read_filing(pack, procedures, *body);           // 422: what is wrong with it
//   auto ready = prepare(pack, *filing, enterprise, today);       // or all that is missing, at
//   once
//
// What the register knows is not asked again and not overruled: a fact that it states otherwise is
// to be set right there. Pure.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "desks/casework/case.hpp"
#include "pack/pack.hpp"

namespace fugong::casework {

struct Filing {
  const Procedure* procedure = nullptr;
  const law::Provision* provision = nullptr;  ///< null: it is about the finding of the procedure
  std::string firm;
  std::string subject;  ///< empty: the firm itself, or its only one
  law::Subject facts;   ///< beside those of the register
  law::Subject before;  ///< of an amendment: what the firm had stated; `facts` count before it
  /// Found on the spot: counts before what the firm states, never before the register.
  law::Subject inspected;
  bool is_inspection = false;     ///< `facts` are an officer's, found now
  std::vector<Finding> findings;  ///< about the firm: count before all else
  std::vector<Paper> documents;
  /// Of what begins a case by itself and of one judged again no papers are asked.
  bool asks_documents = true;
  bool declared = false;
  Start start = Start::application;

  /// The provision's id, or the fact that is to be found.
  const std::string& matter() const {
    return provision != nullptr ? provision->id : procedure->finding;
  }
};

/// Where the register has a firm; empty: it doesn't know.
using PlaceOf = std::function<std::string(const std::string& firm)>;

/// Of the body {provision, firm, subject?, facts?, declared?, documents?}; every fault with its
/// JSON pointer. Without `must_declare` nobody has to stand by it yet.
Result<Filing> read_filing(const pack::Pack& pack, const Procedures& procedures, const Node& body,
                           bool must_declare, const PlaceOf& place_of);

struct Ready {
  Matter matter;
  Judgement judgement;  ///< without its receipt
  law::Subject facts;   ///< all that was judged by
  std::string claimed_kind;
  std::string claimed_id;  ///< both empty: the benefit is the firm's own
};

/// `known`: the firm as the register knows it. Faults: fact-known, fact-missing, subject-missing,
/// subject-invalid, document-missing, provision-closed; each with its JSON pointer into the body.
Result<Ready> prepare(const pack::Pack& pack, const Filing& filing, const law::Subject& known,
                      const Date& today);

/// All that a judgement would go by, and of which child (both empty: of the firm).
struct Basis {
  law::Subject facts;
  std::string claimed_kind;
  std::string claimed_id;
};
/// The same without judging; what is wrong with it is nobody's question here.
Basis basis_of(const pack::Pack& pack, const Filing& filing, const law::Subject& known);

/// A fact of the form: where the body has it or would have it.
struct FormFact {
  std::string pointer;
  std::string fact;
  std::string kind;  ///< of a child; empty: the firm itself
  std::string id;
  std::string value;   ///< as the register or an office has it; empty: not known there
  bool needed = true;  ///< false: it may mean nothing, and a filing does not insist on it
};

/// What a filing would come to; nothing is kept.
struct Preview {
  std::string place;                   ///< empty: not known
  std::optional<std::string> subject;  ///< empty text: the firm; none: not told apart yet
  std::string same_key;                ///< of that subject, as Matter's
  std::vector<std::pair<std::string, std::string>> subjects;  ///< kind and id, to choose from
  std::vector<FormFact> known;                                ///< by the register
  std::vector<FormFact> missing;                              ///< nobody has said so yet; behind
                                                              ///< the form what the rules wait for
  Faults faults;                       ///< but for fact-missing: as those of `prepare`
  std::optional<Judgement> judgement;  ///< by what is known now
};
Preview preview(const pack::Pack& pack, const Filing& filing, const law::Subject& known,
                const Date& today);

}  // namespace fugong::casework
