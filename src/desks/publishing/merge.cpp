#include "desks/publishing/merge.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

namespace fugong::publishing {
namespace {

using Lines = std::vector<std::string_view>;

/// Beyond so many lines that differ, all between the first and the last of them counts as one
/// change: it may be a conflict where there is none, never the other way round.
constexpr int kMaxDiffering = 2'000;

/// With their line ends, so that together they are the text.
Lines lines_in(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::size_t size = end == std::string_view::npos ? text.size() : end + 1;
    lines.push_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  return lines;
}

std::string text_of(const Lines& lines, std::size_t from, std::size_t to) {
  std::string text;
  for (std::size_t i = from; i < to; ++i)
    text += lines[i];
  return text;
}

/// Lines [from, to) of the base that have become [new_from, new_to).
struct Hunk {
  std::size_t from, to, new_from, new_to;
};

/// Line i of one text is line j of the other.
using Matches = std::vector<std::pair<std::size_t, std::size_t>>;

/// The lines that stay (Myers, An O(ND) Difference Algorithm, 1986), in order; none if too many
/// differ.
Matches matches_between(const Lines& a, const Lines& b) {
  const int n = static_cast<int>(a.size());
  const int m = static_cast<int>(b.size());
  const int most = std::min(n + m, kMaxDiffering);
  // How far along a each diagonal k was reached with d differences, at k + most.
  std::vector<int> reached(2 * static_cast<std::size_t>(most) + 3, 0);
  const auto at = [&](int k) -> int& {
    const int place = k + most + 1;
    return reached[static_cast<std::size_t>(place)];
  };
  std::vector<std::vector<int>> rounds;  // `reached` as it was before round d, for -d-1 ... d+1
  const auto comes_down = [](int k, int d, int left, int right) {
    return k == -d || (k != d && left < right);
  };
  int d = 0;
  for (bool is_done = false; !is_done; ++d) {
    if (d > most) return {};
    std::vector<int> before;
    for (int k = -d - 1; k <= d + 1; ++k)
      before.push_back(at(k));
    rounds.push_back(std::move(before));
    for (int k = -d; k <= d && !is_done; k += 2) {
      int x = comes_down(k, d, at(k - 1), at(k + 1)) ? at(k + 1) : at(k - 1) + 1;
      while (x < n && x - k < m &&
             a[static_cast<std::size_t>(x)] == b[static_cast<std::size_t>(x - k)])
        ++x;
      at(k) = x;
      is_done = x >= n && x - k >= m;
    }
  }
  Matches matches;
  int x = n;
  int y = m;
  for (--d; d >= 0; --d) {
    const auto& before = rounds[static_cast<std::size_t>(d)];
    const auto was = [&](int k) {
      const int place = k + d + 1;
      return before[static_cast<std::size_t>(place)];
    };
    const int k = x - y;
    const int from = comes_down(k, d, was(k - 1), was(k + 1)) ? k + 1 : k - 1;
    const int old_x = d == 0 ? 0 : was(from);
    const int old_y = d == 0 ? 0 : old_x - from;
    while (x > old_x && y > old_y) {
      --x;
      --y;
      matches.emplace_back(static_cast<std::size_t>(x), static_cast<std::size_t>(y));
    }
    x = old_x;
    y = old_y;
  }
  std::ranges::reverse(matches);
  return matches;
}

std::vector<Hunk> hunks_between(const Lines& base, const Lines& now) {
  std::size_t head = 0;
  while (head < base.size() && head < now.size() && base[head] == now[head])
    ++head;
  std::size_t tail = 0;
  while (tail < base.size() - head && tail < now.size() - head &&
         base[base.size() - 1 - tail] == now[now.size() - 1 - tail])
    ++tail;
  const auto middle = [&](const Lines& lines) {
    return Lines(lines.begin() + static_cast<std::ptrdiff_t>(head),
                 lines.end() - static_cast<std::ptrdiff_t>(tail));
  };
  Matches stay = matches_between(middle(base), middle(now));
  stay.emplace_back(base.size() - head - tail, now.size() - head - tail);
  std::vector<Hunk> hunks;
  std::size_t i = 0;
  std::size_t j = 0;
  for (const auto& [old_line, new_line] : stay) {
    if (i < old_line || j < new_line)
      hunks.push_back({head + i, head + old_line, head + j, head + new_line});
    i = old_line + 1;
    j = new_line + 1;
  }
  return hunks;
}

/// Whether two changes are of the same lines. Something put in lies in the way of what it touches.
bool meet(std::size_t from, std::size_t to, const Hunk& hunk) {
  if (from == to || hunk.from == hunk.to) return hunk.from <= to && from <= hunk.to;
  return hunk.from < to && from < hunk.to;
}

/// One side's changes, gone through from the top.
class Changes {
 public:
  Changes(const Lines& base, const Lines& now) : hunks_(hunks_between(base, now)) {}

