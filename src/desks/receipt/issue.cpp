// Writing papers, and deciding again from them.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/canonical_json.hpp"
#include "base/hash.hpp"
#include "desks/receipt/parts.hpp"

namespace fugong::receipt {

namespace {

std::string hash_of_list(const std::vector<const Node*>& items) {
  Node list;
  list.kind = Node::Kind::list;
  for (const Node* item : items)
    list.items.push_back(*item);
  return sha256_hex(text_of(list));
}

void write_day_or_null(JsonWriter& w, const std::optional<Date>& day) {
  if (day) {
    w.string(day->to_string());
  } else {
    w.null();
  }
}

std::string_view name_of(law::Status status) {
  switch (status) {
    case law::Status::confirmed:
      return "confirmed";
    case law::Status::partly_confirmed:
      return "partly_confirmed";
    case law::Status::from_memory:
      return "from_memory";
  }
  return "";
}

void write_provision(JsonWriter& w, const law::Provision& provision, const std::string& hash) {
  const law::Document& document = provision.document;
  w.begin_object().key("id").string(provision.id).key("file").string(provision.place.file);
  w.key("hash").string(hash).key("document").begin_object();
  w.key("number").string(document.number).key("title").text(document.title);
  w.key("issuer").text(document.issuer).key("issued_from");
  write_day_or_null(w, document.issued.earliest);
  w.key("issued_to");
  write_day_or_null(w, document.issued.latest);
  w.key("status").string(name_of(document.status)).end_object().end_object();
}

/// Provisions that gave an answer, filled a term of one, or were replaced, in the order of the
/// pack.
std::set<const law::Provision*> speakers(const law::Answer& answer) {
  std::set<const law::Provision*> found;
  for (const law::Entitlement& e : answer.entitlements) {
    found.insert(e.provision);
    for (const law::TermAnswer& term : e.terms) {
      if (term.by != nullptr) found.insert(term.by);
    }
  }
  for (const law::Replaced& replaced : answer.replaced) {
    found.insert(replaced.provision);
    found.insert(replaced.by);
  }
  return found;
}

void write_line(JsonWriter& w, const FactLine& line) {
  w.begin_object().key("path").string(line.path).key("value").raw(text_of(line.value));
  w.key("source").string(line.source).key("stated_on").string(line.stated_on);
  w.key("salt").string(line.salt).end_object();
}

std::string opening_json(const std::string& receipt, const std::vector<const FactLine*>& lines,
                         const std::optional<TraceLine>& trace) {
  JsonWriter w;
  w.begin_object().key("format").string(kOpeningFormat).key("receipt").string(receipt);
  w.key("facts").begin_array();
  for (const FactLine* line : lines)
    write_line(w, *line);
  w.end_array();
  if (trace) {
    w.key("trace").begin_object().key("salt").string(trace->salt);
    w.key("value").raw(text_of(trace->value)).end_object();
  }
  w.end_object();
  return w.take();
}

std::vector<std::string> commitments_of(const std::vector<FactLine>& lines) {
  std::vector<std::string> commitments;
  for (const FactLine& line : lines)
    commitments.push_back(line.commitment());
  std::sort(commitments.begin(), commitments.end());
  return commitments;
}

/// A receipt with its hash, and the opening that names it.
Result<Papers> sealed(std::string_view body, const std::vector<FactLine>& lines,
                      const TraceLine& trace) {
  const auto without_hash = canonical(body);
  if (!without_hash) return fail(without_hash.error());
  const std::string hash = sha256_hex(*without_hash);
  Node whole = parsed(*without_hash);
  whole.fields.emplace_back("hash", text_node(hash));
  auto receipt = canonical(text_of(whole));
  if (!receipt) return fail(std::move(receipt.error()));
  std::vector<const FactLine*> all;
  for (const FactLine& line : lines)
    all.push_back(&line);
  auto opening = canonical(opening_json(hash, all, trace));
  if (!opening) return fail(std::move(opening.error()));
  return Papers{std::move(*receipt), std::move(*opening)};
}

/// Who is entitled to what, in order: several of one subject without an id keep theirs.
using Claims = std::map<std::pair<std::string, std::string>, std::vector<std::string>>;

Claims claims_of(const Node& receipt) {
  Claims claims;
  const Node* decision = receipt.find("decision");
  const Node* entitlements = decision != nullptr ? decision->find("entitlements") : nullptr;
  if (entitlements == nullptr) return claims;
  for (const Node& e : entitlements->items) {
    const auto text = [&](const char* name) {
      const Node* node = e.find(name);
      return node != nullptr ? node->text : std::string();
    };
    const std::string id = text("subject_id");
    claims[{text("provision"), id.empty() ? text("subject_kind") : id}].push_back(text_of(e));
  }
  return claims;
}

std::vector<Claim> compare_claims(const Node& was, const Node& is) {
  Claims old = claims_of(was);
  Claims now = claims_of(is);
  for (const auto& entry : now)
    old.try_emplace(entry.first);
  std::vector<Claim> claims;
  for (const auto& [who, what] : old)
    claims.push_back({who.first, who.second, now[who] == what});
  return claims;
}

/// Without what names the program and without hashes over the rest.
void keep_what_was_said(Node& receipt) {
  static const std::set<std::string> kAside{"engine", "hash", "decision_hash", "trace"};
  std::erase_if(receipt.fields, [](const auto& field) { return kAside.contains(field.first); });
}

}  // namespace

std::string FactLine::commitment() const {
  const Node of_salt = text_node(salt);
  const Node of_path = text_node(path);
  const Node of_source = text_node(source);
  const Node of_day = text_node(stated_on);
  return hash_of_list({&of_salt, &of_path, &value, &of_source, &of_day});
}

std::string TraceLine::commitment() const {
  const Node of_salt = text_node(salt);
  const Node name = text_node("trace");
  return hash_of_list({&of_salt, &name, &value});
}

Result<std::string> canonical(std::string_view json) {
  if (const auto node = parse_json(json, "", kPaperLimits)) {
    auto text = canonical_json(*node);
    if (!text || text->size() <= kMaxPaperBytes) return text;
  }
  return fail("receipt-too-large", Place{},
              {fmt::format("回执超过 {} 字节或 {} 个值", kMaxPaperBytes, kMaxPaperNodes),
               fmt::format("the receipt would have more than {} bytes or {} values", kMaxPaperBytes,
                           kMaxPaperNodes)},
              {"分几次查，例如每次少列几笔贷款",
               "check in several parts, for example with fewer loans each"});
}

Node parsed(std::string_view canonical_json) {
  auto node = parse_json(canonical_json, "", kPaperLimits);
  FUGONG_CHECK(node.has_value(), "what canonical() wrote can be read");
  return std::move(*node);
}

std::string text_of(const Node& node) {
  auto text = canonical_json(node);
  FUGONG_CHECK(text.has_value(), "a node of a paper has whole numbers only");
  return std::move(*text);
}

Issuer::Issuer(const pack::Pack& pack, const pack::Files& files, std::string program)
    : pack_(&pack), program_(std::move(program)) {
  for (const law::Provision& provision : pack.book.source().provisions) {
    const auto file = files.find(provision.place.file);
    FUGONG_CHECK(file != files.end(), "a provision stands in a file of its pack");
    file_hashes_.push_back(sha256_hex(file->second));
  }
}

Result<Papers> Issuer::issue(const law::Subject& subject, const law::Moment& moment,
                             const Origin& origin, Random& random) const {
  FUGONG_CHECK(origin.source.size() <= kMaxSourceBytes, "a source is a short name");
  std::vector<FactLine> lines = lines_of(pack_->book, subject, origin);
  for (FactLine& line : lines)
    line.salt = random.hex(kSaltBytes);
  return compose(subject, moment, lines, random.hex(kSaltBytes));
}

void Issuer::write_rules(JsonWriter& w, const law::Answer& answer) const {
  w.key("engine").begin_object().key("program").string(program_);
  w.key("semantics").number(law::kDecisionSemantics).end_object();
  w.key("pack").begin_object().key("id").string(pack_->id).key("version").string(pack_->version);
  w.key("hash").string(pack_->hash).end_object().key("moment").begin_object();
  w.key("on").string(answer.moment.on.to_string());
  w.key("known_at").string(answer.moment.known_at.to_string()).end_object();
  w.key("provisions").begin_array();
  const auto& provisions = pack_->book.source().provisions;
  const auto spoke = speakers(answer);
  for (std::size_t i = 0; i < provisions.size(); ++i) {
    if (spoke.contains(&provisions[i])) write_provision(w, provisions[i], file_hashes_[i]);
  }
  w.end_array();
}

Result<Papers> Issuer::compose(const law::Subject& subject, const law::Moment& moment,
                               const std::vector<FactLine>& lines,
                               const std::string& trace_salt) const {
  const law::Answer answer = pack_->book.check(subject, moment);
  JsonWriter written;
  write_decision(written, *pack_, answer);
  const auto decision = canonical(written.str());
  if (!decision) return fail(decision.error());
  JsonWriter traced;
  write_trace(traced, answer);
  const auto trace = canonical(traced.str());
  if (!trace) return fail(trace.error());
  const TraceLine trace_line{trace_salt, parsed(*trace)};

  JsonWriter w;
  w.begin_object().key("format").string(kReceiptFormat);
  write_rules(w, answer);
  w.key("facts").begin_array();
  for (const std::string& commitment : commitments_of(lines))
    w.string(commitment);
  w.end_array().key("trace").string(trace_line.commitment());
  w.key("decision").raw(*decision).key("decision_hash").string(sha256_hex(*decision));
  w.end_object();
  return sealed(w.str(), lines, trace_line);
}

Result<std::string> disclose(const Opening& opening, const std::vector<std::string>& paths) {
  std::vector<const FactLine*> shown;
  Faults faults;
  for (const FactLine& line : opening.facts) {
    if (std::find(paths.begin(), paths.end(), line.path) != paths.end()) shown.push_back(&line);
  }
  for (const std::string& path : paths) {
    const bool found = std::any_of(shown.begin(), shown.end(),
                                   [&](const FactLine* line) { return line->path == path; });
    if (found) continue;
    Place place;
    place.file = opening.file;
    faults.push_back({"fact-not-in-opening",
                      std::move(place),
                      {fmt::format("明细里没有“{}”", path.substr(0, 100)),
                       fmt::format("the opening has no '{}'", path.substr(0, 100))},
                      {"写明细中 path 的值，如 loans/L1/loan_rate",
                       "write a path of the opening, such as loans/L1/loan_rate"}});
  }
  if (!faults.empty()) return fail(std::move(faults));
  return canonical(opening_json(opening.receipt, shown, std::nullopt));
}

Result<Replay> Issuer::replay(const Receipt& receipt, const Opening& opening) const {
  if (receipt.pack_hash != pack_->hash || receipt.pack_id != pack_->id) {
    Place place;
    place.file = receipt.file;
    place.pointer = "/pack";
    return fail(
        "receipt-other-pack", std::move(place),
        {fmt::format("回执出自政策包 {} {}", receipt.pack_id, receipt.pack_hash),
         fmt::format("the receipt is of the pack {} {}", receipt.pack_id, receipt.pack_hash)},
        {"给出那个政策包的留存文件", "give the kept bytes of that pack"});
  }
  FUGONG_CHECK(opening.trace.has_value(), "a replay is given a whole opening");
  auto subject = subject_of(pack_->book, opening.facts);
  if (!subject) return fail(std::move(subject.error()));
  auto again = compose(*subject, receipt.moment, opening.facts, opening.trace->salt);
  if (!again) return fail(std::move(again.error()));
  Node was = receipt.document;
  Node is = parsed(again->receipt);
  Replay replay;
  replay.reproduced = text_of(*was.find("decision")) == text_of(*is.find("decision"));
  replay.claims = compare_claims(was, is);
  keep_what_was_said(was);
  keep_what_was_said(is);
  find_differences(was, is, "", replay.differences);
  const Node opened = parsed(again->opening);
  find_differences(opening.trace->value, *opened.find("trace")->find("value"), "", replay.trace);
  return replay;
}

}  // namespace fugong::receipt
