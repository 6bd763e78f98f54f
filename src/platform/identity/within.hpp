// Within: where a class of this room works: in transactions of its own, or as a part of one that
// its caller has open, so that what is done and what the caller writes beside it stay or go
// together.
//
//   Accounts(database, context).join(...);        // a transaction of its own
//   Accounts(transaction, context).join(...);     // part of that one; a fault must end it
//
// What hashes passwords or sends something takes a database only: an open transaction may run
// again, and others would wait for it.
#pragma once

#include <functional>

#include "platform/store/database.hpp"

namespace fugong::identity {

class Within {
 public:
  using Body = std::function<Result<void>(store::Transaction&)>;

  /// What is given must outlive it.
  explicit Within(store::Database& database) : database_(&database) {}
  explicit Within(store::Transaction& open) : open_(&open) {}

  Result<void> transact(const Body& body) const {
    return open_ != nullptr ? body(*open_) : database_->transact(body);
  }
  Result<void> read(const Body& body) const {
    return open_ != nullptr ? body(*open_) : database_->read(body);
  }

 private:
  store::Database* database_ = nullptr;
  store::Transaction* open_ = nullptr;
};

}  // namespace fugong::identity
