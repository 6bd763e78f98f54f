#include "base/fault.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <iterator>

namespace fugong {

Place at_pointer(std::string pointer) {
  Place place;
  place.pointer = std::move(pointer);
  return place;
}

Fault fault_at(std::string code, std::string pointer, Text message, Text remedy) {
  return {std::move(code), at_pointer(std::move(pointer)), std::move(message), std::move(remedy)};
}

tl::unexpected<Faults> fail(std::string code, Place place, Text message, Text remedy) {
  Faults faults;
  faults.push_back({std::move(code), std::move(place), std::move(message), std::move(remedy)});
  return tl::unexpected<Faults>(std::move(faults));
}

tl::unexpected<Faults> fail(Faults faults) {
  FUGONG_CHECK(!faults.empty(), "a failed result says what is wrong");
  return tl::unexpected<Faults>(std::move(faults));
}

void append(Faults& to, Faults&& from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
  from.clear();
}

namespace {

/// On one line, without a full stop: describe() sets its own.
std::string one_line(std::string_view text) {
  constexpr std::string_view kFullStop = "。";
  if (text.ends_with(kFullStop)) {
    text.remove_suffix(kFullStop.size());
  } else if (text.ends_with('.')) {
    text.remove_suffix(1);
  }
  std::string out(text);
  std::replace_if(
      out.begin(), out.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  return out;
}

}  // namespace

std::string describe(const Fault& fault, std::string_view language) {
  const bool zh = language != "en";
  std::string out = one_line(fault.place.file);
  if (fault.place.line > 0) out += fmt::format(":{}", fault.place.line);
  if (fault.place.line > 0 && fault.place.column > 0) out += fmt::format(":{}", fault.place.column);
  if (!out.empty()) out += ": ";
  out += one_line(zh ? fault.message.zh : fault.message.en);
  if (!fault.place.pointer.empty()) out += fmt::format(" ({})", one_line(fault.place.pointer));
  const std::string remedy = one_line(zh ? fault.remedy.zh : fault.remedy.en);
  if (!remedy.empty()) out += (zh ? "。" : ". ") + remedy;
  return out + fmt::format(" [{}]", fault.code);
}

void check_failed(const char* expression, const char* why, const char* file, int line) {
  std::fprintf(stderr, "%s:%d: broken expectation: %s (%s)\n", file, line, expression, why);
  std::abort();
}

}  // namespace fugong
