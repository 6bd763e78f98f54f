#include "platform/ledger/refusals.hpp"

#include <array>
#include <utility>

namespace fugong::ledger {
namespace {

struct Words {
  const char* code;
  const char* field;
  Text message;
  Text remedy;
};

/// In the order of Why.
const std::array<Words, 23>& all_words() {
  static const std::array<Words, 23> kWords = {{
      {"ledger-kind-fields",
       "kind",
       {"账户或原记账编号与记账种类不符", "its accounts or its origin don't suit its kind"},
       {"直接和预留要写两个账户；过账、撤销、到期只写原预留编号",
        "name two accounts if it is direct or pending, and only the pending one if it settles "
        "one"}},
      {"ledger-amount-invalid",
       "amount_fen",
       {"金额不合规定", "the amount is not fit"},
       {"写大于零的整数分；撤销和到期写 0",
        "write whole fen above nought, or 0 where all is set free"}},
      {"ledger-same-account",
       "credit",
       {"借贷是同一账户", "it would move money from an account to itself"},
       {"写两个不同的账户", "name two accounts"}},
      {"ledger-same-person",
       "approver",
       {"审批人就是经办人", "its approver is its actor"},
       {"由另一人审批", "have somebody else approve it"}},
      {"ledger-expiry-invalid",
       "expires_on",
       {"只有预留可以有到期日，且不得早于当日",
        "only what is pending has a last day, and not one that is over"},
       {"去掉或改正到期日", "leave the day out, or mend it"}},
      {"ledger-correction-invalid",
       "purpose",
       {"更正要写明原记账，且金额退回原账户",
        "a correction names the entry that was wrong and gives back to the account that gave"},
       {"写原记账编号，借贷与其相反", "name the entry, with its accounts the other way round"}},
      {"ledger-unknown-account",
       "debit",
       {"账户未开立", "an account is not open"},
       {"先开立账户，或与记账一并提交", "open it first, or together with the transfer"}},
      {"ledger-other-book",
       "credit",
       {"预算账与资金账不能互记", "money doesn't pass between budget and cash"},
       {"两本账各记一笔，用 linked 连在一起", "make one transfer in each book and link them"}},
      {"ledger-other-fund",
       "credit",
       {"资金专款专用，不能记入另一笔资金", "money is ring-fenced: the accounts are of two funds"},
       {"只用同一笔资金的账户", "use accounts of one fund"}},
      {"ledger-unknown-origin",
       "origin",
       {"没有这笔原记账：", "there is no such transfer: "},
       {"核对原记账编号", "look up the id of the one that is meant"}},
      {"ledger-not-pending",
       "origin",
       {"原记账不是预留：", "what it would settle isn't pending: "},
       {"只能过账、撤销预留", "settle pending transfers only"}},
      {"ledger-not-posted",
       "origin",
       {"原记账没有动过钱：", "what it would take back moved no money: "},
       {"预留用撤销，不用更正", "void what is pending instead"}},
      {"ledger-settled",
       "origin",
       {"原记账已经处理过：", "it has been settled or taken back already: "},
       {"查看这笔记账的后续", "look at what followed it"}},
      {"ledger-exceeds-pending",
       "amount_fen",
       {"超过预留金额：", "it is more than is pending: "},
       {"不超过预留的分数", "post at most so many fen"}},
      {"ledger-exceeds-origin",
       "amount_fen",
       {"超过原记账金额：", "it is more than was moved: "},
       {"不超过原记账的分数", "take back at most so many fen"}},
      {"ledger-other-side",
       "debit",
       {"不是从原记账的收款账户退回", "it doesn't take from the account that was given the money"},
       {"借方写原记账的贷方账户", "debit the account that the other one credited"}},
      {"ledger-expired",
       "origin",
       {"预留已过期：", "what is pending has expired on "},
       {"作到期处理，再重新预留", "expire it and reserve again"}},
      {"ledger-not-expired",
       "origin",
       {"预留尚未到期", "what is pending has not expired"},
       {"等到期后再办，或撤销", "wait for its last day, or void it"}},
      {"ledger-overdrawn",
       "amount_fen",
       {"余额不足，可用金额（以分计）：", "there is too little; free, in fen: "},
       {"减少金额，或先增加来源", "ask for less, or bring money in first"}},
      {"ledger-overflow",
       "amount_fen",
       {"账户发生额将超过 2^63 - 1 分", "a total of an account would pass 2^63 - 1 fen"},
       {"核对金额；确需更大时另开账户", "look at the amount; open another account if it is right"}},
      {"ledger-linked",
       "linked",
       {"连在一起的另一笔被拒绝：", "another one of its chain was refused: "},
       {"改正那一笔，整组重新提交", "mend that one and submit the chain again"}},
      {"ledger-linked-open",
       "linked",
       {"批次最后一笔还连着下一笔", "the last one of a batch is linked to a next one"},
       {"去掉 linked，或补上后面的记账", "leave it unlinked, or add what should follow"}},
      {"ledger-conflict",
       "id",
       {"编号已用于另一笔不同的记账：", "the id belongs to another transfer: "},
       {"换一个新编号；重试时原样提交", "take a new id; to retry, submit the very same"}},
  }};
  return kWords;
}

}  // namespace

Fault refusal(Why why, std::size_t index, const std::string& about) {
  const Words& words = all_words()[static_cast<std::size_t>(why)];
  Fault fault;
  fault.code = words.code;
  fault.place.pointer = "/transfers/" + std::to_string(index) + "/" + words.field;
  fault.message = {words.message.zh + about, words.message.en + about};
  fault.remedy = words.remedy;
  return fault;
}

}  // namespace fugong::ledger
