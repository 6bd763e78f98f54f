// Jobs from asking to their result, on packs and registers of a few lines.
#include "desks/publishing/workshop.hpp"

#include <fmt/format.h>

#include <cstdlib>

#include "base/tree.hpp"
#include "desks/publishing/published.hpp"
#include "desks/register/credit_code.hpp"
#include "engines/law/facts.hpp"
#include "pack/new_pack.hpp"
#include "publishing/publishing_sample.hpp"

namespace fugong::publishing {
namespace {

using enterprise_register::Enterprise;
using enterprise_register::Register;

constexpr const char* kProvision = "p/measures/01-reopening/provision-1.1.yaml";
constexpr std::int64_t kToday = 1'585'000'000'000;  // 2020-03-24

/// The sum for each of the staff, 200 yuan as the new pack has it.
pack::Files with_sum(const std::string& sum) {
  pack::Files files = *pack::new_pack("p", "");
  std::string& text = files[kProvision];
  text.replace(text.find("\"200\""), 5, fmt::format("\"{}\"", sum));
  return files;
}

Enterprise firm(const law::Rulebook& book, std::size_t number, int staff) {
  Enterprise made;
  made.id = enterprise_register::synthetic_credit_code(0, number);
  made.origin = enterprise_register::Origin::generated;
  const auto facts =
      parse_json(fmt::format(R"({{"shop_reopened": true, "shop_staff": {}}})", staff), "");
  made.subject = *law::read_subject(book, *facts);
  made.subject.id = made.id;
  return made;
}

class Jobs : public Written {
 protected:
  void SetUp() override {
    Written::SetUp();
    if (IsSkipped()) return;
    ASSERT_TRUE(database_->migrate("lease", store::lease_schema()).has_value());
    pool_.emplace(store::Options{.url = place_->url()}, 3);
    shelf_.emplace(*pool_);
    founding_ = load(with_sum("200"), "p");
    ASSERT_TRUE(founding_->pack.has_value());
    WorkshopParts parts{{.url = place_->url()},
                        *pool_,
                        *shelf_,
                        clock_,
                        clock_,
                        founding_,
                        {},
                        [this](store::Database&, const Loaded&, Date,
                               const std::function<bool()>&) { return cases_; }};
    workshop_.emplace(std::move(parts));
  }

  void fill(std::size_t firms) {
    auto enterprises =
        Register::open(*store::Database::open({.url = place_->url()}), founding_->pack->book);
    ASSERT_TRUE(enterprises.has_value());
    std::vector<Enterprise> all;
    for (std::size_t i = 0; i < firms; ++i)
      all.push_back(firm(founding_->pack->book, i, 1 + static_cast<int>(i % 5)));
    ASSERT_TRUE(enterprises->put_all(all, {"generated", clock_.today()}).has_value());
  }

  Job asked(const Draft& draft, Job::Kind kind, std::int64_t sample = kUsualSample) {
    Job job;
    job.id = fmt::format("job{}", ++jobs_);
    job.draft = draft.id;
    job.kind = kind;
    job.revision = draft.revision;
    job.hash = draft.hash;
    job.on = clock_.today();
    job.sample = sample;
    job.asked_ms = jobs_;
    EXPECT_EQ(in([&](Transaction& t) { return ask(t, job); }), "");
    return job;
  }
  Job done(const Job& job) {
    const auto ran = workshop_->run_one(*database_);
    EXPECT_TRUE(ran && *ran);
    Job found;
    in([&](Transaction& t) -> Result<void> {
      found = **find_job(t, job.id);
      return {};
    });
    return found;
  }

