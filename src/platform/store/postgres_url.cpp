#include "platform/store/postgres_url.hpp"

#include <libpq-fe.h>

#include <map>
#include <memory>

namespace fugong::store {
namespace {

constexpr std::string_view kHidden = "***";

struct FreeOptions {
  void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};

struct FreeMemory {
  void operator()(char* text) const { PQfreemem(text); }
};

}  // namespace

std::string PostgresUrl::without_secrets(std::string_view message) const {
  std::string shown(message);
  for (const std::string& secret : secrets) {
    std::size_t at = shown.find(secret);
    while (at != std::string::npos) {
      shown.replace(at, secret.size(), kHidden);
      at = shown.find(secret, at + kHidden.size());
    }
  }
  return shown;
}

Result<PostgresUrl> read_postgres_url(const std::string& url) {
  char* raw_why = nullptr;
  const std::unique_ptr<PQconninfoOption, FreeOptions> options(
      PQconninfoParse(url.c_str(), &raw_why));
  const std::unique_ptr<char, FreeMemory> why(raw_why);
  if (options == nullptr) {
    // What libpq says quotes the URL, and which part of it is the password isn't known.
    return fail("store-cannot-open", Place{"postgresql://***", 0, 0, ""},
                {"数据库的 URL 有误", "the database's URL can't be read"},
                {"写成 postgresql://用户:密码@主机:端口/数据库；特殊字符用 %xx",
                 "write postgresql://user:password@host:port/database; special characters as %xx"});
  }
  PostgresUrl made;
  std::map<std::string, std::string, std::less<>> given;
  for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
    if (option->val == nullptr) continue;
    given[option->keyword] = option->val;
    // libpq marks what is not to be shown.
    if (option->dispchar[0] == '*' && option->val[0] != '\0') made.secrets.push_back(option->val);
  }
  const std::string& host = given["host"].empty() ? given["hostaddr"] : given["host"];
  const bool is_socket = host.starts_with('/');
  made.name = "postgresql://";
  if (!given["user"].empty()) made.name.append(given["user"]).append("@");
  if (!is_socket) made.name.append(host);
  if (!given["port"].empty()) made.name.append(":").append(given["port"]);
  made.name.append("/").append(given["dbname"]);
  if (is_socket) made.name.append("?host=").append(host);
  return made;
}

}  // namespace fugong::store
