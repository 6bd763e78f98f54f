#include "platform/uploads/content.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <string>

#include "base/encoding.hpp"
#include "platform/sheets/archive.hpp"

namespace fugong::uploads {
namespace {

using sheets::Archive;

constexpr std::string_view kPng("\x89PNG\r\n\x1a\n", 8);
constexpr std::size_t kPngChunkBytes = 12;  // length, type, checksum
constexpr std::size_t kPdfTail = 1024;      // within which readers look for the end
constexpr std::size_t kMarkupHead = 4096;   // within which browsers look for markup

struct Kind {
  Content content;
  std::string_view name;
  std::string_view media_type;
  std::array<std::string_view, 2> extensions;
};
constexpr std::array<Kind, 6> kKinds{{
    {Content::pdf, "pdf", "application/pdf", {".pdf", ""}},
    {Content::jpeg, "jpeg", "image/jpeg", {".jpg", ".jpeg"}},
    {Content::png, "png", "image/png", {".png", ""}},
    {Content::xlsx,
     "xlsx",
     "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
     {".xlsx", ""}},
    {Content::docx,
     "docx",
     "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
     {".docx", ""}},
    {Content::text, "text", "text/plain", {".txt", ".csv"}},
}};

const Kind& kind_of(Content content) {
  return kKinds[static_cast<std::size_t>(content)];
}

std::string lowered(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

tl::unexpected<Faults> not_taken() {
  return fail("upload-type-refused", {}, {"不收这种文件", "this kind of file is not taken"},
              {"请上传 PDF、JPEG、PNG、XLSX、DOCX 或纯文本（CSV、TXT）",
               "upload PDF, JPEG, PNG, XLSX, DOCX or plain text (CSV, TXT)"});
}
tl::unexpected<Faults> damaged() {
  return fail("upload-damaged", {},
              {"文件不完整，或夹带了别的内容", "the file is cut off, or has something else in it"},
              {"重新导出或拍摄后再上传", "export it or take the picture again, and upload that"});
}

std::uint32_t big_endian(std::string_view bytes, std::size_t at, int count) {
  std::uint32_t value = 0;
  for (int i = 0; i < count; ++i)
    value = value << 8 | static_cast<unsigned char>(bytes[at + static_cast<std::size_t>(i)]);
  return value;
}

/// Chunks from the first to IEND, which ends the file; each checksum is right.
bool is_whole_png(std::string_view bytes) {
  std::size_t at = kPng.size();
  bool first = true;
  while (bytes.size() - at >= kPngChunkBytes) {
    const std::size_t length = big_endian(bytes, at, 4);
    if (length > bytes.size() - at - kPngChunkBytes) return false;
    const std::string_view typed = bytes.substr(at + 4, 4 + length);
    const uLong sum = crc32_z(0, reinterpret_cast<const Bytef*>(typed.data()), typed.size());
    if (sum != big_endian(bytes, at + 8 + length, 4)) return false;
    if (first && !(typed.starts_with("IHDR") && length == 13)) return false;
    first = false;
    at += kPngChunkBytes + length;
    if (typed.starts_with("IEND")) return at == bytes.size();
  }
  return false;
}

/// Segments up to the picture itself, and the end of it. Cameras put pictures of their own behind.
bool is_whole_jpeg(std::string_view bytes) {
  std::size_t at = 2;
  while (bytes.size() - at >= 4) {
    if (bytes[at] != '\xff') return false;
    const auto marker = static_cast<unsigned char>(bytes[at + 1]);
    if (marker == 0xff) {  // filled up
      ++at;
      continue;
    }
    const std::size_t length = big_endian(bytes, at + 2, 2);
    if (marker < 0xc0 || marker == 0xd8 || marker == 0xd9 || length < 2 ||
        length > bytes.size() - at - 2)
      return false;
    at += 2 + length;
    if (marker == 0xda) return bytes.find("\xff\xd9", at) != std::string_view::npos;
  }
  return false;
}

bool is_whole_pdf(std::string_view bytes) {
  const std::string_view tail = bytes.substr(bytes.size() - std::min(bytes.size(), kPdfTail));
  return tail.find("%%EOF") != std::string_view::npos;
}

/// Anything that a browser or a program might run.
bool is_markup(std::string_view bytes) {
  const std::string head = lowered(bytes.substr(0, kMarkupHead));
  constexpr std::array<std::string_view, 12> kSigns{"<!doctype", "<html",   "<head",   "<body",
                                                    "<script",   "<svg",    "<?xml",   "<?php",
                                                    "<math",     "<iframe", "<object", "<embed"};
  return head.starts_with("#!") || std::ranges::any_of(kSigns, [&](std::string_view sign) {
           return head.find(sign) != std::string::npos;
         });
}

bool is_text(std::string_view bytes) {
  constexpr std::string_view kMark = "\xef\xbb\xbf";
  if (bytes.starts_with(kMark)) bytes.remove_prefix(kMark.size());
  const bool controls = std::ranges::any_of(bytes, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < ' ' && c != '\t' && c != '\r' && c != '\n') || byte == 0x7f;
  });
  if (controls) return false;
  Decoder decoder;
  std::string decoded;
  if (!decoder.decode(Encoding::utf8, bytes, decoded)) return true;
  decoded.clear();
  return !decoder.decode(Encoding::gb18030, bytes, decoded);
}

tl::unexpected<Faults> macros() {
  return fail("upload-macros", {}, {"文件含宏或控件", "the file has macros or controls"},
              {"另存为不含宏的 .xlsx 或 .docx", "save it as .xlsx or .docx without macros"});
}

bool carries_program(std::string_view name) {
  const std::string low = lowered(name);
  constexpr std::array<std::string_view, 4> kParts{"vbaproject", "macrosheets/", "activex/",
                                                   "oleobject"};
  return std::ranges::any_of(
      kParts, [&](std::string_view part) { return low.find(part) != std::string::npos; });
}

Result<Content> recognise_office(std::string_view bytes) {
  const auto archive = Archive::open(bytes);
  const auto refused = [](const Faults& why) {
    return fail("upload-archive-refused", {}, why.front().message, why.front().remedy);
  };
  if (!archive) return refused(archive.error());
  // What its parts are is said in one of them; a ZIP without it is no office document.
  if (!archive->has("[Content_Types].xml")) return not_taken();
  const bool is_sheet = archive->has("xl/workbook.xml");
  if (is_sheet == archive->has("word/document.xml")) return not_taken();
  const auto names = archive->names();
  if (std::ranges::any_of(names, carries_program)) return macros();
  const auto whole = archive->check();
  if (!whole) return refused(whole.error());
  const auto types = archive->read("[Content_Types].xml");
  if (!types) return refused(types.error());
  if (lowered(*types).find("macroenabled") != std::string::npos) return macros();
  return is_sheet ? Content::xlsx : Content::docx;
}

}  // namespace

