#include <fmt/format.h>

#include <array>
#include <ctime>

#include "platform/http/wire.hpp"

namespace fugong::http {
namespace {

struct Status {
  int number;
  const char* phrase;
  const char* zh;
};

constexpr std::array kStatuses = {
    Status{200, "OK", "成功"},
    Status{201, "Created", "已创建"},
    Status{202, "Accepted", "已受理"},
    Status{204, "No Content", "无内容"},
    Status{303, "See Other", "见另处"},
    Status{304, "Not Modified", "未修改"},
    Status{307, "Temporary Redirect", "临时转向"},
    Status{308, "Permanent Redirect", "永久转向"},
    Status{400, "Bad Request", "请求有误"},
    Status{401, "Unauthorized", "须先登录"},
    Status{403, "Forbidden", "无权访问"},
    Status{404, "Not Found", "找不到"},
    Status{405, "Method Not Allowed", "不允许此方法"},
    Status{406, "Not Acceptable", "无法提供所要的格式"},
    Status{408, "Request Timeout", "请求太慢"},
    Status{409, "Conflict", "有冲突"},
    Status{410, "Gone", "已不存在"},
    Status{412, "Precondition Failed", "前提不成立"},
    Status{413, "Content Too Large", "请求体太大"},
    Status{414, "URI Too Long", "网址太长"},
    Status{415, "Unsupported Media Type", "不支持此内容类型"},
    Status{417, "Expectation Failed", "无法满足 Expect"},
    Status{422, "Unprocessable Content", "内容有误"},
    Status{428, "Precondition Required", "须给出前提"},
    Status{429, "Too Many Requests", "请求太频繁"},
    Status{431, "Request Header Fields Too Large", "请求头太大"},
    Status{500, "Internal Server Error", "服务器内部错误"},
    Status{501, "Not Implemented", "未实现"},
    Status{503, "Service Unavailable", "暂时无法服务"},
    Status{505, "HTTP Version Not Supported", "不支持此 HTTP 版本"},
};

const Status* find_status(int number) {
  for (const Status& status : kStatuses) {
    if (status.number == number) return &status;
  }
  return nullptr;
}

bool same_word(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const char c = a[i] >= 'A' && a[i] <= 'Z' ? static_cast<char>(a[i] + 32) : a[i];
    if (c != b[i]) return false;
  }
  return true;
}

/// What only the transport may say.
bool is_framing(std::string_view name) {
  return same_word(name, "content-length") || same_word(name, "transfer-encoding") ||
         same_word(name, "connection") || same_word(name, "date") || same_word(name, "server");
}

}  // namespace

std::size_t body_size(const Response& response) {
  return response.shared_body ? response.shared_body->size() : response.body.size();
}

std::string response_head(const Response& response, After after, std::string_view date) {
  const Status* status = find_status(response.status);
  std::string out;
  out.reserve(1024);
  fmt::format_to(std::back_inserter(out), "HTTP/1.1 {} {}\r\nServer: fugong\r\nDate: {}\r\n",
                 response.status, status != nullptr ? status->phrase : "", date);
  for (const auto& [name, value] : response.headers) {
    if (is_framing(name)) continue;
    out += name;
    out += ": ";
    out += value;
    out += "\r\n";
  }
  // 204 and 304 have no body by definition; a length would be about something else.
  if (response.status != 204 && response.status != 304) {
    fmt::format_to(std::back_inserter(out), "Content-Length: {}\r\n", body_size(response));
  }
  if (after == After::close) out += "Connection: close\r\n";
  if (after == After::keep_said_aloud) out += "Connection: keep-alive\r\n";
  out += "\r\n";
  return out;
}

std::string http_date(std::int64_t seconds_since_1970) {
  static constexpr std::array kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::time_t time = seconds_since_1970;
  std::tm utc{};
  gmtime_r(&time, &utc);
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
                     kDays[static_cast<std::size_t>(utc.tm_wday)], utc.tm_mday,
                     kMonths[static_cast<std::size_t>(utc.tm_mon)], utc.tm_year + 1900, utc.tm_hour,
                     utc.tm_min, utc.tm_sec);
}

Text status_title(int status) {
  const Status* known = find_status(status);
  if (known == nullptr) return {"请求未完成", "The request was not completed"};
  return {known->zh, known->phrase};
}

std::string_view method_name(Method method) {
  switch (method) {
    case Method::get:
      return "GET";
    case Method::head:
      return "HEAD";
    case Method::post:
      return "POST";
    case Method::put:
      return "PUT";
    case Method::patch:
      return "PATCH";
    case Method::del:
      return "DELETE";
    case Method::options:
      return "OPTIONS";
  }
  return "";
}

}  // namespace fugong::http
