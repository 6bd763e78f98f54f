#include "engines/sql/choice.hpp"

#include <algorithm>
#include <map>

namespace fugong::sql {

namespace {

std::size_t count_of(const std::vector<std::uint32_t>& classes) {
  return *std::max_element(classes.begin(), classes.end()) + std::size_t{1};
}

}  // namespace

Choice::Choice(std::vector<Dimension> dimensions,
               const std::vector<std::vector<std::uint32_t>>& classes,
               const std::vector<Outcome>& outcomes)
    : dimensions_(std::move(dimensions)) {
  // From the last dimension to the first: combinations that go on alike are one.
  std::map<Outcome, std::uint32_t> leaf_ids;
  std::vector<std::uint32_t> level;
  for (const Outcome outcome : outcomes) {
    const auto [at, is_new] = leaf_ids.emplace(outcome, static_cast<std::uint32_t>(leaves_.size()));
    if (is_new) leaves_.push_back(outcome);
    level.push_back(at->second);
  }
  const auto first = static_cast<std::uint32_t>(leaves_.size());
  for (std::size_t d = dimensions_.size(); d-- > 0;) {
    FUGONG_CHECK(classes[d].size() == dimensions_[d].points.size(), "a class for each point");
    const std::size_t points = count_of(classes[d]);
    FUGONG_CHECK(level.size() % points == 0, "an outcome for each combination");
    std::map<std::vector<std::uint32_t>, std::uint32_t> branch_ids;
    std::vector<std::uint32_t> above;
    for (std::size_t at = 0; at < level.size(); at += points) {
      const auto from = level.begin() + static_cast<std::ptrdiff_t>(at);
      std::vector<std::uint32_t> next(from, from + static_cast<std::ptrdiff_t>(points));
      if (std::all_of(next.begin(), next.end(), [&](std::uint32_t id) { return id == next[0]; })) {
        above.push_back(next[0]);
        continue;
      }
      const auto [found, is_new] =
          branch_ids.emplace(std::move(next), first + static_cast<std::uint32_t>(branches_.size()));
      if (is_new) branches_.push_back({d, found->first});
      above.push_back(found->second);
    }
    level = std::move(above);
  }
  FUGONG_CHECK(level.size() == 1, "an outcome for each combination");
  root_ = level[0];
  for (Branch& at : branches_) {
    std::vector<std::uint32_t> next;
    for (const std::uint32_t of : classes[at.dimension])
      next.push_back(at.next[of]);
    at.next = std::move(next);
  }
}

/// A diagram from its root on. Leaves count from 0, branches from -1 down until all are known.
class Choice::Narrowing {
 public:
  using Passing = std::vector<std::vector<std::optional<std::vector<bool>>>>;
  Narrowing(Choice& choice, const Passing& passing, std::size_t most,
            const std::function<Outcome(std::span<const Point>)>& outcome)
      : choice_(choice), passing_(passing), most_(most), outcome_(outcome) {
    path_.resize(choice.dimensions_.size());
    known_.resize(path_.size() + 1);
  }

  /// Of the dimensions from `d` on; empty if it is too much.
  std::optional<std::int64_t> go_on(std::size_t d, const Narrowed& narrowed) {
    if (const auto at = known_[d].find(narrowed); at != known_[d].end()) return at->second;
    if (++steps_ > most_) return std::nullopt;
    std::optional<std::int64_t> id = d == path_.size() ? leaf() : branch(d, narrowed);
    if (id) known_[d].emplace(narrowed, *id);
    return id;
  }

  std::uint32_t settled(std::int64_t id) const {
    return static_cast<std::uint32_t>(
        id >= 0 ? id : static_cast<std::int64_t>(choice_.leaves_.size()) - id - 1);
  }
  void finish(std::int64_t root) {
    for (const auto& [d, next] : branches_) {
      Branch& made = choice_.branches_.emplace_back();
      made.dimension = d;
      for (const std::int64_t id : next)
        made.next.push_back(settled(id));
    }
    choice_.root_ = settled(root);
  }

 private:
  std::int64_t leaf() {
    const Outcome outcome = outcome_(path_);
    const auto [at, is_new] = leaf_ids_.emplace(outcome, choice_.leaves_.size());
    if (is_new) choice_.leaves_.push_back(outcome);
    return static_cast<std::int64_t>(at->second);
  }

