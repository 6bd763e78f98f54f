// An answer that a browser keeps as a file.
//
//   return file_answer(std::move(pdf), "application/pdf", "letter.pdf");
//
// Pure.
#pragma once

#include <string>
#include <string_view>

#include "platform/http/message.hpp"

namespace fugong::http {

/// Never shown or run, and nothing on the way keeps a copy. `name`: letters, digits, '.', '-', '_'.
Response file_answer(std::string bytes, std::string type, std::string_view name);

}  // namespace fugong::http
