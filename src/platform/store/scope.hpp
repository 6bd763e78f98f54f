// Scope: whose rows a statement may see and touch.
//
//   database.read([&](Transaction& t) {
//     Transaction mine = t.within(*Scope::regions({"2101"}));    // an officer of Shenyang
//     return mine.run("SELECT id FROM application WHERE state = ?", {"open"});
//   });
//
// A migration says of a table whose rows belong to somebody
//   SCOPED TABLE application BY REGION region, FIRM firm, BODY body;   -- some of them, in this
//   order
// behind its CREATE TABLE, or later again with more; the columns are TEXT. From then on the
// database refuses every statement that names the table outside a scope (fault "store-unscoped"),
// whoever opened it. Within a scope
//  - what is read of the table is what the scope covers, as if there were nothing else in it;
//  - UPDATE, DELETE and DO UPDATE leave every other row alone;
//  - a row that is put outside the scope by INSERT, UPDATE or load is a fault
//    ("store-out-of-scope"), behind which the transaction can only be rolled back.
// The condition is added to the statement's text in one place for both databases, as a WITH that
// stands before the table's name, with bound values: an index on the column is used. A statement
// must name the table plainly, without the schema, and keep to what both databases read alike; a
// text in quotes that is a table's name counts as the name, so such a value is given as a
// parameter. In a database with scoped tables only a migration makes views, functions and triggers.
//
// A table that isn't narrowed by what the scope is of, by region only, say, within a scope of
// firms, can't be read there: that is "store-unscoped" too. A row without a region (NULL) is in no
// scope of regions.
//
// Values; copies are cheap enough. Any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/fault.hpp"

namespace fugong::store {

inline constexpr std::size_t kMaxScopeRegions = 100;
inline constexpr std::size_t kMaxScopeFirms = 1'000;  ///< bodies, too

class Scope {
 public:
  enum class Kind : std::uint8_t { regions, firms, bodies, everything };

  /// Every region whose code begins with one of these: "21" is a province, "2109" a prefecture of
  /// it. None: nothing is covered. A prefix is 1 to 64 letters, digits and signs out of "._-/";
  /// else a fault "scope-region-invalid". More than kMaxScopeRegions are a fault "scope-too-large".
  static Result<Scope> regions(std::vector<std::string> prefixes);
  /// These firms, by the ids that stand in the tables. More than kMaxScopeFirms: "scope-too-large".
  static Result<Scope> firms(std::vector<std::string> ids);
  /// These partners, by the ids that stand in the tables, as firms. None has no name: a row of
  /// nobody's is in no scope of bodies ("scope-body-invalid").
  static Result<Scope> bodies(std::vector<std::string> ids);
  /// For work that is nobody's own. `because` is for whoever reads the code or a log; not empty.
  static Scope everything(std::string because);

  Kind kind() const { return kind_; }
  /// Prefixes or ids, each once, in order; of everything none.
  const std::vector<std::string>& names() const { return names_; }
  /// Of everything; else empty.
  const std::string& because() const { return because_; }
  /// Whether a row with this region, firm or body (which, kind() says) is covered.
  bool covers(std::string_view name) const;

 private:
  Scope(Kind kind, std::vector<std::string> names, std::string because);
  Kind kind_;
  std::vector<std::string> names_;
  std::string because_;
};

}  // namespace fugong::store
