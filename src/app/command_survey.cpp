// `fugong survey`.
#include <fmt/format.h>

#include <chrono>

#include "app/commands.hpp"
#include "app/files.hpp"
#include "app/pack_in_force.hpp"
#include "app/progress_line.hpp"
#include "app/reform_file.hpp"
#include "app/register_run.hpp"
#include "app/unfinished.hpp"
#include "desks/survey/survey.hpp"

namespace fugong::app {
namespace {

using std::chrono::steady_clock;

std::string command_of(const RunFile& run, const SurveyCommand& command) {
  std::string text = command_line_of(run, "survey", command);
  for (const std::string& step : command.steps)
    text += " --step " + quoted(step);
  return text;
}

/// "revenue=10000" of a fact of the pack that has a step.
Result<std::map<std::string, Decimal>> read_steps(const pack::Pack& pack,
                                                  const std::vector<std::string>& texts) {
  std::map<std::string, Decimal> steps;
  for (const std::string& text : texts) {
    const std::size_t equals = text.find('=');
    const std::string name = text.substr(0, equals);
    const auto index = pack.book.fact_index(name);
    const law::Fact* fact = index ? &pack.book.facts()[*index] : nullptr;
    const auto step =
        equals == std::string::npos ? std::nullopt : Decimal::parse(text.substr(equals + 1));
    if (fact == nullptr || !survey::usual_step(*fact)) {
      return fail("step-fact", Place{"--step " + text, 0, 0, ""},
                  {"没有这个数字或日期事实", "there is no such fact that is a number or a date"},
                  {"写成 revenue=10000", "write revenue=10000"});
    }
    const bool whole = fact->type == law::FactType::integer || fact->type == law::FactType::date;
    const int digits = whole ? 0 : fact->type == law::FactType::money ? 2 : 6;
    if (!step || step->is_zero() || step->scale() > digits || step->abs() > Decimal(1, 12)) {
      return fail("step-number", Place{"--step " + text, 0, 0, ""},
                  {"一步的大小不对", "that is no step of this fact"},
                  {"写一个不为零的数，人数和日期须为整数，金额到分",
                   "write a number other than zero: whole for counts and dates, fen for money"});
    }
    steps[name] = *step;
  }
  return steps;
}

/// The pack of the register, or a reform of it.
Result<ChosenPack> choose_surveyed(const Common& common, const SurveyCommand& command) {
  auto chosen = choose_pack_of(common, command.register_path);
  if (!chosen || command.reform.empty()) return chosen;
  auto reformed = load_reformed(command.reform, chosen->files, chosen->pack->id);
  if (!reformed) return fail(std::move(reformed.error()));
  return ChosenPack{std::move(reformed->reform.files),
                    std::make_shared<const pack::Pack>(std::move(reformed->pack))};
}

Result<void> survey_register(const Common& common, const SurveyCommand& command,
                             const law::Moment& moment) {
  const auto chosen = choose_surveyed(common, command);
  if (!chosen) return fail(chosen.error());
  const pack::Pack* pack = chosen->pack.get();
  survey::Options options{.moment = moment, .workers = command.workers};
  auto steps = read_steps(*pack, command.steps);
  if (!steps) return fail(std::move(steps.error()));
  options.steps = std::move(*steps);
  if (command.measure) options.measures = {*command.measure};
  auto folder = Unfinished::begin_folder(command.out);
  if (!folder) return fail(std::move(folder.error()));
  RunFile run;
  run.program = FUGONG_VERSION;
  run.pack = pack->id;
  run.hash = pack->hash;
  run.moment = moment;
  auto opened = take_snapshot(common, command.register_path, *pack, folder->path(), run);
  if (!opened) return fail(std::move(opened.error()));
  run.command = command_of(run, command);
  ProgressLine progress(common, {"体检", "surveying"});
  options.progress = [&](const survey::Progress& at) {
    progress.show(at.firms_done, at.firms);
    return !is_interrupted();
  };
  const auto start = steady_clock::now();
  auto found = survey::survey(*pack, opened->snapshot, options);
  if (!found) return fail(std::move(found.error()));
  const double seconds = std::chrono::duration<double>(steady_clock::now() - start).count();
  if (auto kept = keep_pack(folder->path(), chosen->files, *pack); !kept) return kept;
  for (const assessment::Table& table : found->tables()) {
    const std::string path = folder->path() + "/" + table.name + ".csv";
    if (auto written = write_file(path, assessment::to_csv(table)); !written) return written;
  }
  if (auto written = write_file(folder->path() + "/run.json", run.to_json()); !written) {
    return written;
  }
  if (auto finished = folder->finish(); !finished) return finished;
  fmt::print("{}", found->text(common.language));
  if (command.timing) {
    const double rate = static_cast<double>(run.firms) / std::max(seconds, 1e-9);
    fmt::print(stderr, "{}\n",
               common.pick({fmt::format("用时 {:.2f} 秒，每秒 {:.0f} 家；{} 个事实各走一步",
                                        seconds, rate, found->cliffs().size()),
                            fmt::format("{:.2f} s, {:.0f} firms a second; a step of {} facts each",
                                        seconds, rate, found->cliffs().size())}));
  }
  return {};
}

}  // namespace

int run_survey(const Common& common, const SurveyCommand& command) {
  const auto moment = read_moment(common, command);
  if (!moment) return kUsage;
  heed_interrupts();
  auto done = survey_register(common, command, *moment);
  return done ? kOk : give_up(common, done.error());
}

}  // namespace fugong::app
