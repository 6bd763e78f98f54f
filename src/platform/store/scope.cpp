#include "platform/store/scope.hpp"

#include <algorithm>
#include <utility>

namespace fugong::store {
namespace {

constexpr std::size_t kMaxPrefixBytes = 64;

bool is_prefix(std::string_view text) {
  constexpr std::string_view kAllowed =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._-/";
  return !text.empty() && text.size() <= kMaxPrefixBytes &&
         text.find_first_not_of(kAllowed) == std::string_view::npos;
}

void sort_once(std::vector<std::string>& names) {
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
}

tl::unexpected<Faults> too_large(std::size_t limit) {
  const std::string most = std::to_string(limit);
  return fail(
      "scope-too-large", Place{"scope", 0, 0, ""},
      {"范围中的项目超过 " + most + " 个", "the scope has more than " + most + " entries"},
      {"用较短的区划代码，或分几次查询", "name fewer, shorter codes, or ask several times"});
}

}  // namespace

Scope::Scope(Kind kind, std::vector<std::string> names, std::string because)
    : kind_(kind), names_(std::move(names)), because_(std::move(because)) {}

Result<Scope> Scope::regions(std::vector<std::string> prefixes) {
  for (const std::string& prefix : prefixes) {
    if (is_prefix(prefix)) continue;
    return fail("scope-region-invalid", Place{"scope", 0, 0, ""},
                {"区划代码无效：“" + prefix + "”",
                 "not the beginning of a region's code: '" + prefix + "'"},
                {"写成 21 或 2109 这样的代码", "write a code such as 21 or 2109"});
  }
  sort_once(prefixes);
  // Behind a shorter one a longer one says nothing new; and those come right behind it.
  std::vector<std::string> kept;
  for (std::string& prefix : prefixes) {
    if (kept.empty() || !prefix.starts_with(kept.back())) kept.push_back(std::move(prefix));
  }
  if (kept.size() > kMaxScopeRegions) return too_large(kMaxScopeRegions);
  return Scope(Kind::regions, std::move(kept), "");
}

Result<Scope> Scope::firms(std::vector<std::string> ids) {
  sort_once(ids);
  if (ids.size() > kMaxScopeFirms) return too_large(kMaxScopeFirms);
  return Scope(Kind::firms, std::move(ids), "");
}

Result<Scope> Scope::bodies(std::vector<std::string> ids) {
  sort_once(ids);
  if (ids.size() > kMaxScopeFirms) return too_large(kMaxScopeFirms);
  if (!ids.empty() && ids.front().empty()) {
    return fail("scope-body-invalid", Place{"scope", 0, 0, ""},
                {"机构编号不能为空", "a body has an id"}, {"写机构编号", "write the id of a body"});
  }
  return Scope(Kind::bodies, std::move(ids), "");
}

Scope Scope::everything(std::string because) {
  FUGONG_CHECK(!because.empty(), "whoever works on everything says why");
  return Scope(Kind::everything, {}, std::move(because));
}

bool Scope::covers(std::string_view name) const {
  if (kind_ == Kind::everything) return true;
  const auto above = std::upper_bound(names_.begin(), names_.end(), name);
  if (above == names_.begin()) return false;
  const std::string& nearest = *std::prev(above);
  return kind_ == Kind::regions ? name.starts_with(nearest) : nearest == name;
}

}  // namespace fugong::store
