#include "desks/register/register.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "desks/register/bulk_rows.hpp"
#include "desks/register/credit_code.hpp"

namespace fugong::enterprise_register {

using store::Cell;
using store::integer;
using store::Row;
using store::text;
using store::Transaction;

namespace {

constexpr std::array<std::string_view, 3> kOrigins{"demo", "generated", "imported"};

constexpr std::string_view kColumns =
    "number, id, name_zh, name_en, note_zh, note_en, origin, kind, registered_on, capital_fen, "
    "capital_currency, gone_on";

std::string select_enterprises(std::string_view rest) {
  return fmt::format("SELECT {} FROM enterprise {}", kColumns, rest);
}

/// Gathers rows and puts them in many at a time: a statement for each fact would be a journey to
/// the server for each.
class Putting {
 public:
  Putting(Transaction& t, const law::Rulebook& book, const FactSource& source)
      : t_(t), book_(book), source_(source), stated_on_(source.stated_on.to_string()) {}

  Result<void> run(std::span<const Enterprise> enterprises) {
    for (const Enterprise& enterprise : enterprises) {
      // One that comes twice replaces itself.
      if (!gathered_.insert(enterprise.id).second) {
        if (auto put = put_gathered(); !put) return put;
        gathered_.insert(enterprise.id);
      }
      if (auto added = add(enterprise); !added) return added;
    }
    return put_gathered();
  }

 private:
  Result<void> add(const Enterprise& enterprise) {
    const auto taken = take_number(enterprise.id);
    if (!taken) return fail(taken.error());
    const std::int64_t number = *taken;
    const Particulars& p = enterprise.particulars;
    rows_.enterprises.push_back({number, enterprise.id, enterprise.name.zh, enterprise.name.en,
                                 name_key(enterprise.name.zh), enterprise.note.zh,
                                 enterprise.note.en,
                                 std::string(kOrigins[static_cast<std::size_t>(enterprise.origin)]),
                                 p.type, p.registered_on ? p.registered_on->to_string() : "",
                                 p.capital ? Cell(p.capital->fen) : Cell(), p.currency,
                                 enterprise.gone_on ? enterprise.gone_on->to_string() : ""});
    add_facts(number, 0, enterprise.subject);
    std::int64_t position = 1;
    for (const law::Subject& child : enterprise.subject.children) {
      rows_.subjects.push_back({number, position, child.kind, child.id, std::int64_t{0}});
      add_facts(number, position++, child);
    }
    for (const std::string& kind : enterprise.subject.none_of)
      rows_.subjects.push_back({number, position++, kind, "", std::int64_t{1}});
    return {};
  }

  /// A replaced enterprise keeps its number.
  Result<std::int64_t> take_number(const std::string& id) {
    auto old = t_.run("SELECT number FROM enterprise WHERE id = ?", {id});
    if (!old) return fail(std::move(old.error()));
    if (!old->empty()) {
      const std::int64_t number = integer(old->at(0).at(0));
      auto removed = t_.run("DELETE FROM enterprise WHERE number = ?", {number});
      if (!removed) return fail(std::move(removed.error()));
      return number;
    }
    if (next_number_ == 0) {
      auto next = t_.run("SELECT COALESCE(MAX(number), 0) + 1 FROM enterprise");
      if (!next) return fail(std::move(next.error()));
      next_number_ = integer(next->at(0).at(0));
    }
    return next_number_++;
  }

  void add_facts(std::int64_t number, std::int64_t position, const law::Subject& subject) {
    for (const law::GivenFact& given : subject.facts) {
      rows_.facts.push_back({number, position, book_.facts()[given.fact].name, source_.name,
                             feel::to_display(given.value), stated_on_});
    }
  }

  Result<void> put_gathered() {
    gathered_.clear();
    return rows_.put(t_);
  }

