// Paper: a document for people as a PDF (A4), with Chinese and Latin text and QR codes.
//
//   paper::Document letter;
//   letter.title = "准予决定书";
//   letter.author = "某市工业和信息化局";
//   letter.date = *Date::parse("2020-03-02");
//   letter.blocks = {Block{Block::Is::title, "准予决定书"}, Block{Block::Is::paragraph, "..."}};
//   Result<std::string> pdf = paper::write_pdf(letter);
//
// The same document is the same bytes each time with the same libraries and fonts: the dates in the
// file are the document's, nothing in it is random. Text stands in the file as text (it can be
// searched, copied and read aloud), the fonts' glyphs that it needs with it, headings and
// paragraphs are tagged. Fonts are the system's Noto CJK; a text that they can't print is a fault,
// not a box.
//
// A value in, bytes out; no I/O but the fonts. Many threads may use it at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.hpp"
#include "base/fault.hpp"

namespace fugong::paper {

inline constexpr std::size_t kMaxBlocks = 500;
inline constexpr std::size_t kMaxBlockBytes = 20'000;  ///< of one text
inline constexpr std::size_t kMaxPages = 40;
inline constexpr std::size_t kMaxQrBytes = 500;

struct Block {
  enum class Is : std::uint8_t {
    title,      ///< large, in the middle
    heading,    ///< of a part
    paragraph,  ///< text over the whole width
    entry,      ///< `text` beside its `label`, as in a form
    code,       ///< for machines and comparing eyes: small, broken anywhere
    note,       ///< small text
    signature,  ///< at the right edge
    qr,         ///< `text` as a QR code, `label` beside it
    rule,       ///< a thin line
    new_page,
  } is = Is::paragraph;
  std::string text = {};
  std::string label = {};
};

struct Document {
  std::string title;   ///< in the file's description
  std::string author;  ///< likewise: whose paper it is
  Date date;           ///< likewise, at noon of China
  std::string footer;  ///< on every page, left of its number
  std::vector<Block> blocks;
};

/// Faults: "paper-too-long" (blocks, bytes of one, pages), "paper-text" (no UTF-8, or control
/// characters), "paper-font" (a character that no font here has; which), "paper-failed".
Result<std::string> write_pdf(const Document& document);

}  // namespace fugong::paper
