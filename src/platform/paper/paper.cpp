#include "platform/paper/paper.hpp"

#include <fmt/format.h>
#include <pango/pangocairo.h>

#include <cairo-pdf.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "base/text.hpp"
#include "platform/qr/qr.hpp"

namespace fugong::paper {
namespace {

// Points of 1/72 inch. Margins are those of GB/T 9704 for official letters, near enough.
constexpr double kMm = 72.0 / 25.4;
constexpr double kWidth = 210 * kMm;
constexpr double kHeight = 297 * kMm;
constexpr double kLeft = 28 * kMm;
constexpr double kRight = 26 * kMm;
constexpr double kTop = 28 * kMm;
constexpr double kBottom = 30 * kMm;
constexpr double kTextWidth = kWidth - kLeft - kRight;
constexpr double kLabelWidth = 34 * kMm;
constexpr double kQrSide = 30 * kMm;
constexpr double kQrGap = 6 * kMm;
constexpr int kQuiet = 4;  ///< squares of white around a code

struct Freed {
  void operator()(PangoLayout* layout) const { g_object_unref(layout); }
  void operator()(PangoFontDescription* font) const { pango_font_description_free(font); }
  void operator()(cairo_t* cr) const { cairo_destroy(cr); }
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
};
template <class T>
using Held = std::unique_ptr<T, Freed>;

/// How a block is set. Three fonts in all: of each some 60 KB go into the file whatever is printed.
struct Style {
  const char* font;
  double space_above;
  double line_spacing;
  PangoAlignment align = PANGO_ALIGN_LEFT;
  PangoWrapMode wrap = PANGO_WRAP_WORD_CHAR;
  const char* tag = "P";
};

Style style_of(Block::Is is) {
  switch (is) {
    case Block::Is::title:
      return {"Noto Sans CJK SC Bold 19", 6, 1.1, PANGO_ALIGN_CENTER, PANGO_WRAP_WORD_CHAR, "H1"};
    case Block::Is::heading:
      return {"Noto Sans CJK SC Bold 11.5", 11, 1.1, PANGO_ALIGN_LEFT, PANGO_WRAP_WORD_CHAR, "H2"};
    case Block::Is::code:
      return {"Noto Sans Mono CJK SC 8.5", 3, 1.0, PANGO_ALIGN_LEFT, PANGO_WRAP_CHAR};
    case Block::Is::note:
      return {"Noto Serif CJK SC 8.5", 4, 1.0};
    case Block::Is::signature:
      return {"Noto Serif CJK SC 11", 10, 1.1, PANGO_ALIGN_RIGHT};
    default:
      return {"Noto Serif CJK SC 11", 5, 1.1};
  }
}

/// Something at its place on a page.
struct Item {
  std::size_t page = 0;
  std::size_t block = 0;
  double x = 0;
  double y = 0;                     ///< of a line of text: its base line
  PangoLayoutLine* line = nullptr;  ///< belongs to a layout
  std::optional<qr::Qr> code = {};  ///< neither: a thin line over the width
};

tl::unexpected<Faults> too_long(std::size_t block) {
  return fail("paper-too-long", Place{"", 0, 0, fmt::format("/blocks/{}", block)},
              {"文书过长", "the document is too long"}, {"写短一些", "make it shorter"});
}

bool is_printable(std::string_view text) {
  return !find_invalid_utf8(text) && std::none_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 && c != '\n';
  });
}

class Sheet {
 public:
  explicit Sheet(const Document& document) : document_(document) {}

  Result<std::string> write() {
    auto good = check();
    if (!good) return fail(std::move(good.error()));
    surface_.reset(cairo_pdf_surface_create_for_stream(&Sheet::take, &bytes_, kWidth, kHeight));
    describe_file();
    cr_.reset(cairo_create(surface_.get()));
    for (std::size_t i = 0; i < document_.blocks.size(); ++i) {
      good = place(i);
      if (!good) return fail(std::move(good.error()));
    }
    good = draw();
    if (!good) return fail(std::move(good.error()));
    cr_.reset();
    cairo_surface_finish(surface_.get());
    const cairo_status_t status = cairo_surface_status(surface_.get());
    if (status == CAIRO_STATUS_SUCCESS) return std::move(bytes_);
    return fail("paper-failed", Place{},
                {fmt::format("生成 PDF 失败（{}）", cairo_status_to_string(status)),
                 fmt::format("the PDF could not be made ({})", cairo_status_to_string(status))},
                {"稍后再试", "try again later"});
  }

 private:
  static cairo_status_t take(void* to, const unsigned char* data, unsigned int size) {
    static_cast<std::string*>(to)->append(reinterpret_cast<const char*>(data), size);
    return CAIRO_STATUS_SUCCESS;
  }

