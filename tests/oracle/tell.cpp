#include "oracle/tell.hpp"

#include <cstdio>

namespace fugong::oracle {

void print_counts(const char* title, const std::map<std::string, std::size_t>& counts) {
  std::printf("%s:", title);
  if (counts.empty()) std::printf(" nothing");
  for (const auto& [name, times] : counts)
    std::printf(" %s %zu;", name.c_str(), times);
  std::printf("\n");
}

}  // namespace fugong::oracle
