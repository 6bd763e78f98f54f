// TableMemory: what decision tables came to, handed from one query to the next. Most provisions ask
// for the same few tables (the size of an enterprise), and each has many thousand combinations.
//
//   TableMemory memory;
//   request.tables = &memory;                 // of this and of every later request
//
// For requests of one program with the same fixed inputs, functions and day. Belongs to one thread.
#pragma once

#include <memory>

namespace fugong::sql {

class TableMemory {
 public:
  TableMemory();
  ~TableMemory();
  TableMemory(TableMemory&&) noexcept;
  TableMemory& operator=(TableMemory&&) noexcept;

 private:
  friend class Maker;
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace fugong::sql
