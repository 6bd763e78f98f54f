#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/files.hpp"
#include "base/canonical_json.hpp"
#include "desks/receipt/receipt.hpp"

namespace fugong::app {
namespace {

Result<receipt::Receipt> load_receipt(const std::string& file) {
  const auto bytes = read_file(file, receipt::kMaxPaperBytes);
  if (!bytes) return fail(bytes.error());
  return receipt::read_receipt(*bytes, file);
}

Result<receipt::Opening> load_opening(const std::string& file) {
  const auto bytes = read_file(file, receipt::kMaxPaperBytes);
  if (!bytes) return fail(bytes.error());
  return receipt::read_opening(*bytes, file);
}

/// The pack of a receipt by its kept bytes, with an issuer of this program.
Result<receipt::Replay> replay_by_kept_pack(const std::string& folder,
                                            const receipt::Receipt& receipt,
                                            const receipt::Opening& opening) {
  const auto files = read_kept_pack(folder, receipt.pack_hash);
  if (!files) return fail(files.error());
  const auto pack = pack::load(*files, receipt.pack_id);
  if (!pack) return fail(pack.error());
  return receipt::Issuer(*pack, *files, FUGONG_VERSION).replay(receipt, opening);
}

void print_head(const Common& common, const receipt::Receipt& receipt) {
  fmt::print("{}\n", common.pick({fmt::format("回执 {}", receipt.hash),
                                  fmt::format("receipt {}", receipt.hash)}));
  fmt::print(
      "{}\n",
      common.pick(
          {fmt::format("政策包 {} {}，服务日期 {}，按 {} 已公布的政策；程序 {}，判定语义 {}",
                       receipt.pack_id, receipt.pack_version, receipt.moment.on.to_string(),
                       receipt.moment.known_at.to_string(), receipt.program, receipt.semantics),
           fmt::format("pack {} {}, service date {}, law as known on {}; program {}, "
                       "decision semantics {}",
                       receipt.pack_id, receipt.pack_version, receipt.moment.on.to_string(),
                       receipt.moment.known_at.to_string(), receipt.program, receipt.semantics)}));
}

void print_differences(const Common& common, const char* where,
                       const std::vector<receipt::Difference>& differences) {
  const Text none = {"（无）", "(nothing)"};
  const std::string& nothing = common.pick(none);
  for (const receipt::Difference& difference : differences) {
    const std::string& was = difference.was.empty() ? nothing : difference.was;
    const std::string& is = difference.is.empty() ? nothing : difference.is;
    fmt::print(
        "{}\n",
        common.pick({fmt::format("{}{}：原为 {}，现为 {}", where, difference.pointer, was, is),
                     fmt::format("{}{}: was {}, is {}", where, difference.pointer, was, is)}));
  }
}

void print_replay(const Common& common, const receipt::Replay& replay) {
  for (const receipt::Claim& claim : replay.claims) {
    const Text how = claim.reproduced ? Text{"重现", "reproduced"} : Text{"不同", "differs"};
    fmt::print("  {} · {}: {}\n", claim.provision, claim.subject, common.pick(how));
  }
  print_differences(common, "", replay.differences);
  print_differences(common, "trace ", replay.trace);
  fmt::print("{}\n", common.pick(replay.reproduced
                                     ? Text{"决定部分逐字节重现",
                                            "The decision part is reproduced byte for byte"}
                                     : Text{"决定部分没有重现，不同之处见上",
                                            "The decision part is not reproduced; the differences "
                                            "stand above"}));
}

}  // namespace

std::string opening_name(const std::string& receipt_file, const std::string& opening_file) {
  return opening_file.empty() ? receipt_file + ".opening" : opening_file;
}

int run_replay(const Common& common, const ReceiptOptions& options) {
  const auto receipt = load_receipt(options.receipt_file);
  if (!receipt) return give_up(common, receipt.error());
  const auto opening = load_opening(opening_name(options.receipt_file, options.opening_file));
  if (!opening) return give_up(common, opening.error());
  const Faults wrong = match(*receipt, *opening, receipt::Whole::yes);
  if (!wrong.empty()) return give_up(common, wrong);
  const auto replay = replay_by_kept_pack(options.kept_folder, *receipt, *opening);
  if (!replay) return give_up(common, replay.error());
  print_head(common, *receipt);
  print_replay(common, *replay);
  return replay->reproduced && replay->differences.empty() ? kOk : kFailed;
}

int run_receipt_verify(const Common& common, const ReceiptOptions& options) {
  const auto receipt = load_receipt(options.receipt_file);
  if (!receipt) return give_up(common, receipt.error());
  if (options.opening_file.empty()) {
    print_head(common, *receipt);
    fmt::print("{}\n", common.pick({"回执未被改动", "The receipt is unchanged"}));
    return kOk;
  }
  const auto opening = load_opening(options.opening_file);
  if (!opening) return give_up(common, opening.error());
  const Faults wrong = match(*receipt, *opening, receipt::Whole::no);
  if (!wrong.empty()) return give_up(common, wrong);
  print_head(common, *receipt);
  for (const receipt::FactLine& line : opening->facts) {
    fmt::print("  {} = {} ({}, {})\n", line.path, *canonical_json(line.value), line.source,
               line.stated_on);
  }
  fmt::print("{}\n", common.pick({fmt::format("回执未被改动；出示的 {} 条事实正是当时所用的",
                                              opening->facts.size()),
                                  fmt::format("The receipt is unchanged; the {} facts shown are "
                                              "those that were used",
                                              opening->facts.size())}));
  return kOk;
}

int run_receipt_disclose(const Common& common, const ReceiptOptions& options) {
  const auto opening = load_opening(options.opening_file);
  if (!opening) return give_up(common, opening.error());
  const auto part = receipt::disclose(*opening, options.shown);
  if (!part) return give_up(common, part.error());
  fmt::print("{}", *part);
  return kOk;
}

}  // namespace fugong::app
