// The ledger against a model that shares no code with it: plain lists, every total added up anew
// from the first transfer on. Random batches from a seed, with retries, altered retries, chains,
// settlements and amounts at the end of 64 bits. FUGONG_LEDGER_SEED and FUGONG_LEDGER_BATCHES make
// longer runs.
#include <algorithm>
#include <cstdlib>
#include <limits>
#include <random>

#include "ledger/ledger_sample.hpp"

namespace fugong::ledger {
namespace {

constexpr std::int64_t kMostDrawn = std::numeric_limits<std::int64_t>::max();

std::uint64_t setting(const char* name, std::uint64_t otherwise) {
  const char* value = std::getenv(name);
  return value == nullptr ? otherwise : std::strtoull(value, nullptr, 10);
}

/// What the model knows of an account: where it belongs, and whether it may be overdrawn.
struct Place {
  std::int64_t id = 0;
  int book = 0;
  int fund = 0;
  bool limited = true;
};

struct Sums {
  __int128 debit = 0;
  __int128 credit = 0;
  __int128 debit_pending = 0;
  __int128 credit_pending = 0;
};

class Model {
 public:
  explicit Model(std::vector<Place> places) : places_(std::move(places)) {}

  /// "created", "exists", "conflict" or "refused" for each of a chain, which is kept if it stands.
  std::vector<std::string> submit(const std::vector<Transfer>& chain, std::int64_t today) {
    const std::vector<Transfer> before = kept_;
    std::vector<std::string> said;
    for (const Transfer& of : chain) {
      const Transfer* known = find(before, of.id);
      if (known != nullptr) {
        said.push_back(*known == of ? "exists" : "conflict");
      } else if (find(kept_, of.id) != nullptr) {
        said.push_back("conflict");
      } else {
        said.push_back(fits(of, today) ? "created" : "refused");
        if (said.back() == "created") kept_.push_back(of);
      }
    }
    const auto all = [&](const std::string& word) {
      return std::all_of(said.begin(), said.end(), [&](const auto& w) { return w == word; });
    };
    const bool stands = all("created") && !chain.back().linked;
    if (!stands) kept_ = before;
    if (stands || all("exists")) return said;
    return std::vector<std::string>(chain.size(), "nothing");
  }

  Sums sums(std::int64_t account) const {
    Sums sums;
    for (const Transfer& of : kept_) {
      const Transfer& names = settled(of);
      Sums share;
      if (of.kind == Kind::pending) {
        if (settlement_of(of.id) == nullptr) share.debit_pending = of.amount_fen;
      } else {
        share.debit = of.amount_fen;
      }
      if (names.debit == account) {
        sums.debit += share.debit;
        sums.debit_pending += share.debit_pending;
      }
      if (names.credit == account) {
        sums.credit += share.debit;
        sums.credit_pending += share.debit_pending;
      }
    }
    return sums;
  }

  const std::vector<Transfer>& kept() const { return kept_; }

 private:
  static const Transfer* find(const std::vector<Transfer>& in, const std::string& id) {
    for (const Transfer& of : in) {
      if (of.id == id) return &of;
    }
    return nullptr;
  }
  static bool is_settlement(const Transfer& of) {
    return of.kind == Kind::post || of.kind == Kind::voided || of.kind == Kind::expire;
  }
  const Transfer* settlement_of(const std::string& id) const {
    for (const Transfer& of : kept_) {
      if (of.origin == id) return &of;
    }
    return nullptr;
  }
  /// Whose accounts it has.
  const Transfer& settled(const Transfer& of) const {
    return is_settlement(of) ? *find(kept_, of.origin) : of;
  }
  const Place* place(std::int64_t id) const {
    for (const Place& of : places_) {
      if (of.id == id) return &of;
    }
    return nullptr;
  }