  const Hunk* next() const { return at_ < hunks_.size() ? &hunks_[at_] : nullptr; }
  /// Takes those that meet the lines into them, which they may make more.
  bool take_into(std::size_t& from, std::size_t& to) {
    bool took = false;
    while (next() != nullptr && meet(from, to, *next())) {
      from = std::min(from, next()->from);
      to = std::max(to, next()->to);
      took = true;
      ++at_;
    }
    return took;
  }
  /// Where a line of the base that no change before here took away stands now.
  std::size_t line_now(std::size_t line) const {
    if (at_ == 0) return line;
    return line - hunks_[at_ - 1].to + hunks_[at_ - 1].new_to;
  }

 private:
  std::vector<Hunk> hunks_;
  std::size_t at_ = 0;
};

struct MergedText {
  std::string text;
  std::vector<Conflict> conflicts;  ///< without their path
};

MergedText merge_text(std::string_view base_text, std::string_view draft_text,
                      std::string_view in_force_text, std::optional<Side> side) {
  const Lines base = lines_in(base_text);
  const Lines draft = lines_in(draft_text);
  const Lines in_force = lines_in(in_force_text);
  Changes ours(base, draft);
  Changes theirs(base, in_force);
  MergedText merged;
  std::size_t line = 0;
  while (ours.next() != nullptr || theirs.next() != nullptr) {
    const Hunk* first = ours.next();
    if (first == nullptr || (theirs.next() != nullptr && theirs.next()->from < first->from))
      first = theirs.next();
    std::size_t from = first->from;
    std::size_t to = first->to;
    const std::size_t our_from = ours.line_now(from);
    const std::size_t their_from = theirs.line_now(from);
    bool by_us = false;
    bool by_them = false;
    for (bool grew = true; grew;) {
      const bool our_more = ours.take_into(from, to);
      const bool their_more = theirs.take_into(from, to);
      by_us = by_us || our_more;
      by_them = by_them || their_more;
      grew = our_more || their_more;
    }
    const std::string our_text = text_of(draft, our_from, ours.line_now(to));
    const std::string their_text = text_of(in_force, their_from, theirs.line_now(to));
    merged.text += text_of(base, line, from);
    line = to;
    if (!by_them || our_text == their_text || (by_us && side == Side::draft)) {
      merged.text += our_text;
    } else if (!by_us || side == Side::in_force) {
      merged.text += their_text;
    } else {
      merged.conflicts.push_back({"", our_from + 1, our_text, their_text});
    }
  }
  merged.text += text_of(base, line, base.size());
  return merged;
}

}  // namespace

Merged merge(const pack::Files& base, const pack::Files& draft, const pack::Files& in_force,
             const std::map<std::string, Side>& sides) {
  std::set<std::string> paths;
  for (const pack::Files* files : {&base, &draft, &in_force}) {
    for (const auto& [path, text] : *files)
      paths.insert(path);
  }
  const auto in = [](const pack::Files& files, const std::string& path) -> const std::string* {
    const auto found = files.find(path);
    return found == files.end() ? nullptr : &found->second;
  };
  const auto same = [](const std::string* a, const std::string* b) {
    return a == nullptr || b == nullptr ? a == b : *a == *b;
  };
  Merged merged;
  for (const std::string& path : paths) {
    const std::string* was = in(base, path);
    const std::string* ours = in(draft, path);
    const std::string* theirs = in(in_force, path);
    if (same(was, theirs) || same(ours, theirs)) continue;
    const auto chosen = sides.find(path);
    const auto side = chosen == sides.end() ? std::nullopt : std::optional(chosen->second);
    if (same(was, ours) || (!(was && ours && theirs) && side == Side::in_force)) {
      merged.edits[path] = theirs ? std::optional(*theirs) : std::nullopt;
    } else if (was && ours && theirs) {
      MergedText both = merge_text(*was, *ours, *theirs, side);
      for (Conflict& one : both.conflicts) {
        one.path = path;
        merged.conflicts.push_back(std::move(one));
      }
      if (both.text != *ours) merged.edits[path] = std::move(both.text);
    } else if (!side) {
      merged.conflicts.push_back({path, 0, "", ""});
    }
  }
  return merged;
}

}  // namespace fugong::publishing
