#include "desks/assessment/workers.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

namespace fugong::assessment {

using enterprise_register::kFirmsInGroup;
using enterprise_register::Snapshot;

namespace {

/// Firms that are counted at once: their vectors stay in the second cache.
constexpr std::size_t kBlock = 2'048;
static_assert(kFirmsInGroup % kBlock == 0);
constexpr auto kProgressEvery = std::chrono::milliseconds(200);

class Groups {
 public:
  Groups(const Snapshot& snapshot,
         const std::function<Result<void>(std::size_t, std::size_t)>& count)
      : snapshot_(snapshot), count_(count) {}

  void work(std::size_t worker) {
    // A group that was taken is counted: others may wait for it.
    while (!stopped_) {
      const std::size_t group = next_++;
      if (group >= snapshot_.groups()) break;
      if (auto counted = count_(worker, group); !counted) {
        const std::lock_guard lock(mutex_);
        if (faults_.empty()) faults_ = std::move(counted.error());
        stopped_ = true;
        break;
      }
      done_ += std::min(kFirmsInGroup, snapshot_.firms() - group * kFirmsInGroup);
    }
    const std::lock_guard lock(mutex_);
    ++finished_;
    wake_.notify_all();
  }

  /// Until that many workers have finished.
  void wait(std::size_t workers, const std::function<bool(const Progress&)>& progress) {
    std::unique_lock lock(mutex_);
    bool finished = false;
    while (!finished) {
      lock.unlock();
      if (progress && !progress({done_, snapshot_.firms()})) cancelled_ = stopped_ = true;
      lock.lock();
      finished = wake_.wait_for(lock, kProgressEvery, [&] { return finished_ == workers; });
    }
  }

  Result<void> outcome() {
    if (!faults_.empty()) return fail(std::move(faults_));
    if (!cancelled_) return {};
    return fail("cancelled", Place{}, {"已取消，没有留下任何结果", "cancelled; nothing was kept"},
                {"再次运行即可", "run it again"});
  }

 private:
  const Snapshot& snapshot_;
  const std::function<Result<void>(std::size_t, std::size_t)>& count_;
  std::atomic<std::size_t> next_{0};
  std::atomic<std::size_t> done_{0};
  std::atomic<bool> stopped_{false};
  std::mutex mutex_;
  std::condition_variable wake_;
  std::size_t finished_ = 0;
  Faults faults_;
  bool cancelled_ = false;
};

}  // namespace

std::size_t workers_for(const Snapshot& snapshot, unsigned asked) {
  return std::clamp<std::size_t>(asked, 1, std::max<std::size_t>(snapshot.groups(), 1));
}

void for_blocks(const Snapshot& snapshot, std::size_t group,
                const std::function<void(std::size_t, std::size_t)>& count) {
  const std::size_t end = std::min(snapshot.firms(), (group + 1) * kFirmsInGroup);
  for (std::size_t first = group * kFirmsInGroup; first < end; first += kBlock)
    count(first, std::min(kBlock, end - first));
}

Result<void> for_each_group(
    const Snapshot& snapshot, std::size_t workers,
    const std::function<bool(const Progress&)>& progress,
    const std::function<Result<void>(std::size_t worker, std::size_t group)>& count) {
  Groups groups(snapshot, count);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < workers; ++i)
    threads.emplace_back([&groups, i] { groups.work(i); });
  groups.wait(workers, progress);
  for (std::thread& thread : threads)
    thread.join();
  return groups.outcome();
}

}  // namespace fugong::assessment
