// Events: what the audit log keeps of a change, and the one text by which it is proved.
//
//   Event event;
//   event.actor = "officer-7";  event.role = "reviewer";  event.action = "case.decide";
//   event.kind = "case";        event.record = "c-2020-0012";  event.region = "330100";
//   event.body = R"({"outcome": "granted"})";
//   event.personal = {{"reason", "..."}};      // only a salted commitment of it is in the log
//
// Events of one region form a chain: each names the hash of the one before. What is about a person
// does not belong into the body: an event can't be taken away, an *opening* (a value with its salt)
// can, and what is left of it then says nothing. Values; safe from many threads.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/fault.hpp"
#include "platform/audit/merkle.hpp"

namespace fugong::audit {

inline constexpr std::size_t kMaxWordBytes = 128;           ///< of each of an event's words
inline constexpr std::size_t kMaxBodyBytes = 8u << 10;      ///< of its body, in canonical form
inline constexpr std::size_t kMaxPersonal = 32;             ///< values in one event
inline constexpr std::size_t kMaxPersonalBytes = 4u << 10;  ///< of one of them
inline constexpr std::size_t kSaltBytes = 16;

/// A value that must be erasable.
struct Personal {
  std::string name;
  std::string value;
};

/// What a desk says of a change. Words are not empty, have no control characters and are short.
struct Event {
  std::string actor;            ///< id of the account, or of the part of the program; no name
  std::string role;             ///< in which the actor did it
  std::string action;           ///< code, such as "case.decide"
  std::string kind;             ///< of the record that it is about, such as "case"
  std::string record;           ///< its id
  std::string region;           ///< where it belongs: letters, digits, ".", "_" and "-"
  std::string result = "done";  ///< code: "done", "refused", "failed"
  std::string body;             ///< a JSON object with whole numbers only; empty: {}
  std::vector<Personal> personal;
};

/// Which event: the place in the chain of its region, from 1.
struct EventId {
  std::string region;
  std::int64_t position = 0;

  /// "330100/12"
  std::string text() const;
  static Result<EventId> parse(std::string_view text);
  friend auto operator<=>(const EventId&, const EventId&) = default;
};

/// An event as it is kept.
struct Record {
  EventId id;
  std::int64_t at_ms = 0;  ///< since 1970-01-01T00:00:00Z, by the clock of the program
  std::string actor;
  std::string role;
  std::string action;
  std::string kind;
  std::string record;
  std::string result;
  std::string body;         ///< canonical JSON (RFC 8785) of an object
  std::string commitments;  ///< canonical JSON: name to commitment of each personal value
  std::string previous;     ///< hash of the event before in the chain, hex; of the first zeroes

  /// Canonical JSON (docs/audit.md): equal records have equal texts, others don't.
  std::string text() const;
  /// RFC 6962 leaf hash of that text: names the event in its chain and is its leaf in the tree.
  Hash hash() const { return leaf_hash(text()); }
};

/// A personal value with its salt, as long as it is kept.
struct Opening {
  std::string name;
  std::string value;
  std::string salt;  ///< hex

  /// SHA-256 over the canonical list [salt, name, value], hex.
  std::string commitment() const;
};

/// `previous` of the first event of a chain.
inline constexpr std::string_view kNoEvent =
    "0000000000000000000000000000000000000000000000000000000000000000";

}  // namespace fugong::audit
