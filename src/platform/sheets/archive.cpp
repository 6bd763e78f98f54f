#include "platform/sheets/archive.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <set>

#include "base/text.hpp"

namespace fugong::sheets {
namespace {

constexpr std::uint32_t kLocal = 0x04034b50;
constexpr std::uint32_t kCentral = 0x02014b50;
constexpr std::uint32_t kEnd = 0x06054b50;
constexpr std::string_view kEndBytes("PK\5\6", 4);
constexpr std::size_t kLocalBytes = 30;
constexpr std::size_t kCentralBytes = 46;
constexpr std::size_t kEndRecordBytes = 22;
constexpr std::size_t kMaxCommentBytes = 65'535;
constexpr std::uint16_t kEncrypted = 1u << 0;
constexpr std::uint16_t kSizesBehind = 1u << 3;  // a data descriptor follows the data
constexpr std::uint16_t kOtherPackings = (1u << 5) | (1u << 6) | (1u << 13);
constexpr std::uint32_t kZip64 = 0xffffffff;
constexpr std::size_t kPieceBytes = 64u << 10;

tl::unexpected<Faults> damaged(const char* zh, const char* en) {
  return fail(
      "archive-damaged", {}, {zh, en},
      {"用办公软件重新保存后再上传", "save it again with an office program, and upload that"});
}
tl::unexpected<Faults> refused(Text message) {
  return fail("archive-refused", {}, std::move(message),
              {"用办公软件重新保存；不要加密、不要改成压缩包",
               "save it again with an office program, without encryption"});
}

std::uint16_t two(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint16_t>(static_cast<unsigned char>(bytes[at]) |
                                    static_cast<unsigned char>(bytes[at + 1]) << 8);
}
std::uint32_t four(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint32_t>(two(bytes, at)) | static_cast<std::uint32_t>(two(bytes, at + 2))
                                                          << 16;
}

std::string lowered(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

/// A path that stays where it is unpacked, on any system.
bool is_good_name(std::string_view name, std::size_t most) {
  if (name.empty() || name.size() > most || name.front() == '/' || find_invalid_utf8(name))
    return false;
  const bool odd = std::ranges::any_of(name, [](char c) {
    return static_cast<unsigned char>(c) < ' ' || c == '\\' || c == ':' || c == '\x7f';
  });
  if (odd) return false;
  for (std::size_t start = 0; start <= name.size();) {
    const std::size_t end = std::min(name.find('/', start), name.size());
    const std::string_view part = name.substr(start, end - start);
    if (part == "." || part == ".." || (part.empty() && end != name.size())) return false;
    start = end + 1;
  }
  return true;
}

/// Inflates `packed` piece by piece; false where the data is none, or more than `most` bytes.
bool inflate_all(std::string_view packed, std::uint64_t most,
                 const std::function<void(std::string_view)>& each) {
  z_stream stream{};
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) return false;
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  std::string piece(kPieceBytes, '\0');
  std::uint64_t total = 0;
  int state = Z_OK;
  while (state == Z_OK && total <= most) {
    stream.next_out = reinterpret_cast<Bytef*>(piece.data());
    stream.avail_out = static_cast<uInt>(piece.size());
    state = inflate(&stream, Z_NO_FLUSH);
    const std::size_t got = piece.size() - stream.avail_out;
    total += got;
    if (got > 0) each(std::string_view(piece).substr(0, got));
    if (got == 0 && stream.avail_in == 0 && state == Z_OK) break;
  }
  const bool whole = state == Z_STREAM_END && stream.avail_in == 0 && total <= most;
  inflateEnd(&stream);
  return whole;
}

}  // namespace

/// Reads the directory and compares it with what stands before the data.
class ArchiveReader {
 public:
  ArchiveReader(std::string_view bytes, const ArchiveLimits& limits)
      : bytes_(bytes), limits_(limits) {}

