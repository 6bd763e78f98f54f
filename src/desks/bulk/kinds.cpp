#include "desks/bulk/kinds.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "base/json_writer.hpp"
#include "base/text.hpp"

namespace fugong::bulk {
namespace {

using sheets::SheetCell;
using sheets::SheetRow;

constexpr std::array<std::pair<std::string_view, Kind>, 2> kKinds{{
    {"partner_answers", Kind::partner_answers},
    {"filings", Kind::filings},
}};

/// A column that a kind has, as people may name it.
struct Known {
  std::string_view id;
  std::string_view zh;
  bool needed;
};
constexpr std::array<Known, 3> kAnswerColumns{{
    {"reference", "案件编号", true},
    {"answer", "答复", true},
    {"note", "说明", false},
}};
constexpr std::array<Known, 4> kFilingColumns{{
    {"provision", "条款", true},
    {"firm", "统一社会信用代码", true},
    {"subject", "事项", false},
    {"declared", "声明属实", false},
}};
/// For people only: what templates and lists of faults say beside.
constexpr std::array<std::string_view, 10> kForPeople{"title",     "place",  "due",  "amount_yuan",
                                                      "row",       "faults", "case", "applicant",
                                                      "firm_name", "matter"};

constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kAnswers{{
    {"confirm", "confirm"},
    {"decline", "decline"},
    {"同意", "confirm"},
    {"不同意", "decline"},
    {"yes", "confirm"},
    {"no", "decline"},
    {"是", "confirm"},
    {"否", "decline"},
}};

constexpr std::size_t kMaxReferenceBytes = 64;

std::string lowered(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::optional<bool> truth_of(std::string_view text) {
  const std::string low = lowered(text);
  if (low == "true" || low == "yes" || low == "是") return true;
  if (low == "false" || low == "no" || low == "否") return false;
  return std::nullopt;
}

/// The cells of a row by what their columns are.
class Cells {
 public:
  Cells(const Columns& columns, const SheetRow& row) : columns_(columns), row_(row) {}

  /// Empty if there is nothing in it, or a fault. Of a number a sign before it is no formula.
  std::string text(std::string_view column, bool needed, bool is_number = false) {
    const auto at = std::ranges::find(columns_, column) - columns_.begin();
    const SheetCell cell = static_cast<std::size_t>(at) < row_.cells.size()
                               ? row_.cells[static_cast<std::size_t>(at)]
                               : SheetCell{};
    std::string value(trim(cell.text));
    const bool minus = is_number && value.starts_with('-');
    if (cell.kind == SheetCell::Kind::formula || (is_formula(value) && !minus)) {
      wrong(column, "bulk-cell-formula",
            {"这一格是公式，或以 = + - @ 开头", "the cell is a formula, or begins with = + - @"},
            {"只写文字或数值", "write a plain text or value"});
      return {};
    }
    if (cell.kind == SheetCell::Kind::rounded) {
      wrong(column, "bulk-cell-rounded",
            {"这一格被当作数字，末几位已丢失",
             "the cell was taken for a number and has lost its last digits"},
            {"把这一列设为“文本”后重新填写", "format the column as text, and fill it in again"});
      return {};
    }
    if (cell.kind == SheetCell::Kind::error || value.size() > kMaxCellBytes) {
      const bool is_long = cell.kind != SheetCell::Kind::error;
      wrong(column, is_long ? "bulk-cell-long" : "bulk-cell-error",
            is_long ? Text{"这一格太长", "the cell is too long"}
                    : Text{"这一格是错误值", "the cell holds an error"},
            {"改正这一格", "correct the cell"});
      return {};
    }
    if (needed && value.empty())
      wrong(column, "bulk-cell-missing", {"这一格没有填写", "the cell is empty"},
            {"补上", "fill it in"});
    return value;
  }

  void wrong(std::string_view column, std::string code, Text message, Text remedy) {
    faults.push_back(fault_at(std::move(code), pointer_child("", column), std::move(message),
                              std::move(remedy)));
  }

  Faults faults;

 private:
  const Columns& columns_;
  const SheetRow& row_;
};

/// "-5000.00"; no exponent, which a spreadsheet makes of what it finds too long, no thousands.
bool is_plain_number(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  const auto digits = [](std::string_view part) {
    return !part.empty() && std::ranges::all_of(part, [](char c) { return c >= '0' && c <= '9'; });
  };
  const std::size_t point = text.find('.');
  if (point == text.npos) return digits(text);
  return digits(text.substr(0, point)) && digits(text.substr(point + 1));
}

/// "a.pdf; b.pdf" as its parts, be the sign between them that of a Chinese keyboard.
std::vector<std::string> parts_of(std::string_view text) {
  constexpr std::array<std::string_view, 3> kBetween{";", "；", "\n"};
  std::vector<std::string> parts;
  while (!text.empty()) {
    std::size_t end = text.size();
    std::size_t next = text.size();
    for (const std::string_view sign : kBetween) {
      const std::size_t at = text.find(sign);
      if (at >= end) continue;
      end = at;
      next = at + sign.size();
    }
    const std::string_view part = trim(text.substr(0, end));
    if (!part.empty()) parts.emplace_back(part);
    text.remove_prefix(next);
  }
  return parts;
}

bool is_number(law::FactType type) {
  return type == law::FactType::integer || type == law::FactType::number ||
         type == law::FactType::percent || type == law::FactType::money;
}

}  // namespace

std::string_view name_of(Kind kind) {
  return kKinds[static_cast<std::size_t>(kind)].first;
}

std::optional<Kind> kind_of(std::string_view name) {
  for (const auto& [word, kind] : kKinds) {
    if (word == name) return kind;
  }
  return std::nullopt;
}

const law::Fact* Kinds::fact(std::string_view name) const {
  for (const law::Fact& one : pack_.book.facts()) {
    if (one.name == name || one.label.zh == name || one.label.en == name) return &one;
  }
  return nullptr;
}

const casework::DocumentWanted* Kinds::document(std::string_view name) const {
  for (const casework::Procedure& procedure : procedures_.all) {
    for (const casework::DocumentWanted& one : procedure.documents) {
      if (one.id == name || one.title.zh == name || one.title.en == name) return &one;
    }
  }
  return nullptr;
}

const law::SubjectKind* Kinds::kind_named(std::string_view name) const {
  for (const law::SubjectKind& kind : pack_.book.source().subjects) {
    if (kind.name == name) return &kind;
  }
  return nullptr;
}

Result<Columns> Kinds::columns(Kind kind, const std::vector<std::string>& names) const {
  const std::span<const Known> known = kind == Kind::filings
                                           ? std::span<const Known>(kFilingColumns)
                                           : std::span<const Known>(kAnswerColumns);
  Faults faults;
  Columns columns;
  for (const std::string& name : names) {
    const auto found = std::ranges::find_if(known, [&](const Known& one) {
      return lowered(name) == one.id || name == one.zh || (one.id == "reference" && name == "编号");
    });
    std::string id;
    if (found != known.end()) {
      id = found->id;
    } else if (const law::Fact* named = kind == Kind::filings ? fact(name) : nullptr) {
      id = named->name;
    } else if (const auto* paper = kind == Kind::filings ? document(name) : nullptr) {
      id = paper->id;
    } else if (!name.empty() && std::ranges::find(kForPeople, lowered(name)) == kForPeople.end()) {
      faults.push_back(
          fault_at("bulk-column-unknown", pointer_child("/columns", name),
                   {fmt::format("不认识列“{}”", name.substr(0, 100)),
                    fmt::format("there is no column '{}' here", name.substr(0, 100))},
                   {"删去，或按模板改名", "take it out, or name it as the template does"}));
    }
    if (!id.empty() && std::ranges::find(columns, id) != columns.end()) {
      faults.push_back(
          fault_at("bulk-column-twice", pointer_child("/columns", name),
                   {fmt::format("两列都是“{}”", id), fmt::format("two columns are '{}'", id)},
                   {"只留一列", "keep one of them"}));
    }
    columns.push_back(std::move(id));
  }
  for (const Known& one : known) {
    if (!one.needed || std::ranges::find(columns, one.id) != columns.end()) continue;
    faults.push_back(fault_at("bulk-column-missing", pointer_child("/columns", one.id),
                              {fmt::format("缺少列“{}”（{}）", one.zh, one.id),
                               fmt::format("the column '{}' is missing", one.id)},
                              {"下载模板后按其填写", "get the template and fill that in"}));
  }
  if (!faults.empty()) return fail(std::move(faults));
  return columns;
}

Result<Answer> Kinds::answer(const Columns& columns, const SheetRow& row) const {
  Cells cells(columns, row);
  Answer answer;
  answer.reference = cells.text("reference", true);
  // It becomes part of an address, and must not lead to another one.
  const bool is_plain = answer.reference.size() <= kMaxReferenceBytes &&
                        std::ranges::all_of(answer.reference, [](char c) {
                          return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                                 (c >= 'a' && c <= 'z') || c == '-';
                        });
  if (!is_plain) {
    cells.wrong("reference", "bulk-reference-invalid", {"编号有误", "this is no number of a case"},
                {"照抄模板中的编号", "copy it from the template"});
  }
  const std::string word = lowered(cells.text("answer", true));
  const std::string note = cells.text("note", false);
  const auto found =
      std::ranges::find_if(kAnswers, [&](const auto& one) { return one.first == word; });
  if (found == kAnswers.end() && !word.empty()) {
    cells.wrong("answer", "bulk-answer-invalid",
                {"答复应为“同意”或“不同意”", "it must say confirm or decline"},
                {"改为同意或不同意", "write confirm or decline"});
  }
  const bool declines = found != kAnswers.end() && found->second == "decline";
  const bool is_unread = !cells.faults.empty() && cells.faults.back().place.pointer == "/note";
  if (declines && note.empty() && !is_unread)
    cells.wrong("note", "bulk-cell-missing", {"不同意的要写理由", "who declines gives a reason"},
                {"在“说明”里写理由", "write the reason as the note"});
  if (!cells.faults.empty()) return fail(std::move(cells.faults));
  JsonWriter w;
  w.begin_object().key("act").string(found->second);
  if (declines) {
    w.key("reasons").begin_array().begin_object().key("of").string("words");
    w.key("note").string(note).end_object().end_array();
  } else if (!note.empty()) {
    w.key("note").string(note);
  }
  answer.body = w.end_object().take();
  return answer;
}

Result<Filing> Kinds::filing(const Columns& columns, const SheetRow& row,
                             const LooseFiles& files) const {
  Cells cells(columns, row);
  JsonWriter w;
  const std::string provision = cells.text("provision", true);
  if (!provision.empty() && !has_procedure(provision)) {
    std::vector<std::string> matters;
    for (const casework::Procedure& procedure : procedures_.all) {
      for (std::string& matter : procedure.matters())
        matters.push_back(std::move(matter));
    }
    const auto like = nearest(provision, matters);
    cells.wrong("provision", "bulk-provision-unknown",
                {fmt::format("没有可以在这里申请的条款“{}”", provision.substr(0, 100)),
                 fmt::format("nothing is applied for here as '{}'", provision.substr(0, 100))},
                {like ? fmt::format("是不是 {}？把这一列设为“文本”，6.20 才不会变成 6.2", *like)
                      : "写 /api/v1/procedures 列出的条款",
                 like ? fmt::format("did you mean {}? Format the column as text, so that 6.20 "
                                    "doesn't become 6.2",
                                    *like)
                      : "name one of those of /api/v1/procedures"});
    // What it would ask for isn't known either.
    return fail(std::move(cells.faults));
  }
  w.begin_object().key("provision").string(provision);
  const std::string firm = cells.text("firm", true);
  w.key("firm").string(firm);
  const law::Provision* law = pack_.book.find_provision(provision);
  const law::SubjectKind* about_kind = law == nullptr ? nullptr : kind_named(law->subject);
  const bool of_child = about_kind != nullptr && !about_kind->parent.empty();
  const std::string subject = cells.text("subject", of_child);
  if (!subject.empty()) w.key("subject").string(subject);
  if (truth_of(cells.text("declared", false)).value_or(false)) w.key("declared").boolean(true);

  JsonWriter of_firm;
  JsonWriter of_one;
  of_firm.begin_object();
  of_one.begin_object().key("id").string(subject);
  for (const std::string& column : columns) {
    const auto index = pack_.book.fact_index(column);
    if (!index) continue;
    const law::Fact& what = pack_.book.facts()[*index];
    const std::string value = cells.text(column, false, is_number(what.type));
    if (value.empty()) continue;
    if (is_number(what.type) && !is_plain_number(value)) {
      cells.wrong(column, "bulk-number-invalid",
                  {fmt::format("“{}”不是普通的数字", value.substr(0, 100)),
                   fmt::format("'{}' is no plain number", value.substr(0, 100))},
                  {"只写数字和小数点，例如 5000.00，不写单位、千位分隔符和科学计数",
                   "write digits and a point only, such as 5000.00: no unit, no separators, no "
                   "exponent"});
      continue;
    }
    const bool is_of_child = of_child && what.subject == about_kind->name;
    if (!is_of_child && !kind_named(what.subject)->parent.empty()) {
      cells.wrong(column, "bulk-column-unknown",
                  {fmt::format("这个条款不问“{}”", what.label.zh),
                   fmt::format("the provision does not ask for '{}'", what.label.en)},
                  {"清空这一格", "empty the cell"});
      continue;
    }
    JsonWriter& to = is_of_child ? of_one : of_firm;
    const auto truth = what.type == law::FactType::boolean ? truth_of(value) : std::nullopt;
    to.key(what.name);
    truth ? to.boolean(*truth) : to.string(value);
  }
  Filing filing;
  JsonWriter papers;
  papers.begin_array();
  std::optional<std::vector<LooseFile>> loose;
  for (const std::string& column : columns) {
    if (pack_.book.fact_index(column) || document(column) == nullptr) continue;
    for (const std::string& name : parts_of(cells.text(column, false))) {
      if (!loose) loose = files(firm);
      const auto by_id = std::ranges::find(*loose, name, &LooseFile::id);
      const auto by_name = std::ranges::find(*loose, name, &LooseFile::name);
      const auto found = by_id != loose->end() ? by_id : by_name;
      if (found == loose->end()) {
        cells.wrong(column, "bulk-file-unknown",
                    {fmt::format("该企业没有上传过文件“{}”，或它已在案件中", name.substr(0, 100)),
                     fmt::format("no file '{}' of the firm was uploaded, or it is in a case by now",
                                 name.substr(0, 100))},
                    {"先上传文件，再写它的名称或编号",
                     "upload the file first, and then write its name or id"});
      } else if (by_id == loose->end() && std::ranges::count(*loose, name, &LooseFile::name) > 1) {
        cells.wrong(column, "bulk-file-ambiguous",
                    {fmt::format("有几个文件都叫“{}”", name.substr(0, 100)),
                     fmt::format("several files are called '{}'", name.substr(0, 100))},
                    {"改写文件的编号", "write the id of the file"});
      } else {
        papers.begin_object().key("document").string(column);
        papers.key("upload").string(found->id).end_object();
        filing.documents.push_back(column);
      }
    }
  }
  papers.end_array();
  if (!cells.faults.empty()) return fail(std::move(cells.faults));
  if (!filing.documents.empty()) w.key("documents").raw(papers.str());
  of_one.end_object();
  if (of_child) of_firm.key(about_kind->plural).begin_array().raw(of_one.str()).end_array();
  filing.body = w.key("facts").raw(of_firm.end_object().str()).end_object().take();
  return filing;
}

bool Kinds::has_procedure(std::string_view provision) const {
  return procedures_.for_provision(provision) != nullptr;
}

std::vector<std::string> Kinds::template_columns(Kind kind, std::string_view provision) const {
  std::vector<std::string> columns;
  if (kind == Kind::partner_answers) {
    for (const Known& one : kAnswerColumns)
      columns.emplace_back(one.id);
    return columns;
  }
  const casework::Procedure* procedure = procedures_.for_provision(provision);
  for (const Known& one : kFilingColumns) {
    const bool idle =
        one.id == "declared" && (procedure == nullptr || procedure->declaration.en.empty());
    if (!idle) columns.emplace_back(one.id);
  }
  if (procedure == nullptr) return columns;
  for (const casework::FormSection& section : procedure->form)
    columns.insert(columns.end(), section.facts.begin(), section.facts.end());
  for (const casework::DocumentWanted& wanted : procedure->documents)
    columns.push_back(wanted.id);
  return columns;
}

}  // namespace fugong::bulk
