#include "desks/casework/documents.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "platform/http/json_body.hpp"

namespace fugong::casework {
namespace {

constexpr std::string_view kList = "/documents";

/// Where paper number `index` of the body has this field.
std::string pointer(std::size_t index, const char* field) {
  return pointer_child(pointer_child(kList, index), field);
}

std::int64_t count_of(const std::vector<Paper>& papers, const std::string& document) {
  return std::ranges::count(papers, document, &Paper::document);
}

/// Whether the decision is true of the firm or of the one that is claimed for.
bool says_yes(const law::Answer& answer, const std::string& decision, const law::Subject& firm,
              const std::string& subject) {
  return std::ranges::any_of(answer.derived, [&](const law::DerivedFact& derived) {
    const bool is_meant = derived.decision->subject == firm.kind || derived.subject_id == subject;
    return derived.decision->definition.name == decision && is_meant && !derived.hypothetical &&
           derived.value.is_true();
  });
}

}  // namespace

std::vector<Paper> read_documents(const Node& node, Faults& faults) {
  std::vector<Paper> papers;
  if (node.kind != Node::Kind::list || node.items.size() > kMaxPapers) {
    faults.push_back({"field-invalid",
                      node.place,
                      {fmt::format("“documents”应为至多 {} 项的列表", kMaxPapers),
                       fmt::format("'documents' must list at most {}", kMaxPapers)},
                      {"例如 [{\"document\": \"payroll\", \"upload\": \"...\"}]",
                       "for example [{\"document\": \"payroll\", \"upload\": \"...\"}]"}});
    return papers;
  }
  for (const Node& item : node.items) {
    http::Fields fields(item, {"document", "upload"});
    Paper paper;
    paper.document = fields.text("document", kMaxNameBytes);
    paper.upload = fields.text("upload", uploads::kIdDigits);
    // What is missing is missing in this item.
    for (Fault& fault : fields.faults()) {
      if (!fault.place.pointer.starts_with(item.place.pointer))
        fault.place.pointer = item.place.pointer + fault.place.pointer;
    }
    append(faults, std::move(fields.faults()));
    papers.push_back(std::move(paper));
  }
  return papers;
}

Faults check_documents(const Procedure& procedure, const std::vector<Paper>& papers,
                       const std::vector<Paper>& had) {
  Faults faults;
  std::string known;
  for (const DocumentWanted& wanted : procedure.documents)
    known.append(known.empty() ? "" : ", ").append(wanted.id);
  for (std::size_t i = 0; i < papers.size(); ++i) {
    const std::string& id = papers[i].document;
    const DocumentWanted* wanted = procedure.find_document(id);
    if (wanted == nullptr) {
      faults.push_back(fault_at("document-unknown", pointer(i, "document"),
                                {fmt::format("这个流程不收材料“{}”", id),
                                 fmt::format("the procedure takes no document '{}'", id)},
                                known.empty()
                                    ? Text{"这个流程不收材料，删去", "it takes none: leave it out"}
                                    : Text{"可用：" + known, "one of: " + known}));
      continue;
    }
    const std::vector<Paper> before(papers.begin(),
                                    papers.begin() + static_cast<std::ptrdiff_t>(i));
    if (count_of(had, id) + count_of(before, id) >= wanted->most) {
      faults.push_back(fault_at("document-too-many", pointer(i, "document"),
                                {fmt::format("“{}”至多 {} 份", wanted->title.zh, wanted->most),
                                 fmt::format("of '{}' at most {}", wanted->title.en, wanted->most)},
                                {"合并成一份", "put them into one file"}));
    }
  }
  return faults;
}

Faults missing_documents(const pack::Pack& pack, const Procedure& procedure,
                         const std::vector<Paper>& papers, const law::Subject& firm,
                         const std::string& subject, const Date& today) {
  Faults faults;
  std::optional<law::Answer> answer;
  for (const DocumentWanted& wanted : procedure.documents) {
    if (count_of(papers, wanted.id) > 0) continue;
    if (!wanted.needed_if.empty()) {
      if (!answer) {
        law::CheckOptions options;
        options.trace = false;
        answer = pack.book.check(firm, {today, today}, options);
      }
      if (!says_yes(*answer, wanted.needed_if, firm, subject)) continue;
    }
    faults.push_back(
        fault_at("document-missing", std::string(kList),
                 {fmt::format("没有上传“{}”", wanted.title.zh),
                  fmt::format("'{}' is not uploaded", wanted.title.en)},
                 {fmt::format("上传后在 documents 中写明 document 为 {}", wanted.id),
                  fmt::format("upload it, and list it in 'documents' as '{}'", wanted.id)}));
  }
  return faults;
}

Result<std::vector<Paper>> hand_in(store::Transaction& t, const uploads::Uploads& uploads,
                                   const std::string& firm, std::int64_t number,
                                   std::vector<Paper> papers) {
  Faults faults;
  for (std::size_t i = 0; i < papers.size(); ++i) {
    Paper& paper = papers[i];
    auto upload = uploads.attach(t, paper.upload, firm, number);
    if (!upload) {
      for (Fault& fault : upload.error()) {
        if (fault.code.starts_with("upload-")) fault.place.pointer = pointer(i, "upload");
      }
      append(faults, std::move(upload.error()));
      continue;
    }
    paper.sha256 = upload->sha256;
    paper.bytes = upload->bytes;
    paper.type = uploads::name_of(upload->content);
  }
  if (!faults.empty()) return fail(std::move(faults));
  return papers;
}

}  // namespace fugong::casework
