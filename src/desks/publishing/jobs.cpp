#include "desks/publishing/jobs.hpp"

#include <fmt/format.h>

#include "desks/publishing/rows.hpp"

namespace fugong::publishing {
namespace {

using store::Cell;
using store::Row;
using store::Transaction;

constexpr std::array<Word<Job::Kind>, 2> kKinds{
    {{"check", Job::Kind::check}, {"impact", Job::Kind::impact}}};
constexpr std::array<Word<Job::State>, 5> kStates{{
    {"waiting", Job::State::waiting},
    {"running", Job::State::running},
    {"done", Job::State::done},
    {"failed", Job::State::failed},
    {"cancelled", Job::State::cancelled},
}};

constexpr const char* kColumns =
    "id, draft, kind, revision, hash, served_on, sample, asked_by, asked_ms, state, step, done, "
    "total, started_ms, finished_ms, stop_asked, passed, base_hash, faults, warnings";
constexpr std::size_t kResult = 20;  ///< behind them, where it is asked for
constexpr std::size_t kMaxListed = 100;

Job job_in(const Row& row) {
  Job job;
  job.id = text(row[0]);
  job.draft = text(row[1]);
  job.kind = meaning_of(kKinds, text(row[2]));
  job.revision = integer(row[3]);
  job.hash = text(row[4]);
  job.on = Date::parse(text(row[5])).value_or(Date());
  job.sample = integer(row[6]);
  job.asked_by = text(row[7]);
  job.asked_ms = integer(row[8]);
  job.state = meaning_of(kStates, text(row[9]));
  job.step = text(row[10]);
  job.done = integer(row[11]);
  job.total = integer(row[12]);
  job.started_ms = maybe_integer(row[13]);
  job.finished_ms = maybe_integer(row[14]);
  job.stop_asked = integer(row[15]) != 0;
  job.passed = integer(row[16]) != 0;
  job.base_hash = text(row[17]);
  job.faults = integer(row[18]);
  job.warnings = integer(row[19]);
  if (row.size() > kResult) job.result = text(row[kResult]);
  return job;
}

std::string word(Job::State state) {
  return std::string(name_of(state));
}

Result<std::vector<Job>> select(Transaction& t, bool with_result, std::string_view where,
                                const std::vector<Cell>& parameters) {
  const auto rows = t.run(fmt::format("SELECT {}{} FROM pack_job WHERE {}", kColumns,
                                      with_result ? ", result" : "", where),
                          parameters);
  if (!rows) return fail(rows.error());
  std::vector<Job> jobs;
  for (const Row& row : *rows)
    jobs.push_back(job_in(row));
  return jobs;
}

Result<std::optional<Job>> first_of(Result<std::vector<Job>> found) {
  if (!found) return fail(std::move(found.error()));
  if (found->empty()) return std::optional<Job>();
  return std::optional(std::move(found->front()));
}

Result<void> run(Transaction& t, std::string_view sql, const std::vector<Cell>& parameters) {
  auto done = t.run(sql, parameters);
  if (!done) return fail(std::move(done.error()));
  return {};
}

}  // namespace

std::string_view name_of(Job::Kind kind) {
  return word_for(kKinds, kind);
}
std::optional<Job::Kind> kind_by_name(std::string_view name) {
  for (const auto& [word, kind] : kKinds) {
    if (word == name) return kind;
  }
  return std::nullopt;
}
std::string_view name_of(Job::State state) {
  return word_for(kStates, state);
}

Result<void> ask(Transaction& t, const Job& job) {
  const auto waiting =
      t.run("SELECT COUNT(*) FROM pack_job WHERE state = ?", {word(Job::State::waiting)});
  if (!waiting) return fail(waiting.error());
  if (integer(waiting->front()[0]) >= kMaxWaiting) {
    return fail("jobs-many", Place{}, {"排队的任务太多", "too many jobs wait already"},
                {"等前面的完成，或取消一些", "wait until some are done, or cancel some"});
  }
  return run(
      t,
      "INSERT INTO pack_job (id, draft, kind, revision, hash, served_on, sample, asked_by, "
      "asked_ms, state, step, done, total, stop_asked, passed, base_hash, faults, warnings, "
      "result) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', 0, 0, 0, 0, '', 0, 0, '')",
      {job.id, job.draft, std::string(name_of(job.kind)), job.revision, job.hash,
       job.on.to_string(), job.sample, job.asked_by, job.asked_ms, word(Job::State::waiting)});
}

Result<std::optional<Job>> find_job(Transaction& t, std::string_view id) {
  return first_of(select(t, true, "id = ?", {std::string(id)}));
}

Result<std::vector<Job>> jobs_of(Transaction& t, std::string_view draft) {
  return select(t, false, fmt::format("draft = ? ORDER BY asked_ms DESC, id LIMIT {}", kMaxListed),
                {std::string(draft)});
}

Result<std::optional<Job>> latest_done(Transaction& t, std::string_view draft, Job::Kind kind) {
  return first_of(select(t, false,
                         "draft = ? AND kind = ? AND state = ? ORDER BY finished_ms DESC, asked_ms "
                         "DESC LIMIT 1",
                         {std::string(draft), std::string(name_of(kind)), word(Job::State::done)}));
}

Result<void> ask_to_stop(Transaction& t, std::string_view id, std::int64_t now_ms) {
  auto ended =
      run(t, "UPDATE pack_job SET state = ?, finished_ms = ? WHERE id = ? AND state = ?",
          {word(Job::State::cancelled), now_ms, std::string(id), word(Job::State::waiting)});
  if (!ended) return ended;
  return run(t, "UPDATE pack_job SET stop_asked = 1 WHERE id = ? AND state = ?",
             {std::string(id), word(Job::State::running)});
}

Result<std::optional<Job>> next_waiting(Transaction& t) {
  return first_of(
      select(t, false, "state = ? ORDER BY asked_ms, id LIMIT 1", {word(Job::State::waiting)}));
}

Result<void> start(Transaction& t, const Job& job, std::int64_t now_ms) {
  return run(t, "UPDATE pack_job SET state = ?, started_ms = ? WHERE id = ? AND state = ?",
             {word(Job::State::running), now_ms, job.id, word(Job::State::waiting)});
}

Result<bool> advance(Transaction& t, const Job& job) {
  auto told = run(t, "UPDATE pack_job SET step = ?, done = ?, total = ? WHERE id = ?",
                  {job.step, job.done, job.total, job.id});
  if (!told) return fail(std::move(told.error()));
  const auto asked = t.run("SELECT stop_asked FROM pack_job WHERE id = ? AND state = ?",
                           {job.id, word(Job::State::running)});
  if (!asked) return fail(asked.error());
  return asked->empty() || integer(asked->front()[0]) != 0;
}

Result<void> finish(Transaction& t, const Job& job) {
  return run(
      t,
      "UPDATE pack_job SET state = ?, finished_ms = ?, passed = ?, base_hash = ?, faults = ?, "
      "warnings = ?, result = ? WHERE id = ? AND state = ?",
      {word(job.state), job.finished_ms.value_or(0), std::int64_t{job.passed ? 1 : 0},
       job.base_hash, job.faults, job.warnings, job.result, job.id, word(Job::State::running)});
}

Result<void> fail_left_over(Transaction& t, std::int64_t now_ms, const std::string& result) {
  return run(t, "UPDATE pack_job SET state = ?, finished_ms = ?, result = ? WHERE state = ?",
             {word(Job::State::failed), now_ms, result, word(Job::State::running)});
}

}  // namespace fugong::publishing
