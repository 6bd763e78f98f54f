// Content: what a file is, by its bytes and not by its name.
//
//   auto content = recognise(bytes);           // Result<Content>: pdf, jpeg, png, xlsx, docx, text
//
// A file is taken for what it is from its first byte to its last: something else before, or another
// kind of file behind, is refused, so that no two programs see two different files in it. Office
// documents are unpacked to see that they are whole and carry no macros; texts are UTF-8 or GB18030
// without control characters and no page for a browser. What a reader of PDF may be made to do is
// the scanner's to find. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/fault.hpp"

namespace fugong::uploads {

inline constexpr std::size_t kMaxFileBytes = std::size_t{10} << 20;

enum class Content : std::uint8_t { pdf, jpeg, png, xlsx, docx, text };

/// Faults: "upload-empty", "upload-too-large", "upload-type-refused" (none of these kinds),
/// "upload-damaged" (cut off, or with something else in it), "upload-archive-refused" and
/// "upload-macros" of office documents.
Result<Content> recognise(std::string_view bytes);

/// "pdf": in the database and the API.
std::string_view name_of(Content content);
/// Of a name that name_of gave.
Content content_of(std::string_view name);
/// "application/pdf"
std::string_view media_type(Content content);
/// Whether a name that ends so is of that kind: ".jpg" and ".jpeg" are.
bool fits_extension(Content content, std::string_view name);
/// ".pdf"
std::string_view extension(Content content);

}  // namespace fugong::uploads
