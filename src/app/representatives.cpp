#include "app/representatives.hpp"

#include <fmt/format.h>

#include "app/account_office.hpp"
#include "app/files.hpp"
#include "app/users_command.hpp"
#include "base/csv.hpp"
#include "base/hash.hpp"
#include "base/json_writer.hpp"
#include "base/text.hpp"

namespace fugong::app {
namespace {

constexpr std::size_t kMaxKeyFile = 200;
constexpr std::size_t kKeyDigits = 64;
constexpr std::size_t kMaxNumberBytes = 60;
constexpr std::size_t kMaxTableBytes = 64u << 20;

tl::unexpected<Faults> at(const Csv& csv, std::int32_t line, const char* code, Text message,
                          Text remedy) {
  Place place;
  place.file = csv.file;
  place.line = line;
  return fail(code, std::move(place), std::move(message), std::move(remedy));
}

/// Numbers leave it as hashes only; no fault tells one.
Result<std::vector<identity::Representative>> read_table(const std::string& file,
                                                         const std::string& key) {
  const auto bytes = read_private_file(file, kMaxTableBytes);
  if (!bytes) return fail(bytes.error());
  const auto csv = parse_csv(*bytes, file);
  if (!csv) return fail(csv.error());
  const auto firm = csv->column("uscc");
  const auto number = csv->column("legal_representative_number");
  if (!firm || !number) {
    return at(*csv, 1, "representatives-columns",
              {"表头没有 uscc 和 legal_representative_number",
               "the header has no uscc and legal_representative_number"},
              {"第一行写这两个列名", "name these two columns in the first row"});
  }
  std::vector<identity::Representative> all;
  for (const CsvRow& row : csv->rows) {
    const std::string code(trim(row.cells.at(*firm)));
    const std::string_view shown = trim(row.cells.at(*number));
    auto good = identity::check_scope(identity::Role::owner, code);
    if (!good) {
      return at(*csv, row.line, "representatives-firm",
                {fmt::format("“{}”不是统一社会信用代码", code),
                 fmt::format("'{}' is no credit code", code)},
                {"写 18 位代码", "write the 18 letters and digits"});
    }
    if (shown.empty() || shown.size() > kMaxNumberBytes) {
      return at(*csv, row.line, "representatives-number",
                {"没有可用的证件号码", "there is no number that can be taken"},
                {"写法定代表人的证件号码", "write the number of the representative's card"});
    }
    all.push_back({code, identity::RegisterFact::hash(key, code, shown)});
  }
  return all;
}

}  // namespace

Result<std::string> read_representatives_key(const std::string& file) {
  const auto bytes = read_private_file(file, kMaxKeyFile);
  if (!bytes) return fail(bytes.error());
  std::string key(trim(*bytes));
  if (is_hex(key, kKeyDigits)) return key;
  Place place;
  place.file = file;
  return fail("representatives-key-invalid", std::move(place),
              {"这个文件不是散列证件号码的密钥", "this file is no key to hash numbers with"},
              {"写 64 位十六进制数字，例如 openssl rand -hex 32 的输出",
               "put 64 hex digits into it, such as openssl rand -hex 32 prints"});
}

int run_users_representatives(const Common& common, const UsersCommand& command) {
  const auto key = read_representatives_key(command.representatives_key_file);
  if (!key) return give_up(common, key.error());
  const auto all = read_table(command.table_file, *key);
  if (!all) return give_up(common, all.error());
  auto office = AccountOffice::open(command.database);
  if (!office) return give_up(common, office.error());
  const auto kept = (*office)->representatives().keep(*all);
  if (!kept) return give_up(common, kept.error());
  if (command.json) {
    JsonWriter w;
    w.begin_object().key("kept").number(static_cast<std::int64_t>(all->size())).end_object();
    fmt::print("{}\n", w.take());
    return kOk;
  }
  fmt::print(
      "{}\n",
      common.pick({fmt::format("已记下 {} 家企业的法定代表人（只存散列值）", all->size()),
                   fmt::format("legal representatives kept, as hashes only: {}", all->size())}));
  return kOk;
}

}  // namespace fugong::app
