// Routes of files over HTTP; docs/api/openapi.yaml says what each takes and answers.
//
//   casework::add_upload_routes(router, {databases, files, people, cookie});
//
// A firm's people hand files in and see their own. Once a file is in a case, whoever may read the
// case may have it: the case's own route is asked, so that there is one answer to who that is. A
// file that the caller may not see isn't there (404).
#pragma once

#include <cstdint>

#include "platform/http/rate_limit.hpp"
#include "platform/http/router.hpp"
#include "platform/identity/door/door.hpp"
#include "platform/store/pool.hpp"
#include "platform/uploads/uploads.hpp"

namespace fugong::casework {

/// Of one person or key.
inline constexpr std::int64_t kUploadsPerMinute = 60;

/// What the routes need; what is referred to must outlive the router.
struct UploadDesk {
  store::Pool& databases;
  const uploads::Uploads& files;
  const identity::Context& people;
  identity::Cookie cookie;
  http::RateLimits& limits;
};

/// POST and GET /api/v1/uploads, GET and DELETE /api/v1/uploads/{id}, GET
/// /api/v1/uploads/{id}/content. The router has the routes of cases, too, when it is asked.
void add_upload_routes(http::Router& router, const UploadDesk& desk);

}  // namespace fugong::casework