  bool fits(const Transfer& of, std::int64_t today) const {
    if (!of.origin.empty()) {
      const Transfer* origin = find(kept_, of.origin);
      if (origin == nullptr || settlement_of(of.origin) != nullptr) return false;
      if (is_settlement(of)) {
        const bool over = origin->expires_on && origin->expires_on->days() < today;
        return origin->kind == Kind::pending && of.amount_fen <= origin->amount_fen &&
               !(of.kind == Kind::post && over) && !(of.kind == Kind::expire && !over);
      }
      const bool moved = origin->kind == Kind::direct || origin->kind == Kind::post;
      const Transfer& names = settled(*origin);
      if (!moved || of.debit != names.credit || of.amount_fen > origin->amount_fen) return false;
      if (of.purpose == "correction" && of.credit != names.debit) return false;
    }
    const Place* debit = place(of.debit);
    const Place* credit = place(of.credit);
    if (debit == nullptr || credit == nullptr || debit == credit) return false;
    if (debit->book != credit->book || debit->fund != credit->fund) return false;
    const Sums from = sums(of.debit);
    const Sums to = sums(of.credit);
    if (from.debit + from.debit_pending + of.amount_fen > kMostDrawn) return false;
    if (to.credit + to.credit_pending + of.amount_fen > kMostDrawn) return false;
    return !debit->limited || from.debit + from.debit_pending + of.amount_fen <= from.credit;
  }

  const std::vector<Place> places_;
  std::vector<Transfer> kept_;
};

class AgainstModel : public LedgerCase {
 protected:
  void SetUp() override {
    LedgerCase::SetUp();
    if (IsSkipped()) return;
    for (int fund = 0; fund < 2; ++fund) {
      for (int book = 0; book < 2; ++book) {
        for (const char* role : {"from", "a", "b", "c"}) {
          Account account{book == 0 ? Book::budget : Book::cash,
                          {"fund", 2020 + fund, "central", "test"},
                          role,
                          "",
                          "",
                          role != std::string("from")};
          places_.push_back({account.id(), book, fund, account.limited});
          accounts_.push_back(std::move(account));
        }
      }
    }
  }

  std::size_t below(std::size_t bound) { return random_() % bound; }
  bool one_in(std::size_t n) { return below(n) == 0; }

  std::int64_t draw_amount() {
    // Rarely: a source that has given all that 64 bits hold gives no more.
    switch (below(100)) {
      case 0:
        return kMostDrawn - static_cast<std::int64_t>(below(3));
      case 1:
        return (std::int64_t{1} << 53) + 1;
      default:
        return 1 + static_cast<std::int64_t>(below(100));
    }
  }

  Transfer draw(const std::vector<Transfer>& kept, Date today) {
    if (!kept.empty() && one_in(6)) {
      Transfer again = kept[below(kept.size())];
      if (one_in(3)) again.case_ref += "x";
      if (one_in(6)) again.linked = !again.linked;
      return again;
    }
    Transfer of;
    of.id = "t" + std::to_string(one_in(40) ? below(drawn_ + 1) : ++drawn_);
    of.document = "doc";
    of.purpose = "test";
    of.actor = "clerk";
    of.approver = "head";
    of.case_ref = "case";
    of.amount_fen = draw_amount();
    if (!kept.empty() && one_in(3)) {
      const Transfer& origin = kept[below(kept.size())];
      of.origin = one_in(30) ? "nothing" : origin.id;
      of.kind = static_cast<Kind>(2 + static_cast<int>(below(3)));
      if (origin.kind != Kind::pending && !one_in(10)) {
        of.kind = Kind::direct;
        of.debit = one_in(10) ? origin.debit : origin.credit;
        of.credit = one_in(4) ? places_[below(4)].id : origin.debit;
        if (one_in(2)) of.purpose = "correction";
      }
      of.amount_fen = origin.amount_fen > 0 && one_in(3) ? origin.amount_fen : draw_amount();
      if (of.kind == Kind::voided || of.kind == Kind::expire) of.amount_fen = 0;
      if (of.kind != Kind::direct || (of.debit > 0 && of.credit > 0 && of.debit != of.credit)) {
        return of;
      }
      of.origin.clear();
      of.purpose = "test";
    }
    const std::size_t group = 4 * below(4);
    const std::size_t from = group + (one_in(3) ? 0 : below(4));
    of.kind = one_in(3) ? Kind::pending : Kind::direct;
    if (of.kind == Kind::pending && one_in(2)) {
      of.expires_on = today.plus_days(static_cast<std::int64_t>(below(4)));
    }
    std::size_t to = one_in(15) ? below(16) : group + below(4);
    if (to == from) to = (to + 1) % 16;
    of.debit = places_[from].id;
    of.credit = places_[to].id;
    return of;
  }

