#include "platform/store/group_writer.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "platform/store/connection.hpp"

namespace fugong::store {
namespace {

/// What is no fault of one change, or what must not be tried once more.
bool is_of_all(const std::string& code) {
  return code == "store-busy" || code == "store-serialization" || code == "store-lost" ||
         code == "cancelled";
}

}  // namespace

GroupWriter::GroupWriter(Database database, GroupOptions options)
    : database_(std::move(database)), options_(options), thread_([this] { run(); }) {
  FUGONG_CHECK(options.most > 0, "a group has room for one");
}

GroupWriter::~GroupWriter() {
  {
    const std::lock_guard lock(mutex_);
    ends_ = true;
  }
  wanted_.notify_one();
  thread_.join();
}

Result<void> GroupWriter::write(const Body& body) {
  Request request;
  request.body = &body;
  request.came = std::chrono::steady_clock::now();
  std::unique_lock lock(mutex_);
  waiting_.push_back(&request);
  wanted_.notify_one();
  served_.wait(lock, [&] { return request.done; });
  return std::move(request.result);
}

void GroupWriter::run() {
  std::unique_lock lock(mutex_);
  // As many as came last time come again, most likely: one who stays alone waits but once.
  std::size_t expected = options_.most;
  while (true) {
    wanted_.wait(lock, [&] { return ends_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    wanted_.wait_until(lock, waiting_.front()->came + options_.wait,
                       [&] { return ends_ || waiting_.size() >= expected; });
    const std::size_t size = std::min(waiting_.size(), options_.most);
    const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(size);
    const Group group(waiting_.begin(), end);
    waiting_.erase(waiting_.begin(), end);
    lock.unlock();
    serve(group);
    lock.lock();
    // Those who wait already and those who may come back.
    expected = std::min(std::max(group.size(), waiting_.size()), options_.most);
    for (Request* request : group)
      request->done = true;
    served_.notify_all();
  }
}

void GroupWriter::serve(const Group& group) {
  Result<void> kept = serve_together(group);
  if (kept) return;
  for (Request* request : group)
    request->result =
        is_of_all(kept.error().front().code) ? kept : database_.transact(*request->body);
}

Result<void> GroupWriter::serve_together(const Group& group) {
  if (group.size() == 1) {
    group.front()->result = database_.transact(*group.front()->body);
    return {};
  }
  Connection& connection = Inside::of(database_);
  return database_.transact([&](Transaction& t) -> Result<void> {
    auto ready = connection.execute("SAVEPOINT one");
    for (Request* request : group) {
      if (!ready) return ready;
      request->result = (*request->body)(t);
      const bool good = request->result && !connection.spoiled && connection.in_transaction();
      if (good) {
        ready = connection.execute("RELEASE SAVEPOINT one; SAVEPOINT one");
        continue;
      }
      // It may succeed in another transaction, and so may all.
      if (connection.busy_seen)
        return request->result ? connection.transaction_lost() : request->result;
      if (request->result) request->result = connection.transaction_lost();
      connection.spoiled = false;
      ready = connection.execute("ROLLBACK TO SAVEPOINT one");
    }
    return ready;
  });
}

}  // namespace fugong::store
