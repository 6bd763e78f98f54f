#include "platform/identity/access.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

namespace fugong::identity {
namespace {

constexpr std::int64_t kNow = 1'582'257'600'000;
constexpr const char* kFirm = "91360102M00001000A";
constexpr const char* kOtherFirm = "91360102M00002000B";

struct Stand {
  const char* name;
  Resource on;
};

/// Where something may stand to somebody of Donghu district of Nanchang in Jiangxi.
const std::vector<Stand>& stands() {
  static const std::vector<Stand> kStands{
      {"own", {.region = "360102", .firm = kFirm, .body = "bank-a", .person = 1}},
      {"county", {.region = "360103", .firm = kOtherFirm, .body = "bank-b", .person = 2}},
      {"city", {.region = "360203", .firm = kOtherFirm, .body = "bank-b", .person = 2}},
      {"province", {.region = "440103", .firm = kOtherFirm, .body = "bank-b", .person = 2}},
      {"unplaced", {}}};
  return kStands;
}

std::string scope_of(Role role) {
  switch (scope_kind(role)) {
    case ScopeKind::firm:
      return kFirm;
    case ScopeKind::body:
      return "bank-a";
    case ScopeKind::none:
      return "";
    case ScopeKind::region:
      break;
  }
  switch (role) {
    case Role::city_officer:
      return "3601";
    case Role::province_officer:
      return "36";
    case Role::ministry_officer:
      return "";
    default:
      return "360102";
  }
}

/// With a fresh factor.
Caller caller_of(Role role) {
  return {.person = 1,
          .grants = {{.person = 1, .role = role, .scope = scope_of(role)}},
          .factor_ms = kNow - 1000};
}

/// One line for each role and stand; each action by its initials, "-" where it is denied.
std::string table() {
  std::string text =
      "# Who may do what where: the role of somebody in county 360102, city 3601, province 36, "
      "firm A or\n"
      "# body A (analysts and second approvers: of the county), against something of the own "
      "county, of\n"
      "# another county of the city, another city, another province, of no place.\n";
  for (const Role role : all_roles()) {
    for (const Stand& stand : stands()) {
      std::string allowed;
      for (const Action action : all_actions()) {
        const Verdict verdict = decide(caller_of(role), action, stand.on, kNow);
        if (verdict.allowed()) allowed += fmt::format(" {}", name_of(action));
      }
      text += fmt::format("{:<17} {:<9}{}\n", name_of(role), stand.name,
                          allowed.empty() ? " -" : allowed);
    }
  }
  text += "\n# Who gives and ends which roles. Within the own region, where there is one.\n";
  for (const Role by : all_roles()) {
    std::string given;
    for (const Role role : all_roles()) {
      const Grant grant{.role = by, .scope = scope_of(by)};
      if (may_grant(grant, role, "360102")) given += fmt::format(" {}", name_of(role));
    }
    text += fmt::format("{:<17}{}\n", name_of(by), given.empty() ? " -" : given);
  }
  return text;
}

TEST(Access, TheWholeMatrixIsTheOneThatIsKept) {
  const std::string path = std::string(FUGONG_SOURCE_DIR) + "/tests/golden/identity/access.txt";
  if (std::getenv("FUGONG_RECORD") != nullptr) std::ofstream(path, std::ios::binary) << table();
  std::ifstream file(path, std::ios::binary);
  std::stringstream kept;
  kept << file.rdbuf();
  EXPECT_EQ(table(), kept.str());
}

bool is_prefix(std::string_view scope, std::string_view region) {
  return region.substr(0, scope.size()) == scope;
}

TEST(Access, NobodyDecidesOutsideTheRegionOfTheGrant) {
  for (const Role role : all_roles()) {
    if (scope_kind(role) != ScopeKind::region) continue;
    for (const char* scope : {"", "36", "3601", "360102", "44"}) {
      for (const char* region : {"", "36", "3601", "360102", "360103", "360203", "440103"}) {
        const Caller caller{
            .person = 1, .grants = {{.role = role, .scope = scope}}, .factor_ms = kNow};
        for (const Action action : all_actions()) {
          if (action == Action::own_data) continue;
          const bool allowed = decide(caller, action, {.region = region}, kNow).allowed();
          EXPECT_TRUE(!allowed || is_prefix(scope, region))
              << name_of(role) << ' ' << name_of(action) << ' ' << scope << ' ' << region;
          EXPECT_EQ(allowed, may_ever(role, action) && is_prefix(scope, region));
        }
      }
    }
  }
}

TEST(Access, NobodyIsTheSecondPairOfEyesOnHisOwnWork) {
  for (const Role first : all_roles()) {
    for (const Role second : all_roles()) {
      Caller caller = caller_of(first);
      caller.grants.push_back({.role = second, .scope = scope_of(second)});
      std::erase_if(caller.grants,
                    [](const Grant& g) { return scope_kind(g.role) == ScopeKind::firm; });
      for (const Action action : {Action::case_approve, Action::case_pay, Action::fund_approve,
                                  Action::pack_review, Action::pack_publish}) {
        Resource on{.region = "360102", .firm = kOtherFirm, .authors = {1}};
        const Verdict own = decide(caller, action, on, kNow);
        EXPECT_FALSE(own.allowed());
        on.authors = {2};
        if (decide(caller, action, on, kNow).allowed()) {
          EXPECT_EQ(own.reason, Reason::own_work);
        }
      }
    }
  }
}

TEST(Access, AnAdministratorReadsNoCase) {
  for (const Role role : all_roles()) {
    if (!is_administrator(role)) continue;
    for (const Action action : {Action::case_read, Action::case_file, Action::case_decide,
                                Action::case_approve, Action::case_pay}) {
      EXPECT_FALSE(may_ever(role, action));
      for (const Stand& stand : stands())
        EXPECT_EQ(decide(caller_of(role), action, stand.on, kNow).reason, Reason::no_role);
    }
  }
  EXPECT_FALSE(decide(Caller::console(), Action::case_read, {.region = "360102"}, kNow).allowed());
}

TEST(Access, AKeyDoesNothingThatWhoMadeItLeavesToOthers) {
  const Grant bank{.role = Role::partner, .scope = "bank-a", .granted_by = 1};
  const Caller key{.grants = {bank}, .key = 5};
  const Resource own{.firm = kFirm, .body = "bank-a", .applicants = {1}};
  EXPECT_EQ(decide(key, Action::partner_answer, own, kNow).reason, Reason::own_firm);
  EXPECT_TRUE(decide(key, Action::case_read, own, kNow).allowed());
  const Resource another{.firm = kFirm, .body = "bank-a", .applicants = {2}};
  EXPECT_TRUE(decide(key, Action::partner_answer, another, kNow).allowed());
}

TEST(Access, AnOfficerHasNoPartInCasesOfHisOwnFirm) {
  Caller caller = caller_of(Role::county_officer);
  caller.grants.push_back({.role = Role::owner, .scope = kFirm});
  const Resource own{.region = "360102", .firm = kFirm};
  EXPECT_EQ(decide(caller, Action::case_decide, own, kNow).reason, Reason::own_firm);
  EXPECT_TRUE(decide(caller, Action::case_read, own, kNow).allowed());
  EXPECT_TRUE(decide(caller, Action::case_decide, {.region = "360102", .firm = kOtherFirm}, kNow)
                  .allowed());
  caller.grants[1].until_ms = kNow;
  EXPECT_TRUE(decide(caller, Action::case_decide, own, kNow).allowed()) << "nobody knows";
  EXPECT_EQ(decide(caller, Action::case_decide,
                   {.region = "360102", .firm = kFirm, .applicants = {1}}, kNow)
                .reason,
            Reason::own_firm)
      << "to end the mandate first is no way round";
}

TEST(Access, WhoAnswersForAPartnerHasNoOtherPartInTheCase) {
  Caller partner = caller_of(Role::partner);
  partner.grants.push_back({.role = Role::owner, .scope = kFirm});
  EXPECT_EQ(decide(partner, Action::partner_answer, {.firm = kFirm, .body = "bank-a"}, kNow).reason,
            Reason::own_firm)
      << "for the firm and for its bank";
  const Resource answered{.region = "360102", .firm = kOtherFirm, .partners = {1}};
  for (const auto& [role, action] : {std::pair{Role::county_officer, Action::case_decide},
                                     std::pair{Role::second_approver, Action::case_approve},
                                     std::pair{Role::city_officer, Action::case_pay}})
    EXPECT_EQ(decide(caller_of(role), action, answered, kNow).reason, Reason::own_firm);
  Resource again = answered;
  again.body = "bank-a";
  again.firm = kOtherFirm;
  EXPECT_TRUE(decide(caller_of(Role::partner), Action::partner_answer, again, kNow).allowed());
}

TEST(Access, WhoLetAnApplicantActForTheFirmIsNotTheSecondPairOfEyes) {
  const Resource on{.region = "360102", .firm = kOtherFirm, .authors = {7, 1}};
  EXPECT_EQ(decide(caller_of(Role::city_officer), Action::case_pay, on, kNow).reason,
            Reason::own_work);
  EXPECT_TRUE(decide(caller_of(Role::city_officer), Action::case_decide, on, kNow).allowed());
}

// With a one-time secret, or without somebody's second factor, one would be that person.
TEST(Access, OnlyTheSystemAdministratorComesBySomebodysSecret) {
  for (const Role role : all_roles())
    EXPECT_EQ(may_ever(role, Action::people_manage), role == Role::system_admin) << name_of(role);
}

TEST(Access, ApprovingPayingAndPublishingTakeAFreshFactor) {
  for (const auto& [role, action] : {std::pair{Role::second_approver, Action::case_approve},
                                     std::pair{Role::second_approver, Action::case_pay},
                                     std::pair{Role::city_officer, Action::case_pay},
                                     std::pair{Role::second_approver, Action::fund_approve},
                                     std::pair{Role::policy_officer, Action::pack_publish}}) {
    Caller caller = caller_of(role);
    const Resource on{.region = "360102"};
    caller.factor_ms = kNow - kStepUpMs + 1;
    EXPECT_TRUE(decide(caller, action, on, kNow).allowed());
    caller.factor_ms = kNow - kStepUpMs;
    EXPECT_EQ(decide(caller, action, on, kNow).reason, Reason::stale_factor);
    caller.factor_ms = 0;
    EXPECT_EQ(decide(caller, action, on, kNow).reason, Reason::stale_factor);
  }
}

TEST(Access, AGrantHoldsFromItsBeginningToItsEnd) {
  Caller caller = caller_of(Role::county_officer);
  caller.grants[0].from_ms = kNow;
  caller.grants[0].until_ms = kNow + 10;
  const Resource on{.region = "360102"};
  EXPECT_FALSE(decide(caller, Action::case_read, on, kNow - 1).allowed());
  EXPECT_TRUE(decide(caller, Action::case_read, on, kNow).allowed());
  EXPECT_TRUE(decide(caller, Action::case_read, on, kNow + 9).allowed());
  EXPECT_FALSE(decide(caller, Action::case_read, on, kNow + 10).allowed());
}

TEST(Access, ANarrowedGrantGoesNoFurther) {
  Caller caller = caller_of(Role::helper);
  caller.grants[0].only = {Action::case_read};
  EXPECT_TRUE(decide(caller, Action::case_read, {.firm = kFirm}, kNow).allowed());
  EXPECT_EQ(decide(caller, Action::case_file, {.firm = kFirm}, kNow).reason,
            Reason::beyond_consent);
  EXPECT_EQ(decide(caller, Action::case_read, {.firm = kOtherFirm}, kNow).reason, Reason::outside);
  EXPECT_EQ(decide(caller, Action::case_decide, {.firm = kFirm}, kNow).reason, Reason::no_role);
  // Another grant may go further.
  caller.grants.push_back({.role = Role::owner, .scope = kFirm});
  EXPECT_TRUE(decide(caller, Action::case_file, {.firm = kFirm}, kNow).allowed());
}

TEST(Access, ARefusalSaysWhyInBothLanguages) {
  for (const Reason reason : {Reason::no_role, Reason::outside, Reason::beyond_consent,
                              Reason::own_work, Reason::own_firm, Reason::stale_factor}) {
    const tl::unexpected<Faults> refusal = denied({reason});
    const Fault& fault = refusal.value().front();
    EXPECT_EQ(fault.code, fmt::format("access-{}", name_of(reason)));
    EXPECT_FALSE(fault.message.zh.empty() || fault.message.en.empty());
    EXPECT_FALSE(fault.remedy.zh.empty() || fault.remedy.en.empty());
  }
}

TEST(Access, NobodyGrantsHisOwnRoleOrOneAbove) {
  // Administrators appoint each other, which takes two of them; nobody else is above whom he is
  // below.
  for (const Role a : all_roles()) {
    const Grant by_a{.role = a, .scope = scope_of(a)};
    EXPECT_FALSE(may_grant(by_a, a, scope_of(a)));
    EXPECT_FALSE(may_grant(by_a, Role::owner, kFirm));
    EXPECT_FALSE(may_grant(by_a, Role::helper, kFirm));
    for (const Role b : all_roles()) {
      if (is_administrator(a) && is_administrator(b)) continue;
      const Grant by_b{.role = b, .scope = scope_of(b)};
      EXPECT_FALSE(may_grant(by_a, b, "360102") && may_grant(by_b, a, "360102"));
    }
  }
  const Grant city{.role = Role::city_officer, .scope = "3601"};
  EXPECT_TRUE(may_grant(city, Role::county_officer, "360102"));
  EXPECT_FALSE(may_grant(city, Role::county_officer, "360203"));
  const Grant province{.role = Role::province_officer, .scope = "36"};
  EXPECT_TRUE(may_grant(province, Role::city_officer, "3601"));
  EXPECT_FALSE(may_grant(province, Role::second_approver, "36"));
  EXPECT_TRUE(is_second_pair(Role::second_approver) && is_second_pair(Role::city_officer));
  EXPECT_FALSE(is_second_pair(Role::county_officer) || is_second_pair(Role::system_admin));
}

TEST(Roles, NamesReadBackAndScopesAreChecked) {
  for (const Role role : all_roles()) {
    EXPECT_EQ(role_of(name_of(role)), role);
    EXPECT_FALSE(label_of(role).zh.empty() || label_of(role).en.empty());
    EXPECT_TRUE(check_scope(role, scope_of(role)).has_value()) << name_of(role);
    for (const char* bad : {"Bank A", "bank_a", "36 01", "3601021\xff", "91360102m00001000A"})
      EXPECT_FALSE(check_scope(role, bad).has_value()) << name_of(role) << bad;
    for (const char* bad : {"3", "36010", "3601021", "36a1"}) {
      EXPECT_EQ(check_scope(role, bad).has_value(), scope_kind(role) == ScopeKind::body)
          << name_of(role) << bad;
    }
  }
  EXPECT_FALSE(check_scope(Role::city_officer, "360102").has_value());
  EXPECT_FALSE(check_scope(Role::city_officer, "").has_value());
  EXPECT_FALSE(check_scope(Role::owner, "").has_value());
  EXPECT_FALSE(check_scope(Role::partner, "").has_value());
  EXPECT_FALSE(check_scope(Role::system_admin, "36").has_value());
  EXPECT_TRUE(check_scope(Role::analyst, "").has_value());
  EXPECT_EQ(role_of("king"), std::nullopt);
}

TEST(Roles, ActionsReadBackAndUnknownOnesAreToldOf) {
  std::set<std::string> labels;
  for (const Action action : all_actions()) {
    EXPECT_EQ(action_of(name_of(action)), action);
    EXPECT_FALSE(label_of(action).zh.empty() || label_of(action).en.empty()) << name_of(action);
    EXPECT_TRUE(labels.insert(label_of(action).en).second) << name_of(action);
  }
  EXPECT_EQ(label_of(Action::fund_approve).en, "approve moves of public money");
  EXPECT_EQ(label_of(Action::own_data).en, "see to one's own data");
  EXPECT_EQ(*split_actions(" case_read  case_file case_read "),
            (std::vector{Action::case_read, Action::case_file}));
  EXPECT_EQ(join_actions({Action::case_read, Action::case_file}), "case_read case_file");
  const auto wrong = split_actions("case_raed");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().front().code, "unknown-action");
  EXPECT_EQ(wrong.error().front().remedy.en, "did you mean case_read?");
}

}  // namespace
}  // namespace fugong::identity
