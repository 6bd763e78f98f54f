#include "desks/register/column_file.hpp"

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

Text find_directory(std::string_view bytes, std::string_view& directory) {
  Tail tail;
  const Tail expected;
  constexpr std::size_t kLeast = kColumnMagicBytes + sizeof tail;
  Text torn = {"文件不完整", "the file isn't whole"};
  if (bytes.size() < kLeast) return torn;
  std::memcpy(&tail, bytes.data() + bytes.size() - sizeof tail, sizeof tail);
  if (std::memcmp(tail.magic, expected.magic, sizeof tail.magic) != 0 ||
      tail.directory_bytes > std::min(kMaxDirectoryBytes, bytes.size() - kLeast)) {
    return torn;
  }
  directory = bytes.substr(bytes.size() - sizeof tail - tail.directory_bytes, tail.directory_bytes);
  if (is_intact(directory, tail.directory_checksum)) return {};
  return {"目录的校验和不符", "the checksum of the directory doesn't fit"};
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