  Transaction& t_;
  const law::Rulebook& book_;
  const FactSource& source_;
  std::string stated_on_;
  std::int64_t next_number_ = 0;  // of one that is new; 0: not known yet
  std::set<std::string> gathered_;
  BulkRows rows_;
};

Result<std::vector<Statement>> read_statements(Transaction& t, const law::Rulebook& book,
                                               std::int64_t number,
                                               const std::map<std::int64_t, Row>& subjects) {
  std::vector<Statement> all;
  std::int64_t last_position = -1;
  auto done = t.scan(
      "SELECT position, name, source, value, stated_on FROM fact WHERE enterprise = ? "
      "ORDER BY position, name, source",
      {number}, [&](const Row& row) {
        Statement one;
        if (const auto child = subjects.find(integer(row[0])); child != subjects.end()) {
          one.subject_kind = text(child->second[1]);
          one.subject_id = text(child->second[2]);
        }
        one.fact = text(row[1]);
        one.source = text(row[2]);
        one.value = text(row[3]);
        one.stated_on = text(row[4]);
        one.counts = true;
        const auto index = book.fact_index(one.fact);
        // The statements about one fact of one subject stand side by side.
        for (std::size_t i = all.size(); i-- > 0 && integer(row[0]) == last_position;) {
          if (all[i].fact != one.fact) break;
          if (!all[i].counts) continue;
          const bool better =
              index && counts_before(book.facts()[*index], one.source, one.stated_on, all[i].source,
                                     all[i].stated_on);
          (better ? all[i] : one).counts = false;
        }
        last_position = integer(row[0]);
        all.push_back(std::move(one));
        return true;
      });
  if (!done) return fail(std::move(done.error()));
  return all;
}

Result<std::map<std::int64_t, Row>> read_subjects(Transaction& t, std::int64_t number) {
  std::map<std::int64_t, Row> subjects;
  auto done = t.scan(
      "SELECT position, kind, subject_id, absent FROM subject WHERE enterprise = ? "
      "ORDER BY position",
      {number}, [&](const Row& row) {
        subjects.emplace(integer(row[0]), row);
        return true;
      });
  if (!done) return fail(std::move(done.error()));
  return subjects;
}

/// Facts that the pack no longer has are passed over.
Result<void> give_fact(const law::Rulebook& book, const std::string& id, const Row& fact,
                       law::Subject& subject) {
  const auto index = book.fact_index(text(fact[1]));
  if (!index) return {};
  Node node;
  node.kind = Node::Kind::plain;
  node.text = text(fact[3]);
  node.place.file = "register:" + id;
  auto value = law::read_fact_value(book, book.facts()[*index], node);
  if (!value) return fail(std::move(value.error()));
  subject.facts.push_back({*index, std::move(*value)});
  return {};
}

const law::SubjectKind& root_kind(const law::Rulebook& book) {
  const auto& kinds = book.source().subjects;
  const auto root = std::find_if(kinds.begin(), kinds.end(),
                                 [](const auto& kind) { return kind.parent.empty(); });
  FUGONG_CHECK(root != kinds.end(), "a rulebook has a root subject");
  return *root;
}

/// Reads the children, then the facts: of each the statement that counts.
Result<void> load_subject(Transaction& t, const law::Rulebook& book, std::int64_t number,
                          Enterprise& enterprise) {
  law::Subject& root = enterprise.subject;
  root.kind = root_kind(book).name;
  auto subjects = read_subjects(t, number);
  if (!subjects) return fail(std::move(subjects.error()));
  std::map<std::int64_t, std::size_t> child_at;
  for (const auto& [position, row] : *subjects) {
    if (integer(row[3]) == 1) {
      root.none_of.push_back(text(row[1]));
      continue;
    }
    child_at.emplace(position, root.children.size());
    law::Subject child;
    child.kind = text(row[1]);
    child.id = text(row[2]);
    root.children.push_back(std::move(child));
  }
  std::optional<Row> best;
  Result<void> given;
  const auto flush = [&] {
    if (!best || !given) return;
    const auto child = child_at.find(integer(best->at(0)));
    given = give_fact(book, enterprise.id, *best,
                      child == child_at.end() ? root : root.children[child->second]);
  };
  auto done = t.scan(
      "SELECT position, name, source, value, stated_on FROM fact WHERE enterprise = ? "
      "ORDER BY position, name, source",
      {number}, [&](const Row& row) {
        const bool same = best && best->at(0) == row[0] && best->at(1) == row[1];
        if (!same) {
          flush();
          best = row;
          return given.has_value();
        }
        const auto index = book.fact_index(text(row[1]));
        if (index && counts_before(book.facts()[*index], text(row[2]), text(row[4]),
                                   text(best->at(2)), text(best->at(4)))) {
          best = row;
        }
        return true;
      });
  if (!done) return done;
  flush();
  return given;
}

Result<Enterprise> load(Transaction& t, const law::Rulebook& book, const Row& row) {
  Enterprise enterprise;
  enterprise.id = text(row[1]);
  enterprise.name = {text(row[2]), text(row[3])};
  enterprise.note = {text(row[4]), text(row[5])};
  const auto origin = std::find(kOrigins.begin(), kOrigins.end(), text(row[6]));
  enterprise.origin = static_cast<Origin>(origin - kOrigins.begin());
  Particulars& p = enterprise.particulars;
  p.type = text(row[7]);
  p.registered_on = Date::parse(text(row[8]));
  if (const auto* fen = std::get_if<std::int64_t>(&row[9])) p.capital = Money{*fen};
  p.currency = text(row[10]);
  enterprise.gone_on = Date::parse(text(row[11]));
  auto loaded = load_subject(t, book, integer(row[0]), enterprise);
  if (!loaded) return fail(std::move(loaded.error()));
  return enterprise;
}

Result<std::vector<Enterprise>> load_all(Transaction& t, const law::Rulebook& book,
                                         const std::vector<Row>& rows) {
  std::vector<Enterprise> all;
  all.reserve(rows.size());
  for (const Row& row : rows) {
    auto one = load(t, book, row);
    if (!one) return fail(std::move(one.error()));
    all.push_back(std::move(*one));
  }
  return all;
}

}  // namespace

/// By the index of ids: synthetic codes stand side by side in it.
Result<bool> has_firms(Transaction& t, Origin origin) {
  constexpr const char* kSynthetic =
      "SELECT 1 FROM enterprise WHERE id >= ? AND id < ? AND origin = 'generated' LIMIT 1";
  constexpr const char* kReal =
      "SELECT 1 FROM enterprise WHERE (id < ? OR id >= ?) AND origin = 'imported' LIMIT 1";
  auto rows = t.run(origin == Origin::generated ? kSynthetic : kReal,
                    {std::string(kSyntheticCodes.first), std::string(kSyntheticCodes.behind)});
  if (!rows) return fail(std::move(rows.error()));
  return !rows->empty();
}

Fault mixed_fault(bool synthetic) {
  return {"register-mixed",
          Place{"register:", 0, 0, ""},
          {synthetic ? "登记库里有真实企业" : "登记库里有合成企业",
           synthetic ? "the register has real firms" : "the register has synthetic firms"},
          {"用 --data 换一个文件夹，或用 --db 换一个数据库；确要放在一起，加 --force",
           "name another folder with --data or another database with --db; to mix them all the "
           "same, add --force"}};
}

std::size_t precedence(const law::Fact& fact, std::string_view source) {
  const auto found = std::find(fact.registers.begin(), fact.registers.end(), source);
  return static_cast<std::size_t>(found - fact.registers.begin());
}

bool counts_before(const law::Fact& fact, std::string_view source, std::string_view stated_on,
                   std::string_view other_source, std::string_view other_stated_on) {
  const std::size_t ours = precedence(fact, source);
  const std::size_t theirs = precedence(fact, other_source);
  if (ours != theirs) return ours < theirs;
  if (stated_on != other_stated_on) return stated_on > other_stated_on;
  return source < other_source;
}

std::string name_key(std::string_view name) {
  std::string key = half_width(name);
  for (char& c : key) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return key;
}

Register::Register(store::Database database, const law::Rulebook& book)
    : database_(std::move(database)), book_(&book), mutex_(std::make_unique<std::mutex>()) {}

Result<Register> Register::open(store::Database database, const law::Rulebook& book) {
  auto migrated = database.migrate("register", schema());
  if (!migrated) return fail(std::move(migrated.error()));
  return Register(std::move(database), book);
}

Result<void> Register::transact(const std::function<Result<void>(Transaction&)>& body) {
  const std::lock_guard lock(*mutex_);
  return database_.transact(body);
}

/// Whoever writes meanwhile, be it this caller elsewhere, is not waited for.
Result<void> Register::read(const std::function<Result<void>(Transaction&)>& body) {
  const std::lock_guard lock(*mutex_);
  return database_.read(body);
}

Result<void> Register::put(const Enterprise& enterprise, const FactSource& source) {
  return put_all({&enterprise, 1}, source);
}

Result<void> Register::put_all(std::span<const Enterprise> enterprises, const FactSource& source) {
  return transact(
      [&](Transaction& t) -> Result<void> { return Putting(t, *book_, source).run(enterprises); });
}

Result<std::optional<Enterprise>> Register::find(std::string_view id) {
  std::optional<Enterprise> found;
  auto done = read([&](Transaction& t) -> Result<void> {
    found.reset();
    auto rows = t.run(select_enterprises("WHERE id = ?"), {std::string(id)});
    if (!rows) return fail(std::move(rows.error()));
    if (rows->empty()) return {};
    auto enterprise = load(t, *book_, rows->at(0));
    if (!enterprise) return fail(std::move(enterprise.error()));
    found = std::move(*enterprise);
    return {};
  });
  if (!done) return fail(std::move(done.error()));
  return found;
}

Result<std::map<std::string, Text>> Register::names(const std::set<std::string>& ids) {
  std::map<std::string, Text> names;
  if (ids.empty()) return names;
  std::string marks = "?";
  for (std::size_t i = 1; i < ids.size(); ++i)
    marks += ", ?";
  auto done = read([&](Transaction& t) -> Result<void> {
    names.clear();
    const auto rows =
        t.run("SELECT id, name_zh, name_en FROM enterprise WHERE id IN (" + marks + ")",
              std::vector<store::Cell>(ids.begin(), ids.end()));
    if (!rows) return fail(rows.error());
    for (const store::Row& row : *rows)
      names.emplace(text(row[0]), Text{text(row[1]), text(row[2])});
    return {};
  });
  if (!done) return fail(std::move(done.error()));
  return names;
}

Result<std::vector<Statement>> Register::statements(std::string_view id) {
  std::vector<Statement> found;
  auto done = read([&](Transaction& t) -> Result<void> {
    found.clear();
    auto rows = t.run("SELECT number FROM enterprise WHERE id = ?", {std::string(id)});
    if (!rows) return fail(std::move(rows.error()));
    if (rows->empty()) return {};
    const std::int64_t number = integer(rows->at(0).at(0));
    auto subjects = read_subjects(t, number);
    if (!subjects) return fail(std::move(subjects.error()));
    auto read = read_statements(t, *book_, number, *subjects);
    if (!read) return fail(std::move(read.error()));
    found = std::move(*read);
    return {};
  });
  if (!done) return fail(std::move(done.error()));
  return found;
}

Result<std::vector<Enterprise>> Register::list_demo() {
  std::vector<Enterprise> list;
  auto done = read([&](Transaction& t) -> Result<void> {
    auto rows = t.run(select_enterprises("WHERE origin = 'demo' ORDER BY number"));
    if (!rows) return fail(std::move(rows.error()));
    auto all = load_all(t, *book_, *rows);
    if (!all) return fail(std::move(all.error()));
    list = std::move(*all);
    return {};
  });
  if (!done) return fail(std::move(done.error()));
  return list;
}

Result<bool> Register::has_synthetic() {
  bool found = false;
  auto done = read([&](Transaction& t) -> Result<void> {
    auto has = has_firms(t, Origin::generated);
    if (!has) return fail(std::move(has.error()));
    found = *has;
    return {};
  });
  if (!done) return fail(std::move(done.error()));
  return found;
}

Result<void> Register::check_unmixed(Origin coming) {
  return read([&](Transaction& t) -> Result<void> {
    const bool synthetic = coming == Origin::generated;
    auto mixed = has_firms(t, synthetic ? Origin::imported : Origin::generated);
    if (!mixed) return fail(std::move(mixed.error()));
    if (!*mixed) return {};
    return fail(Faults{mixed_fault(synthetic)});
  });
}

namespace {

/// At most `limit` behind the one with that number, which becomes the last one's.
Result<std::vector<Enterprise>> load_after(Transaction& t, const law::Rulebook& book,
                                           std::int64_t& after, std::size_t limit) {
  auto rows = t.run(select_enterprises("WHERE number > ? AND gone_on = '' ORDER BY number LIMIT ?"),
                    {after, static_cast<std::int64_t>(limit)});
  if (!rows) return fail(std::move(rows.error()));
  if (!rows->empty()) after = integer(rows->back().at(0));
  return load_all(t, book, *rows);
}

}  // namespace

Result<void> Register::for_each(const std::function<Result<void>(const Enterprise&)>& each) {
  constexpr std::size_t kAtOnce = 1'000;
  const std::lock_guard lock(*mutex_);
  return database_.read([&](Transaction& t) -> Result<void> {
    std::int64_t after = 0;
    while (true) {
      auto part = load_after(t, *book_, after, kAtOnce);
      if (!part) return fail(std::move(part.error()));
      if (part->empty()) return {};
      for (const Enterprise& enterprise : *part) {
        if (auto done = each(enterprise); !done) return done;
      }
    }
  });
}

Result<std::vector<Enterprise>> Register::list_after(std::int64_t& after, std::size_t limit) {
  std::vector<Enterprise> list;
  std::int64_t last = after;
  auto done = read([&](Transaction& t) -> Result<void> {
    last = after;
    auto all = load_after(t, *book_, last, limit);
    if (!all) return fail(std::move(all.error()));
    list = std::move(*all);
    return {};
  });
  if (!done) return fail(std::move(done.error()));
  after = last;
  return list;
}

}  // namespace fugong::enterprise_register
