#include "platform/http/precondition.hpp"

#include <utility>
#include <vector>

#include "base/hash.hpp"

namespace fugong::http {
namespace {

struct Tag {
  std::string_view opaque;  ///< with its quotes; "*" stands alone
  bool is_weak = false;
};

void skip_blanks(std::string_view& text) {
  while (text.starts_with(' ') || text.starts_with('\t'))
    text.remove_prefix(1);
}

/// The characters between the quotes are those of RFC 9110 8.8.3: no blank, no quote, no control.
bool read_tag(std::string_view& text, Tag& tag) {
  tag.is_weak = text.starts_with("W/");
  if (tag.is_weak) text.remove_prefix(2);
  if (!text.starts_with('"')) return false;
  std::size_t end = 1;
  while (end < text.size() && text[end] != '"') {
    const auto c = static_cast<unsigned char>(text[end]);
    if (c <= 0x20 || c == 0x7f) return false;
    ++end;
  }
  if (end == text.size()) return false;
  tag.opaque = text.substr(0, end + 1);
  text.remove_prefix(end + 1);
  return true;
}

/// Adds the tags of one line; false if it isn't a list of tags.
bool read_tags(std::string_view line, std::vector<Tag>& tags) {
  skip_blanks(line);
  while (!line.empty()) {
    if (line.starts_with(',')) {  // an empty element, which RFC 9110 5.6.1 lets pass
      line.remove_prefix(1);
      skip_blanks(line);
      continue;
    }
    Tag tag;
    if (!read_tag(line, tag)) return false;
    tags.push_back(tag);
    skip_blanks(line);
    if (!line.empty() && !line.starts_with(',')) return false;
  }
  return true;
}

struct Condition {
  bool is_given = false;
  bool is_readable = true;
  bool is_any = false;  ///< "*"
  std::vector<Tag> tags;
};

Condition read_condition(const Request& request, std::string_view name) {
  Condition condition;
  for (const auto& [header, value] : request.headers) {
    if (header != name) continue;
    if (condition.is_given && condition.is_any) condition.is_readable = false;
    std::string_view line = value;
    skip_blanks(line);
    while (line.ends_with(' ') || line.ends_with('\t'))
      line.remove_suffix(1);
    if (line == "*") {
      if (condition.is_given) condition.is_readable = false;
      condition.is_any = true;
    } else if (!read_tags(line, condition.tags)) {
      condition.is_readable = false;
    }
    condition.is_given = true;
  }
  return condition;
}

Response refusal(int status, const char* code, const Text& title, const Text& detail,
                 const Text& remedy, const Request& request) {
  return problem(status, title, detail, {Fault{code, {}, detail, remedy}}, request);
}

}  // namespace

std::string etag_of_revision(std::int64_t revision) {
  return '"' + std::to_string(revision) + '"';
}

std::string etag_of_bytes(std::string_view bytes) {
  return '"' + sha256_hex(bytes).substr(0, 32) + '"';
}

std::optional<Response> refuse_unless_match(const Request& request, std::string_view etag) {
  const Condition condition = read_condition(request, "if-match");
  // "Whatever stands there" is no version that anybody has seen.
  if (!condition.is_given || (condition.is_readable && condition.is_any)) {
    return refusal(428, "precondition-required",
                   {"If-Match 没有写哪一版", "If-Match is missing, or names no version"},
                   {"改动前须说明改的是哪一版", "a change must say which version it changes"},
                   {"先读取，把 ETag 放进 If-Match", "read it first and send its ETag as If-Match"},
                   request);
  }
  if (!condition.is_readable || condition.tags.empty()) {
    return refusal(
        400, "if-match-invalid", {"If-Match 有误", "If-Match is wrong"},
        {"If-Match 不是 ETag 的列表", "If-Match is no list of ETags"},
        {"原样发回读到的 ETag，连同引号", "send the ETag as it was read, with its quotes"},
        request);
  }
  for (const Tag& tag : condition.tags)
    if (!tag.is_weak && tag.opaque == etag) return std::nullopt;
  return refusal(412, "precondition-failed", {"已被别人改动", "Changed meanwhile"},
                 {"读取之后，别人已改动或删除了它",
                  "since it was read somebody has changed it, or taken it away"},
                 {"重新读取，核对后再改", "read it again, look at what is new, and change that"},
                 request);
}

Result<void> IfMatch::check(std::string_view etag) {
  refused_ = refuse_unless_match(request_, etag);
  if (!refused_) return {};
  return fail("precondition-failed", {}, {"已被别人改动", "changed meanwhile"},
              {"重新读取，核对后再改", "read it again, look at what is new, and change that"});
}

Result<Response> IfMatch::over(Result<Response> made) {
  if (refused_) return std::move(*refused_);
  return made;
}

bool is_known(const Request& request, std::string_view etag) {
  const Condition condition = read_condition(request, "if-none-match");
  if (!condition.is_given || !condition.is_readable) return false;
  bool fits = condition.is_any && !etag.empty();
  for (const Tag& tag : condition.tags)
    fits = fits || tag.opaque == etag;
  return fits;
}

}  // namespace fugong::http
