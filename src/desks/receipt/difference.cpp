// What differs between two documents, part by part.
#include "desks/receipt/parts.hpp"

namespace fugong::receipt {

namespace {

void compare_maps(const Node& was, const Node& is, const std::string& pointer,
                  std::vector<Difference>& found) {
  for (const auto& [key, value] : was.fields) {
    const std::string inner = pointer_child(pointer, key);
    if (const Node* other = is.find(key)) {
      find_differences(value, *other, inner, found);
    } else if (found.size() < kMaxDifferences) {
      found.push_back({inner, text_of(value), ""});
    }
  }
  for (const auto& [key, value] : is.fields) {
    if (was.find(key) == nullptr && found.size() < kMaxDifferences) {
      found.push_back({pointer_child(pointer, key), "", text_of(value)});
    }
  }
}

void compare_lists(const Node& was, const Node& is, const std::string& pointer,
                   std::vector<Difference>& found) {
  for (std::size_t i = 0; i < std::max(was.items.size(), is.items.size()); ++i) {
    const std::string inner = pointer_child(pointer, i);
    if (i < was.items.size() && i < is.items.size()) {
      find_differences(was.items[i], is.items[i], inner, found);
    } else if (found.size() < kMaxDifferences) {
      const bool gone = i < was.items.size();
      found.push_back({inner, gone ? text_of(was.items[i]) : "", gone ? "" : text_of(is.items[i])});
    }
  }
}

bool is_same_scalar(const Node& a, const Node& b) {
  return a.kind == b.kind && a.truth == b.truth && a.text == b.text;
}

}  // namespace

void find_differences(const Node& was, const Node& is, const std::string& pointer,
                      std::vector<Difference>& found) {
  if (was.kind == Node::Kind::map && is.kind == Node::Kind::map) {
    compare_maps(was, is, pointer, found);
  } else if (was.kind == Node::Kind::list && is.kind == Node::Kind::list) {
    compare_lists(was, is, pointer, found);
  } else if ((!was.is_scalar() || !is.is_scalar() || !is_same_scalar(was, is)) &&
             found.size() < kMaxDifferences) {
    found.push_back({pointer, text_of(was), text_of(is)});
  }
}

}  // namespace fugong::receipt
