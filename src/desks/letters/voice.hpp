// Whose word a decision is, and how a letter tells it as theirs. Private to the room.
#pragma once

#include <cstdint>

#include "base/fault.hpp"
#include "desks/casework/case.hpp"

namespace fugong::letters {

/// Nobody's words are put into the mouth of an office that said nothing.
enum class Voice : std::uint8_t { office, rules, silence, partner, firm };
Voice voice_of(const casework::Decision& decision);

struct Words {
  Text title;
  Text sentence;  ///< what comes behind it is what is granted or refused
};
Words words_of(Voice voice, bool granted);
/// What stands before a reason.
Text given_by(Voice voice);

}  // namespace fugong::letters
