// Checks and impacts: asked for, looked at, stopped.
#include <fmt/format.h>

#include "base/json_writer.hpp"
#include "desks/publishing/counter.hpp"
#include "desks/publishing/draft_json.hpp"

namespace fugong::publishing {
namespace {

using http::Method;
using http::Request;
using http::Response;
using identity::Caller;
using store::Database;
using store::Transaction;

constexpr const char* kJobs = "/api/v1/pack-drafts/{draft}/jobs";
constexpr const char* kJob = "/api/v1/pack-drafts/{draft}/jobs/{job}";
constexpr std::size_t kIdBytes = 8;
constexpr std::size_t kMaxWordBytes = 40;

Response job_answer(const Job& job, const Draft& draft, int status) {
  JsonWriter w;
  write_job(w, job, draft.hash, true);
  Response response = Response::json(w.take(), status);
  if (status == 202) {
    response.headers.emplace_back("Location",
                                  fmt::format("/api/v1/pack-drafts/{}/jobs/{}", draft.id, job.id));
  }
  return response;
}

/// "job-unknown", 404, also for that of another draft.
Result<Job> job_of(Transaction& t, const Draft& draft, const Request& request) {
  auto found = find_job(t, request.path_values.at("job"));
  if (!found) return fail(std::move(found.error()));
  if (*found && (**found).draft == draft.id) return std::move(**found);
  return fail("job-unknown", {}, {"没有这个任务", "there is no such job"},
              {"看这个草案的任务清单", "see the jobs of this draft"});
}

Result<Job> read_job(const Node& body, const Counter& counter) {
  http::Fields fields(body, {"kind", "sample", "on"});
  Job job;
  const std::string kind = fields.text("kind", kMaxWordBytes);
  if (const auto found = kind_by_name(kind)) {
    job.kind = *found;
  } else if (!kind.empty()) {
    fields.faults().push_back(wrong_field("/kind", {"没有这种任务", "there is no such job"},
                                          {"写 check 或 impact", "write check or impact"}));
  }
  job.sample = fields.maybe_number("sample", 1, kMaxSample).value_or(kUsualSample);
  job.on = counter.desk().office.today();
  if (const auto on = fields.maybe_text("on", kMaxWordBytes)) {
    if (const auto day = Date::parse(*on)) {
      job.on = *day;
    } else {
      fields.faults().push_back(wrong_field("/on", {"不是日期", "this is no date"},
                                            {"写成 2020-02-21", "write 2020-02-21"}));
    }
  }
  if (!fields.faults().empty()) return fail(std::move(fields.faults()));
  return job;
}

Response ask_for(const Counter& counter, const Request& request) {
  auto body = http::read_json_body(request);
  if (!body) return std::move(body.error());
  auto wanted = read_job(*body, counter);
  if (!wanted) return http::unreadable(wanted.error(), request);
  return counter.as_officer(request,
                            [&](Database& database, const Caller& caller) -> Result<Response> {
                              Job job = *wanted;
                              job.id = counter.desk().random.hex(kIdBytes);
                              job.asked_by = actor_of(caller);
                              job.asked_ms = counter.now_ms();
                              Draft draft;
                              auto done = database.transact([&](Transaction& t) -> Result<void> {
                                auto found = counter.see(t, request);
                                if (!found) return fail(std::move(found.error()));
                                draft = std::move(*found);
                                job.draft = draft.id;
                                job.revision = draft.revision;
                                job.hash = draft.hash;
                                return ask(t, job);
                              });
                              if (!done) return fail(std::move(done.error()));
                              counter.desk().workshop.wake();
                              return job_answer(job, draft, 202);
                            });
}

Response list_jobs(const Counter& counter, const Request& request) {
  return counter.read(request, [](Transaction& t, const Draft& draft) -> Result<Response> {
    const auto jobs = jobs_of(t, draft.id);
    if (!jobs) return fail(jobs.error());
    JsonWriter w;
    w.begin_object().key("jobs").begin_array();
    for (const Job& job : *jobs)
      write_job(w, job, draft.hash, false);
    return Response::json(w.end_array().end_object().take());
  });
}

Response show_job(const Counter& counter, const Request& request) {
  return counter.read(request, [&](Transaction& t, const Draft& draft) -> Result<Response> {
    const auto job = job_of(t, draft, request);
    if (!job) return fail(job.error());
    return job_answer(*job, draft, 200);
  });
}

Response stop_job(const Counter& counter, const Request& request) {
  return counter.as_officer(request, [&](Database& database, const Caller&) -> Result<Response> {
    Result<Response> response = Response{};
    auto done = database.transact([&](Transaction& t) -> Result<void> {
      const auto draft = counter.see(t, request);
      if (!draft) return fail(draft.error());
      auto job = job_of(t, *draft, request);
      if (!job) return fail(std::move(job.error()));
      auto asked = ask_to_stop(t, job->id, counter.now_ms());
      if (!asked) return asked;
      job = job_of(t, *draft, request);
      if (!job) return fail(std::move(job.error()));
      response = job_answer(*job, *draft, 200);
      return {};
    });
    if (!done) return fail(std::move(done.error()));
    return response;
  });
}

}  // namespace

void add_job_routes(http::Router& router, const std::shared_ptr<const Counter>& counter) {
  router.add(Method::post, kJobs,
             [counter](const Request& request) { return ask_for(*counter, request); });
  router.add(Method::get, kJobs,
             [counter](const Request& request) { return list_jobs(*counter, request); });
  router.add(Method::get, kJob,
             [counter](const Request& request) { return show_job(*counter, request); });
  router.add(Method::del, kJob,
             [counter](const Request& request) { return stop_job(*counter, request); });
}

}  // namespace fugong::publishing
