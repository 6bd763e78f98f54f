// The words of procedures and cases, as packs, stored events and the API write them.
#pragma once

#include <array>

#include "desks/casework/case.hpp"
#include "pack/names.hpp"

namespace fugong::casework {

using pack::Choice;
using pack::name_in;

inline constexpr std::array<Choice<Role>, 9> kRoles{{
    {"owner", Role::owner},
    {"helper", Role::helper},
    {"partner", Role::partner},
    {"county_officer", Role::county_officer},
    {"city_officer", Role::city_officer},
    {"province_officer", Role::province_officer},
    {"ministry_officer", Role::ministry_officer},
    {"second_approver", Role::second_approver},
    {"programme", Role::programme},
}};

inline constexpr std::array<Choice<Deed>, 6> kDeeds{{
    {"confirm", Deed::confirm},
    {"accept", Deed::accept},
    {"inspect", Deed::inspect},
    {"decide", Deed::decide},
    {"publish", Deed::publish},
    {"pay", Deed::pay},
}};

inline constexpr std::array<Choice<Silence>, 3> kSilences{{
    {"late", Silence::late},
    {"agrees", Silence::agrees},
    {"refuses", Silence::refuses},
}};

inline constexpr std::array<Choice<Check::Finds>, 4> kFinds{{
    {"same_subject", Check::Finds::subject},
    {"same_document", Check::Finds::document},
    {"same_filer", Check::Finds::filer},
    {"same_facts", Check::Finds::facts},
}};

inline constexpr std::array<Choice<Start>, 2> kStarts{{
    {"application", Start::application},
    {"automatic", Start::automatic},
}};

inline constexpr std::array<Choice<Act>, 32> kActs{{
    {"file", Act::file},
    {"amend", Act::amend},
    {"confirm", Act::confirm},
    {"decline", Act::decline},
    {"accept", Act::accept},
    {"tell_gaps", Act::tell_gaps},
    {"drop_gaps", Act::drop_gaps},
    {"inspect", Act::inspect},
    {"grant", Act::grant},
    {"refuse", Act::refuse},
    {"countersign", Act::countersign},
    {"send_back", Act::send_back},
    {"publication_ends", Act::publication_ends},
    {"order_payment", Act::order_payment},
    {"payment_failed", Act::payment_failed},
    {"transfer", Act::transfer},
    {"withdraw", Act::withdraw},
    {"object", Act::object},
    {"uphold", Act::uphold},
    {"dismiss", Act::dismiss},
    {"report_error", Act::report_error},
    {"recover", Act::recover},
    {"repay", Act::repay},
    {"rerun", Act::rerun},
    {"hold", Act::hold},
    {"release", Act::release},
    {"annul", Act::annul},
    {"time_ran_out", Act::time_ran_out},
    {"clear", Act::clear},
    {"object_recovery", Act::object_recovery},
    {"uphold_recovery", Act::uphold_recovery},
    {"dismiss_recovery", Act::dismiss_recovery},
}};

inline constexpr std::array<Choice<Reason::Of>, 4> kReasonsOf{{
    {"condition", Reason::Of::condition},
    {"document", Reason::Of::document},
    {"fact", Reason::Of::fact},
    {"words", Reason::Of::words},
}};

inline constexpr std::array<Choice<Phase>, 4> kPhases{{
    {"in_step", Phase::in_step},
    {"with_applicant", Phase::with_applicant},
    {"to_countersign", Phase::to_countersign},
    {"closed", Phase::closed},
}};

inline constexpr std::array<Choice<Outcome>, 5> kOutcomes{{
    {"none", Outcome::none},
    {"granted", Outcome::granted},
    {"refused", Outcome::refused},
    {"withdrawn", Outcome::withdrawn},
    {"annulled", Outcome::annulled},
}};

}  // namespace fugong::casework
