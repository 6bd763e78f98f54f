#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/files.hpp"
#include "base/clock.hpp"
#include "desks/entitlements/entitlements.hpp"

namespace fugong::app {
namespace {

constexpr std::size_t kMaxFactsBytes = 1u << 20;

std::optional<Date> read_day(const Common& common, const std::string& text, const char* option) {
  const auto date = Date::parse(text);
  if (!date) {
    fmt::print(stderr, "{}\n",
               common.pick({fmt::format("{} {}：不是有效日期，写成 2020-02-21", option, text),
                            fmt::format("{} {}: not a date; write 2020-02-21", option, text)}));
  }
  return date;
}

Result<Node> read_document(const std::string& path) {
  auto bytes = read_file(path, kMaxFactsBytes);
  if (!bytes) return fail(std::move(bytes.error()));
  const std::string shown = path == "-" ? "stdin" : path;
  const std::size_t first = bytes->find_first_not_of(" \t\r\n");
  const bool json =
      path.ends_with(".json") || (first != std::string::npos && (*bytes)[first] == '{');
  return json ? parse_json(*bytes, shown) : parse_yaml(*bytes, shown);
}

}  // namespace

void print_faults(const Common& common, const Faults& faults) {
  for (const Fault& fault : faults) {
    fmt::print(stderr, "{}\n", describe(fault, common.language));
  }
}

int run_check(const Common& common, const CheckOptions& options) {
  law::Moment moment;
  moment.on = SystemClock().today();
  if (!options.on.empty()) {
    const auto on = read_day(common, options.on, "--on");
    if (!on) return kUsage;
    moment.on = *on;
  }
  moment.known_at = moment.on;
  if (!options.known_at.empty()) {
    const auto known_at = read_day(common, options.known_at, "--known-at");
    if (!known_at) return kUsage;
    moment.known_at = *known_at;
  }
  auto pack = load_pack(common.packs_folder, common.pack_id);
  if (!pack) {
    print_faults(common, pack.error());
    return pack.error()[0].code.starts_with("file-") ? kFailed : kInvalid;
  }
  auto document = read_document(options.facts_file);
  if (!document) {
    print_faults(common, document.error());
    return document.error()[0].code == "file-unreadable" ? kFailed : kInvalid;
  }
  // A demo file of a pack holds its facts under `facts`.
  const Node* facts = document->find("facts");
  auto subject = law::read_subject(pack->book, facts != nullptr ? *facts : *document);
  if (!subject) {
    print_faults(common, subject.error());
    return kInvalid;
  }
  law::CheckOptions check;
  if (options.measure) check.measures.push_back(*options.measure);
  check.changes = true;
  const law::Answer answer = pack->book.check(*subject, moment, check);
  fmt::print("{}\n", options.json ? entitlements::answer_json(*pack, answer)
                                  : entitlements::answer_text(*pack, answer, common.language));
  return kOk;
}

}  // namespace fugong::app
