// What makes no sense in a procedure as a whole: steps in an order that leads nowhere, silence that
// would pay, people who would decide about their own money. For read_procedures and for
// `fugong pack check`.
#pragma once

#include "desks/casework/procedure.hpp"
#include "pack/fields.hpp"

namespace fugong::casework {

/// Adds what is wrong to the faults of the reading.
void check_procedure(const pack::Pack& pack, const Procedure& procedure, pack::Reading& reading);

/// A warning "subject-unnamed" for each procedure that pays for a loan, a group of trainees ... of
/// which nothing but the applicant's name for it says which one it is.
Faults unnamed_subjects(const Procedures& procedures, const law::Rulebook& book);

}  // namespace fugong::casework
