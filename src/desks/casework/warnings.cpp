#include "desks/casework/warnings.hpp"

#include <algorithm>
#include <set>

#include "base/hash.hpp"
#include "desks/register/register.hpp"

namespace fugong::casework {
namespace {

Check always(const char* id, Check::Finds finds, Text title) {
  Check check;
  check.id = id;
  check.finds = finds;
  check.title = std::move(title);
  return check;
}

/// What a check compares; empty: this case has nothing of it.
std::vector<std::string> compared_by(const Check& check, const Case& now) {
  switch (check.finds) {
    case Check::Finds::subject:
      return now.matter.same_key.empty() ? std::vector<std::string>{}
                                         : std::vector{now.matter.same_key};
    case Check::Finds::document: {
      std::vector<std::string> files;
      for (const Paper& paper : now.papers)
        files.push_back(paper.sha256);
      return files;
    }
    case Check::Finds::filer:
      return now.filed_by.empty() ? std::vector<std::string>{} : std::vector{now.filed_by};
    case Check::Finds::facts:
      break;
  }
  std::string all;
  for (const std::string& name : check.facts) {
    const auto stated = std::ranges::find(now.facts, name, &StatedFact::fact);
    if (stated == now.facts.end()) return {};
    all.append(enterprise_register::name_key(stated->value)).append("\n");
  }
  return {all};
}

}  // namespace

std::vector<Check> checks_of(const Procedure& procedure) {
  std::vector<Check> checks = procedure.checks;
  for (Check& one : std::vector{
           always("same_subject", Check::Finds::subject,
                  {"同一标的另有企业申请", "Another firm claims for the same"}),
           always("same_document", Check::Finds::document,
                  {"另有企业提交过同一份文件", "Another firm has handed in the same file"})}) {
    if (std::ranges::find(checks, one.finds, &Check::finds) == checks.end())
      checks.push_back(std::move(one));
  }
  return checks;
}

std::vector<Mark> marks_of(const Case& now, const Procedure& procedure) {
  std::set<Mark> marks;
  for (const Check& check : checks_of(procedure)) {
    for (const std::string& value : compared_by(check, now))
      marks.insert({check.id, sha256_hex(value)});
  }
  return {marks.begin(), marks.end()};
}

}  // namespace fugong::casework
