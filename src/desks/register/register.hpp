// Register: the enterprises that this installation knows, with their children (loans) and facts.
//
//   auto reg = Register::open(std::move(database), book);
//   reg->put_all(firms, {"generated", today});       // one transaction
//   reg->find("91350100M000100Y43");
//
// A fact keeps its source and the day on which it was stated, and each source has its own: where
// they differ, the one that the pack names first as able to supply the fact (`registers`) counts,
// then the one stated last. Putting an enterprise replaces all that was known of it; an import
// (import.hpp) adds to it. Safe to use from several threads (it locks).
//
// Nothing of a real enterprise leaves through a public page: list_demo() gives invented ones only.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/money.hpp"
#include "engines/law/facts.hpp"
#include "platform/store/database.hpp"

namespace fugong::enterprise_register {

enum class Origin : std::uint8_t {
  demo,       ///< invented, of a pack; shown on the public pages
  generated,  ///< invented, in numbers
  imported,   ///< from a file; taken to be real
};

/// What stands in the official register beside the facts of the pack.
struct Particulars {
  std::string type;  ///< 有限责任公司, as the register writes it
  std::optional<Date> registered_on;
  std::optional<Money> capital;  ///< in hundredths of `currency`
  std::string currency;          ///< "CNY"; empty without capital
  friend bool operator==(const Particulars&, const Particulars&) = default;
};

struct Enterprise {
  std::string id;  ///< unified social credit code; of demo firms their id
  Text name;
  Text note;
  Origin origin = Origin::imported;
  Particulars particulars;
  std::optional<Date> gone_on;  ///< no longer in a complete file of that day
  law::Subject subject;

  bool is_synthetic() const { return origin != Origin::imported; }
};

/// Where the facts of an enterprise come from.
struct FactSource {
  std::string name;  ///< "declared", "demo", "social_insurance"
  Date stated_on;
};

/// One statement of one source, as it is kept.
struct Statement {
  std::string subject_kind;  ///< of a child; empty: the enterprise
  std::string subject_id;
  std::string fact;
  std::string value;
  std::string source;
  std::string stated_on;
  bool counts = false;  ///< the one that a check uses
};

class Register {
 public:
  /// Brings the schema of the register up. `book` gives facts their types and must outlive it.
  static Result<Register> open(store::Database database, const law::Rulebook& book);

  Result<void> put(const Enterprise& enterprise, const FactSource& source);
  /// All or nothing, in one transaction; thousands at a time are fastest.
  Result<void> put_all(std::span<const Enterprise> enterprises, const FactSource& source);
  Result<std::optional<Enterprise>> find(std::string_view id);
  /// What those of these ids are called that the register has; as many as a page shows.
  Result<std::map<std::string, Text>> names(const std::set<std::string>& ids);
  /// Every statement about an enterprise, those that don't count too.
  Result<std::vector<Statement>> statements(std::string_view id);
  /// Invented enterprises of the pack in the order in which they were first put.
  Result<std::vector<Enterprise>> list_demo();
  /// At most `limit` enterprises that are not gone, behind the one with that number, in the order
  /// in which they came. The number of the last one read comes back in `after`.
  Result<std::vector<Enterprise>> list_after(std::int64_t& after, std::size_t limit);

  /// Every enterprise that is not gone, in the order in which they came, as the register stands
  /// when it begins: changes made meanwhile are not seen and not held up.
  Result<void> for_each(const std::function<Result<void>(const Enterprise&)>& each);

  /// A fault if firms of this origin would come to stand beside those of another: real firms and
  /// synthetic ones have no figure in common.
  Result<void> check_unmixed(Origin coming);
  /// Whether synthetic firms are in the register, so that its figures say so.
  Result<bool> has_synthetic();

  const law::Rulebook& book() const { return *book_; }
  /// For the other files of this room.
  Result<void> transact(const std::function<Result<void>(store::Transaction&)>& body);
  Result<void> read(const std::function<Result<void>(store::Transaction&)>& body);

 private:
  Register(store::Database database, const law::Rulebook& book);

  store::Database database_;
  const law::Rulebook* book_;
  std::unique_ptr<std::mutex> mutex_;
};

/// Whether the register has firms of this origin: generated or imported.
Result<bool> has_firms(store::Transaction& t, Origin origin);
/// What is wrong with synthetic firms beside real ones, or the other way round.
Fault mixed_fault(bool synthetic);

/// Where a source stands among those that can supply a fact: 0 is best.
std::size_t precedence(const law::Fact& fact, std::string_view source);
/// Whether one statement of a fact counts before another.
bool counts_before(const law::Fact& fact, std::string_view source, std::string_view stated_on,
                   std::string_view other_source, std::string_view other_stated_on);

/// A name as it is compared: half-width, without blanks, upper case.
std::string name_key(std::string_view name);

/// The schema of the register, for tests and for `fugong doctor`.
const std::vector<store::Migration>& schema();

}  // namespace fugong::enterprise_register
