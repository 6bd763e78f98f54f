#include "desks/casework/documents.hpp"

#include <gtest/gtest.h>

#include "desks/casework/case_sample.hpp"
#include "desks/casework/event_json.hpp"

namespace fugong::casework {
namespace {

Procedure with_documents() {
  Procedure procedure = subsidy();
  procedure.documents = {{"payroll", {"工资表", "Payroll"}, "", 2, {}},
                         {"licence", {"执照", "Licence"}, "", 1, {}}};
  return procedure;
}

/// "code pointer" of each fault.
std::string said(const Faults& faults) {
  std::string all;
  for (const Fault& fault : faults)
    all += fault.code + " " + fault.place.pointer + "\n";
  return all;
}

std::string read(const std::string& json, std::vector<Paper>* papers = nullptr) {
  Faults faults;
  const auto body = parse_json(json, "");
  EXPECT_TRUE(body);
  auto found = read_documents(*body->find("documents"), faults);
  if (papers != nullptr) *papers = std::move(found);
  return said(faults);
}

Paper paper(const char* document, const char* upload = "u") {
  Paper made;
  made.document = document;
  made.upload = upload;
  return made;
}

TEST(Documents, AreReadWithAllThatIsWrong) {
  std::vector<Paper> papers;
  EXPECT_EQ(read(R"({"documents":[{"document":"payroll","upload":"a1"}]})", &papers), "");
  ASSERT_EQ(papers.size(), 1u);
  EXPECT_EQ(papers[0].upload, "a1");
  EXPECT_EQ(read(R"({"documents":{}})"), "field-invalid /documents\n");
  EXPECT_EQ(read(R"({"documents":[{"document":"payroll"},{"upload":7,"x":1}]})"),
            "field-missing /documents/0/upload\nunknown-field /documents/1/x\n"
            "field-missing /documents/1/document\nfield-invalid /documents/1/upload\n");
  std::string many;
  for (std::size_t i = 0; i <= kMaxPapers; ++i)
    many += std::string(i == 0 ? "" : ",") + R"({"document":"a","upload":"b"})";
  EXPECT_EQ(read("{\"documents\":[" + many + "]}"), "field-invalid /documents\n");
}

TEST(Documents, AreThoseOfTheProcedure) {
  const Procedure procedure = with_documents();
  EXPECT_EQ(said(check_documents(procedure, {paper("payroll"), paper("licence")}, {})), "");
  EXPECT_EQ(said(check_documents(procedure, {paper("passport"), paper("licence")}, {})),
            "document-unknown /documents/0/document\n");
  EXPECT_EQ(
      said(check_documents(procedure, {paper("payroll"), paper("payroll"), paper("payroll")}, {})),
      "document-too-many /documents/2/document\n");
  EXPECT_EQ(said(check_documents(procedure, {paper("licence")}, {paper("licence")})),
            "document-too-many /documents/0/document\n")
      << "with those that the case has";
}

TEST(Documents, StandInTheEventsOfTheCase) {
  Story story;
  story.procedure = with_documents();
  Event filing = story.filing(yuan(5'000));
  filing.documents = {{"payroll", "0a", "ff", 12, "pdf", 0}};
  EXPECT_EQ(*read_event(event_json(filing), ""), filing);
  EXPECT_EQ(story.happen(filing), "");
  ASSERT_EQ(story.now.papers.size(), 1u);
  EXPECT_EQ(story.now.papers[0].at_ms, filing.at_ms);
  EXPECT_EQ(story.happen(Act::tell_gaps, Role::county_officer, "o", because("the licence")), "");
  Event amend = story.event(Act::amend, Role::owner, "owner");
  amend.documents = {{"licence", "0b", "ee", 7, "png", 0}};
  EXPECT_EQ(story.happen(amend), "");
  EXPECT_EQ(story.now.papers.size(), 2u);
}

TEST(Documents, AreHandedInByTheFirmOnly) {
  Story story;
  EXPECT_EQ(story.happen(story.filing(yuan(5'000))), "");
  Event accept = story.event(Act::accept, Role::county_officer, "o");
  accept.documents = {paper("payroll")};
  EXPECT_EQ(story.happen(accept), "documents-misplaced");
  accept.documents.clear();
  EXPECT_EQ(story.happen(accept), "");
}

}  // namespace
}  // namespace fugong::casework
