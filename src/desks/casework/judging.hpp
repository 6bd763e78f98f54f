// Judging: what the rules give a firm today, by the register and by what it states itself, with the
// papers that show how. Private to the room.
//
//   const Judging judging(enterprises, random);
//   auto judged = judging.judge(pack, filing, today);       // faults have pointers into the body
//   judged->put_into(event);
//
// As safe for threads as the register and the randomness are.
#pragma once

#include <string>
#include <vector>

#include "desks/casework/filing.hpp"
#include "desks/casework/pack_shelf.hpp"
#include "desks/casework/stated_facts.hpp"

namespace fugong::casework {

/// A fact that a case was judged by and that is another now; empty values: nobody says so.
struct FactChange {
  std::string kind;
  std::string id;
  std::string fact;
  std::string was;
  std::string is;
};

struct Judged {
  Matter matter;
  Judgement judgement;
  std::string same_key;
  std::vector<StatedFact> facts;
  std::string own_facts;  ///< what of them the firm states in this filing or amendment
  bool declared = false;
  receipt::Papers papers;  ///< the receipt that the judgement names, and its opening

  void put_into(Event& event) const;
};

class Judging {
 public:
  Judging(enterprise_register::Register& enterprises, Random& random)
      : enterprises_(enterprises), random_(random) {}

  /// By a pack on the shelf, whose facts `filing` speaks of. "firm-unknown", and what `prepare`
  /// finds.
  Result<Judged> judge(const PackInUse& by, const Filing& filing, const Date& today) const;
  /// The same of a firm at hand.
  Result<Judged> judge(const PackInUse& by, const Filing& filing, const law::Subject& known,
                       const Sources& sources, const Date& today) const;
  /// What is stated newly in a case, in the words of the pack that it is judged by.
  struct Newly {
    law::Subject facts;
    bool is_inspection = false;  ///< by an officer on the spot; else by the firm
  };
  /// A case once more: by what the register knows today, what has been found about the firm, what
  /// it has stated in the case and states `newly` if anything, in the words of that pack.
  Result<Judged> again(const PackInUse& by, const PackShelf& shelf, const Case& now,
                       const Newly& newly, std::vector<Finding> findings, const Date& today) const;
  /// Which facts of a case are others by now, in the register or by what offices have found: it
  /// would be judged by them. Nothing is judged. None of a firm that the register doesn't know.
  Result<std::vector<FactChange>> changes(const PackInUse& by, const PackShelf& shelf,
                                          const Case& now, std::vector<Finding> findings) const;

  /// Where the register has a firm; empty where it doesn't know.
  std::string place_of(const std::string& firm) const;
  /// A firm in the words of a pack; "firm-unknown".
  Result<law::Subject> known(const PackInUse& by, const std::string& firm) const;

 private:
  /// What a case goes by once more; `inspected` with the day of each.
  struct Again {
    Filing filing;
    std::vector<std::pair<law::Subject, Date>> inspected;
  };
  Result<Again> once_more(const PackInUse& by, const PackShelf& shelf, const Case& now,
                          std::vector<Finding> findings) const;

  enterprise_register::Register& enterprises_;
  Random& random_;
};

}  // namespace fugong::casework
