// The weighted lists of Accept-Language and Accept-Encoding (RFC 9110 12.4.2). Pure.
#pragma once

#include <functional>
#include <string_view>

namespace fugong::http {

/// Calls `each` with every item and its weight in thousandths (1000 where none is given); an item
/// with a broken weight counts 0.
void for_each_weighted(std::string_view list,
                       const std::function<void(std::string_view item, int weight)>& each);

/// ASCII letters compared without case.
bool same_letters(std::string_view a, std::string_view b);

}  // namespace fugong::http