  Result<void> check() const {
    if (document_.blocks.size() > kMaxBlocks) return too_long(kMaxBlocks);
    for (std::size_t i = 0; i < document_.blocks.size(); ++i) {
      const Block& block = document_.blocks[i];
      const std::size_t most = block.is == Block::Is::qr ? kMaxQrBytes : kMaxBlockBytes;
      if (block.text.size() > most || block.label.size() > kMaxBlockBytes) return too_long(i);
      if (!is_printable(block.text) || !is_printable(block.label)) return unreadable(i);
    }
    for (const std::string* one : {&document_.title, &document_.author, &document_.footer}) {
      if (one->size() > kMaxBlockBytes) return too_long(0);
      if (!is_printable(*one)) return unreadable(0);
    }
    return {};
  }
  static tl::unexpected<Faults> unreadable(std::size_t block) {
    return fail("paper-text", Place{"", 0, 0, fmt::format("/blocks/{}", block)},
                {"文字无效", "the text is not valid"},
                {"去掉控制字符", "leave control characters out"});
  }

  void describe_file() {
    const auto set = [&](cairo_pdf_metadata_t what, const std::string& value) {
      cairo_pdf_surface_set_metadata(surface_.get(), what, value.c_str());
    };
    set(CAIRO_PDF_METADATA_TITLE, document_.title);
    set(CAIRO_PDF_METADATA_AUTHOR, document_.author);
    set(CAIRO_PDF_METADATA_CREATOR, "Fugong");
    const std::string noon = document_.date.to_string() + "T12:00:00+08:00";
    set(CAIRO_PDF_METADATA_CREATE_DATE, noon);
    set(CAIRO_PDF_METADATA_MOD_DATE, noon);
  }

  /// A text in lines of so much width. A fault for a character without a glyph.
  Result<PangoLayout*> set_text(const std::string& text, const Style& style, double width,
                                std::size_t block) {
    Held<PangoLayout> layout(pango_cairo_create_layout(cr_.get()));
    const Held<PangoFontDescription> font(pango_font_description_from_string(style.font));
    pango_layout_set_font_description(layout.get(), font.get());
    pango_layout_set_width(layout.get(), pango_units_from_double(width));
    pango_layout_set_wrap(layout.get(), style.wrap);
    pango_layout_set_alignment(layout.get(), style.align);
    // A text is read from left to right whatever it begins with.
    pango_layout_set_auto_dir(layout.get(), FALSE);
    pango_layout_set_text(layout.get(), text.data(), static_cast<int>(text.size()));
    if (pango_layout_get_unknown_glyphs_count(layout.get()) > 0) {
      return fail("paper-font", Place{"", 0, 0, fmt::format("/blocks/{}", block)},
                  {"这台机器的字体印不出其中的字", "no font here has all of its characters"},
                  {"安装 fonts-noto-cjk；生僻字另装有该字的字体",
                   "install fonts-noto-cjk, and for rarer characters a font that has them"});
    }
    layouts_.push_back(std::move(layout));
    return layouts_.back().get();
  }

  Result<void> new_page(std::size_t block) {
    if (++page_ == kMaxPages) return too_long(block);
    y_ = kTop;
    return {};
  }
  Result<void> need(double height, std::size_t block) {
    return y_ + height > kHeight - kBottom ? new_page(block) : Result<void>{};
  }

  Result<void> place(std::size_t index) {
    const Block& block = document_.blocks[index];
    const Style style = style_of(block.is);
    if (block.is == Block::Is::new_page) return new_page(index);
    if (y_ > kTop) y_ += style.space_above;
    switch (block.is) {
      case Block::Is::rule: {
        auto fits = need(style.space_above, index);
        items_.push_back({page_, index, kLeft, y_});
        return fits;
      }
      case Block::Is::qr:
        return place_qr(index);
      case Block::Is::entry: {
        auto fits = keep_together(block.label, style_of(Block::Is::note), index);
        if (!fits) return fits;
        const double top = y_;
        const std::size_t page = page_;
        auto placed = place_text(block.label, style, kLeft, kLabelWidth, index);
        if (!placed) return placed;
        const double below = y_;
        if (page == page_) y_ = top;
        placed =
            place_text(block.text, style, kLeft + kLabelWidth, kTextWidth - kLabelWidth, index);
        if (page == page_) y_ = std::max(y_, below);
        return placed;
      }
      case Block::Is::heading: {
        // Not alone at the foot of a page.
        auto fits = need(24 * kMm, index);
        return fits ? place_text(block.text, style, kLeft, kTextWidth, index) : fits;
      }
      default:
        return place_text(block.text, style, kLeft, kTextWidth, index);
    }
  }