  std::optional<std::int64_t> branch(std::size_t d, const Narrowed& narrowed) {
    std::vector<std::int64_t> next;
    for (std::size_t i = 0; i < passing_[d].size(); ++i) {
      Narrowed below = narrowed;
      if (const auto& rules = passing_[d][i]) {
        if (below.passing.empty()) below.passing.assign(rules->size(), true);
        for (std::size_t rule = 0; rule < rules->size(); ++rule)
          below.passing[rule] = below.passing[rule] && (*rules)[rule];
      } else {
        below.by_self.push_back(static_cast<std::uint32_t>(d));
        below.by_self.push_back(static_cast<std::uint32_t>(i));
      }
      path_[d] = choice_.dimensions_[d].points[i];
      const auto id = go_on(d + 1, below);
      if (!id) return std::nullopt;
      next.push_back(*id);
    }
    if (std::all_of(next.begin(), next.end(), [&](std::int64_t id) { return id == next[0]; })) {
      return next[0];
    }
    const auto place = -1 - static_cast<std::int64_t>(branches_.size());
    const auto [at, is_new] = branch_ids_.emplace(std::pair(d, std::move(next)), place);
    if (is_new) branches_.push_back(at->first);
    return at->second;
  }

  Choice& choice_;
  const Passing& passing_;
  const std::size_t most_;
  const std::function<Outcome(std::span<const Point>)>& outcome_;
  std::vector<Point> path_;
  std::size_t steps_ = 0;
  std::vector<std::map<Narrowed, std::int64_t>> known_;  // by dimension
  std::map<Outcome, std::size_t> leaf_ids_;
  std::vector<std::pair<std::size_t, std::vector<std::int64_t>>> branches_;
  std::map<std::pair<std::size_t, std::vector<std::int64_t>>, std::int64_t> branch_ids_;
};

std::optional<Choice> Choice::by_rules(
    std::vector<Dimension> dimensions,
    const std::vector<std::vector<std::optional<std::vector<bool>>>>& passing, std::size_t most,
    const std::function<Outcome(std::span<const Point>)>& outcome) {
  Choice made;
  made.dimensions_ = std::move(dimensions);
  Narrowing narrowing(made, passing, most, outcome);
  const auto root = narrowing.go_on(0, {});
  if (!root) return std::nullopt;
  narrowing.finish(*root);
  return made;
}

std::size_t Choice::written_leaves(std::size_t most) const {
  std::vector<std::size_t> leaves(leaves_.size() + branches_.size(), 1);
  for (std::size_t id = leaves_.size(); id < leaves.size(); ++id) {
    // Branches come after what they go on to. Neighbours that go on alike are written once.
    const Branch& at = branch(static_cast<std::uint32_t>(id));
    std::size_t sum = 0;
    for (std::size_t i = 0; i < at.next.size(); ++i) {
      if (i == 0 || at.next[i] != at.next[i - 1]) sum += leaves[at.next[i]];
    }
    leaves[id] = std::min(sum, most + 1);
  }
  return leaves[root_];
}

std::uint32_t Choice::step(std::uint32_t id, std::size_t dimension, std::size_t point) const {
  if (is_leaf(id) || branch(id).dimension != dimension) return id;
  return branch(id).next[point];
}

std::vector<std::vector<std::uint32_t>> Choice::classes() const {
  std::vector<std::vector<std::uint32_t>> made;
  for (std::size_t d = 0; d < dimensions_.size(); ++d) {
    // Points are alike if every branch of the dimension goes on alike from them.
    std::map<std::vector<std::uint32_t>, std::uint32_t> ids;
    std::vector<std::uint32_t>& classes = made.emplace_back();
    for (std::size_t point = 0; point < dimensions_[d].points.size(); ++point) {
      std::vector<std::uint32_t> signature;
      for (const Branch& at : branches_) {
        if (at.dimension == d) signature.push_back(at.next[point]);
      }
      const auto next = static_cast<std::uint32_t>(ids.size());
      classes.push_back(ids.emplace(std::move(signature), next).first->second);
    }
  }
  return made;
}

std::size_t Choice::places(std::size_t most) const {
  std::size_t places = 1;
  for (const std::vector<std::uint32_t>& of : classes())
    places = std::min(places * count_of(of), most + 1);
  return places;
}

Choice::Table Choice::table() const {
  Table made;
  made.classes = classes();
  std::vector<std::uint32_t> level{root_};
  for (std::size_t d = 0; d < dimensions_.size(); ++d) {
    const std::vector<std::uint32_t>& classes = made.classes[d];
    const std::size_t count = count_of(classes);
    std::vector<std::uint32_t> below;
    for (const std::uint32_t id : level) {
      for (std::uint32_t of = 0; of < count; ++of) {
        const auto point = std::find(classes.begin(), classes.end(), of) - classes.begin();
        below.push_back(step(id, d, static_cast<std::size_t>(point)));
      }
    }
    level = std::move(below);
  }
  for (const std::uint32_t id : level)
    made.outcomes.push_back(leaf(id));
  made.strides.assign(dimensions_.size(), 1);
  for (std::size_t d = dimensions_.size(); d-- > 1;) {
    made.strides[d - 1] = made.strides[d] * count_of(made.classes[d]);
  }
  return made;
}

}  // namespace fugong::sql
