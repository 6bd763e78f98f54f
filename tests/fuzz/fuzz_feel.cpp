// Fuzz target of the FEEL parser: whatever the bytes, it answers with a tree or with a fault that
// has a place and both languages; a tree's text is bounded and its spans lie inside the source.
//
// The first byte picks the profile (bit 0), an expression or a cell (bit 1), and the scope (bit 2).
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "engines/feel/parse.hpp"

namespace {

using fugong::feel::Ast;

// Nodes and the longest text of a node (its own words and a shortened number).
constexpr std::size_t kMaxTreeText =
    fugong::feel::kMaxExpressionNodes * 128 + 8 * fugong::feel::kMaxExpressionBytes;

void require(bool condition) {
  if (!condition) std::abort();
}

void check_spans(const Ast& ast, std::size_t size, int depth) {
  require(depth <= fugong::feel::kMaxExpressionDepth);
  require(ast.span.begin <= ast.span.end && ast.span.end <= size);
  for (const auto& child : ast.children)
    check_spans(*child, size, depth + 1);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  static const fugong::feel::Names kScope{"a",   "a b", "a+b", "if so", "monthly salary",
                                          "x-1", "企业"};
  static const fugong::feel::Names kNone;
  const std::string_view source(reinterpret_cast<const char*>(data + 1), size - 1);
  const auto profile =
      (data[0] & 1U) != 0 ? fugong::feel::Profile::policy : fugong::feel::Profile::standard;
  const auto parse =
      (data[0] & 2U) != 0 ? fugong::feel::parse_unary_tests : fugong::feel::parse_expression;
  const auto result = parse(source, {}, (data[0] & 4U) != 0 ? kScope : kNone, profile);
  if (result) {
    check_spans(**result, source.size(), 1);
    require(fugong::feel::to_string(**result).size() <= kMaxTreeText);
    return 0;
  }
  require(result.error().size() == 1);
  const fugong::Fault& fault = result.error().front();
  require(!fault.message.zh.empty() && !fault.message.en.empty() && !fault.remedy.zh.empty() &&
          !fault.remedy.en.empty());
  require(fault.place.line >= 1 && fault.place.column >= 1);
  require(fault.message.zh.size() + fault.message.en.size() < 2000);
  return 0;
}
