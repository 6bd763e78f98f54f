// Fuzz target of the ZIP reader and of the first sheet of an XLSX file. The first byte chooses: the
// rest is a whole archive, or the XML of a sheet in a sound one. Whatever the bytes are, what comes
// out is within the limits and valid, and a fault has both languages.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/text.hpp"
#include "platform/sheets/archive.hpp"
#include "platform/sheets/archive_sample.hpp"
#include "platform/sheets/sheet_reader.hpp"

namespace {

using namespace fugong;

void require(bool condition) {
  if (!condition) std::abort();
}
void require(const Faults& faults) {
  require(!faults.empty());
  for (const Fault& fault : faults)
    require(!fault.code.empty() && !fault.message.zh.empty() && !fault.message.en.empty() &&
            !fault.remedy.zh.empty() && !fault.remedy.en.empty());
}

/// Small limits, so that the fuzzer meets them.
sheets::SheetLimits sheet_limits() {
  sheets::SheetLimits limits;
  limits.max_rows = 20;
  limits.max_columns = 8;
  limits.max_cell_bytes = 64;
  limits.max_text_bytes = 512;
  limits.max_shared_texts = 16;
  return limits;
}

void read_sheet(std::string_view bytes) {
  const sheets::SheetLimits limits = sheet_limits();
  const auto rows = sheets::read_first_sheet(bytes, limits);
  if (!rows) return require(rows.error());
  require(rows->size() <= limits.max_rows);
  std::int64_t last = 0;
  std::size_t total = 0;
  for (const sheets::SheetRow& row : *rows) {
    require(row.row > last && row.cells.size() <= limits.max_columns);
    last = row.row;
    for (const sheets::SheetCell& cell : row.cells) {
      require(!find_invalid_utf8(cell.text));
      total += cell.text.size();
    }
  }
  require(total <= limits.max_text_bytes);
}

void read_archive(std::string_view bytes) {
  sheets::ArchiveLimits limits;
  limits.max_entries = 10;
  limits.max_unpacked_bytes = 1u << 20;
  const auto archive = sheets::Archive::open(bytes, limits);
  if (!archive) return require(archive.error());
  const auto names = archive->names();
  require(names.size() <= limits.max_entries && sheets::ends_like_archive(bytes));
  std::size_t total = 0;
  bool sound = true;
  for (const std::string_view name : names) {
    require(!name.empty() && name.find("..") != 0 && name.front() != '/');
    const auto text = archive->read(name);
    sound = sound && text.has_value();
    if (text) total += text->size();
  }
  require(total <= limits.max_unpacked_bytes);
  require(archive->check().has_value() == sound);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (data[0] % 2 == 0) {
    read_archive(rest);
    read_sheet(rest);
    return 0;
  }
  auto parts =
      sheets::book_of("", "<si><t>shared</t></si>", "<cellXfs><xf numFmtId=\"14\"/></cellXfs>");
  parts.back().text = rest;
  read_sheet(sheets::zip_of(parts));
  return 0;
}
