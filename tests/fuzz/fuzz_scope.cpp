// Statements narrowed to a scope: whatever the text, what comes out names the scoped table nowhere
// but behind the condition, or is the text as it came because it doesn't name the table.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "platform/store/scoped_statement.hpp"

namespace {

using namespace fugong;
using namespace fugong::store;

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string sql(reinterpret_cast<const char*>(data), size);
  const ScopedTables tables = {{"t", {"region", "firm", "body"}}, {"letter", {"", "firm", ""}}};
  const Scope regions = *Scope::regions({"21", "2209"});
  const Scope firms = *Scope::firms({"a"});
  const Scope bodies = *Scope::bodies({"bank-a"});
  for (const Dialect dialect : {Dialect::sqlite, Dialect::postgresql}) {
    const std::string named = scoped_name_in(sql, tables, dialect);
    for (const Scope* scope : {&regions, &firms, &bodies}) {
      const auto narrowed = narrow(sql, tables, *scope, dialect, "main", {});
      if (!narrowed) continue;
      if (named == "?") std::abort();
      if (named.empty() && narrowed->sql != sql) std::abort();
      if (!named.empty() && !narrowed->takes_scope && !narrowed->checks_rows) std::abort();
    }
  }
  return 0;
}
