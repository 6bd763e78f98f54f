// Uploads: the files that people hand in, until they belong to a case and after.
//
//   database.migrate("uploads", uploads::migrations());
//   const Uploads uploads(Files("var/uploads"), scanner, audit, clock, random);
//   auto made = uploads.put(database, {firm, "7", "owner"}, bytes, "工资表.pdf");
//   database.transact([&](Transaction& t) { ... uploads.attach(t.within(scope), made->id, firm,
//   number); });
//
// The bytes stand in a folder (files.hpp), what is known of them in the database: a file without a
// row is nobody's. A file can't be had before its scan has said that it is clean; where the
// operator has no scanner it says so ("unscanned") for as long as it is kept. What is harmful is
// refused and its bytes go at once. A file is of one firm and in at most one case, for good. Who
// may do what is asked before (platform/identity). Rows are narrowed by firm (store/scope.hpp);
// events go to the audit log, where the file's name is a personal value. Refers to what it is
// given; safe from many threads, each with its own database.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "platform/audit/audit.hpp"
#include "platform/store/database.hpp"
#include "platform/uploads/content.hpp"
#include "platform/uploads/files.hpp"
#include "platform/uploads/scanner.hpp"

namespace fugong::uploads {

inline constexpr std::int64_t kLooseMs =
    std::int64_t{7} * 86'400'000;                      ///< in no case: kept so long
inline constexpr std::int64_t kOrphanMs = 86'400'000;  ///< a file without a row: kept so long
inline constexpr std::size_t kMaxLoose = 100;          ///< of one firm, in no case

enum class State : std::uint8_t {
  waiting,    ///< for its scan
  clean,      ///< said the scanner
  unscanned,  ///< there is none
  refused,    ///< harmful; its bytes are gone
};
std::string_view name_of(State state);

struct Upload {
  std::string id;
  std::string firm;
  std::string name;  ///< to show
  Content content = Content::text;
  std::int64_t bytes = 0;
  std::string sha256;
  State state = State::waiting;
  std::int64_t made_ms = 0;
  std::int64_t case_number = 0;  ///< 0: in none
};

/// Whose a file is, and who hands it in.
struct Sender {
  std::string firm;
  std::string actor;
  std::string role;
};

/// Somebody else who reads a file of a case.
struct Reader {
  std::string actor;
  std::string role;
  std::string region;          ///< of the case, whose chain it stands in
  std::string case_reference;  ///< for people
};

struct Tended {
  std::int64_t scanned = 0;  ///< that waited
  std::int64_t waiting = 0;  ///< that still do
  std::int64_t removed = 0;  ///< rows in no case past their time, with their files
};

/// The schema, for Database::migrate("uploads", ...).
const std::vector<store::Migration>& migrations();

class Uploads {
 public:
  Uploads(Files files, std::optional<Scanner> scanner, const audit::Audit& audit,
          const Clock& clock, Random& random)
      : files_(std::move(files)),
        scanner_(std::move(scanner)),
        audit_(&audit),
        clock_(&clock),
        random_(&random) {}

  /// Keeps and scans it; the bytes are durable before anybody hears of them. Faults: those of
  /// recognise and Files, "upload-too-many".
  Result<Upload> put(store::Database& database, const Sender& sender, std::string_view bytes,
                     std::string_view given_name) const;
  /// Within the transaction's scope.
  Result<std::optional<Upload>> find(store::Transaction& t, std::string_view id) const;
  /// Those of a firm that are in no case, the oldest first.
  Result<std::vector<Upload>> loose(store::Transaction& t, std::string_view firm) const;
  /// "upload-waiting", "upload-refused", "upload-unreadable", and "upload-changed" where the bytes
  /// are no longer those that came.
  Result<std::string> bytes_of(const Upload& upload) const;
  /// An event of the audit log, "upload.read". Before the bytes are given out: nothing is shown
  /// that isn't told.
  Result<void> record_read(store::Database& database, const Reader& reader,
                           const Upload& upload) const;
  /// Puts it into a case. "upload-unknown" (also of another firm), "upload-waiting",
  /// "upload-refused", "upload-used".
  Result<Upload> attach(store::Transaction& t, std::string_view id, std::string_view firm,
                        std::int64_t case_number) const;
  /// "upload-unknown"; "upload-in-case".
  Result<void> remove(store::Database& database, const Sender& sender, std::string_view id) const;
  /// What a job does every so often: scans what waits, removes what is in no case past its time; at
  /// most `limit` of each.
  Result<Tended> tend(store::Database& database, std::int64_t limit = 100) const;
  /// What a job does now and then, because it walks through all files: removes those of no row that
  /// are older than kOrphanMs, at most `limit`; how many there were.
  Result<std::int64_t> remove_orphans(store::Database& database, std::int64_t limit = 100) const;

 private:
  Result<Upload> settle(store::Database& database, const Upload& upload) const;
  Result<void> record(store::Transaction& t, const char* action, const Sender& sender,
                      const Upload& upload) const;
  Result<std::int64_t> remove_loose(store::Database& database, std::int64_t limit) const;

  Files files_;
  std::optional<Scanner> scanner_;
  const audit::Audit* audit_;
  const Clock* clock_;
  Random* random_;
};

}  // namespace fugong::uploads
