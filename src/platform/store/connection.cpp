#include "platform/store/connection.hpp"

namespace fugong::store {

tl::unexpected<Faults> Connection::transaction_lost() const {
  return fail("store-transaction-lost", place(),
              {"事务已被撤销", "the transaction has been rolled back"},
              {"重新提交", "submit it again"});
}

tl::unexpected<Faults> Connection::text_invalid() const {
  return fail("store-text-invalid", place(), {"文本不是有效的 UTF-8", "a text is not valid UTF-8"},
              {"改用 UTF-8 编码", "encode it as UTF-8"});
}

tl::unexpected<Faults> Connection::column_type() const {
  return fail("store-column-type", place(),
              {"列含有浮点数或二进制数据", "a column holds a floating point number or bytes"},
              {"只用整数和文本", "use integers and text only"});
}

tl::unexpected<Faults> Connection::was_cancelled() const {
  return fail("cancelled", place(), {"已取消，没有留下任何结果", "cancelled; nothing was kept"},
              {"再次运行即可", "run it again"});
}

tl::unexpected<Faults> Connection::wrong_cells() const {
  return fail("store-statement", place(),
              {"行的单元格数与列数不符", "a row has not as many cells as there are columns"},
              {"这是程序的错误，请报告", "this is a mistake of the program, please report it"});
}

Result<void> for_each_row(const NextRow& next, const std::function<Result<void>(const Row&)>& run) {
  Row row;
  while (true) {
    auto more = next(row);
    if (!more) return fail(std::move(more.error()));
    if (!*more) return {};
    auto done = run(row);
    if (!done) return done;
  }
}

Result<std::vector<Row>> Connection::run(std::string_view sql,
                                         const std::vector<Cell>& parameters) {
  std::vector<Row> rows;
  auto done = scan(sql, parameters, [&](Row& row) {
    rows.push_back(std::move(row));
    return true;
  });
  if (!done) return fail(std::move(done.error()));
  return rows;
}

Result<void> Connection::run_each(std::string_view sql, const NextRow& next) {
  return for_each_row(next,
                      [&](const Row& row) { return scan(sql, row, [](Row&) { return true; }); });
}

std::string quote_name(std::string_view name) {
  std::string quoted = "\"";
  for (const char c : name) {
    quoted += c;
    if (c == '"') quoted += c;
  }
  quoted += '"';
  return quoted;
}

}  // namespace fugong::store
