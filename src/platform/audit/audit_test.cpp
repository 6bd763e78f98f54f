// Events, openings, search, and the tree over them, on every database that the store knows.
#include <gtest/gtest.h>

#include <thread>

#include "base/canonical_json.hpp"
#include "base/hash.hpp"
#include "platform/audit/about.hpp"
#include "postgres/audit_log.hpp"

namespace fugong::audit {
namespace {

using store::Dialect;
using store::Transaction;

class AuditLog : public LogTest {};

TEST_P(AuditLog, KeepsWhatItWasTold) {
  const auto id = append(event_in("330100"));
  ASSERT_EQ(code_of(id), "");
  EXPECT_EQ(id->text(), "330100/1");
  const auto record = *read([&](Transaction& t) { return *find(t, *id); });
  EXPECT_EQ(record.id, *id);
  EXPECT_EQ(record.at_ms, clock_.now_ms());
  EXPECT_EQ(record.actor, "officer-7");
  EXPECT_EQ(record.role, "reviewer");
  EXPECT_EQ(record.action, "case.decide");
  EXPECT_EQ(record.kind, "case");
  EXPECT_EQ(record.record, "c-1");
  EXPECT_EQ(record.result, "done");
  EXPECT_EQ(record.body, R"({"amount_fen":120000,"outcome":"granted"})");
  EXPECT_EQ(record.previous, kNoEvent);
  EXPECT_FALSE(read([&](Transaction& t) { return *find(t, {"330100", 2}); }));
}

TEST_P(AuditLog, TheTextOfARecordIsCanonical) {
  Event event = event_in("330100", "c-\"中\"");
  event.personal = {{"reason", "张三"}, {"account", "6222"}};
  const auto id = append(event);
  const std::string text = (*read([&](Transaction& t) { return *find(t, *id); })).text();
  EXPECT_EQ(canonical_json(*parse_json(text, "")).value_or(""), text);
}

TEST_P(AuditLog, EachRegionHasItsChain) {
  EXPECT_EQ(append(event_in("330100"))->text(), "330100/1");
  EXPECT_EQ(append(event_in("110000"))->text(), "110000/1");
  EXPECT_EQ(append(event_in("330100"))->text(), "330100/2");
  const auto first = *read([](Transaction& t) { return *find(t, {"330100", 1}); });
  const auto second = *read([](Transaction& t) { return *find(t, {"330100", 2}); });
  EXPECT_EQ(second.previous, to_hex(first.hash()));
  EXPECT_EQ(read([](Transaction& t) { return *find(t, {"110000", 1}); })->previous, kNoEvent);
}

TEST_P(AuditLog, AnEventGoesWithItsTransaction) {
  const auto done = database_->transact([&](Transaction& t) -> Result<void> {
    EXPECT_EQ(code_of(audit_.append(t, event_in("330100"))), "");
    EXPECT_EQ(code_of(audit_.append(t, event_in("330100"))), "");
    return fail("mine", {}, {"不行", "no"}, {"别", "don't"});
  });
  EXPECT_EQ(code_of(done), "mine");
  EXPECT_EQ(count("audit_event"), 0);
  EXPECT_EQ(append(event_in("330100"))->text(), "330100/1");
}

TEST_P(AuditLog, WhatIsWrongWithAnEventIsNamed) {
  const auto pointer_with = [&](const std::function<void(Event&)>& change) {
    Event event = event_in("330100");
    change(event);
    const auto id = append(event);
    if (id) return std::string("none");
    EXPECT_EQ(id.error().front().code, "audit-event-invalid");
    return id.error().front().place.pointer;
  };
  EXPECT_EQ(pointer_with([](Event& e) { e.actor = ""; }), "/actor");
  EXPECT_EQ(pointer_with([](Event& e) { e.role = "a\nb"; }), "/role");
  EXPECT_EQ(pointer_with([](Event& e) { e.action = std::string(129, 'a'); }), "/action");
  EXPECT_EQ(pointer_with([](Event& e) { e.action = std::string(128, 'a'); }), "none");
  EXPECT_EQ(pointer_with([](Event& e) { e.kind = "\xff"; }), "/kind");
  EXPECT_EQ(pointer_with([](Event& e) { e.record = ""; }), "/record");
  EXPECT_EQ(pointer_with([](Event& e) { e.result = ""; }), "/result");
  EXPECT_EQ(pointer_with([](Event& e) { e.region = "33/01"; }), "/region");
  EXPECT_EQ(pointer_with([](Event& e) { e.region = ""; }), "/region");
  EXPECT_EQ(pointer_with([](Event& e) { e.body = ""; }), "none");
  EXPECT_EQ(pointer_with([](Event& e) { e.body = "[]"; }), "/body");
  EXPECT_EQ(pointer_with([](Event& e) { e.body = R"({"a": 1.5})"; }), "/body");
  EXPECT_EQ(pointer_with([](Event& e) { e.body = "{"; }), "/body");
  const std::string largest = R"({"a":")" + std::string(kMaxBodyBytes - 8, 'x') + R"("})";
  EXPECT_EQ(pointer_with([&](Event& e) { e.body = largest; }), "none");
  EXPECT_EQ(pointer_with([&](Event& e) { e.body = " " + largest; }), "none");
  EXPECT_EQ(pointer_with([](Event& e) {
              e.body = R"({"a":")" + std::string(kMaxBodyBytes - 7, 'x') + R"("})";
            }),
            "/body");
  EXPECT_EQ(pointer_with([](Event& e) { e.personal = {{"a", "1"}, {"a", "2"}}; }), "/personal/1");
  EXPECT_EQ(pointer_with([](Event& e) { e.personal = {{"", "1"}}; }), "/personal/0");
  EXPECT_EQ(pointer_with([](Event& e) {
              e.personal = {{"a", std::string(4097, 'x')}};
            }),
            "/personal/0");
  EXPECT_EQ(pointer_with([](Event& e) {
              e.personal = {{"a", std::string(1, '\0')}};
            }),
            "/personal/0");
  EXPECT_EQ(pointer_with([](Event& e) { e.personal.resize(33); }), "/personal");
}

TEST_P(AuditLog, PersonalValuesAreCommittedToAndCanBeErased) {
  Event event = event_in("330100");
  event.personal = {{"reason", "张三"}, {"account", "6222"}};
  const auto id = *append(event);
  const auto record = *read([&](Transaction& t) { return *find(t, id); });
  EXPECT_EQ(record.text().find("张三"), std::string::npos);
  const auto kept = read([&](Transaction& t) { return *openings(t, id); });
  ASSERT_EQ(kept.size(), 2u);
  EXPECT_EQ(kept[1].value, "张三");
  EXPECT_EQ(kept[1].salt.size(), 2 * kSaltBytes);
  EXPECT_NE(kept[0].salt, kept[1].salt);
  EXPECT_EQ(kept[1].commitment(), sha256_hex(R"([")" + kept[1].salt + R"(","reason","张三"])"));
  const auto commitments = parse_json(record.commitments, "");
  for (const Opening& opening : kept)
    EXPECT_EQ(commitments->find(opening.name)->text, opening.commitment());
  checkpoint();
  EXPECT_EQ(finding(), "");
  std::int64_t erased = 0;
  ASSERT_EQ(code_of(database_->transact([&](Transaction& t) -> Result<void> {
              erased = *erase_openings(t, id);
              return {};
            })),
            "");
  EXPECT_EQ(erased, 2);
  EXPECT_TRUE(read([&](Transaction& t) { return *openings(t, id); }).empty());
  EXPECT_EQ(read([&](Transaction& t) { return *find(t, id); })->text(), record.text());
  EXPECT_EQ(finding(), "");
}

TEST_P(AuditLog, WhatIsByOrAboutSomebodyIsCountedAndItsPersonalValuesErased) {
  Event by = event_in("330100");
  by.actor = "7";
  by.action = "upload.put";
  by.personal = {{"name", "mine.pdf"}};
  Event about = event_in("330100");
  about.kind = "person";
  about.record = "7";
  about.personal = {{"why", "private"}, {"source", "10.0.0.1"}};
  Event both = about;
  both.actor = "7";
  Event other = about;
  other.record = "77";
  for (const Event& one : {by, about, both, other})
    ASSERT_EQ(code_of(append(one)), "");
  checkpoint();
  EXPECT_EQ(read([&](Transaction& t) { return *count_by(t, "7", "upload.put"); }), 1);
  EXPECT_EQ(read([&](Transaction& t) { return *count_about(t, "7"); }), 3);
  std::int64_t erased = 0;
  ASSERT_EQ(code_of(database_->transact([&](Transaction& t) -> Result<void> {
              erased = *erase_about(t, "7");
              return {};
            })),
            "");
  EXPECT_EQ(erased, 5);
  EXPECT_EQ(finding(), "") << "every proof stays";
  EXPECT_EQ(read([&](Transaction& t) {
              return openings(t, {"330100", 4})->size();
            }),
            2U)
      << "another's";
}

TEST_P(AuditLog, EventsCannotBeChanged) {
  ASSERT_EQ(code_of(append(event_in("330100"))), "");
  sequence_all();
  for (const char* sql :
       {"UPDATE audit_event SET actor = 'x'", "DELETE FROM audit_event", "DELETE FROM audit_leaf",
        "UPDATE audit_leaf SET sequence = 5", "DELETE FROM audit_node WHERE level < 0"}) {
    if (std::string(sql).ends_with("0") && is_sqlite()) continue;  // asks row by row
    EXPECT_EQ(code_of(database_->transact([&](Transaction& t) -> Result<void> {
                const auto ran = t.run(sql);
                return ran ? Result<void>{} : fail(ran.error());
              })),
              "store-constraint")
        << sql;
  }
}

TEST_P(AuditLog, WritersOfOneRegionMakeOneChain) {
  std::vector<std::thread> writers;
  for (int w = 0; w < 4; ++w) {
    writers.emplace_back([this] {
      store::Database database = open();
      for (int i = 0; i < 15; ++i)
        EXPECT_EQ(code_of(append(database, event_in("330100"))), "");
    });
  }
  std::thread sequencer([this] {
    store::Database database = open();
    for (int i = 0; i < 10; ++i)
      EXPECT_EQ(code_of(sequence(database)), "");
  });
  for (std::thread& writer : writers)
    writer.join();
  sequencer.join();
  checkpoint();
  EXPECT_EQ(count("audit_event"), 60);
  EXPECT_EQ(verified()->leaves, 60);
}

TEST_P(AuditLog, SearchGoesPageByPageFromTheLatest) {
  for (int i = 0; i < 6; ++i) {
    append_many("330100", 5);
    append_many("110000", 5);
    ASSERT_EQ(code_of(append(event_in("330100", "at-the-same-time"))), "");
  }
  const auto all_of = [&](Query query) {
    query.limit = 7;
    std::vector<std::string> ids;
    std::int64_t last = INT64_MAX;
    do {
      const Page page = read([&](Transaction& t) { return *search(t, query); });
      EXPECT_LE(page.records.size(), 7u);
      for (const Record& record : page.records) {
        EXPECT_LE(record.at_ms, last);
        last = record.at_ms;
        ids.push_back(record.id.text());
      }
      query.after = page.next;
    } while (query.after);
    std::vector<std::string> sorted = ids;
    std::sort(sorted.begin(), sorted.end());
    EXPECT_EQ(std::unique(sorted.begin(), sorted.end()), sorted.end());
    return ids;
  };
  EXPECT_EQ(all_of({}).size(), 66u);
  EXPECT_EQ(all_of({.region = "330100"}).size(), 36u);
  EXPECT_EQ(all_of({.kind = "case", .record = "c-2"}).size(), 12u);
  EXPECT_EQ(all_of({.actor = "nobody"}).size(), 0u);
  EXPECT_EQ(all_of({.actor = "officer-7", .action = "case.decide", .region = "110000"}).size(),
            30u);
  EXPECT_EQ(all_of({.kind = "case", .record = "at-the-same-time"}).front(), "330100/36");
  const std::int64_t start = clock_.now_ms() - 60;
  EXPECT_EQ(all_of({.from_ms = start + 1, .until_ms = start + 11}).size(), 11u);
}

TEST_P(AuditLog, TheTreeGrowsByWhatIsNew) {
  EXPECT_EQ(sequence(*database_).value_or(-1), 0);
  std::vector<Hash> roots;
  for (const int count : {1, 15, 1, 0, 300, 40, 7}) {
    append_many("330100", count);
    append_many("110000", count);
    EXPECT_EQ(sequence(*database_).value_or(-1), 2 * count);
    const auto size = read([](Transaction& t) { return *tree_size(t); });
    roots.push_back(read([&](Transaction& t) { return *root_of(t, size); }));
  }
  EXPECT_EQ(count("audit_leaf"), 728);
  // Of 728 leaves: 45 nodes over sixteen each, 2 over those.
  EXPECT_EQ(count("audit_node"), 47);
  checkpoint();
  EXPECT_EQ(finding(), "");
  EXPECT_EQ(verified()->root, roots.back());
  EXPECT_EQ(read([](Transaction& t) { return *root_of(t, 32); }), roots[1]);
  EXPECT_EQ(read([](Transaction& t) { return code_of(root_of(t, 729)); }), "audit-node-missing");
}

TEST_P(AuditLog, EveryEventIsProvedUnderACheckpoint) {
  append_many("330100", 30);
  append_many("110000", 31);
  checkpoint();
  append_many("330100", 3);
  for (const char* region : {"330100", "110000"}) {
    for (std::int64_t position = 1; position <= 30; ++position) {
      const auto placed = read([&](Transaction& t) { return *prove(t, {region, position}, 61); });
      ASSERT_TRUE(placed);
      const Proof proof{placed->event, placed->index, placed->path, files_.back().bytes};
      EXPECT_TRUE(read_proof(write_proof(proof), "", key_.verifying()).has_value());
    }
  }
  EXPECT_FALSE(read([](Transaction& t) { return *prove(t, {"330100", 31}, 61); }));
  EXPECT_FALSE(read([](Transaction& t) { return *prove(t, {"330100", 99}, 61); }));
  sequence_all();
  EXPECT_FALSE(read([](Transaction& t) { return *prove(t, {"330100", 31}, 61); }));
  EXPECT_TRUE(read([](Transaction& t) { return *prove(t, {"330100", 31}, 64); }));
  const Hash before = read([](Transaction& t) { return *root_of(t, 61); });
  const Hash after = read([](Transaction& t) { return *root_of(t, 64); });
  const auto growth = read([](Transaction& t) { return *prove_growth(t, 61, 64); });
  EXPECT_TRUE(proves_consistency(61, before, 64, after, growth));
}

TEST_P(AuditLog, SeveralSequencersTakeEveryEventOnce) {
  append_many("330100", 200);
  append_many("110000", 200);
  std::vector<std::thread> sequencers;
  std::atomic<std::int64_t> added = 0;
  for (int s = 0; s < 4; ++s) {
    sequencers.emplace_back([&] {
      store::Database database = open();
      const auto taken = sequence(database);
      EXPECT_EQ(code_of(taken), "");
      added += taken.value_or(0);
    });
  }
  for (std::thread& sequencer : sequencers)
    sequencer.join();
  EXPECT_EQ(added.load(), 400);
  EXPECT_EQ(count("audit_leaf"), 400);
}

TEST(AuditEventId, IsReadAsItIsWritten) {
  EXPECT_EQ(EventId::parse("330100/12")->text(), "330100/12");
  for (const char* text : {"", "330100", "/1", "330100/", "330100/0", "330100/-1", "330100/1x",
                           "330100/9223372036854775808"})
    EXPECT_EQ(code_of(EventId::parse(text)), "audit-event-id") << text;
}

INSTANTIATE_TEST_SUITE_P(Each, AuditLog, testing::Values(Dialect::sqlite, Dialect::postgresql),
                         dialect_of);

}  // namespace
}  // namespace fugong::audit
