// Reading cells of our own tables. Private to the room.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "platform/store/database.hpp"

namespace fugong::publishing {

using store::integer;
using store::maybe_integer;
using store::text;

template <class E>
using Word = std::pair<std::string_view, E>;

template <class E, std::size_t N>
std::string_view word_for(const std::array<Word<E>, N>& words, E value) {
  for (const auto& [name, meaning] : words) {
    if (meaning == value) return name;
  }
  return words[0].first;
}
/// Of our own words in our own tables.
template <class E, std::size_t N>
E meaning_of(const std::array<Word<E>, N>& words, std::string_view name) {
  for (const auto& [word, meaning] : words) {
    if (word == name) return meaning;
  }
  return words[0].second;
}

}  // namespace fugong::publishing
