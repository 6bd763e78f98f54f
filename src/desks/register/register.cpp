#include "desks/register/register.hpp"

#include <fmt/format.h>

namespace fugong::enterprise_register {

using store::Cell;
using store::Row;
using store::Transaction;

namespace {

std::int64_t integer(const Cell& cell) {
  return std::get<std::int64_t>(cell);
}
const std::string& text(const Cell& cell) {
  return std::get<std::string>(cell);
}

/// A fact's value as the text that law::read_fact_value reads back.
std::string stored_text(const feel::Value& value) {
  return feel::to_display(value);
}

Result<void> put_subject(Transaction& t, const law::Rulebook& book, const std::string& enterprise,
                         std::int64_t position, const law::Subject& subject,
                         const FactSource& source) {
  auto added = t.run(
      "INSERT INTO subject (enterprise_id, position, kind, subject_id, absent) "
      "VALUES (?, ?, ?, ?, 0)",
      {enterprise, position, subject.kind, subject.id});
  if (!added) return fail(std::move(added.error()));
  for (const law::GivenFact& given : subject.facts) {
    auto fact = t.run(
        "INSERT INTO fact (enterprise_id, position, name, value, source, stated_on) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        {enterprise, position, book.facts()[given.fact].name, stored_text(given.value), source.name,
         source.stated_on.to_string()});
    if (!fact) return fail(std::move(fact.error()));
  }
  return {};
}

}  // namespace

Register::Register(store::Database database, const law::Rulebook& book)
    : database_(std::move(database)), book_(&book), mutex_(std::make_unique<std::mutex>()) {}

Result<Register> Register::open(store::Database database, const law::Rulebook& book) {
  auto migrated = database.migrate(schema());
  if (!migrated) return fail(std::move(migrated.error()));
  return Register(std::move(database), book);
}

Result<void> Register::put(const Enterprise& enterprise, const FactSource& source) {
  const std::lock_guard lock(*mutex_);
  return database_.transact([&](Transaction& t) -> Result<void> {
    // A replaced enterprise keeps its place in the list.
    auto old = t.run("SELECT position FROM enterprise WHERE id = ?", {enterprise.id});
    if (!old) return fail(std::move(old.error()));
    Cell position;
    if (!old->empty()) {
      position = old->at(0).at(0);
      auto removed = t.run("DELETE FROM enterprise WHERE id = ?", {enterprise.id});
      if (!removed) return fail(std::move(removed.error()));
    } else {
      auto next = t.run("SELECT COALESCE(MAX(position), 0) + 1 FROM enterprise");
      if (!next) return fail(std::move(next.error()));
      position = next->at(0).at(0);
    }
    auto added = t.run(
        "INSERT INTO enterprise (id, position, name_zh, name_en, note_zh, note_en, synthetic) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        {enterprise.id, position, enterprise.name.zh, enterprise.name.en, enterprise.note.zh,
         enterprise.note.en, std::int64_t{enterprise.synthetic ? 1 : 0}});
    if (!added) return fail(std::move(added.error()));
    std::int64_t row = 0;
    auto root = put_subject(t, *book_, enterprise.id, row++, enterprise.subject, source);
    if (!root) return root;
    for (const law::Subject& child : enterprise.subject.children) {
      auto put = put_subject(t, *book_, enterprise.id, row++, child, source);
      if (!put) return put;
    }
    for (const std::string& kind : enterprise.subject.none_of) {
      auto none = t.run(
          "INSERT INTO subject (enterprise_id, position, kind, subject_id, absent) "
          "VALUES (?, ?, ?, '', 1)",
          {enterprise.id, row++, kind});
      if (!none) return fail(std::move(none.error()));
    }
    return {};
  });
}

Result<Enterprise> Register::load(Transaction& t, const Row& row) {
  Enterprise enterprise;
  enterprise.id = text(row[0]);
  enterprise.name = {text(row[1]), text(row[2])};
  enterprise.note = {text(row[3]), text(row[4])};
  enterprise.synthetic = integer(row[5]) == 1;
  auto subjects = t.run(
      "SELECT position, kind, subject_id, absent FROM subject WHERE enterprise_id = ? "
      "ORDER BY position",
      {enterprise.id});
  if (!subjects) return fail(std::move(subjects.error()));
  for (const Row& at : *subjects) {
    if (integer(at[3]) == 1) {
      enterprise.subject.none_of.push_back(text(at[1]));
      continue;
    }
    law::Subject subject;
    subject.kind = text(at[1]);
    subject.id = text(at[2]);
    auto facts =
        t.run("SELECT name, value FROM fact WHERE enterprise_id = ? AND position = ? ORDER BY name",
              {enterprise.id, at[0]});
    if (!facts) return fail(std::move(facts.error()));
    for (const Row& fact : *facts) {
      const auto index = book_->fact_index(text(fact[0]));
      if (!index) continue;  // the pack no longer has this fact
      Node node;
      node.kind = Node::Kind::plain;
      node.text = text(fact[1]);
      node.place.file = "register:" + enterprise.id;
      auto value = law::read_fact_value(*book_, book_->facts()[*index], node);
      if (!value) return fail(std::move(value.error()));
      subject.facts.push_back({*index, std::move(*value)});
    }
    if (integer(at[0]) == 0) {
      subject.none_of = std::move(enterprise.subject.none_of);
      enterprise.subject = std::move(subject);
    } else {
      enterprise.subject.children.push_back(std::move(subject));
    }
  }
  return enterprise;
}

Result<std::optional<Enterprise>> Register::find(std::string_view id) {
  const std::lock_guard lock(*mutex_);
  std::optional<Enterprise> found;
  auto done = database_.transact([&](Transaction& t) -> Result<void> {
    auto rows = t.run(
        "SELECT id, name_zh, name_en, note_zh, note_en, synthetic FROM enterprise WHERE id = ?",
        {std::string(id)});
    if (!rows) return fail(std::move(rows.error()));
    if (rows->empty()) return {};
    auto enterprise = load(t, rows->at(0));
    if (!enterprise) return fail(std::move(enterprise.error()));
    found = std::move(*enterprise);
    return {};
  });
  if (!done) return fail(std::move(done.error()));
  return found;
}

Result<std::vector<Enterprise>> Register::list_synthetic() {
  const std::lock_guard lock(*mutex_);
  std::vector<Enterprise> list;
  auto done = database_.transact([&](Transaction& t) -> Result<void> {
    list.clear();
    auto rows = t.run(
        "SELECT id, name_zh, name_en, note_zh, note_en, synthetic FROM enterprise "
        "WHERE synthetic = 1 ORDER BY position");
    if (!rows) return fail(std::move(rows.error()));
    for (const Row& row : *rows) {
      auto enterprise = load(t, row);
      if (!enterprise) return fail(std::move(enterprise.error()));
      list.push_back(std::move(*enterprise));
    }
    return {};
  });
  if (!done) return fail(std::move(done.error()));
  return list;
}

}  // namespace fugong::enterprise_register
