// Fuzz target of the streaming CSV reader: the first byte chooses the encoding and how the bytes
// arrive. Whatever they are, every row has a place and is either as wide as the header and valid
// UTF-8, or has a fault in both languages; and how the bytes arrive changes nothing.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/csv_rows.hpp"
#include "base/text.hpp"

namespace {

using namespace fugong;

void require(bool condition) {
  if (!condition) std::abort();
}

void require(const Fault& fault) {
  require(!fault.code.empty() && !fault.message.zh.empty() && !fault.message.en.empty());
  require(!fault.remedy.zh.empty() && !fault.remedy.en.empty());
}

/// Small limits, so that the fuzzer meets them.
CsvRowLimits limits() {
  CsvRowLimits made;
  made.max_bytes = 4096;
  made.max_row_bytes = 256;
  made.max_columns = 8;
  return made;
}

/// All that the reader says, as one text.
std::string read(std::string_view text, std::size_t at_once, std::optional<Encoding> encoding) {
  std::size_t at = 0;
  CsvRows rows(
      [&](std::span<char> to) -> Result<std::size_t> {
        const std::size_t n = std::min({to.size(), at_once, text.size() - at});
        std::memcpy(to.data(), text.data() + at, n);
        at += n;
        return n;
      },
      "fuzz.csv", encoding, limits());
  const auto header = rows.header();
  if (!header) {
    require(header.error()[0]);
    return header.error()[0].code;
  }
  std::string said = std::to_string(header->size());
  CsvRecord record;
  std::int64_t row = 1;
  std::int64_t line = 0;
  while (true) {
    const auto more = rows.next(record);
    if (!more) {
      require(more.error()[0]);
      return said + more.error()[0].code;
    }
    if (!*more) return said;
    require(record.row == ++row && record.line > line);
    line = record.line;
    if (record.fault) {
      require(*record.fault);
      said += "!" + record.fault->code;
      continue;
    }
    require(record.cells.size() == header->size());
    for (const std::string& cell : record.cells) {
      require(!find_invalid_utf8(cell));
      said += "|" + cell;
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::optional<Encoding> encoding = data[0] % 2 == 0 ? Encoding::utf8 : Encoding::gb18030;
  const std::string whole = read(text, text.size() + 1, encoding);
  const std::size_t piece = std::size_t{1} + data[0] / 2 % 16;
  // A file that is too large is noticed as soon as its bytes arrive.
  const bool too_large = text.size() > limits().max_bytes;
  require(too_large || read(text, piece, encoding) == whole);
  read(text, piece, std::nullopt);
  return 0;
}
