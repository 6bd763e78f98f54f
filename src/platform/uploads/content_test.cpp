#include "platform/uploads/content.hpp"

#include <gtest/gtest.h>

#include "platform/sheets/archive_sample.hpp"
#include "platform/uploads/display_name.hpp"

namespace fugong::uploads {
namespace {

using sheets::SampleEntry;
using sheets::zip_of;

std::string big(std::uint32_t value) {
  std::string out;
  for (int shift = 24; shift >= 0; shift -= 8)
    out += static_cast<char>(value >> shift & 0xff);
  return out;
}
std::string chunk(const std::string& type, const std::string& data) {
  const std::string typed = type + data;
  const auto sum = crc32_z(0, reinterpret_cast<const Bytef*>(typed.data()), typed.size());
  return big(static_cast<std::uint32_t>(data.size())) + typed +
         big(static_cast<std::uint32_t>(sum));
}
std::string png() {
  return std::string("\x89PNG\r\n\x1a\n", 8) + chunk("IHDR", std::string(13, '\1')) +
         chunk("IDAT", "xyz") + chunk("IEND", "");
}
std::string jpeg() {
  return std::string("\xff\xd8\xff\xe0\0\4ab\xff\xda\0\3q", 13) + "picture\xff\xd9";
}
std::string pdf() {
  return "%PDF-1.4\n1 0 obj\nendobj\ntrailer\n%%EOF\n";
}
std::string xlsx(std::vector<SampleEntry> more = {}) {
  std::vector<SampleEntry> entries{{"[Content_Types].xml", "<Types/>"},
                                   {"xl/workbook.xml", "<w/>"}};
  entries.insert(entries.end(), more.begin(), more.end());
  return zip_of(entries);
}

/// The kind, or the fault's code.
std::string said(const std::string& bytes) {
  const auto content = recognise(bytes);
  return content ? std::string(name_of(*content)) : content.error().front().code;
}

TEST(Content, IsToldByTheBytes) {
  EXPECT_EQ(said(pdf()), "pdf");
  EXPECT_EQ(said(jpeg()), "jpeg");
  EXPECT_EQ(said(png()), "png");
  EXPECT_EQ(said(xlsx()), "xlsx");
  EXPECT_EQ(said(zip_of({{"[Content_Types].xml", "<Types/>"}, {"word/document.xml", "<w/>"}})),
            "docx");
  EXPECT_EQ(said("a,b\r\n1,二\r\n"), "text");
  EXPECT_EQ(said("\xef\xbb\xbf"
                 "a"),
            "text");
  EXPECT_EQ(said("\xb9\xa4\xd7\xca\xb1\xed"), "text") << "工资表 in GB18030";
  for (const Content content :
       {Content::pdf, Content::jpeg, Content::png, Content::xlsx, Content::docx, Content::text})
    EXPECT_EQ(content_of(name_of(content)), content);
}

TEST(Content, RefusesWhatIsNoneOfThem) {
  for (const std::string& bytes :
       {std::string("<!DOCTYPE html><p>"), std::string("<svg xmlns='a'/>"),
        std::string("a <ScRiPt>"), std::string("<?xml version='1.0'?><a/>"),
        std::string("#!/bin/sh\n"), std::string("MZ\x90\0", 4),
        std::string("\x7f"
                    "ELF"),
        std::string("GIF89a\1\1"), std::string("RIFF\0\0\0\0WEBP", 12), std::string("a\0b", 3),
        std::string("\xff\xfe"
                    "a\0",
                    4),
        std::string("\xd0\xcf\x11\xe0\xa1"), std::string("\x1b[31m"), zip_of({{"a.txt", "x"}}),
        zip_of({{"[Content_Types].xml", ""}, {"xl/workbook.xml", ""}, {"word/document.xml", ""}})})
    EXPECT_EQ(said(bytes), "upload-type-refused") << bytes.substr(0, 20);
  EXPECT_EQ(said(""), "upload-empty");
  EXPECT_EQ(said("\xb9\xa4\xd7\xff"), "upload-type-refused") << "neither UTF-8 nor GB18030";
}

TEST(Content, RefusesWhatIsCutOff) {
  EXPECT_EQ(said("%PDF-1.4\n1 0 obj"), "upload-damaged");
  for (std::size_t cut = 9; cut < png().size(); ++cut)
    EXPECT_EQ(said(png().substr(0, cut)), "upload-damaged") << cut;
  for (std::size_t cut = 4; cut < jpeg().size(); ++cut)
    EXPECT_EQ(said(jpeg().substr(0, cut)), "upload-damaged") << cut;
  for (std::size_t cut = 5; cut < xlsx().size(); ++cut)
    EXPECT_EQ(said(xlsx().substr(0, cut)), "upload-archive-refused") << cut;
}

TEST(Content, RefusesTwoFilesInOne) {
  EXPECT_EQ(said(pdf() + zip_of({{"a", "x"}})), "upload-damaged");
  EXPECT_EQ(said(jpeg() + zip_of({{"a", "x"}})), "upload-damaged");
  EXPECT_EQ(said(png() + "<script>"), "upload-damaged");
  EXPECT_EQ(said("<html>" + pdf()), "upload-type-refused");
  EXPECT_EQ(said(xlsx() + pdf()), "upload-archive-refused");
  EXPECT_EQ(said(jpeg() + "a camera's second picture"), "jpeg");
  std::string altered = png();
  altered[20] ^= 1;
  EXPECT_EQ(said(altered), "upload-damaged") << "a checksum is wrong";
}

TEST(Content, RefusesMacrosAndBombs) {
  EXPECT_EQ(said(xlsx({{"xl/vbaProject.bin", "x"}})), "upload-macros");
  EXPECT_EQ(said(xlsx({{"xl/VBAPROJECT.BIN", "x"}})), "upload-macros");
  EXPECT_EQ(said(xlsx({{"xl/macrosheets/sheet1.xml", "x"}})), "upload-macros");
  EXPECT_EQ(said(xlsx({{"xl/activeX/activeX1.bin", "x"}})), "upload-macros");
  EXPECT_EQ(
      said(zip_of({{"[Content_Types].xml", "application/vnd.ms-excel.sheet.MacroEnabled.main"},
                   {"xl/workbook.xml", ""}})),
      "upload-macros");
  EXPECT_EQ(said(xlsx({{"../../x", "x"}})), "upload-archive-refused");
  EXPECT_EQ(said(xlsx({{"a", std::string(std::size_t{3} << 20, '\0')}})), "upload-archive-refused");
  EXPECT_EQ(said(xlsx({{.name = "a", .text = "abc", .claimed_bytes = 2}})),
            "upload-archive-refused");
}

TEST(Content, HasALimit) {
  EXPECT_EQ(said(std::string(kMaxFileBytes, 'a')), "text");
  EXPECT_EQ(said(std::string(kMaxFileBytes + 1, 'a')), "upload-too-large");
}

TEST(DisplayName, IsATextAndNoPath) {
  EXPECT_EQ(display_name("%E5%B7%A5%E8%B5%84%E8%A1%A8.PDF", Content::pdf), "工资表.PDF");
  EXPECT_EQ(display_name("C:\\a\\工资表.jpeg", Content::jpeg), "工资表.jpeg");
  EXPECT_EQ(display_name("../../etc/passwd", Content::text), "passwd.txt");
  EXPECT_EQ(display_name("..%2f..%2fx.csv", Content::text), "x.csv");
  EXPECT_EQ(display_name("a.pdf", Content::png), "a.pdf.png") << "it ends as its content says";
  EXPECT_EQ(display_name("evil\xe2\x80\xae"
                         "fdp.exe",
                         Content::pdf),
            "evilfdp.exe.pdf");
  EXPECT_EQ(display_name("a\r\nSet-Cookie: b\"<x>.txt", Content::text), "aSet-Cookie bx.txt");
  for (const char* none : {"", "...", "/", "%ff%fe", "\x01\x02"})
    EXPECT_EQ(display_name(none), "file") << none;
  const std::string huge(5'000, 'a');
  EXPECT_LE(display_name(huge, Content::pdf).size(), kMaxDisplayBytes + 4);
  EXPECT_EQ(attachment("工 资.pdf", Content::pdf),
            "attachment; filename=\"file.pdf\"; filename*=UTF-8''%E5%B7%A5%20%E8%B5%84.pdf");
}

}  // namespace
}  // namespace fugong::uploads
