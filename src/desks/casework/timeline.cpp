#include "desks/casework/timeline.hpp"

namespace fugong::casework {
namespace {

Stage::State state_of(const Case& now, std::size_t step) {
  if (now.done.contains(step)) return Stage::State::done;
  if (step < now.step) return Stage::State::skipped;
  if (now.phase == Phase::closed) return Stage::State::dropped;
  return step == now.step ? Stage::State::current : Stage::State::ahead;
}

std::int64_t days_left(const Case& now, const TimeLimit& within, const std::optional<Date>& due,
                       const Calendar& calendar, const Date& today) {
  const DayCount count = within.period.count;
  if (!due) return std::max<std::int64_t>(within.period.days - now.clock.used, 0);
  return calendar.left(today, *due, count);
}

}  // namespace

std::vector<Stage> timeline(const Case& now, const Procedure& procedure, const Calendar& calendar,
                            const Date& today) {
  std::vector<Stage> stages;
  for (std::size_t i = 0; i < procedure.steps.size(); ++i) {
    const Step& step = procedure.steps[i];
    Stage stage;
    stage.step = &step;
    stage.state = state_of(now, i);
    if (!step.by.empty()) stage.by = doer_of(now, procedure, step, expected(now)).role;
    if (stage.state == Stage::State::done) stage.on = now.done.at(i);
    if (stage.state == Stage::State::current && step.within) {
      stage.due = step_due(now, procedure, calendar);
      stage.days_left = days_left(now, *step.within, stage.due, calendar, today);
    }
    stages.push_back(stage);
  }
  return stages;
}

}  // namespace fugong::casework
