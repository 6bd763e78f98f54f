// What long work over many firms shows while it goes on, and how it is ended early.
#pragma once

#include <chrono>
#include <csignal>
#include <cstddef>

#include "app/commands.hpp"

namespace fugong::app {

/// From now on Ctrl-C ends the work at the next step, and nothing is left behind.
void heed_interrupts();
/// Whether it is to end.
bool is_interrupted();
tl::unexpected<Faults> cancelled();

/// "assess: 34 %, 812,000 firms/s, 12 s left", over itself on a terminal.
class ProgressLine {
 public:
  ProgressLine(const Common& common, Text what);
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  /// `all` 0: nobody knows how many there are.
  void show(std::size_t done, std::size_t all);

 private:
  const Common& common_;
  Text what_;
  bool shown_;
  bool written_ = false;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point last_ = start_;
};

}  // namespace fugong::app
