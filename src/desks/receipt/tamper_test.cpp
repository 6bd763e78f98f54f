// No byte of a receipt, of an opening or of a kept pack can change unseen; what is no paper at all
// is a fault with a place.
#include <random>

#include "base/canonical_json.hpp"
#include "desks/receipt/receipt_sample.hpp"
#include "pack/archive.hpp"

namespace fugong::receipt {
namespace {

/// What whoever replays would be told; empty if nothing is wrong.
Faults faults_of(const std::string& receipt_bytes, const std::string& opening_bytes) {
  const auto receipt = read_receipt(receipt_bytes, "r.json");
  if (!receipt) return receipt.error();
  const auto opening = read_opening(opening_bytes, "o.json");
  if (!opening) return opening.error();
  return match(*receipt, *opening, Whole::yes);
}

void flip_bytes(const Papers& papers, std::string Papers::*which, const char* file,
                std::size_t positions) {
  std::mt19937 random(20200221);
  for (std::size_t i = 0; i < positions; ++i) {
    Papers changed = papers;
    std::string& bytes = changed.*which;
    const std::size_t at = random() % bytes.size();
    // Often a character that may stand there: a digit for a digit.
    const char mask = static_cast<char>(random() % 2 == 0 ? 1 + random() % 7 : 1 + random() % 255);
    bytes[at] = static_cast<char>(bytes[at] ^ mask);
    const Faults faults = faults_of(changed.receipt, changed.opening);
    ASSERT_FALSE(faults.empty()) << file << " byte " << at;
    EXPECT_EQ(faults[0].place.file, file) << "byte " << at;
    EXPECT_FALSE(faults[0].message.zh.empty());
    EXPECT_FALSE(faults[0].remedy.en.empty());
  }
}

TEST(Tampering, AnyChangedByteOfSmallPapersIsFound) {
  const Papers papers = papers_of(small(), kFirm);
  ASSERT_TRUE(faults_of(papers.receipt, papers.opening).empty());
  flip_bytes(papers, &Papers::receipt, "r.json", 600);
  flip_bytes(papers, &Papers::opening, "o.json", 600);
}

TEST(Tampering, AnyChangedByteOfPapersOfTheNoticeIsFound) {
  const LoadedPack& loaded = notice();
  SeededRandom random(7);
  const Papers papers =
      must(loaded.issuer.issue(loaded.pack.demo[0].subject, the_day(), declared(), random));
  flip_bytes(papers, &Papers::receipt, "r.json", 100);
  flip_bytes(papers, &Papers::opening, "o.json", 100);
}

TEST(Tampering, AnyChangedByteOfTheKeptNoticeIsFound) {
  const LoadedPack& loaded = notice();
  const std::string kept = pack::keep(loaded.files, loaded.pack);
  std::mt19937 random(20200221);
  for (int i = 0; i < 200; ++i) {
    std::string changed = kept;
    const std::size_t at = random() % kept.size();
    changed[at] = static_cast<char>(changed[at] ^ static_cast<char>(1 + random() % 255));
    const auto read = pack::read_kept(changed, loaded.pack.hash, "kept");
    ASSERT_FALSE(read) << at;
    EXPECT_EQ(read.error()[0].code, "pack-kept-damaged");
  }
}

TEST(Tampering, APaperCutOrLongerIsFound) {
  const Papers papers = papers_of(small(), kFirm);
  for (std::size_t size = 0; size < papers.receipt.size(); size += 53)
    EXPECT_FALSE(read_receipt(papers.receipt.substr(0, size), "r.json"));
  for (std::size_t size = 0; size < papers.opening.size(); size += 53)
    EXPECT_FALSE(read_opening(papers.opening.substr(0, size), "o.json"));
  EXPECT_FALSE(read_receipt(papers.receipt + "\n", "r.json"));
  EXPECT_FALSE(read_opening(papers.opening + " ", "o.json"));
}

std::string code(const Faults& faults) {
  return faults.empty() ? "none" : faults[0].code;
}

TEST(Tampering, SaysWhatIsWrong) {
  const Papers papers = papers_of(small(), kFirm);
  const auto changed = [](std::string text, std::string_view was, std::string_view is) {
    text.replace(text.find(was), was.size(), is);
    return text;
  };
  const auto receipt_with = [&](std::string_view was, std::string_view is) {
    return code(read_receipt(changed(papers.receipt, was, is), "r.json").error());
  };
  const auto opening_with = [&](std::string_view was, std::string_view is) {
    return code(faults_of(papers.receipt, changed(papers.opening, was, is)));
  };
  EXPECT_EQ(receipt_with("3150000", "3150001"), "decision-changed");
  EXPECT_EQ(receipt_with("测试局", "别的局"), "receipt-changed");
  EXPECT_EQ(receipt_with("{\"decision\"", "{ \"decision\""), "paper-not-canonical");
  EXPECT_EQ(receipt_with("fugong-receipt/1", "fugong-receipt/2"), "paper-format");
  EXPECT_EQ(receipt_with("\"on\":\"2020-02-21\"", "\"on\":\"2020-02-31\""), "paper-shape");
  EXPECT_EQ(receipt_with("\"moment\"", "\"momenT\""), "paper-shape");
  EXPECT_EQ(opening_with("123456789", "123456780"), "fact-not-committed");
  EXPECT_EQ(opening_with("\"name\":\"size\"", "\"name\":\"sizf\""), "trace-not-committed");
  EXPECT_EQ(opening_with("\"salt\":\"", "\"salt\":\"Z"), "paper-shape");
  EXPECT_EQ(code(read_receipt(papers.opening, "r.json").error()), "paper-format");
  EXPECT_EQ(code(read_opening(papers.receipt, "r.json").error()), "paper-format");
  EXPECT_EQ(code(read_receipt("[]", "r.json").error()), "paper-shape");
  EXPECT_EQ(code(read_receipt("{}", "r.json").error()), "paper-shape");
  EXPECT_EQ(code(read_receipt("{\"format\":1.5}", "r.json").error()), "paper-not-canonical");
  EXPECT_EQ(code(read_receipt(std::string(kMaxPaperBytes + 1, ' '), "r.json").error()),
            "document-too-large");
}

// Found by the fuzz target: a hash that isn't there has no place of its own.
TEST(Tampering, AMissingOrMistypedFieldIsAFault) {
  const Papers papers = papers_of(small(), kFirm);
  const auto without_each = [](const std::string& paper, auto read) {
    const Node root = must(parse_json(paper, ""));
    for (const auto& field : root.fields) {
      for (const char* other : {"", "null", "7", "{}", "[]", "\"x\""}) {
        Node changed = root;
        std::erase_if(changed.fields, [&](const auto& one) { return one.first == field.first; });
        if (*other != 0) {
          changed.fields.emplace_back(field.first, must(parse_json(other, "")));
          if (changed.fields.back().second.kind == field.second.kind) continue;
        }
        const auto result = read(*canonical_json(changed), "p.json");
        ASSERT_FALSE(result) << field.first << " " << other;
        EXPECT_EQ(result.error()[0].place.file, "p.json");
      }
    }
  };
  without_each(papers.receipt, read_receipt);
  for (const char* part : {"[]", "{}", R"({"facts":[],"format":"fugong-opening/1"})",
                           R"({"facts":[{}],"format":"fugong-opening/1","receipt":7})"}) {
    EXPECT_FALSE(read_opening(part, "p.json")) << part;
  }
}

// An opening may be in order and still hold what its pack has no place for.
TEST(Tampering, FactsThatThePackDoesNotHaveAreNamed) {
  const Papers papers = papers_of(small(), kFirm);
  const auto replay_with = [&](const std::string& path, const char* value) {
    Opening opening = opening_of(papers);
    std::erase_if(opening.facts, [&](const FactLine& line) { return line.path == path; });
    opening.facts.push_back({path, must(parse_json(value, "")), "declared", "2020-02-21",
                             std::string(2 * kSaltBytes, '0')});
    const auto replay = small().issuer.replay(receipt_of(papers), opening);
    return replay ? std::string("none") : code(replay.error());
  };
  EXPECT_EQ(replay_with("wealth", "\"1\""), "unknown-fact");
  EXPECT_EQ(replay_with("loans/L9/rate", "\"1\""), "unknown-fact");
  EXPECT_EQ(replay_with("staff", "\"many\""), "fact-type");
  EXPECT_EQ(replay_with("staff", "12"), "fact-type");
  EXPECT_EQ(replay_with("staff", "\"-1\""), "fact-out-of-bounds");
  EXPECT_EQ(replay_with("revenue", "\"12.50\""), "fact-type");
  EXPECT_EQ(replay_with("place", "\"99\""), "unknown-code");
  EXPECT_EQ(replay_with("id", "true"), "fact-type");
  EXPECT_EQ(replay_with("loans", "\"L1\""), "fact-type");
  EXPECT_EQ(replay_with("loans", "[\"a/b~c\",\"a/b~c\"]"), "fact-type");
  EXPECT_EQ(replay_with("loans", "[7]"), "fact-type");
  EXPECT_EQ(replay_with("staff", "\"12\""), "none");
}

}  // namespace
}  // namespace fugong::receipt