  std::vector<Place> places_;
  std::vector<Account> accounts_;
  std::mt19937_64 random_;
  std::size_t drawn_ = 0;
};

const char* word(const Answer& answer) {
  switch (answer.outcome) {
    case Outcome::created:
      return "created";
    case Outcome::exists:
      return "exists";
    default:
      return "nothing";
  }
}

TEST_P(AgainstModel, RandomBatchesComeToTheSame) {
  const std::uint64_t seed = setting("FUGONG_LEDGER_SEED", 20200221);
  const std::uint64_t batches = setting("FUGONG_LEDGER_BATCHES", 60);
  SCOPED_TRACE("FUGONG_LEDGER_SEED=" + std::to_string(seed));
  random_.seed(seed);
  Model model(places_);
  std::size_t created = 0;
  std::size_t settled = 0;
  for (std::uint64_t i = 0; i < batches; ++i) {
    if (one_in(8)) clock_.move_to(clock_.now_ms() + kDayMs);
    const Date today = clock_.today();
    Batch batch{accounts_, {}};
    std::vector<std::string> expected;
    const std::size_t chains = 1 + below(8);
    for (std::size_t c = 0; c < chains; ++c) {
      std::vector<Transfer> chain;
      const std::size_t length = one_in(3) ? 2 + below(3) : 1;
      for (std::size_t k = 0; k < length; ++k) {
        chain.push_back(draw(model.kept(), today));
        // A day that is over isn't fit for what is pending; for a retry it is.
        chain.back().linked = k + 1 < length;
      }
      for (std::string& said : model.submit(chain, today.days()))
        expected.push_back(std::move(said));
      batch.transfers.insert(batch.transfers.end(), chain.begin(), chain.end());
    }
    // Retries are as they were kept, without the accounts that the ledger filled in.
    const auto answers = submit(batch);
    ASSERT_EQ(answers.size(), expected.size());
    for (std::size_t k = 0; k < answers.size(); ++k) {
      ASSERT_EQ(word(answers[k]), expected[k])
          << "batch " << i << ", transfer " << k << ", id " << batch.transfers[k].id << ": "
          << (answers[k].fault ? describe(*answers[k].fault, "en") : "");
      if (answers[k].outcome != Outcome::created) continue;
      ++created;
      if (!batch.transfers[k].origin.empty()) ++settled;
    }
    if (i % 10 != 0 && i + 1 != batches) continue;
    for (const AccountBalance& of :
         read([&](store::Transaction& t) { return balances(t, kShard); })) {
      const Sums sums = model.sums(of.id);
      ASSERT_EQ(of.balance.debit, static_cast<std::int64_t>(sums.debit));
      ASSERT_EQ(of.balance.credit, static_cast<std::int64_t>(sums.credit));
      ASSERT_EQ(of.balance.debit_pending, static_cast<std::int64_t>(sums.debit_pending));
      ASSERT_EQ(of.balance.credit_pending, static_cast<std::int64_t>(sums.credit_pending));
    }
  }
  EXPECT_EQ(verdict(), "") << last_verdict_;
  EXPECT_EQ(created, model.kept().size());
  // The draws must reach what they are for.
  EXPECT_GT(created, batches / 2);
  EXPECT_GT(settled, batches / 10);
}

FUGONG_LEDGER_ON_BOTH(AgainstModel);

}  // namespace
}  // namespace fugong::ledger
