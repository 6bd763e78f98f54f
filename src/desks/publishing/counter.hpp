// Counter: what all routes of drafts do: who asks, which draft, what is answered. Private to the
// room.
#pragma once

#include <functional>
#include <string>

#include "desks/publishing/acts.hpp"
#include "desks/publishing/draft_rules.hpp"
#include "desks/publishing/routes.hpp"
#include "platform/http/json_body.hpp"
#include "platform/http/precondition.hpp"

namespace fugong::publishing {

class Counter {
 public:
  explicit Counter(PublishingDesk desk) : is_(std::move(desk)) {}
  const PublishingDesk& desk() const { return is_; }

  using Body = std::function<Result<http::Response>(store::Database&, const identity::Caller&)>;
  /// For a policy officer; a fault becomes its problem.
  http::Response as_officer(const http::Request& request, const Body& body) const;
  using WithDraft = std::function<Result<http::Response>(store::Transaction&, const Draft& draft)>;
  /// Reads the draft of the path and answers in a transaction that changes nothing.
  http::Response read(const http::Request& request, const WithDraft& body) const;

  /// What a change comes to: the files of it, in which act, with which note.
  struct Wanted {
    Edits edits;
    Act act = Act::change;
    std::string note;
    std::optional<std::string> base_hash = {};  ///< that it has from now on
  };
  using Decide = std::function<Result<Wanted>(store::Transaction&, const Draft&)>;
  using Answer = std::function<Result<http::Response>(store::Transaction&, const identity::Caller&,
                                                      const Draft&)>;
  /// A change of the files of the draft, by whoever may, to the version in If-Match. `answer`:
  /// empty: the draft. Wakes the shelf.
  http::Response change(const http::Request& request, const Decide& decide,
                        const Answer& answer = {}) const;

  /// "draft-unknown", 404
  Result<Draft> see(store::Transaction& t, const http::Request& request) const;
  Result<Standing> stand(store::Transaction& t, Draft draft) const;
  /// The draft, with its ETag.
  Result<http::Response> answer(store::Transaction& t, const identity::Caller& caller, Draft draft,
                                int status = 200) const;
  std::int64_t now_ms() const { return is_.people.clock.now_ms(); }
  static http::Response refuse(const Faults& faults, const http::Request& request);

 private:
  PublishingDesk is_;
};

/// The role in which whoever comes by these routes acts.
inline constexpr const char* kRole = "policy_officer";
/// How long a request waits for the shelf to load its draft.
inline constexpr std::int64_t kWaitMs = 3'000;

/// Answers 503 with Retry-After: the pack is being loaded.
http::Response loading(const http::Request& request);
/// The files of the pack whose changes a draft is. "pack-unknown": they are not kept.
Result<pack::Files> base_of(store::Transaction& t, const Draft& draft);
Fault wrong_field(std::string_view pointer, Text message, Text remedy);
/// The optional note of a body.
std::string note_in(http::Fields& fields);

void add_draft_routes(http::Router& router, const std::shared_ptr<const Counter>& counter);
void add_file_routes(http::Router& router, const std::shared_ptr<const Counter>& counter);
void add_sheet_routes(http::Router& router, const std::shared_ptr<const Counter>& counter);
void add_job_routes(http::Router& router, const std::shared_ptr<const Counter>& counter);
void add_rebase_routes(http::Router& router, const std::shared_ptr<const Counter>& counter);
void add_act_routes(http::Router& router, const std::shared_ptr<const Counter>& counter);

}  // namespace fugong::publishing
