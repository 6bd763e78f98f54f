// Fuzz target of telling what an uploaded file is, and of the name to show. What is called a kind
// begins as that kind does; the name is a short text that is no path.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/text.hpp"
#include "platform/uploads/content.hpp"
#include "platform/uploads/display_name.hpp"

namespace {

using namespace fugong;
using uploads::Content;

void require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto content = uploads::recognise(bytes);
  if (!content) {
    require(content.error().front().code.starts_with("upload-"));
  } else if (*content == Content::pdf) {
    require(bytes.starts_with("%PDF-"));
  } else if (*content == Content::text) {
    require(bytes.find('\0') == std::string_view::npos);
    require(bytes.find("<script") == std::string_view::npos || bytes.find("<script") >= 4096 - 7);
  }
  const Content kind = content.value_or(Content::text);
  const std::string name = uploads::display_name(bytes, kind);
  require(!name.empty() && !find_invalid_utf8(name) &&
          name.size() <= uploads::kMaxDisplayBytes + 5);
  require(name.find_first_of("/\\\"\r\n") == std::string::npos && name.front() != '.');
  require(uploads::fits_extension(kind, name));
  const std::string header = uploads::attachment(name, kind);
  for (const char c : header)
    require(c >= ' ' && c <= '~');
  return 0;
}
