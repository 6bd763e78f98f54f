#include "desks/publishing/routes.hpp"

#include "desks/publishing/counter.hpp"

namespace fugong::publishing {

void add_routes(http::Router& router, const PublishingDesk& desk) {
  const auto counter = std::make_shared<const Counter>(desk);
  add_draft_routes(router, counter);
  add_file_routes(router, counter);
  add_sheet_routes(router, counter);
  add_job_routes(router, counter);
  add_rebase_routes(router, counter);
  add_act_routes(router, counter);
}

}  // namespace fugong::publishing
