#include "platform/http/file_answer.hpp"

#include <fmt/format.h>

#include <utility>

namespace fugong::http {

Response file_answer(std::string bytes, std::string type, std::string_view name) {
  Response response;
  response.body = std::move(bytes);
  response.headers = {{"Content-Type", std::move(type)},
                      {"Content-Disposition", fmt::format("attachment; filename=\"{}\"", name)},
                      {"Cache-Control", "no-store"}};
  return response;
}

}  // namespace fugong::http