  FixedClock clock_{kToday};
  std::optional<store::Pool> pool_;
  std::optional<Shelf> shelf_;
  std::shared_ptr<const Loaded> founding_;
  std::optional<Workshop> workshop_;
  Result<CaseImpact> cases_ = CaseImpact{};
  int jobs_ = 0;
};

INSTANTIATE_TEST_SUITE_P(Both, Jobs, testing::Values(Dialect::sqlite, Dialect::postgresql),
                         [](const auto& of) { return store::name_of(of.param); });

TEST_P(Jobs, ACheckOfASoundPackPasses) {
  const Draft draft = begun("a", with_sum("200"));
  const Job job = done(asked(draft, Job::Kind::check));
  EXPECT_EQ(job.state, Job::State::done) << job.result;
  EXPECT_TRUE(job.passed) << job.result;
  EXPECT_NE(job.result.find("\"examples_run\":4"), std::string::npos) << job.result;
  EXPECT_EQ(job.finished_ms, kToday);
  EXPECT_FALSE(*workshop_->run_one(*database_));
}

TEST_P(Jobs, APublishedPackIsServedOnlyAsItWasPublished) {
  const Draft draft = begun("a", with_sum("200"));
  const auto publish_as = [&](const std::string& id, const std::string& hash) {
    Publication one;
    one.draft = id;
    one.pack = "p";
    one.version = "2";
    one.hash = hash;
    one.revision = draft.revision;
    one.effective_on = one.known_from = clock_.today();
    one.published_ms = ++jobs_;
    return in([&](Transaction& t) { return publish(t, one); });
  };
  EXPECT_EQ(publish_as("a", draft.hash), "");
  EXPECT_TRUE(workshop_->in_force(*database_).has_value());
  const Draft other = begun("b", with_sum("201"));
  EXPECT_EQ(publish_as("b", draft.hash.substr(1) + "0"), "") << "as if its files were other ones";
  const auto refused = workshop_->in_force(*database_);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().front().code, "pack-changed");
  const auto before = workshop_->in_force(*database_, clock_.today().plus_days(-1));
  ASSERT_TRUE(before.has_value());
  EXPECT_EQ(*before, founding_) << "nothing was published by then";
}

TEST_P(Jobs, ACheckSaysWhichExampleBreaksAndWhere) {
  const Draft draft = begun("a", with_sum("201"));
  const Job job = done(asked(draft, Job::Kind::check));
  EXPECT_EQ(job.state, Job::State::done);
  EXPECT_FALSE(job.passed);
  EXPECT_GE(job.faults, 1);
  const auto result = parse_json(job.result, "");
  const Node& fault = result->find("faults")->items.at(0);
  EXPECT_EQ(fault.find("code")->text, "example-failed");
  EXPECT_EQ(fault.find("place")->find("file")->text, "p/measures/01-reopening/examples-1.1.yaml");
  EXPECT_NE(fault.find("place")->find("line")->text, "0");
}

TEST_P(Jobs, ADraftThatDoesNotLoadIsCheckedToo) {
  pack::Files files = with_sum("200");
  files[kProvision] += "nonsense: 1\n";
  const Job job = done(asked(begun("a", files), Job::Kind::check));
  EXPECT_EQ(job.state, Job::State::done);
  EXPECT_FALSE(job.passed);
  EXPECT_NE(job.result.find("nonsense"), std::string::npos);
}

TEST_P(Jobs, WhatDesksReadOfThePackIsCheckedToo) {
  WorkshopParts parts{{.url = place_->url()},
                      *pool_,
                      *shelf_,
                      clock_,
                      clock_,
                      founding_,
                      [](const pack::Files&, const pack::Pack&) {
                        return Faults{{"desk", {}, {"x", "x"}, {"x", "x"}}};
                      },
                      {}};
  workshop_.emplace(std::move(parts));
  EXPECT_FALSE(done(asked(begun("a", with_sum("200")), Job::Kind::check)).passed);
}

TEST_P(Jobs, AnImpactCountsAWholeRegisterExactly) {
  fill(50);  // 10 firms each of 1, 2, 3, 4 and 5 people: 150 people
  cases_ = CaseImpact{3, 1, 0, {{"R1", "1.1", "1", {"entitled", Money{100}}, {"", {}}}}};
  const Job job = done(asked(begun("a", with_sum("300")), Job::Kind::impact));
  ASSERT_EQ(job.state, Job::State::done) << job.result;
  EXPECT_EQ(job.base_hash, founding_->hash);
  const auto result = parse_json(job.result, "");
  const Node& cash = result->find("totals")->items.at(0);
  EXPECT_EQ(cash.find("before_fen")->text, "3000000");
  EXPECT_EQ(cash.find("after_fen")->text, "4500000");
  EXPECT_EQ(cash.find("up")->find("firms")->text, "50");
  EXPECT_EQ(cash.find("error_fen")->kind, Node::Kind::null);
  EXPECT_EQ(result->find("firms")->find("better")->text, "50");
  EXPECT_EQ(result->find("firms")->find("worse")->text, "0");
  const Node& provision = result->find("provisions")->items.at(0);
  EXPECT_EQ(provision.find("entitled_after")->text, "50");
  EXPECT_EQ(provision.find("amount_after_fen")->text, "4500000");
  EXPECT_FALSE(result->find("register")->find("sampled")->truth);
  EXPECT_TRUE(result->find("register")->find("synthetic")->truth);
  const Node& shown = result->find("cases")->find("shown")->items.at(0);
  EXPECT_EQ(shown.find("before")->find("amount_fen")->text, "100");
  EXPECT_EQ(shown.find("after")->find("state")->kind, Node::Kind::null);
  EXPECT_EQ(job.result.find(firm(founding_->pack->book, 1, 2).id), std::string::npos)
      << "no firm is named";
}

TEST_P(Jobs, ASampleIsScaledAndSaysHowFarOffItMayBe) {
  fill(1000);  // 3000 people; 1.00 yuan more for each is 300,000 fen
  const Job job = done(asked(begun("a", with_sum("201")), Job::Kind::impact, 200));
  ASSERT_EQ(job.state, Job::State::done) << job.result;
  const auto result = parse_json(job.result, "");
  EXPECT_EQ(result->find("register")->find("firms")->text, "1000");
  EXPECT_EQ(result->find("register")->find("counted")->text, "200");
  const Node& cash = result->find("totals")->items.at(0);
  const auto number = [&](const char* key) { return std::stoll(cash.find(key)->text); };
  const std::int64_t difference = number("after_fen") - number("before_fen");
  const std::int64_t error = number("error_fen");
  // The staff of a firm has a variance of 2: of 200 out of 1000 the standard error of their sum is
  // 1000 * sqrt(2 / 200 * 0.8) = 89 people, told from ten groups to within some.
  EXPECT_GT(error, 3'000);
  EXPECT_LT(error, 20'000);
  EXPECT_LT(std::abs(difference - 300'000), 5 * 8'900);
  EXPECT_EQ(result->find("firms")->find("better")->text, "1000");
}

TEST_P(Jobs, AnEmptyRegisterHasNoImpact) {
  fill(0);
  const Job job = done(asked(begun("a", with_sum("300")), Job::Kind::impact));
  ASSERT_EQ(job.state, Job::State::done) << job.result;
  const auto result = parse_json(job.result, "");
  EXPECT_EQ(result->find("register")->find("firms")->text, "0");
  EXPECT_EQ(result->find("provisions")->items.size(), 0u);
}

TEST_P(Jobs, AnImpactIsAgainstThePackInForce) {
  fill(10);
  const Draft first = begun("a", with_sum("250"));
  EXPECT_EQ(in([&](Transaction& t) {
              Publication one;
              one.draft = "a";
              one.pack = "p";
              one.hash = first.hash;
              one.revision = 1;
              one.effective_on = clock_.today();
              one.known_from = clock_.today();
              return publish(t, one);
            }),
            "");
  const Job job = done(asked(begun("b", with_sum("300")), Job::Kind::impact));
  EXPECT_EQ(job.base_hash, first.hash);
  EXPECT_NE(job.result.find("\"before_fen\":750000"), std::string::npos) << job.result;
}

TEST_P(Jobs, WhatFailsSaysWhy) {
  pack::Files files = with_sum("200");
  files[kProvision] += "nonsense: 1\n";
  const Job job = done(asked(begun("a", files), Job::Kind::impact));
  EXPECT_EQ(job.state, Job::State::failed);
  EXPECT_NE(job.result.find("nonsense"), std::string::npos);
}

TEST_P(Jobs, OneThatADeadServerLeftBehindHasFailedOnceAnotherIsBegun) {
  const Draft draft = begun("a", with_sum("200"));
  const Job left = asked(draft, Job::Kind::check);
  in([&](Transaction& t) { return start(t, left, kToday); });
  done(asked(draft, Job::Kind::check));
  in([&](Transaction& t) -> Result<void> {
    EXPECT_EQ((**find_job(t, left.id)).state, Job::State::failed);
    EXPECT_NE((**find_job(t, left.id)).result.find("job-interrupted"), std::string::npos);
    return {};
  });
}

TEST_P(Jobs, NobodyBeginsOneWhileAnotherServerIsAtWork) {
  asked(begun("a", with_sum("200")), Job::Kind::check);
  store::Leases leases(*database_, clock_);
  ASSERT_TRUE(leases.take("publishing/jobs", "another", 60'000)->has_value());
  EXPECT_FALSE(*workshop_->run_one(*database_));
}

TEST_P(Jobs, TheShelfLoadsWhatIsWantedOnAThreadOfItsOwn) {
  const Draft draft = begun("a", with_sum("250"));
  EXPECT_EQ(shelf_->find(draft.hash), nullptr);
  shelf_->start();
  const auto loaded = shelf_->wait_for(draft, 10'000);
  ASSERT_NE(loaded, nullptr);
  EXPECT_TRUE(loaded->pack.has_value());
  EXPECT_EQ(loaded->hash, draft.hash);
  EXPECT_EQ(shelf_->find(draft.hash), loaded);
}

}  // namespace
}  // namespace fugong::publishing
