// The packs that cases are judged by: the one in force and those that older cases were filed under.
//
//   const PackInUse* of_case = shelf(now.judgement.pack);       // null: it is not kept here
//
// What is handed out stays where it is as long as the program runs. Any thread.
#pragma once

#include <functional>
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
using PackShelf = std::function<const PackInUse*(std::string_view hash)>;

}  // namespace fugong::casework
