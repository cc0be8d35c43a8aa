#pragma once
// Draws on the pages of a PDF of A4: text of any script, lines, JPEGs as they are.

#include <cairo.h>
#include <pango/pangocairo.h>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "media/page_assets.hpp"
#include "media/sheet_jpeg.hpp"

namespace kinote::media {

/// In points (1/72 inch).
struct TextStyle {
    double size = 10;
    bool is_bold = false;
    PageColor color;
    int most_lines = 0;  ///< what goes beyond ends with an ellipsis; 0: any number
};

struct PdfProperties {
    std::string title;
    std::string author;
    std::string subject;
    std::string creator;
    std::string created_at;  ///< ISO 8601, with the offset where it is known
};

/// A text that is laid out, ready to be drawn.
class LaidOutText {
public:
    [[nodiscard]] double width() const;
    [[nodiscard]] double height() const;

private:
    friend class SheetCanvas;
    struct Free {
        void operator()(PangoLayout* layout) const noexcept;
    };
    std::unique_ptr<PangoLayout, Free> layout_;
    PageColor color_;
};

/// One document. One thread.
class SheetCanvas {
public:
    static constexpr double page_width = 595.276;
    static constexpr double page_height = 841.89;

    /// @throws base::Error internal where cairo cannot.
    explicit SheetCanvas(const PdfProperties& properties);
    ~SheetCanvas();
    SheetCanvas(const SheetCanvas&) = delete;
    SheetCanvas& operator=(const SheetCanvas&) = delete;
    SheetCanvas(SheetCanvas&&) = delete;
    SheetCanvas& operator=(SheetCanvas&&) = delete;

    /// @param width  at which lines break; 0: they do not.
    [[nodiscard]] LaidOutText lay_out(const std::string& text, const TextStyle& style, double width);
    void draw(const LaidOutText& text, double x, double y);
    /// Line by line. @param place  is given the height of each and gives back where its top is to be, on this page or
    /// on the next.
    void draw_lines(const LaidOutText& text, double x, const std::function<double(double height)>& place);

    struct Box {
        double x = 0;
        double y = 0;
        double width = 0;
        double height = 0;
    };
    void rule(double x, double y, double width, double thickness, const PageColor& color);
    void fill(const Box& box, double radius, const PageColor& color);
    void dashed(const Box& box, const PageColor& color);
    void star(double x, double y, double size, const PageColor& color);
    /// @param jpeg  as jpeg_size() can read it; kept until finish().
    void picture(std::string_view jpeg, const JpegSize& size, const Box& box);

    void end_page();
    /// The document. Ends the use of this object. @throws base::Error internal where cairo failed on the way.
    [[nodiscard]] std::string finish();

    /// Of all that was drawn.
    [[nodiscard]] std::size_t letters_without_font() const noexcept { return letters_without_font_; }

private:
    void use(const PageColor& color);

    std::string bytes_;
    cairo_surface_t* surface_ = nullptr;
    cairo_t* cairo_ = nullptr;
    PangoFontMap* fonts_ = nullptr;
    PangoContext* context_ = nullptr;
    std::size_t letters_without_font_ = 0;
};

}  // namespace kinote::media
