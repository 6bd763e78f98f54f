#include "pack/archive.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/hash.hpp"

namespace fugong::pack {

namespace {

constexpr std::string_view kHeader = "\x78\xDA";  // deflate, 32 KiB window, best compression

tl::unexpected<Faults> damaged(const std::string& file, Text what) {
  Place place;
  place.file = file;
  return fail("pack-kept-damaged", std::move(place), std::move(what),
              {"取回未改动的副本；文件名是它的 SHA-256",
               "bring back an unchanged copy; its name is its SHA-256"});
}

const Bytef* as_bytes(std::string_view text) {
  return static_cast<const Bytef*>(static_cast<const void*>(text.data()));
}
Bytef* as_bytes(std::string& text) {
  return static_cast<Bytef*>(static_cast<void*>(text.data()));
}

/// Inflates exactly one stream that deflate could have written; empty if it isn't one.
class Inflater {
 public:
  explicit Inflater(std::string_view kept) : kept_(kept) {
    FUGONG_CHECK(inflateInit(&stream_) == Z_OK, "zlib has memory");
    stream_.next_in = const_cast<Bytef*>(as_bytes(kept));  // zlib reads only
    stream_.avail_in = static_cast<uInt>(kept.size());
  }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  ~Inflater() { inflateEnd(&stream_); }

  std::optional<std::string> run() {
    if (!kept_.starts_with(kHeader)) return std::nullopt;
    for (;;) {
      const int got = step();
      if (got == Z_STREAM_END) break;
      if (got != Z_OK || out_.size() > kMaxArchiveBytes || !spare_bits_are_zero()) {
        return std::nullopt;
      }
    }
    if (stream_.avail_in != 0) return std::nullopt;
    return std::move(out_);
  }

 private:
  /// Up to the next end of a block, or as far as the buffer reaches.
  int step() {
    const std::size_t old = out_.size();
    out_.resize(old + kStep);
    stream_.next_out = as_bytes(out_) + old;
    stream_.avail_out = kStep;
    const int got = inflate(&stream_, Z_BLOCK);
    out_.resize(old + kStep - stream_.avail_out);
    return got;
  }

  /// After the last block the rest of its last byte carries nothing: deflate leaves it zero.
  bool spare_bits_are_zero() const {
    constexpr int kEndOfBlock = 128;
    constexpr int kLastBlock = 64;
    const int type = stream_.data_type;
    if ((type & kEndOfBlock) == 0 || (type & kLastBlock) == 0) return true;
    const int spare = type & 7;
    return stream_.next_in[-1] >> (8 - spare) == 0;
  }

  static constexpr uInt kStep = 1u << 16;
  std::string_view kept_;
  z_stream stream_{};
  std::string out_;
};

/// Takes the text up to a zero byte off the front; empty if there is none.
std::optional<std::string_view> take_field(std::string_view& rest) {
  const std::size_t end = rest.find('\0');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view field = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  return field;
}

std::optional<Files> split(std::string_view rest) {
  Files files;
  while (!rest.empty()) {
    const auto path = take_field(rest);
    const auto digits = take_field(rest);
    if (!path || !digits || files.size() == kMaxPackFiles) return std::nullopt;
    std::size_t size = 0;
    const char* begin = digits->begin();
    const char* end = digits->end();
    const auto [stop, error] = std::from_chars(begin, end, size);
    if (error != std::errc() || stop != end || size > rest.size()) return std::nullopt;
    if (!files.emplace(*path, rest.substr(0, size)).second) return std::nullopt;
    rest.remove_prefix(size);
  }
  return files;
}

}  // namespace

std::string archive_bytes(const Files& files, std::vector<std::string> ids) {
  std::sort(ids.begin(), ids.end());
  std::string all;
  for (const std::string& id : ids) {
    const std::string prefix = id + "/";
    for (auto file = files.lower_bound(prefix);
         file != files.end() && file->first.starts_with(prefix); ++file) {
      all += file->first;
      all += '\0';
      all += std::to_string(file->second.size());
      all += '\0';
      all += file->second;
    }
  }
  return all;
}

std::string keep(const Files& files, const Pack& pack) {
  const std::string all = archive_bytes(files, pack.parts);
  FUGONG_CHECK(sha256_hex(all) == pack.hash, "the files are those that the pack was loaded from");
  uLongf size = compressBound(static_cast<uLong>(all.size()));
  std::string kept(size, '\0');
  const int done = compress2(as_bytes(kept), &size, as_bytes(std::string_view(all)),
                             static_cast<uLong>(all.size()), Z_BEST_COMPRESSION);
  FUGONG_CHECK(done == Z_OK, "the buffer has room for the worst case");
  kept.resize(size);
  return kept;
}

Result<Files> read_kept(std::string_view kept, std::string_view hash, const std::string& file) {
  if (kept.size() > kMaxArchiveBytes) {
    return damaged(file, {fmt::format("超过 {} 字节", kMaxArchiveBytes),
                          fmt::format("more than {} bytes", kMaxArchiveBytes)});
  }
  const auto all = Inflater(kept).run();
  if (!all) {
    return damaged(file, {"留存的政策包被截断或改动，解不开",
                          "the kept pack was cut short or changed: it does not inflate"});
  }
  const std::string found = sha256_hex(*all);
  if (found != hash) {
    return damaged(file, {fmt::format("留存的政策包内容不符：应为 {}，实为 {}", hash, found),
                          fmt::format("the kept pack is not {}: its bytes are {}", hash, found)});
  }
  auto files = split(*all);
  if (!files) {
    return damaged(file,
                   {"留存的内容不是政策包的文件", "what is kept are not the files of a pack"});
  }
  return std::move(*files);
}

}  // namespace fugong::pack
