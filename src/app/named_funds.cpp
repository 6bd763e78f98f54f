#include "app/named_funds.hpp"

#include <algorithm>

namespace fugong::app {
namespace {

/// Where the provisions are law; none: everywhere, as soon as one of them is.
std::vector<std::string> regions_of(const pack::Pack& pack,
                                    const std::vector<std::string>& provisions) {
  std::vector<std::string> regions;
  for (const std::string& id : provisions) {
    const law::Provision* provision = pack.book.find_provision(id);
    if (provision == nullptr || provision->region.empty()) return {};
    regions.insert(regions.end(), provision->region.begin(), provision->region.end());
  }
  return regions;
}

void add(std::vector<funds::NamedFund>& all, const casework::FundName& name,
         const casework::Procedure& procedure, const std::vector<std::string>& regions) {
  const auto same = [&](const funds::NamedFund& one) {
    return one.fund == name.id && one.source == name.source && one.purpose == name.purpose;
  };
  const funds::PaidFrom paid{procedure.id, procedure.title, procedure.provisions};
  const auto found = std::ranges::find_if(all, same);
  if (found == all.end()) {
    all.push_back({name.id, name.source, name.purpose, regions, {paid}});
    return;
  }
  found->procedures.push_back(paid);
  if (regions.empty() || found->regions.empty()) {
    found->regions.clear();
  } else {
    found->regions.insert(found->regions.end(), regions.begin(), regions.end());
  }
}

}  // namespace

std::vector<funds::NamedFund> named_funds(const pack::Pack& pack,
                                          const casework::Procedures& procedures) {
  std::vector<funds::NamedFund> all;
  for (const casework::Procedure& procedure : procedures.all) {
    for (const casework::Step& step : procedure.steps) {
      if (step.fund) add(all, *step.fund, procedure, regions_of(pack, procedure.provisions));
    }
  }
  return all;
}

}  // namespace fugong::app