  Result<void> keep_together(const std::string& text, const Style& style, std::size_t index) {
    auto layout = set_text(text, style, kLabelWidth, index);
    if (!layout) return fail(std::move(layout.error()));
    int height = 0;
    pango_layout_get_size(*layout, nullptr, &height);
    return need(pango_units_to_double(height) * 1.4, index);
  }

  Result<void> place_text(const std::string& text, const Style& style, double x, double width,
                          std::size_t index) {
    auto layout = set_text(text, style, width, index);
    if (!layout) return fail(std::move(layout.error()));
    const int lines = pango_layout_get_line_count(*layout);
    for (int i = 0; i < lines; ++i) {
      PangoLayoutLine* line = pango_layout_get_line_readonly(*layout, i);
      PangoRectangle box;
      pango_layout_line_get_extents(line, nullptr, &box);
      const double height = pango_units_to_double(box.height);
      auto fits = need(height, index);
      if (!fits) return fits;
      const double slack = width - pango_units_to_double(box.width);
      double shift = 0;
      if (style.align == PANGO_ALIGN_CENTER) shift = slack / 2;
      if (style.align == PANGO_ALIGN_RIGHT) shift = slack;
      items_.push_back({page_, index, x + shift, y_ - pango_units_to_double(box.y), line});
      y_ += height * style.line_spacing;
    }
    return {};
  }

  Result<void> place_qr(std::size_t index) {
    const Block& block = document_.blocks[index];
    auto fits = need(kQrSide, index);
    if (!fits) return fits;
    const double top = y_;
    const std::size_t page = page_;
    items_.push_back({page_, index, kLeft, y_, nullptr, qr::make_qr(block.text)});
    auto placed = place_text(block.label, style_of(Block::Is::note), kLeft + kQrSide + kQrGap,
                             kTextWidth - kQrSide - kQrGap, index);
    if (page == page_) y_ = std::max(y_, top + kQrSide);
    return placed;
  }

  /// Page by page; what belongs to one block of a page is one element for readers aloud.
  Result<void> draw() {
    std::stable_sort(items_.begin(), items_.end(),
                     [](const Item& a, const Item& b) { return a.page < b.page; });
    const std::size_t pages = page_ + 1;
    auto at = items_.begin();
    for (std::size_t page = 0; page < pages; ++page) {
      while (at != items_.end() && at->page == page) {
        const auto end = std::find_if(at, items_.end(), [&](const Item& i) {
          return i.page != page || i.block != at->block;
        });
        const char* tag = style_of(document_.blocks[at->block].is).tag;
        cairo_tag_begin(cr_.get(), tag, nullptr);
        for (; at != end; ++at)
          draw(*at);
        cairo_tag_end(cr_.get(), tag);
      }
      auto done = draw_footer(page, pages);
      if (!done) return done;
      cairo_show_page(cr_.get());
    }
    return {};
  }

  void draw(const Item& item) {
    if (item.line != nullptr) {
      cairo_move_to(cr_.get(), item.x, item.y);
      pango_cairo_show_layout_line(cr_.get(), item.line);
      return;
    }
    if (!item.code) {
      cairo_rectangle(cr_.get(), item.x, item.y, kTextWidth, 0.6);
      cairo_fill(cr_.get());
      return;
    }
    const double square = kQrSide / (item.code->size + 2 * kQuiet);
    for (int y = 0; y < item.code->size; ++y) {
      for (int x = 0; x < item.code->size; ++x) {
        if (item.code->is_dark(x, y)) {
          cairo_rectangle(cr_.get(), item.x + (x + kQuiet) * square, item.y + (y + kQuiet) * square,
                          square, square);
        }
      }
    }
    cairo_fill(cr_.get());
  }

  Result<void> draw_footer(std::size_t page, std::size_t pages) {
    Style style = style_of(Block::Is::note);
    const double y = kHeight - kBottom + 8 * kMm;
    for (const auto& [text, align] :
         {std::pair{document_.footer, PANGO_ALIGN_LEFT},
          std::pair{fmt::format("{} / {}", page + 1, pages), PANGO_ALIGN_RIGHT}}) {
      style.align = align;
      const auto layout = set_text(text, style, kTextWidth, 0);
      if (!layout) return fail(layout.error());
      cairo_move_to(cr_.get(), kLeft, y);
      pango_cairo_show_layout(cr_.get(), *layout);
    }
    return {};
  }

  const Document& document_;
  std::string bytes_;
  Held<cairo_surface_t> surface_;
  Held<cairo_t> cr_;
  std::vector<Held<PangoLayout>> layouts_;
  std::vector<Item> items_;
  std::size_t page_ = 0;
  double y_ = kTop;
};

}  // namespace

Result<std::string> write_pdf(const Document& document) {
  return Sheet(document).write();
}

}  // namespace fugong::paper
