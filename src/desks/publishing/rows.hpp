// Reading cells of our own tables. Private to the room.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "platform/store/database.hpp"

namespace fugong::publishing {

inline std::int64_t whole(const store::Cell& cell) {
  return std::get<std::int64_t>(cell);
}
inline const std::string& text(const store::Cell& cell) {
  return std::get<std::string>(cell);
}
inline std::optional<std::int64_t> maybe_whole(const store::Cell& cell) {
  if (std::holds_alternative<std::monostate>(cell)) return std::nullopt;
  return whole(cell);
}

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