Result<Content> recognise(std::string_view bytes) {
  if (bytes.empty()) {
    return fail("upload-empty", {}, {"文件是空的", "the file is empty"},
                {"选对文件后再上传", "choose the right file"});
  }
  if (bytes.size() > kMaxFileBytes) {
    return fail("upload-too-large", {},
                {fmt::format("文件超过 {} MB", kMaxFileBytes >> 20),
                 fmt::format("the file has more than {} MB", kMaxFileBytes >> 20)},
                {"压缩图片，或分成几个文件", "use smaller pictures, or split it"});
  }
  if (sheets::looks_like_archive(bytes)) return recognise_office(bytes);
  const bool is_pdf = bytes.starts_with("%PDF-1.") || bytes.starts_with("%PDF-2.");
  const bool is_jpeg = bytes.starts_with("\xff\xd8\xff");
  const bool is_png = bytes.starts_with(kPng);
  if (is_pdf || is_jpeg || is_png) {
    const bool whole = is_pdf    ? is_whole_pdf(bytes)
                       : is_jpeg ? is_whole_jpeg(bytes)
                                 : is_whole_png(bytes);
    if (!whole || sheets::ends_like_archive(bytes)) return damaged();
    return is_pdf ? Content::pdf : is_jpeg ? Content::jpeg : Content::png;
  }
  if (!is_text(bytes) || is_markup(bytes)) return not_taken();
  return Content::text;
}

std::string_view name_of(Content content) {
  return kind_of(content).name;
}

Content content_of(std::string_view name) {
  const auto found = std::ranges::find(kKinds, name, &Kind::name);
  FUGONG_CHECK(found != kKinds.end(), "only our own names are kept");
  return found->content;
}

std::string_view media_type(Content content) {
  return kind_of(content).media_type;
}

bool fits_extension(Content content, std::string_view name) {
  const std::string low = lowered(name);
  return std::ranges::any_of(kind_of(content).extensions, [&](std::string_view end) {
    return !end.empty() && low.size() > end.size() && low.ends_with(end);
  });
}

std::string_view extension(Content content) {
  return kind_of(content).extensions.front();
}

}  // namespace fugong::uploads
