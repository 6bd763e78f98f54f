// Soundness: what is claimed with less is never overturned by more. Random expressions and tables
// run with part of their inputs known or narrowed; whatever is claimed (a value, a domain) must
// hold for every completion that is tried. The checker takes the lifting as a parameter, and wrong
// ones are given to it to see that it reports them.
#include <gtest/gtest.h>

#include <cstdlib>

#include "engines/decision/lifting.hpp"
#include "engines/decision/random_rules.hpp"

namespace fugong::decision {
namespace {

using feel::Domain;
using feel::Kind;
using feel::Profile;
using feel::Range;
using feel::Type;
using feel::Value;
using K = Type::Kind;

constexpr const char* kInputs[] = {"a", "b", "n", "m", "s", "d", "e"};

/// A lookup with a gap.
class Rates final : public Functions {
 public:
  Value call(std::size_t, std::span<const Value> arguments) const override {
    if (arguments[0].kind() != Kind::string) return Value();
    if (arguments[0].string() == "x") return Value::of(2);
    if (arguments[0].string() == "y") return Value::of(-1);
    return Value();
  }
};

std::optional<Program> random_program(RandomRules& random, std::string& source) {
  ProgramBuilder builder(Profile::policy);
  for (const char* name : kInputs) {
    const std::string_view view(name);
    const K kind = view == "a" || view == "b"   ? K::boolean
                   : view == "s"                ? K::string
                   : view == "d" || view == "e" ? K::date
                                                : K::number;
    builder.add_input(name, kind, {}, static_cast<std::uint16_t>(name[0]));
  }
  builder.add_function({"rate", {K::string}, K::number});
  builder.add_table("t1", random.table());
  builder.add_table("t2", random.table());
  source = random.below(2) == 0 ? random.number(3) : random.boolean(3);
  builder.add_expression("x", {source, {}});
  auto program = std::move(builder).build();
  if (!program) return std::nullopt;  // some random texts have no type
  return std::move(*program);
}

bool agrees(const Value& claim, const Value& got) {
  if (claim.is_unknown()) return claim.domain().may_be(got);
  return claim.kind() == got.kind() && feel::equal(claim, got).is_true();
}

struct Tally {
  int known = 0;     // answers claimed although something is open
  int narrowed = 0;  // domains claimed
  int programs = 0;
  std::optional<std::string> broken;  // the first claim that was
};

/// Tries every claim that a lifting makes, up to the first that is overturned.
Tally check_claims(const Lifting& lifting, unsigned seed, int programs) {
  const Rates rates;
  RandomRules random(seed);
  Tally outcome;
  for (int round = 0; round < programs; ++round) {
    std::string source;
    const auto program = random_program(random, source);
    if (!program) continue;
    ++outcome.programs;
    const Slot slots[] = {*program->find("x"), *program->find("t1"), *program->find("t2")};
    const auto run = [&](Slot slot, const std::vector<Value>& inputs, const Lifting* lifted) {
      Frame frame = program->new_frame();
      for (std::size_t i = 0; i < inputs.size(); ++i)
        program->set(frame, *program->find(kInputs[i]), inputs[i]);
      Environment environment;
      environment.functions = &rates;
      environment.lifting = lifted;
      return program->evaluate(slot, frame, environment);
    };
    for (int part = 0; part < 6; ++part) {
      std::vector<Value> inputs;
      std::vector<Domain> domains;
      for (const char* name : kInputs) {
        auto [value, domain] = random.partial(name);
        inputs.push_back(std::move(value));
        domains.push_back(std::move(domain));
      }
      for (const Slot slot : slots) {
        const Value claim = run(slot, inputs, &lifting);
        if (claim.is_unknown() && claim.domain().is_anything()) continue;
        ++(claim.is_unknown() ? outcome.narrowed : outcome.known);
        for (int completion = 0; completion < 24; ++completion) {
          std::vector<Value> full;
          std::string said;
          for (std::size_t i = 0; i < domains.size(); ++i) {
            full.push_back(random.completion(kInputs[i], domains[i]));
            said += std::string(" ") + kInputs[i] + "=" + feel::to_feel(full.back());
          }
          const Value got = run(slot, full, nullptr);
          if (agrees(claim, got)) continue;
          std::string claimed = feel::to_feel(claim);
          if (claim.is_unknown()) {
            for (const Value& candidate : claim.domain().candidates())
              claimed += " " + feel::to_feel(candidate);
            if (const auto range = claim.domain().interval()) {
              claimed += " " + feel::to_feel(*range->low) + ".." + feel::to_feel(*range->high);
            }
          }
          outcome.broken = program->name(slot) + ": claimed " + claimed + ", got " +
                           feel::to_feel(got) + " with" + said + "\n" + source + "\n" +
                           program->typed_form(slot);
          return outcome;
        }
      }
    }
  }
  return outcome;
}

TEST(UnknownSound, no_claim_is_overturned) {
  // FUGONG_SOUND_SEEDS=200 tries longer.
  const char* more = std::getenv("FUGONG_SOUND_SEEDS");
  const unsigned seeds = more != nullptr ? static_cast<unsigned>(std::atoi(more)) : 3;
  for (unsigned seed = 1; seed <= seeds; ++seed) {
    const Tally outcome = check_claims(Lifting::sound(), seed, 500);
    ASSERT_FALSE(outcome.broken) << "seed " << seed << ": " << *outcome.broken;
    EXPECT_GT(outcome.programs, 400);
    EXPECT_GT(outcome.known, 1000);
    EXPECT_GT(outcome.narrowed, 500);
  }
}

// Wrong liftings: each has one fault that a reader could overlook.

struct MultiplyWithoutSigns final : Lifting {
  Value arithmetic(Op op, const Value& a, const Value& b) const override {
    const Value right = Lifting::arithmetic(op, a, b);
    if (op != Op::multiply || !a.is_unknown() || !b.is_unknown()) return right;
    const auto x = a.domain().interval();
    const auto y = b.domain().interval();
    if (!x || !y || x->low->kind() != Kind::number || y->low->kind() != Kind::number) return right;
    const Value low = feel::multiply(*x->low, *y->low);
    const Value high = feel::multiply(*x->high, *y->high);
    if (low.is_null() || high.is_null()) return right;
    return within(Value::unknown_from(a, b), Domain::within({low, high, true, true}));
  }
};

struct FirstTableWithoutTheLastDoubtfulRule final : Lifting {
  std::vector<std::size_t> doubtful(HitPolicy hit, std::vector<std::size_t> maybe) const override {
    if (hit == HitPolicy::first) maybe.pop_back();
    return maybe;
  }
};

struct EndsNotTaken final : Lifting {
  Value comparison(Op op, const Value& a, const Value& b) const override {
    return Lifting::comparison(op, without_ends(a), without_ends(b));
  }
  static Value without_ends(const Value& x) {
    if (!x.is_unknown() || !x.domain().is_interval()) return x;
    Range range = *x.domain().interval();
    range.low_included = range.high_included = false;
    return within(x, Domain::within(range));
  }
};

struct DivisionForgetsZero final : Lifting {
  Value arithmetic(Op op, const Value& a, const Value& b) const override {
    const Value right = Lifting::arithmetic(op, a, b);
    const auto y = b.is_unknown() ? b.domain().interval() : std::nullopt;
    if (op != Op::divide || !y || a.kind() != Kind::number) return right;
    const Value p = feel::divide(a, *y->low);
    const Value q = feel::divide(a, *y->high);
    if (p.kind() != Kind::number || q.kind() != Kind::number) return right;
    const bool rising = p.number() <= q.number();
    return within(Value::unknown_from(a, b),
                  Domain::within({rising ? p : q, rising ? q : p, true, true}));
  }
};

struct NegationKeepsItsEnds final : Lifting {
  Value negate(const Value& x) const override {
    return x.domain().is_interval() ? x : Lifting::negate(x);
  }
};

struct OnlyTheFirstBranch final : Lifting {
  Value either(const Value& condition, const Value& a, const Value& b) const override {
    return a.is_unknown() ? Lifting::either(condition, a, b) : a;
  }
};

struct NullCountsAsFalse final : Lifting {
  Value combine(const Value& a, const Value& b, bool deciding) const override {
    const Value right = Lifting::combine(a, b, deciding);
    return right.is_unknown() && (a.is_null() || b.is_null()) ? Value::of(false) : right;
  }
};

struct OpenEndsSurviveAddition final : Lifting {
  Value arithmetic(Op op, const Value& a, const Value& b) const override {
    const Value right = Lifting::arithmetic(op, a, b);
    if (!right.is_unknown() || !right.domain().is_interval() || op != Op::add) return right;
    return EndsNotTaken::without_ends(right);
  }
};

TEST(UnknownSound, wrong_liftings_are_caught) {
  const auto caught = [](const Lifting& lifting) {
    return check_claims(lifting, 1, 2000).broken.has_value();
  };
  EXPECT_TRUE(caught(MultiplyWithoutSigns()));
  EXPECT_TRUE(caught(FirstTableWithoutTheLastDoubtfulRule()));
  EXPECT_TRUE(caught(EndsNotTaken()));
  EXPECT_TRUE(caught(DivisionForgetsZero()));
  EXPECT_TRUE(caught(NegationKeepsItsEnds()));
  EXPECT_TRUE(caught(OnlyTheFirstBranch()));
  EXPECT_TRUE(caught(NullCountsAsFalse()));
  EXPECT_TRUE(caught(OpenEndsSurviveAddition()));
}

}  // namespace
}  // namespace fugong::decision
