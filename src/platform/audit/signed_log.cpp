#include "platform/audit/signed_log.hpp"

#include <utility>

#include "platform/audit/tree.hpp"

namespace fugong::audit {

Result<std::optional<Signed>> read_signed(Result<std::optional<CheckpointFile>> file,
                                          const VerifyingKey& key) {
  if (!file) return fail(std::move(file.error()));
  if (!*file) return std::nullopt;
  auto checkpoint = read_checkpoint((*file)->bytes, (*file)->name, key);
  if (!checkpoint) return fail(std::move(checkpoint.error()));
  return Signed{std::move((*file)->bytes), std::move(*checkpoint)};
}

Result<std::optional<Signed>> newest(const SignedLog* log) {
  if (log == nullptr) return std::nullopt;
  return read_signed(log->newest(), log->key);
}

Result<std::string> prove_under(store::Transaction& t, const EventId& id, const Signed& under,
                                const VerifyingKey& key) {
  auto placed = prove(t, id, under.checkpoint.size);
  if (!placed) return fail(std::move(placed.error()));
  if (!*placed) return std::string();
  std::string paper = write_proof(
      {std::move((*placed)->event), (*placed)->index, std::move((*placed)->path), under.bytes});
  const auto checked = read_proof(paper, id.text(), key);
  if (!checked) return fail(checked.error());
  return paper;
}

tl::unexpected<Faults> no_proof_yet() {
  return fail("proof-none", {}, {"还没有涵盖这件事的检查点", "no checkpoint has this event yet"},
              {"过一会儿再来", "come back a little later"});
}

}  // namespace fugong::audit
