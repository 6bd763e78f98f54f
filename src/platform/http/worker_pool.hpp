// WorkerPool: a fixed number of threads over a bounded queue.
//
//   WorkerPool pool(2, 1024);
//   if (!pool.try_submit([] { ... })) ...   // full: say so now, do not wait
//   pool.stop();                            // what runs is finished, what waits is dropped
//
// Safe from many threads. Tasks must not throw.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace fugong::http {

class WorkerPool {
 public:
  WorkerPool(unsigned workers, std::size_t max_queue);
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  /// False when max_queue tasks already wait, or after stop().
  bool try_submit(std::function<void()> task);
  void stop();

 private:
  void work();

  const std::size_t max_queue_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> queue_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace fugong::http
