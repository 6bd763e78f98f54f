// The packs that cases are judged by: the one in force and those that older cases were filed under.
//
//   const auto of_case = shelf(now.judgement.pack);             // null: it is not kept here
//
// What is handed out stays as long as somebody has it. Any thread.
#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "desks/casework/procedure.hpp"
#include "desks/receipt/receipt.hpp"
#include "pack/pack.hpp"

namespace fugong::casework {

struct PackInUse {
  const pack::Pack* pack = nullptr;
  const Procedures* procedures = nullptr;
  const receipt::Issuer* issuer = nullptr;
};

/// By the hash of its bytes.
using PackShelf = std::function<std::shared_ptr<const PackInUse>(std::string_view hash)>;

}  // namespace fugong::casework
