// The name that a client's file had, as a text to show: never a path, and never used as one.
//
//   display_name("C:\\报表\\工资表.PDF", Content::pdf)     // "工资表.PDF"
//   display_name("a.pdf", Content::png)                    // "a.pdf.png"
//   display_name("../../etc/passwd", Content::text)        // "passwd.txt"
//
// Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "platform/uploads/content.hpp"

namespace fugong::uploads {

inline constexpr std::size_t kMaxDisplayBytes = 200;
inline constexpr std::size_t kMaxGivenNameBytes = 2'048;  ///< as it is sent, percent-encoded

/// `given`: UTF-8 in percent-encoding, or not. What has no name is called "file". Separators,
/// control characters, those that turn the direction of writing, and quotes go.
std::string display_name(std::string_view given);
/// The same, and it ends as its content says.
std::string display_name(std::string_view given, Content content);

/// Content-Disposition of a download (RFC 6266, RFC 8187).
std::string attachment(std::string_view name, Content content);

}  // namespace fugong::uploads
