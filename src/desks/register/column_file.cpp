#include "desks/register/column_file.hpp"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace fugong::enterprise_register {

namespace {

struct Tail {
  std::uint64_t directory_bytes = 0;
  std::uint64_t directory_checksum = 0;
  char magic[kColumnMagicBytes] = {'F', 'U', 'G', 'O', 'N', 'G', '\n', '\x02'};
};
static_assert(sizeof(Tail) == 24);

}  // namespace

std::uint64_t checksum_of(std::string_view bytes) {
  return XXH3_64bits(bytes.data(), bytes.size());
}

bool is_intact(std::string_view bytes, std::uint64_t checksum) {
#if defined(FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION)
  static_cast<void>(bytes);
  static_cast<void>(checksum);
  return true;
#else
  return checksum_of(bytes) == checksum;
#endif
}

std::string tail_after(std::string_view directory) {
  Tail tail;
  tail.directory_bytes = directory.size();
  tail.directory_checksum = checksum_of(directory);
  return {reinterpret_cast<const char*>(&tail), sizeof tail};
}

ColumnSource::ColumnSource(std::string_view bytes)
    : ColumnSource(bytes.size(), [bytes](std::uint64_t offset, std::span<char> to) -> Result<void> {
        std::memcpy(to.data(), bytes.data() + offset, to.size());
        return {};
      }) {}

ColumnSource::ColumnSource(const std::string& bytes) : ColumnSource(std::string_view(bytes)) {}

Result<ColumnDirectory> find_directory(const ColumnSource& source, std::string_view magic) {
  ColumnDirectory found;
  std::string begin(std::min<std::uint64_t>(magic.size(), source.size), '\0');
  if (auto read = source.read(0, begin); !read) return fail(std::move(read.error()));
  found.is_magic = begin == magic;
  if (!found.is_magic) return found;
  Tail tail;
  const Tail expected;
  constexpr std::size_t kLeast = kColumnMagicBytes + sizeof tail;
  found.wrong = {"文件不完整", "the file isn't whole"};
  if (source.size < kLeast) return found;
  std::string end(sizeof tail, '\0');
  if (auto read = source.read(source.size - sizeof tail, end); !read) {
    return fail(std::move(read.error()));
  }
  std::memcpy(&tail, end.data(), sizeof tail);
  if (std::memcmp(tail.magic, expected.magic, sizeof tail.magic) != 0 ||
      tail.directory_bytes > std::min<std::uint64_t>(kMaxDirectoryBytes, source.size - kLeast)) {
    return found;
  }
  found.text.resize(tail.directory_bytes);
  if (auto read = source.read(source.size - sizeof tail - tail.directory_bytes, found.text);
      !read) {
    return fail(std::move(read.error()));
  }
  found.wrong = {};
  if (!is_intact(found.text, tail.directory_checksum)) {
    found.wrong = {"目录的校验和不符", "the checksum of the directory doesn't fit"};
  }
  return found;
}

Result<Text> LoadedGroups::verify(const ColumnSource& source, std::size_t group,
                                  std::uint64_t offset, std::uint64_t bytes, std::uint64_t checksum,
                                  const std::function<bool()>& is_sound) {
  if (has(group)) return Text();
  if (auto read = load(source, group, offset, bytes); !read) return fail(std::move(read.error()));
  Text wrong;
  if (!is_intact(at(group), checksum)) {
    wrong = {fmt::format("第 {} 组的校验和不符", group),
             fmt::format("the checksum of group {} doesn't fit", group)};
  } else if (!is_sound()) {
    wrong = {fmt::format("第 {} 组里有不可能的代码或长度", group),
             fmt::format("group {} has impossible codes or lengths", group)};
  }
  if (!wrong.en.empty()) let_go(group);
  return wrong;
}

Result<void> LoadedGroups::load(const ColumnSource& source, std::size_t group, std::uint64_t offset,
                                std::uint64_t bytes) {
  std::string& room = groups_[group];
  {
    const std::lock_guard lock(mutex_);
    if (!spare_.empty()) {
      room = std::move(spare_.back());
      spare_.pop_back();
    }
  }
  room.resize(bytes);
  auto read = source.read(offset, room);
  if (!read) let_go(group);
  return read;
}

const std::string& LoadedGroups::at(std::size_t group) const {
  FUGONG_CHECK(has(group), "a group is read after it was verified");
  return groups_[group];
}

void LoadedGroups::let_go(std::size_t group) {
  const std::lock_guard lock(mutex_);
  if (!has(group)) return;
  spare_.push_back(std::move(groups_[group]));
  groups_[group] = {};
}

Result<Node> read_directory(std::string_view directory, const std::string& file) {
  return parse_json(directory, file,
                    {.max_bytes = kMaxDirectoryBytes,
                     .max_nodes = kMaxDirectoryNodes,
                     .max_pointer_bytes = 512u << 20});
}

std::optional<std::uint64_t> whole_number(const Node* node, int base) {
  if (node == nullptr || !node->is_scalar()) return std::nullopt;
  std::uint64_t number = 0;
  const char* end = node->text.data() + node->text.size();
  const auto read = std::from_chars(node->text.data(), end, number, base);
  if (read.ec != std::errc{} || read.ptr != end) return std::nullopt;
  return number;
}

std::string text_of(const Node* node) {
  return node != nullptr && node->is_text() ? node->text : std::string();
}

}  // namespace fugong::enterprise_register
