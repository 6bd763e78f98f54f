// Why a transfer is refused, in words. Private to the ledger.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/fault.hpp"

namespace fugong::ledger {

enum class Why : std::uint8_t {
  kind_fields,
  amount,
  same_account,
  same_person,
  expiry_day,
  correction,
  unknown_account,
  other_book,
  other_fund,
  unknown_origin,
  not_pending,
  not_posted,
  settled,
  exceeds_pending,
  exceeds_origin,
  other_side,
  expired,
  not_expired,
  overdrawn,
  overflow,
  linked,
  linked_open,
  conflict,
};

/// Of the transfer at `index` of its batch; `about` is a name or a figure that goes into the text.
Fault refusal(Why why, std::size_t index, const std::string& about = "");

}  // namespace fugong::ledger
