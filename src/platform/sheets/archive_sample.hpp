// ZIP files for the tests of whoever reads them, sound ones and others. Not part of the library.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <zlib.h>

namespace fugong::sheets {

/// What a test may falsify of an entry.
struct SampleEntry {
  std::string name;
  std::string text;
  bool deflate = true;
  std::string local_name = {};      ///< where the two headers are to differ
  std::int64_t claimed_bytes = -1;  ///< -1: as it is
  std::uint16_t flags = 0;
  std::uint16_t method = 8;
  bool wrong_sum = false;
};

inline void put_two(std::string& out, std::uint32_t value) {
  out += static_cast<char>(value & 0xff);
  out += static_cast<char>(value >> 8 & 0xff);
}
inline void put_four(std::string& out, std::uint32_t value) {
  put_two(out, value & 0xffff);
  put_two(out, value >> 16);
}

inline std::string deflated(const std::string& text) {
  z_stream stream{};
  deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 9, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

inline std::string zip_of(const std::vector<SampleEntry>& entries, const std::string& before = "",
                          const std::string& between = "") {
  std::string out = before;
  std::string directory;
  for (const SampleEntry& entry : entries) {
    const std::string packed = entry.deflate ? deflated(entry.text) : entry.text;
    const auto bytes = static_cast<std::uint32_t>(
        entry.claimed_bytes >= 0 ? entry.claimed_bytes
                                 : static_cast<std::int64_t>(entry.text.size()));
    const auto sum = static_cast<std::uint32_t>(
        crc32_z(0, reinterpret_cast<const Bytef*>(entry.text.data()), entry.text.size()) +
        (entry.wrong_sum ? 1 : 0));
    const std::uint32_t method = entry.deflate ? entry.method : 0;
    const std::string& local = entry.local_name.empty() ? entry.name : entry.local_name;
    const auto at = static_cast<std::uint32_t>(out.size());
    const auto common = [&](std::string& to) {
      put_two(to, 20);
      put_two(to, entry.flags);
      put_two(to, method);
      put_four(to, 0);
      put_four(to, sum);
      put_four(to, static_cast<std::uint32_t>(packed.size()));
      put_four(to, bytes);
    };
    put_four(out, 0x04034b50);
    common(out);
    put_two(out, static_cast<std::uint32_t>(local.size()));
    put_two(out, 0);
    out += local + packed + between;
    put_four(directory, 0x02014b50);
    put_two(directory, 20);
    common(directory);
    put_two(directory, static_cast<std::uint32_t>(entry.name.size()));
    for (int i = 0; i < 4; ++i)
      put_two(directory, 0);
    put_four(directory, 0);
    put_four(directory, at);
    directory += entry.name;
  }
  const auto start = static_cast<std::uint32_t>(out.size());
  out += directory;
  put_four(out, 0x06054b50);
  put_four(out, 0);
  put_two(out, static_cast<std::uint32_t>(entries.size()));
  put_two(out, static_cast<std::uint32_t>(entries.size()));
  put_four(out, static_cast<std::uint32_t>(directory.size()));
  put_four(out, start);
  put_two(out, 0);
  return out;
}

/// The parts of a spreadsheet around the rows of its first sheet.
inline std::vector<SampleEntry> book_of(const std::string& rows, const std::string& shared = "",
                                        const std::string& styles = "") {
  return {
      {"[Content_Types].xml", "<Types/>"},
      {"xl/workbook.xml",
       "<workbook xmlns:r=\"urn:r\"><sheets><sheet name=\"a\" sheetId=\"1\" "
       "r:id=\"rId1\"/></sheets></workbook>"},
      {"xl/_rels/workbook.xml.rels",
       "<Relationships><Relationship Id=\"rId1\" "
       "Target=\"worksheets/sheet1.xml\"/></Relationships>"},
      {"xl/sharedStrings.xml", "<sst>" + shared + "</sst>"},
      {"xl/styles.xml", "<styleSheet>" + styles + "</styleSheet>"},
      {"xl/worksheets/sheet1.xml", "<worksheet><sheetData>" + rows + "</sheetData></worksheet>"}};
}

}  // namespace fugong::sheets
