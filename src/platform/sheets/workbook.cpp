#include "platform/sheets/workbook.hpp"

#include <fmt/format.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "base/money.hpp"

namespace fugong::sheets {

namespace {

/// 10^15: numbers below it are exact to the last digit when they are read back.
constexpr __int128 kMostDigits = 1'000'000'000'000'000;

constexpr double kColumnWidth = 16;

}  // namespace

struct Workbook::Impl {
  std::string path;
  std::string folder;  // for what the library sets aside while it writes
  lxw_workbook* book = nullptr;
  lxw_worksheet* sheet = nullptr;
  lxw_format* head = nullptr;
  lxw_format* count = nullptr;
  lxw_format* money = nullptr;
  std::size_t columns = 0;
  std::size_t row = 0;
  bool overfull = false;
  bool failed = false;

  ~Impl() {
    if (book != nullptr) lxw_workbook_free(book);
  }
  void note(lxw_error error) { failed = failed || error != LXW_NO_ERROR; }
};

Workbook::Workbook(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Workbook::Workbook(Workbook&&) noexcept = default;
Workbook& Workbook::operator=(Workbook&&) noexcept = default;
Workbook::~Workbook() = default;

Result<Workbook> Workbook::create(const std::string& path) {
  auto impl = std::make_unique<Impl>();
  impl->path = path;
  impl->folder = std::filesystem::path(path).parent_path().string();
  lxw_workbook_options options{};
  options.constant_memory = LXW_TRUE;
  if (!impl->folder.empty()) options.tmpdir = impl->folder.data();
  impl->book = workbook_new_opt(path.c_str(), &options);
  if (impl->book == nullptr) {
    return fail("file-unwritable", Place{path, 0, 0, ""}, {"无法写入", "can't be written"},
                {"检查文件夹和权限", "check the folder and its permissions"});
  }
  impl->head = workbook_add_format(impl->book);
  format_set_bold(impl->head);
  format_set_text_wrap(impl->head);
  impl->count = workbook_add_format(impl->book);
  format_set_num_format(impl->count, "#,##0");
  impl->money = workbook_add_format(impl->book);
  format_set_num_format(impl->money, "#,##0.00");
  return Workbook(std::move(impl));
}

void Workbook::begin_sheet(const std::string& name, const std::vector<std::string>& titles) {
  Impl& impl = *impl_;
  impl.sheet = workbook_add_worksheet(impl.book, name.c_str());
  FUGONG_CHECK(impl.sheet != nullptr, "the name of a sheet is short, new, and without brackets");
  impl.columns = titles.size();
  impl.row = 1;
  const auto last = static_cast<lxw_col_t>(impl.columns - 1);
  impl.note(worksheet_set_column(impl.sheet, 0, last, kColumnWidth, nullptr));
  for (std::size_t i = 0; i < titles.size(); ++i) {
    impl.note(worksheet_write_string(impl.sheet, 0, static_cast<lxw_col_t>(i), titles[i].c_str(),
                                     impl.head));
  }
  worksheet_freeze_panes(impl.sheet, 1, 0);
}

void Workbook::add_row(const std::vector<Cell>& cells) {
  Impl& impl = *impl_;
  FUGONG_CHECK(cells.size() == impl.columns, "a cell for each column");
  if (impl.row >= kMaxRows) {
    impl.overfull = true;
    return;
  }
  const auto row = static_cast<lxw_row_t>(impl.row++);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const auto column = static_cast<lxw_col_t>(i);
    if (const auto* text = std::get_if<std::string>(&cells[i])) {
      impl.note(worksheet_write_string(impl.sheet, row, column, text->c_str(), nullptr));
      continue;
    }
    const auto* fen = std::get_if<__int128>(&cells[i]);
    const __int128 number = fen != nullptr ? *fen : std::get<std::int64_t>(cells[i]);
    if (number >= kMostDigits || number <= -kMostDigits) {
      const std::string text =
          fen != nullptr ? yuan(number) : std::to_string(static_cast<std::int64_t>(number));
      impl.note(worksheet_write_string(impl.sheet, row, column, text.c_str(), nullptr));
      continue;
    }
    // A sheet has no other numbers than these; below fifteen digits the written form is exact.
    const auto whole = static_cast<double>(static_cast<std::int64_t>(number));
    impl.note(worksheet_write_number(impl.sheet, row, column, fen != nullptr ? whole / 100 : whole,
                                     fen != nullptr ? impl.money : impl.count));
  }
}

Result<void> Workbook::close() {
  Impl& impl = *impl_;
  impl.note(workbook_close(std::exchange(impl.book, nullptr)));
  if (impl.overfull) {
    return fail("sheet-overfull", Place{impl.path, 0, 0, ""},
                {fmt::format("一张表最多 {} 行", kMaxRows),
                 fmt::format("a sheet has at most {} rows", kMaxRows)},
                {"用 CSV 文件", "use the CSV files"});
  }
  if (!impl.failed) return {};
  return fail("file-unwritable", Place{impl.path, 0, 0, ""},
              {"没有全部写入", "not all of it was written"},
              {"检查磁盘空间", "check the space on the disk"});
}

}  // namespace fugong::sheets
