// What a test tells of itself.
#pragma once

#include <cstddef>
#include <map>
#include <string>

namespace fugong::oracle {

void print_counts(const char* title, const std::map<std::string, std::size_t>& counts);

}  // namespace fugong::oracle
