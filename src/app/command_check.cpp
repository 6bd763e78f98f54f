#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/files.hpp"
#include "base/clock.hpp"
#include "base/random.hpp"
#include "desks/entitlements/entitlements.hpp"
#include "desks/receipt/receipt.hpp"

namespace fugong::app {
namespace {

constexpr std::size_t kMaxFactsBytes = 1u << 20;

}  // namespace

std::optional<Date> read_day(const Common& common, const std::string& text, const char* option) {
  if (text.empty()) return SystemClock().today();
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

namespace {

/// Keeps the pack first: a receipt without its pack could never be replayed.
Result<void> write_papers(const CheckOptions& options, const pack::Pack& pack,
                          const pack::Files& files, const law::Subject& subject,
                          const law::Moment& moment) {
  SystemRandom random;
  const receipt::Issuer issuer(pack, files, FUGONG_VERSION);
  auto papers = issuer.issue(subject, moment, {"declared", SystemClock().today()}, random);
  if (!papers) return fail(std::move(papers.error()));
  auto kept = keep_pack(options.kept_folder, files, pack);
  if (!kept) return kept;
  return write_new_files(
      {{opening_name(options.receipt_file, options.opening_file), papers->opening, true},
       {options.receipt_file, papers->receipt}});
}

}  // namespace

void print_faults(const Common& common, const Faults& faults) {
  for (const Fault& fault : faults) {
    fmt::print(stderr, "{}\n", describe(fault, common.language));
  }
}

int give_up(const Common& common, const Faults& faults) {
  print_faults(common, faults);
  const std::string& code = faults[0].code;
  const bool outside =
      (code.starts_with("file-") && code != "file-too-large") || code.starts_with("store-");
  return outside || code == "cancelled" || code == "engines-differ" ? kFailed : kInvalid;
}

int run_check(const Common& common, const CheckOptions& options) {
  law::Moment moment;
  const auto on = read_day(common, options.on, "--on");
  if (!on) return kUsage;
  moment.on = *on;
  moment.known_at = moment.on;
  if (!options.known_at.empty()) {
    const auto known_at = read_day(common, options.known_at, "--known-at");
    if (!known_at) return kUsage;
    moment.known_at = *known_at;
  }
  pack::Files files;
  auto pack = load_pack(common.packs_folder, common.pack_id, &files);
  if (!pack) return give_up(common, pack.error());
  auto document = read_document(options.facts_file);
  if (!document) return give_up(common, document.error());
  // A demo file of a pack holds its facts under `facts`.
  const Node* facts = document->find("facts");
  auto subject = law::read_subject(pack->book, facts != nullptr ? *facts : *document);
  if (!subject) return give_up(common, subject.error());
  if (!options.receipt_file.empty()) {
    const auto written = write_papers(options, *pack, files, *subject, moment);
    if (!written) return give_up(common, written.error());
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