  Result<Archive> run() {
    if (bytes_.size() < kEndRecordBytes || four(bytes_, end()) != kEnd ||
        two(bytes_, end() + 20) != 0)
      return damaged("压缩结构不完整", "the archive ends where no end stands");
    const std::size_t count = two(bytes_, end() + 10);
    const std::size_t size = four(bytes_, end() + 12);
    const std::size_t start = four(bytes_, end() + 16);
    const bool one_disk = two(bytes_, end() + 4) == 0 && two(bytes_, end() + 6) == 0 &&
                          two(bytes_, end() + 8) == count;
    if (!one_disk || start > end() || size != end() - start)
      return damaged("目录与文件不符", "the archive's directory isn't where it should be");
    if (count > limits_.max_entries)
      return refused({fmt::format("内含文件超过 {} 个", limits_.max_entries),
                      fmt::format("it holds more than {} files", limits_.max_entries)});
    for (std::size_t at = start; made_.size() < count;) {
      auto next = read_central(at);
      if (!next) return fail(std::move(next.error()));
      at = *next;
      if (made_.size() == count && at != end())
        return damaged("目录后有多余内容", "something stands behind the archive's directory");
    }
    if (count == 0 && start != end()) return damaged("目录有误", "the directory is no good");
    auto laid = check_layout(start);
    if (!laid) return fail(std::move(laid.error()));
    Archive archive;
    for (Found& found : made_)
      archive.entries_.push_back(std::move(found.entry));
    return archive;
  }

 private:
  struct Found {
    Archive::Entry entry;
    std::uint16_t flags = 0;
    std::size_t header = 0;  ///< where its local header is
    std::size_t data = 0;
    std::size_t packed = 0;
  };

  std::size_t end() const { return bytes_.size() - kEndRecordBytes; }

  Result<std::size_t> read_central(std::size_t at) {
    if (at + kCentralBytes > end() || four(bytes_, at) != kCentral)
      return damaged("目录有误", "the archive's directory is no good");
    Found found;
    found.flags = two(bytes_, at + 8);
    const std::uint16_t method = two(bytes_, at + 10);
    found.entry.crc = four(bytes_, at + 16);
    found.packed = four(bytes_, at + 20);
    found.entry.unpacked = four(bytes_, at + 24);
    const std::size_t name = two(bytes_, at + 28);
    const std::size_t behind = std::size_t{two(bytes_, at + 30)} + two(bytes_, at + 32);
    found.header = four(bytes_, at + 42);
    const std::size_t next = at + kCentralBytes + name + behind;
    if (next > end()) return damaged("目录有误", "the archive's directory is no good");
    found.entry.name = bytes_.substr(at + kCentralBytes, name);
    found.entry.is_deflated = method == Z_DEFLATED;
    if ((found.flags & (kEncrypted | kOtherPackings)) != 0 ||
        (method != 0 && method != Z_DEFLATED) || two(bytes_, at + 34) != 0 ||
        found.packed == kZip64 || found.entry.unpacked == kZip64)
      return refused({"文件已加密或压缩方式不支持", "it is encrypted, or packed in another way"});
    auto fine = check_entry(found);
    if (!fine) return fail(std::move(fine.error()));
    made_.push_back(std::move(found));
    return next;
  }

  Result<void> check_entry(const Found& found) {
    const Archive::Entry& entry = found.entry;
    if (!is_good_name(entry.name, limits_.max_name_bytes) ||
        !names_.insert(lowered(entry.name)).second)
      return refused({"内含文件的名称有误", "it holds a file with a name that is no good"});
    unpacked_ += entry.unpacked;
    const bool tight = entry.unpacked > limits_.ratio_from_bytes &&
                       entry.unpacked / limits_.max_ratio > found.packed;
    if (unpacked_ > limits_.max_unpacked_bytes || tight)
      return refused({"解压后过大", "it would be too large when unpacked"});
    if (!entry.is_deflated && entry.unpacked != found.packed)
      return damaged("大小不符", "its sizes don't agree");
    return {};
  }

  /// One entry behind the other from the first byte to the directory.
  Result<void> check_layout(std::size_t directory) {
    std::vector<Found*> in_order;
    for (Found& found : made_)
      in_order.push_back(&found);
    std::ranges::sort(in_order, {}, [](const Found* found) { return found->header; });
    std::size_t at = 0;
    for (std::size_t i = 0; i < in_order.size(); ++i) {
      Found& found = *in_order[i];
      const std::size_t next = i + 1 < in_order.size() ? in_order[i + 1]->header : directory;
      if (found.header != at || next > directory || !read_local(found, next))
        return damaged("文件之间有多余或重叠的内容",
                       "its files overlap, or something stands between them");
      at = next;
    }
    if (at != directory)
      return damaged("目录前有多余内容", "something stands before its directory");
    return {};
  }

