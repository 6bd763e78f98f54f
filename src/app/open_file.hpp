// A file that is read part by part, and that is what it was when it was opened.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "base/fault.hpp"
#include "desks/register/column_file.hpp"

namespace fugong::app {

class OpenFile {
 public:
  static Result<OpenFile> open(const std::string& path);
  /// Its parts, as long as this lives. Whoever writes to the file meanwhile is told of: a part that
  /// isn't there any more, another size or another time of the last change is a fault.
  enterprise_register::ColumnSource source() const;

 private:
  class Impl;
  explicit OpenFile(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}
  std::shared_ptr<const Impl> impl_;
};

}  // namespace fugong::app
