#include "engines/wording/table_words.hpp"

namespace fugong::wording {

namespace {

Text policy_words(decision::HitPolicy policy) {
  using decision::HitPolicy;
  switch (policy) {
    case HitPolicy::unique:
      return {"下列情形只会有一种符合：", "Exactly one of these cases can apply:"};
    case HitPolicy::any:
      return {"下列情形可以同时符合，结果相同：",
              "Several of these may apply, with the same result:"};
    case HitPolicy::priority:
      return {"符合几种情形时取次序最前的结果：",
              "Where several of these apply, the result of the highest rank counts:"};
    case HitPolicy::first:
      return {"从上到下取第一种符合的情形：", "The first of these cases that applies counts:"};
    case HitPolicy::rule_order:
    case HitPolicy::collect:
      return {"下列情形凡符合的都取：", "All of these cases that apply count:"};
    case HitPolicy::output_order:
      return {"下列情形凡符合的都取，按结果的次序排列：",
              "All of these cases that apply count, in the order of their results:"};
    case HitPolicy::collect_sum:
      return {"下列情形凡符合的，结果相加：", "The results of all cases that apply are added up:"};
    case HitPolicy::collect_min:
      return {"下列情形凡符合的，取最小的结果：", "The smallest result of all cases that apply:"};
    case HitPolicy::collect_max:
      return {"下列情形凡符合的，取最大的结果：", "The largest result of all cases that apply:"};
    case HitPolicy::collect_count:
      return {"符合的情形的个数：", "The number of cases that apply:"};
  }
  return {};
}

}  // namespace

std::vector<Text> table_words(const Speaker& speaker, const decision::Table& table,
                              const Shape& shape) {
  std::vector<Text> lines{policy_words(table.hit)};
  std::vector<Text> inputs;
  std::vector<Shape> shapes;
  for (const decision::TableInput& input : table.inputs) {
    inputs.push_back(speaker.expression(input.expression));
    shapes.push_back(speaker.shape(input.expression));
  }
  for (const decision::TableRule& rule : table.rules) {
    Text all;
    for (std::size_t i = 0; i < rule.tests.size(); ++i) {
      const Text one = speaker.test(rule.tests[i], inputs[i], shapes[i]);
      if (one.zh.empty()) continue;
      all = all.zh.empty() ? one : say("{0}，并且{1}", "{0}, and {1}", {all, one});
    }
    Text result;
    for (std::size_t i = 0; i < rule.outputs.size(); ++i) {
      const Text one = speaker.value(rule.outputs[i], rule.outputs.size() == 1 ? shape : Shape{});
      result = i == 0 ? one : say("{0}、{1}", "{0}, {1}", {result, one});
    }
    lines.push_back(all.zh.empty() ? say("其他情形：{0}", "in every other case: {0}", {result})
                                   : say("{0}：{1}", "{0}: {1}", {all, result}));
  }
  for (const decision::TableOutput& output : table.outputs) {
    if (!output.otherwise) continue;
    lines.push_back(
        say("都不符合时：{0}", "if none applies: {0}", {speaker.value(*output.otherwise, shape)}));
  }
  return lines;
}

}  // namespace fugong::wording
