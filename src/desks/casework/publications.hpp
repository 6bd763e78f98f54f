// Publications (公示): what everybody may see of a case while its step publishes it. Who got what,
// by which provision, from which office and until when; nothing that the firm has stated.
//
//   auto page = published(t, cases, {.place_prefix = "3301"}, {}, today, 50);
//
// Shown from the day on which the step begins until its last one, and never of a case that is held:
// whoever's name was stolen isn't shown for it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "desks/casework/casebook.hpp"

namespace fugong::casework {

struct PublicationsWanted {
  std::string place_prefix = {};  ///< codes of places that begin so; empty: all
  std::string provision = {};     ///< or the fact that is found; empty: all
};

/// Where a page goes on: behind this place and number.
struct BehindPublication {
  std::string place;
  std::int64_t number = 0;
};

struct Publication {
  std::string reference;
  Matter matter;
  Text procedure;  ///< its title
  Role decided_by = Role::county_officer;
  std::optional<Money> amount;  ///< none where the benefit is no money
  Date from;
  Date until;  ///< the last day
};

struct PublicationPage {
  std::vector<Publication> publications;
  std::optional<BehindPublication> next;
};

/// By place and number; at most `limit` of them, which is at most kMaxPage.
Result<PublicationPage> published(store::Transaction& t, const Casebook& cases,
                                  const PublicationsWanted& wanted, const BehindPublication& after,
                                  const Date& today, std::size_t limit);

/// What a firm is called before everybody. An individual business (个体工商户, GB 32100-2015: its
/// code begins with 92) that is registered under a person's bare name is shown by the family name:
/// 张三丰 is 张**. Its own trade name stays, as the register shows it to everybody, too.
Text public_name(const Text& name, std::string_view credit_code);

}  // namespace fugong::casework
