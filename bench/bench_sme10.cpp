// SME-10 through the row interpreter, checked against the sums that every engine must find.
#include <benchmark/benchmark.h>

#include "app/files.hpp"
#include "sme10/program.hpp"

namespace fugong::bench {
namespace {

constexpr const char* kRules = FUGONG_SOURCE_DIR "/bench/sme10/rules.yaml";
constexpr std::size_t kMaxRuleBytes = 1u << 20;
constexpr std::size_t kManyRows = 200'000;
constexpr std::size_t kFewRows = 2'000;

const Sme10& rules() {
  static const Result<Sme10> read = [] {
    auto text = app::read_file(kRules, kMaxRuleBytes);
    return text ? Sme10::read(*text, kRules) : fail(std::move(text.error()));
  }();
  if (!read) {
    for (const Fault& fault : read.error())
      std::fprintf(stderr, "%s\n", describe(fault, "en").c_str());
    std::exit(1);
  }
  return *read;
}

enum class Work : std::uint8_t { untraced, traced, traced_json };

void run_rows(benchmark::State& state, Work work, std::size_t count) {
  const auto rows = sme10_rows(count);
  Sme10::Runner runner(rules(), work != Work::untraced);
  for (auto _ : state) {
    Sme10Sums sums;
    for (const Sme10Row& row : rows) {
      runner.run(row);
      runner.add_to(sums);
      if (work == Work::traced_json) {
        const std::string json = runner.trace_json();
        benchmark::DoNotOptimize(json.size());
      }
    }
    if (sums != sme10_expected(count)) {
      state.SkipWithError("the sums of SME-10 are wrong");
      return;
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(count));
}

void untraced_many(benchmark::State& state) {
  run_rows(state, Work::untraced, kManyRows);
}
void untraced_few(benchmark::State& state) {
  run_rows(state, Work::untraced, kFewRows);
}
void traced_many(benchmark::State& state) {
  run_rows(state, Work::traced, kManyRows);
}
void traced_few(benchmark::State& state) {
  run_rows(state, Work::traced, kFewRows);
}
void traced_json_few(benchmark::State& state) {
  run_rows(state, Work::traced_json, kFewRows);
}

BENCHMARK(untraced_many)->Name("sme10/200000/untraced")->Iterations(1);
BENCHMARK(traced_many)->Name("sme10/200000/traced")->Iterations(1);
BENCHMARK(untraced_few)->Name("sme10/2000/untraced");
BENCHMARK(traced_few)->Name("sme10/2000/traced");
BENCHMARK(traced_json_few)->Name("sme10/2000/traced_json");

/// A table of 16 rules and three columns, one row after the other.
void table(benchmark::State& state) {
  const auto rows = sme10_rows(kFewRows);
  const decision::Slot size = rules().slot("size");
  Sme10::Runner runner(rules(), false);
  std::size_t next = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(runner.run_one(rows[next], size).kind());
    next = (next + 1) % rows.size();
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(table)->Name("feel/table_16_rules");

/// The interest formula of provision 5.2, with the division and the rounding.
void interest(benchmark::State& state) {
  using K = feel::Type::Kind;
  decision::ProgramBuilder builder(feel::Profile::policy);
  const decision::Slot inputs[] = {builder.add_input("loan_principal", K::number),
                                   builder.add_input("loan_rate", K::number),
                                   builder.add_input("days", K::number)};
  const decision::Slot amount = builder.add_expression(
      "amount", {"round_half_up(loan_principal * loan_rate * 0.5 * days / (100 * 360), 2)", {}});
  const auto program = std::move(builder).build();
  if (!program) {
    state.SkipWithError(describe(program.error()[0], "en").c_str());
    return;
  }
  const auto rows = sme10_rows(kFewRows);
  const decision::Frame blank = program->new_frame();
  decision::Frame frame;
  decision::Environment environment;
  std::size_t next = 0;
  for (auto _ : state) {
    const Sme10Row& row = rows[next];
    frame = blank;
    environment.steps = 0;
    program->set(frame, inputs[0], feel::Value::of(Decimal(row.loan_fen, -2)));
    program->set(frame, inputs[1], feel::Value::of(Decimal(row.rate_bp, -2)));
    program->set(frame, inputs[2], feel::Value::of(Decimal(30 + row.si_months * 9)));
    benchmark::DoNotOptimize(program->evaluate(amount, frame, environment).kind());
    next = (next + 1) % rows.size();
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(interest)->Name("feel/interest_formula");

}  // namespace
}  // namespace fugong::bench

BENCHMARK_MAIN();
