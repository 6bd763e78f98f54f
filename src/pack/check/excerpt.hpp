// The part of a pack's rules that some provisions and decisions need, as a source of its own: small
// enough to be compiled for every one-step change. Private to pack/check.
#pragma once

#include <set>
#include <string>

#include "engines/law/source.hpp"

namespace fugong::pack {

/// Ids of provisions and names of decisions.
using Owners = std::set<std::string, std::less<>>;

/// What a change of `owner` may alter besides itself: what reads a decision, directly or not; what
/// a provision replaces or fills.
Owners altered_by(const law::Source& source, const std::string& owner);

/// A source that answers about `owners` as the whole one does: they, what their texts name, and
/// what replaces or fills them. It has all facts in their order, so that subjects fit both.
law::Source excerpt(const law::Source& source, const Owners& owners);

}  // namespace fugong::pack
