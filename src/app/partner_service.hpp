// Partner service: the operator's word on which body serves which places, and the cases that follow
// it, in one transaction: no case is seen by whom it has left, or by nobody.
#pragma once

#include "platform/identity/bodies.hpp"
#include "platform/store/database.hpp"

namespace fugong::app {

/// As identity::Bodies::name and end. They bring the schema of cases up.
Result<identity::ServingBody> begin_service(store::Database& database,
                                            const identity::Context& context,
                                            const identity::ServingBody& wanted);
Result<void> end_service(store::Database& database, const identity::Context& context,
                         const identity::ServingBody& serving);

}  // namespace fugong::app