  bool read_local(Found& found, std::size_t next) {
    const std::size_t at = found.header;
    if (at + kLocalBytes > next || four(bytes_, at) != kLocal) return false;
    const std::size_t name = two(bytes_, at + 26);
    const std::size_t data = at + kLocalBytes + name + two(bytes_, at + 28);
    if (data > next || found.packed > next - data) return false;
    const std::uint16_t method = found.entry.is_deflated ? Z_DEFLATED : 0;
    const bool behind = (found.flags & kSizesBehind) != 0;
    const bool same_sizes = four(bytes_, at + 14) == found.entry.crc &&
                            four(bytes_, at + 18) == found.packed &&
                            four(bytes_, at + 22) == found.entry.unpacked;
    if (two(bytes_, at + 6) != found.flags || two(bytes_, at + 8) != method ||
        bytes_.substr(at + kLocalBytes, name) != found.entry.name || (!behind && !same_sizes))
      return false;
    const std::size_t left = next - data - found.packed;
    if (behind ? left != 12 && left != 16 : left != 0) return false;
    found.entry.packed = bytes_.substr(data, found.packed);
    return true;
  }

  std::string_view bytes_;
  const ArchiveLimits& limits_;
  std::vector<Found> made_;
  std::set<std::string> names_;
  std::uint64_t unpacked_ = 0;
};

bool looks_like_archive(std::string_view bytes) {
  return bytes.starts_with(std::string_view("PK\3\4", 4)) || bytes.starts_with(kEndBytes);
}

bool ends_like_archive(std::string_view bytes) {
  const std::size_t tail = std::min(bytes.size(), kEndRecordBytes + kMaxCommentBytes);
  return bytes.substr(bytes.size() - tail).find(kEndBytes) != std::string_view::npos;
}

Result<Archive> Archive::open(std::string_view bytes, const ArchiveLimits& limits) {
  return ArchiveReader(bytes, limits).run();
}

std::vector<std::string_view> Archive::names() const {
  std::vector<std::string_view> all;
  for (const Entry& entry : entries_)
    all.push_back(entry.name);
  return all;
}

const Archive::Entry* Archive::find(std::string_view name) const {
  const auto found = std::ranges::find_if(entries_, [&](const Entry& e) { return e.name == name; });
  return found == entries_.end() ? nullptr : &*found;
}

namespace {

/// Whether an entry unpacks to what its header says.
bool unpack(std::string_view packed, bool is_deflated, std::uint64_t unpacked, std::uint32_t crc,
            const std::function<void(std::string_view)>& each) {
  uLong sum = crc32(0, nullptr, 0);
  std::uint64_t total = 0;
  const auto take = [&](std::string_view piece) {
    sum = crc32_z(sum, reinterpret_cast<const Bytef*>(piece.data()), piece.size());
    total += piece.size();
    each(piece);
  };
  if (!is_deflated) {
    take(packed);
  } else if (!inflate_all(packed, unpacked, take)) {
    return false;
  }
  return total == unpacked && sum == crc;
}

}  // namespace

Result<std::string> Archive::read(std::string_view name) const {
  const Entry* entry = find(name);
  if (entry == nullptr) {
    return fail("archive-entry-missing", {},
                {fmt::format("文件中没有 {}", name), fmt::format("it holds no {}", name)},
                {"用办公软件重新保存", "save it again with an office program"});
  }
  std::string text;
  const bool whole = unpack(entry->packed, entry->is_deflated, entry->unpacked, entry->crc,
                            [&](std::string_view piece) { text.append(piece); });
  if (!whole) return damaged("内容已损坏", "its content is damaged");
  return text;
}

Result<void> Archive::check() const {
  const bool whole = std::ranges::all_of(entries_, [](const Entry& entry) {
    return unpack(entry.packed, entry.is_deflated, entry.unpacked, entry.crc,
                  [](std::string_view) {});
  });
  if (!whole) return damaged("内容已损坏", "its content is damaged");
  return {};
}

}  // namespace fugong::sheets
