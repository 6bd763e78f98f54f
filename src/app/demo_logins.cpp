#include "app/demo_logins.hpp"

#include <fmt/format.h>

#include "app/partner_service.hpp"
#include "desks/register/credit_code.hpp"
#include "platform/identity/accounts.hpp"
#include "platform/identity/demo.hpp"

namespace fugong::app {
namespace {

using enterprise_register::Enterprise;
using enterprise_register::Register;

constexpr std::size_t kFirmsOfAPage = 200;

tl::unexpected<Faults> no_firm(const std::string& code) {
  return fail(
      "firm-unknown", {},
      {fmt::format("登记库中没有企业 {}", code), fmt::format("the register has no firm {}", code)},
      {"用 fugong register show 查看，或先导入", "see fugong register show, or import it first"});
}

/// An invented firm like the first one of the pack, with a code that no office can have given.
Result<Enterprise> invent(const pack::Pack& pack, Register& enterprises) {
  const std::string code = enterprise_register::synthetic_credit_code(0, 0);
  if (pack.demo.empty()) return no_firm(code);
  auto alone = enterprises.check_unmixed(enterprise_register::Origin::generated);
  if (!alone) return fail(std::move(alone.error()));
  const pack::DemoFirm& like = pack.demo.front();
  Enterprise made;
  made.id = code;
  made.name = like.name;
  made.note = like.note;
  made.origin = enterprise_register::Origin::generated;
  made.subject = like.subject;
  made.subject.id = code;
  auto put = enterprises.put(made, {"demo", pack.notice.issued.earliest.value_or(Date())});
  if (!put) return fail(std::move(put.error()));
  return made;
}

Result<Enterprise> choose(const std::string& code, const pack::Pack& pack, Register& enterprises) {
  if (!code.empty()) {
    auto found = enterprises.find(code);
    if (!found) return fail(std::move(found.error()));
    if (!*found) return no_firm(code);
    return std::move(**found);
  }
  for (std::int64_t after = 0;;) {
    auto page = enterprises.list_after(after, kFirmsOfAPage);
    if (!page) return fail(std::move(page.error()));
    if (page->empty()) return invent(pack, enterprises);
    for (Enterprise& one : *page) {
      if (one.is_synthetic() && one.id.size() == enterprise_register::kCreditCodeLength)
        return std::move(one);
    }
  }
}

}  // namespace

Result<void> offer_demo_logins(const Common& common, const std::string& firm,
                               const pack::Pack& pack, Register& enterprises,
                               store::Database& database, const identity::Context& people) {
  const auto there = identity::Accounts(database, people).list(identity::Caller::console(), 0, 1);
  if (!there) return fail(there.error());
  if (!there->empty()) {
    fmt::print("{}\n", common.pick({"已有用户，不再建演示账户",
                                    "there are people already: no demo logins are made"}));
    return {};
  }
  const auto chosen = choose(firm, pack, enterprises);
  if (!chosen) return fail(chosen.error());
  const auto logins = identity::make_demo(database, people,
                                          {.county = law::place_of(pack.book, chosen->subject),
                                           .firm = chosen->id,
                                           .body = kDemoPartner});
  if (!logins) return fail(logins.error());
  const auto named = begin_service(database, people, {.body = kDemoPartner});
  // Where the operator has named another for every place, that one stays.
  if (!named && named.error().front().code != "body-there") return fail(named.error());
  fmt::print("{}\n", common.pick({fmt::format("演示账户，只显示这一次。企业：{}（{}）",
                                              chosen->name.zh, chosen->id),
                                  fmt::format("Demo logins, shown this once. The firm: {} ({})",
                                              chosen->name.en, chosen->id)}));
  for (const identity::DemoLogin& login : *logins) {
    const std::string factor =
        login.totp.empty()
            ? ""
            : fmt::format("  {} {}", common.pick({"动态码密钥", "TOTP secret"}), login.totp);
    fmt::print("  {}  {} {}{}\n", login.login, common.pick({"密码", "password"}), login.password,
               factor);
  }
  return {};
}

}  // namespace fugong::app
