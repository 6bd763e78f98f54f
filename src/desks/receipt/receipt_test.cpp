// What a receipt says, what it keeps to itself, and that it replays.
#include "desks/receipt/receipt.hpp"

#include <random>
#include <set>

#include "base/canonical_json.hpp"
#include "base/hash.hpp"
#include "desks/receipt/receipt_sample.hpp"

namespace fugong::receipt {
namespace {

const Node& at(const Node& node, std::initializer_list<std::string_view> path) {
  const Node* found = &node;
  for (const std::string_view name : path) {
    found = found->kind == Node::Kind::list ? &found->items.at(std::stoul(std::string(name)))
                                            : found->find(name);
    if (found == nullptr) {
      ADD_FAILURE() << "no " << name;
      std::abort();
    }
  }
  return *found;
}

std::string path_values(const Opening& opening) {
  std::string text;
  for (const FactLine& line : opening.facts)
    text += line.path + " = " + *canonical_json(line.value) + "\n";
  return text;
}

std::set<std::string> codes(const Faults& faults) {
  std::set<std::string> found;
  for (const Fault& fault : faults)
    found.insert(fault.code);
  return found;
}

TEST(Receipt, StatesRulesMomentAndDecision) {
  const Papers papers = papers_of(small(), kFirm);
  const Receipt receipt = receipt_of(papers);
  const Node& root = receipt.document;
  EXPECT_EQ(receipt.program, "1.2.3");
  EXPECT_EQ(receipt.semantics, std::to_string(law::kDecisionSemantics));
  EXPECT_EQ(receipt.pack_hash, small().pack.hash);
  EXPECT_EQ(receipt.moment.on.to_string(), "2020-02-21");
  EXPECT_EQ(at(root, {"provisions", "1", "id"}).text, "1.2");
  EXPECT_EQ(at(root, {"provisions", "1", "document", "number"}).text, "测试〔2020〕3号");
  EXPECT_EQ(at(root, {"provisions", "1", "hash"}).text,
            sha256_hex(small().files.at(at(root, {"provisions", "1", "file"}).text)));
  const Node* granted = nullptr;
  for (const Node& e : at(root, {"decision", "entitlements"}).items) {
    if (at(e, {"subject_id"}).text == "a/b~c") granted = &e;
  }
  ASSERT_NE(granted, nullptr);
  EXPECT_EQ(at(*granted, {"state"}).text, "entitled");
  EXPECT_EQ(at(*granted, {"amount_fen"}).text, "3150000");  // 1,000,000 x 3.15 % x 0.5 x 2
  EXPECT_EQ(at(*granted, {"period_to"}).text, "2021-02-08");
  EXPECT_EQ(at(*granted, {"conditions", "1", "id"}).text, "listed");
  EXPECT_EQ(at(*granted, {"tables", "0", "rules", "0"}).text, "1");
}

TEST(Receipt, HashesAreThoseThatAnybodyCanTake) {
  const Papers papers = papers_of(small(), kFirm);
  Node root = must(parse_json(papers.receipt, ""));
  const std::string decision = *canonical_json(at(root, {"decision"}));
  EXPECT_EQ(at(root, {"decision_hash"}).text, sha256_hex(decision));
  const std::string hash = at(root, {"hash"}).text;
  std::erase_if(root.fields, [](const auto& field) { return field.first == "hash"; });
  EXPECT_EQ(hash, sha256_hex(*canonical_json(root)));
  const Node opening = must(parse_json(papers.opening, ""));
  EXPECT_EQ(at(opening, {"receipt"}).text, hash);
}

TEST(Receipt, OpeningHoldsEachFactInItsCanonicalForm) {
  EXPECT_EQ(path_values(opening_of(papers_of(small(), kFirm))),
            "id = \"firm 1\"\n"
            "listed = true\n"
            "loans = [\"a/b~c\",null,null]\n"
            "loans/a~1b~0c/granted = \"2020-02-08\"\n"
            "loans/a~1b~0c/principal = 100000000\n"
            "loans/a~1b~0c/rate = \"3.15\"\n"
            "loans/~#2/granted = \"2020-02-21\"\n"
            "loans/~#2/principal = 50000000\n"
            "loans/~#2/rate = \"4.5\"\n"
            "motto = \"\\\"/~\\\" 😀\"\n"
            "place = \"11\"\n"
            "revenue = 123456789\n"
            "staff = \"12\"\n");
  EXPECT_EQ(path_values(opening_of(papers_of(small(), R"({"loans": []})"))), "loans = []\n");
  EXPECT_EQ(path_values(opening_of(papers_of(small(), "{}"))), "");
}

TEST(Receipt, OfTheFactsItHoldsCommitmentsOnly) {
  const Papers papers = papers_of(small(), kFirm);
  for (const char* secret : {"3.15\"", "revenue", "motto", "123456789", "100000000"})
    EXPECT_EQ(papers.receipt.find(secret), std::string::npos) << secret;
  EXPECT_EQ(receipt_of(papers).facts.size(), 13u);
  // Equal facts under other salts share no commitment.
  const Receipt one = receipt_of(papers);
  const Receipt two = receipt_of(papers_of(small(), kFirm, 2));
  const std::set<std::string> commitments(one.facts.begin(), one.facts.end());
  for (const std::string& other : two.facts)
    EXPECT_FALSE(commitments.contains(other));
  EXPECT_EQ(one.decision_hash, two.decision_hash);
}

TEST(Receipt, SaysTheSameForTheSame) {
  const Papers papers = papers_of(small(), kFirm);
  const Papers again = papers_of(small(), kFirm);
  EXPECT_EQ(papers.receipt, again.receipt);
  EXPECT_EQ(papers.opening, again.opening);
}

// A check that the counter answers may still be too much for one receipt.
TEST(Receipt, TooLargeIsAFault) {
  const auto issue = [](int loans) {
    std::string facts = R"({"staff": 12, "listed": true, "loans": [)";
    for (int i = 0; i < loans; ++i) {
      facts += (i == 0 ? "{\"id\": \"" : ",{\"id\": \"") + std::to_string(i);
      for (int letter = 0; letter < 900; ++letter)
        facts += "\\u0001";
      facts += "\", \"rate\": \"1\"}";
    }
    const TreeLimits wide{.max_bytes = 16u << 20};
    const auto subject =
        must(law::read_subject(small().pack.book, must(parse_json(facts + "]}", "", wide))));
    SeededRandom random(1);
    return small().issuer.issue(subject, the_day(), declared(), random);
  };
  EXPECT_TRUE(issue(100));
  const auto papers = issue(600);
  ASSERT_FALSE(papers);
  EXPECT_EQ(papers.error()[0].code, "receipt-too-large");
}

// Two loans may come to more fen than a JSON number holds: such an end is no end.
TEST(Receipt, LeavesOutAnEndThatNoJsonNumberHolds) {
  std::string facts = R"({"place": "11", "staff": 5, "listed": true, "loans": [)";
  for (int i = 0; i < 200; ++i) {
    facts += i == 0 ? "" : ",";
    facts += R"({"principal": "89000000000000.00", "rate": "3.15"})";
  }
  const Receipt receipt = receipt_of(papers_of(small(), facts + "]}"));
  const Node& cash = at(receipt.document, {"decision", "combination", "possible", "cash"});
  EXPECT_EQ(at(cash, {"low_fen"}).text, "0");
  EXPECT_EQ(at(cash, {"high_fen"}).kind, Node::Kind::null);
}

// ---- selective disclosure

TEST(Disclosure, OneFactProvesItselfAlone) {
  const Papers papers = papers_of(small(), kFirm);
  const Receipt receipt = receipt_of(papers);
  const std::string part = must(disclose(opening_of(papers), {"loans/a~1b~0c/rate", "listed"}));
  EXPECT_EQ(part.find("123456789"), std::string::npos);
  const Opening shown = must(read_opening(part, "part.json"));
  EXPECT_EQ(path_values(shown), "listed = true\nloans/a~1b~0c/rate = \"3.15\"\n");
  EXPECT_TRUE(match(receipt, shown, Whole::no).empty());
  EXPECT_EQ(codes(match(receipt, shown, Whole::yes)), std::set<std::string>{"opening-incomplete"});
}

TEST(Disclosure, AnotherValueSourceDayOrSaltIsNamed) {
  const Papers papers = papers_of(small(), kFirm);
  const Receipt receipt = receipt_of(papers);
  const std::string part = must(disclose(opening_of(papers), {"staff"}));
  const std::pair<const char*, const char*> changes[] = {{"\"12\"", "\"13\""},
                                                         {"declared", "register"},
                                                         {"2020-02-21", "2020-02-22"},
                                                         {"\"staff\"", "\"revenue\""}};
  for (const auto& [was, is] : changes) {
    std::string changed = part;
    changed.replace(changed.find(was), std::string_view(was).size(), is);
    const Opening shown = must(read_opening(changed, "part.json"));
    const Faults faults = match(receipt, shown, Whole::no);
    ASSERT_EQ(faults.size(), 1u) << was;
    EXPECT_EQ(faults[0].code, "fact-not-committed");
    EXPECT_NE(faults[0].message.en.find(shown.facts[0].path), std::string::npos);
  }
}

TEST(Disclosure, AFactThatIsNotThereIsNamed) {
  const auto part = disclose(opening_of(papers_of(small(), kFirm)), {"staff", "wealth"});
  ASSERT_FALSE(part);
  EXPECT_EQ(all(part.error()),
            "o.json: the opening has no 'wealth'. write a path of the opening, such as "
            "loans/L1/loan_rate [fact-not-in-opening]\n");
}

TEST(Match, AnOpeningOfAnotherCheckIsRefused) {
  const Receipt receipt = receipt_of(papers_of(small(), kFirm));
  Opening other = opening_of(papers_of(small(), kFirm, 2));
  EXPECT_EQ(codes(match(receipt, other, Whole::yes)),
            std::set<std::string>{"opening-other-receipt"});
  // Relabelled, it still proves nothing.
  other.receipt = receipt.hash;
  EXPECT_EQ(codes(match(receipt, other, Whole::yes)),
            (std::set<std::string>{"fact-not-committed", "trace-not-committed"}));
}

// ---- replay

TEST(Replay, ReproducesToTheByte) {
  const Papers papers = papers_of(small(), kFirm);
  const auto replay = must(small().issuer.replay(receipt_of(papers), opening_of(papers)));
  EXPECT_TRUE(replay.reproduced);
  EXPECT_TRUE(replay.differences.empty());
  EXPECT_TRUE(replay.trace.empty());
  ASSERT_EQ(replay.claims.size(), 4u);
  for (const Claim& claim : replay.claims)
    EXPECT_TRUE(claim.reproduced) << claim.provision << claim.subject;
}

TEST(Replay, ANewerProgramThatDecidesAlikeReproduces) {
  const Papers papers = papers_of(small(), kFirm);
  const Issuer newer(small().pack, small().files, "9.9.9");
  const auto replay = must(newer.replay(receipt_of(papers), opening_of(papers)));
  EXPECT_TRUE(replay.reproduced);
  EXPECT_TRUE(replay.differences.empty());
}

/// Papers as a program would have written them that decided otherwise: its hashes are in order.
Papers decided_otherwise(const Papers& papers, std::string_view was, std::string_view is) {
  Papers changed = papers;
  const auto replace = [](std::string& text, std::string_view from, std::string_view to) {
    text.replace(text.find(from), from.size(), to);
  };
  replace(changed.receipt, was, is);
  Node root = must(parse_json(changed.receipt, ""));
  const std::string old_hash = at(root, {"hash"}).text;
  const std::string old_decision = at(root, {"decision_hash"}).text;
  const std::string decision = sha256_hex(*canonical_json(at(root, {"decision"})));
  replace(changed.receipt, old_decision, decision);
  root = must(parse_json(changed.receipt, ""));
  std::erase_if(root.fields, [](const auto& field) { return field.first == "hash"; });
  const std::string hash = sha256_hex(*canonical_json(root));
  replace(changed.receipt, old_hash, hash);
  replace(changed.opening, old_hash, hash);
  return changed;
}

TEST(Replay, ListsWhatAnotherProgramDecidesOtherwise) {
  const Papers papers = decided_otherwise(papers_of(small(), kFirm), "\"amount_fen\":3150000",
                                          "\"amount_fen\":3150001");
  const Receipt receipt = receipt_of(papers);
  const Opening opening = opening_of(papers);
  ASSERT_TRUE(match(receipt, opening, Whole::yes).empty());
  const auto replay = must(small().issuer.replay(receipt, opening));
  EXPECT_FALSE(replay.reproduced);
  ASSERT_EQ(replay.differences.size(), 1u);
  EXPECT_EQ(replay.differences[0].pointer, "/decision/entitlements/1/amount_fen");
  EXPECT_EQ(replay.differences[0].was, "3150001");
  EXPECT_EQ(replay.differences[0].is, "3150000");
  std::size_t differ = 0;
  for (const Claim& claim : replay.claims) {
    if (claim.reproduced) continue;
    ++differ;
    EXPECT_EQ(claim.provision + " " + claim.subject, "1.2 a/b~c");
  }
  EXPECT_EQ(differ, 1u);
}

TEST(Replay, ListsWhatIsGoneAndWhatIsNew) {
  const Papers papers =
      decided_otherwise(papers_of(small(), kFirm), "{\"amount_fen\":3150000,\"amount_range\":null,",
                        "{\"amount_fen\":3150000,\"amount_range\":null,\"bonus\":1,");
  const auto replay = must(small().issuer.replay(receipt_of(papers), opening_of(papers)));
  ASSERT_EQ(replay.differences.size(), 1u);
  EXPECT_EQ(replay.differences[0].pointer, "/decision/entitlements/1/bonus");
  EXPECT_EQ(replay.differences[0].was, "1");
  EXPECT_EQ(replay.differences[0].is, "");
}

TEST(Replay, AProvisionOfOtherBytesIsListed) {
  const Papers papers =
      decided_otherwise(papers_of(small(), kFirm), "测试〔2020〕3号", "测试〔2020〕8号");
  const auto replay = must(small().issuer.replay(receipt_of(papers), opening_of(papers)));
  EXPECT_TRUE(replay.reproduced);
  ASSERT_EQ(replay.differences.size(), 1u);
  EXPECT_EQ(replay.differences[0].pointer, "/provisions/1/document/number");
}

TEST(Replay, AnotherPackIsRefused) {
  const Papers papers = papers_of(small(), kFirm);
  const auto replay = notice().issuer.replay(receipt_of(papers), opening_of(papers));
  ASSERT_FALSE(replay);
  EXPECT_EQ(replay.error()[0].code, "receipt-other-pack");
}

// Firms of the demo with any of their facts left out, on any day around the notice.
TEST(Replay, ReproducesRandomFirms) {
  std::mt19937 random(20200209);
  for (const LoadedPack* loaded : {&small(), &notice()}) {
    for (int round = 0; round < 30; ++round) {
      const auto& demo = loaded->pack.demo;
      law::Subject subject = demo[random() % demo.size()].subject;
      const auto thin = [&](law::Subject& one) {
        std::erase_if(one.facts, [&](const auto&) { return random() % 4 == 0; });
        std::shuffle(one.facts.begin(), one.facts.end(), random);
      };
      thin(subject);
      for (law::Subject& child : subject.children)
        thin(child);
      const Date start = *Date::parse("2020-01-01");
      const law::Moment moment{start.plus_days(static_cast<int>(random() % 250)),
                               start.plus_days(static_cast<int>(random() % 250))};
      SeededRandom salts(random());
      const Papers papers = must(loaded->issuer.issue(subject, moment, declared(), salts));
      const Receipt receipt = receipt_of(papers);
      const Opening opening = opening_of(papers);
      ASSERT_EQ(all(match(receipt, opening, Whole::yes)), "");
      const auto replay = must(loaded->issuer.replay(receipt, opening));
      ASSERT_TRUE(replay.reproduced) << papers.opening;
      ASSERT_TRUE(replay.differences.empty()) << papers.opening;
      ASSERT_TRUE(replay.trace.empty()) << papers.opening;
    }
  }
}

}  // namespace
}  // namespace fugong::receipt
