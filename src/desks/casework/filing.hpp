// Filing: from what a firm sends to the case that it begins. Private to the room.
//
//   auto filing = read_filing(pack, procedures, *body);           // 422: what is wrong with it
//   auto ready = prepare(pack, *filing, enterprise, today);       // or all that is missing, at
//   once
//
// What the register knows is not asked again and not overruled: a fact that it states otherwise is
// to be set right there. Pure.
#pragma once

#include <string>

#include "desks/casework/case.hpp"
#include "pack/pack.hpp"

namespace fugong::casework {

struct Filing {
  const Procedure* procedure = nullptr;
  const law::Provision* provision = nullptr;
  std::string firm;
  std::string subject;  ///< empty: the firm itself, or its only one
  law::Subject facts;   ///< beside those of the register
};

/// Of the body {provision, firm, subject?, facts?}; every fault with its JSON pointer.
Result<Filing> read_filing(const pack::Pack& pack, const Procedures& procedures, const Node& body);

struct Ready {
  Matter matter;
  Judgement judgement;  ///< without its receipt
  law::Subject facts;   ///< all that was judged by
};

/// `known`: the firm as the register knows it. Faults: fact-known, fact-missing, subject-missing,
/// subject-invalid, provision-closed; each with its JSON pointer into the body.
Result<Ready> prepare(const pack::Pack& pack, const Filing& filing, const law::Subject& known,
                      const Date& today);

}  // namespace fugong::casework
