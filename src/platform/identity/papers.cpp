#include "platform/identity/papers.hpp"

#include <algorithm>

namespace fugong::identity {
namespace {

constexpr std::array<std::string_view, kPapers> kPaperNames{"business-licence", "identity-card",
                                                            "authorisation", "body-records"};

}  // namespace

std::array<Paper, kPapers> all_papers() {
  return {Paper::business_licence, Paper::identity_card, Paper::authorisation, Paper::body_records};
}

std::string_view name_of(Paper paper) {
  return kPaperNames[static_cast<std::size_t>(paper)];
}

std::optional<Paper> paper_of(std::string_view name) {
  const auto at = std::ranges::find(kPaperNames, name);
  if (at == kPaperNames.end()) return std::nullopt;
  return static_cast<Paper>(at - kPaperNames.begin());
}

const Text& label_of(Paper paper) {
  static const std::array<Text, kPapers> kLabels{{
      {"营业执照", "business licence"},
      {"本人的身份证件", "the person's identity card"},
      {"企业的授权书", "the firm's letter of authorisation"},
      {"本机构的记录（租约、账户）", "records of the body (lease, account)"},
  }};
  return kLabels[static_cast<std::size_t>(paper)];
}

std::string join_papers(const std::vector<Paper>& papers) {
  std::string names;
  for (const Paper paper : papers) {
    if (!names.empty()) names += ' ';
    names += name_of(paper);
  }
  return names;
}

std::vector<Paper> split_papers(std::string_view names) {
  std::vector<Paper> papers;
  while (!names.empty()) {
    const std::string_view name = names.substr(0, names.find(' '));
    names.remove_prefix(std::min(names.size(), name.size() + 1));
    if (const auto paper = paper_of(name)) papers.push_back(*paper);
  }
  return papers;
}

}  // namespace fugong::identity
