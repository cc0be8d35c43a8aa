#include "media/sheet_canvas.hpp"

#include <cairo-pdf.h>
#include <fmt/format.h>

#include <cmath>
#include <new>
#include <numbers>
#include <utility>

#include "base/error.hpp"

// Read by the leak sanitizer: fontconfig 2.14 loses 288 bytes, once, when it reads its configuration.
#if defined(__SANITIZE_ADDRESS__)
extern "C" const char* __lsan_default_suppressions();  // NOLINT(bugprone-reserved-identifier): it has this name
extern "C" const char* __lsan_default_suppressions() { return "leak:libfontconfig.so\n"; }  // NOLINT
#endif

namespace kinote::media {
namespace {

constexpr double line_spacing = 1.25;

cairo_status_t append_bytes(void* closure, const unsigned char* data, unsigned length) noexcept {
    try {
        static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(data), length);
    } catch (const std::bad_alloc&) {
        return CAIRO_STATUS_NO_MEMORY;
    }
    return CAIRO_STATUS_SUCCESS;
}

void check_cairo(cairo_status_t status) {
    if (status == CAIRO_STATUS_SUCCESS) return;
    throw base::Error{status == CAIRO_STATUS_NO_MEMORY ? base::ErrorKind::unavailable : base::ErrorKind::internal,
                      fmt::format("the PDF could not be drawn: {}", cairo_status_to_string(status))};
}

void set_property(cairo_surface_t* surface, cairo_pdf_metadata_t property, const std::string& value) {
    if (!value.empty()) cairo_pdf_surface_set_metadata(surface, property, value.c_str());
}

double in_points(int pango_units) { return static_cast<double>(pango_units) / PANGO_SCALE; }

void round_box(cairo_t* cairo, const SheetCanvas::Box& box, double radius) {
    constexpr double quarter = std::numbers::pi / 2;
    cairo_new_sub_path(cairo);
    cairo_arc(cairo, box.x + box.width - radius, box.y + radius, radius, -quarter, 0);
    cairo_arc(cairo, box.x + box.width - radius, box.y + box.height - radius, radius, 0, quarter);
    cairo_arc(cairo, box.x + radius, box.y + box.height - radius, radius, quarter, 2 * quarter);
    cairo_arc(cairo, box.x + radius, box.y + radius, radius, 2 * quarter, 3 * quarter);
    cairo_close_path(cairo);
}

}  // namespace

void LaidOutText::Free::operator()(PangoLayout* layout) const noexcept { g_object_unref(layout); }

double LaidOutText::width() const {
    int width = 0;
    pango_layout_get_size(layout_.get(), &width, nullptr);
    return in_points(width);
}

double LaidOutText::height() const {
    int height = 0;
    pango_layout_get_size(layout_.get(), nullptr, &height);
    return in_points(height);
}

SheetCanvas::SheetCanvas(const PdfProperties& properties)
    : surface_{cairo_pdf_surface_create_for_stream(append_bytes, &bytes_, page_width, page_height)},
      cairo_{cairo_create(surface_)},
      fonts_{pango_cairo_font_map_new()},
      context_{pango_font_map_create_context(fonts_)} {
    set_property(surface_, CAIRO_PDF_METADATA_TITLE, properties.title);
    set_property(surface_, CAIRO_PDF_METADATA_AUTHOR, properties.author);
    set_property(surface_, CAIRO_PDF_METADATA_SUBJECT, properties.subject);
    set_property(surface_, CAIRO_PDF_METADATA_CREATOR, properties.creator);
    set_property(surface_, CAIRO_PDF_METADATA_CREATE_DATE, properties.created_at);
    set_property(surface_, CAIRO_PDF_METADATA_MOD_DATE, properties.created_at);
    // Sizes in points: one unit of the page is one of the fonts.
    pango_cairo_context_set_resolution(context_, 72);
    pango_cairo_update_context(cairo_, context_);
    // Letters are placed where they are designed to be, whatever a screen would round them to.
    const std::unique_ptr<cairo_font_options_t, decltype(&cairo_font_options_destroy)> options{
        cairo_font_options_create(), &cairo_font_options_destroy};
    cairo_font_options_set_hint_style(options.get(), CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options.get(), CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(context_, options.get());
    pango_context_set_round_glyph_positions(context_, FALSE);
}

SheetCanvas::~SheetCanvas() {
    g_object_unref(context_);
    g_object_unref(fonts_);
    cairo_destroy(cairo_);
    cairo_surface_finish(surface_);
    cairo_surface_destroy(surface_);
}

LaidOutText SheetCanvas::lay_out(const std::string& text, const TextStyle& style, double width) {
    LaidOutText laid_out;
    laid_out.color_ = style.color;
    laid_out.layout_.reset(pango_layout_new(context_));
    PangoLayout* layout = laid_out.layout_.get();
    const std::unique_ptr<PangoFontDescription, decltype(&pango_font_description_free)> font{
        pango_font_description_from_string("sans-serif"), &pango_font_description_free};
    pango_font_description_set_size(font.get(), static_cast<int>(std::lround(style.size * PANGO_SCALE)));
    pango_font_description_set_weight(font.get(), style.is_bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(layout, font.get());
    if (width > 0) pango_layout_set_width(layout, static_cast<int>(width * PANGO_SCALE));
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    if (style.most_lines > 0) {
        pango_layout_set_height(layout, -style.most_lines);
        pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
    }
    pango_layout_set_line_spacing(layout, static_cast<float>(line_spacing));
    pango_layout_set_text(layout, text.data(), static_cast<int>(text.size()));
    return laid_out;
}

void SheetCanvas::draw(const LaidOutText& text, double x, double y) {
    use(text.color_);
    letters_without_font_ += static_cast<std::size_t>(pango_layout_get_unknown_glyphs_count(text.layout_.get()));
    cairo_move_to(cairo_, x, y);
    pango_cairo_show_layout(cairo_, text.layout_.get());
}

void SheetCanvas::draw_lines(const LaidOutText& text, double x, const std::function<double(double height)>& place) {
    letters_without_font_ += static_cast<std::size_t>(pango_layout_get_unknown_glyphs_count(text.layout_.get()));
    const std::unique_ptr<PangoLayoutIter, decltype(&pango_layout_iter_free)> line{
        pango_layout_get_iter(text.layout_.get()), &pango_layout_iter_free};
    do {
        PangoRectangle extents;
        pango_layout_iter_get_line_extents(line.get(), nullptr, &extents);
        const int baseline = pango_layout_iter_get_baseline(line.get());
        const double y = place(in_points(extents.height) * line_spacing);
        use(text.color_);
        cairo_move_to(cairo_, x + in_points(extents.x), y + in_points(baseline - extents.y));
        pango_cairo_show_layout_line(cairo_, pango_layout_iter_get_line_readonly(line.get()));
    } while (pango_layout_iter_next_line(line.get()) != FALSE);
}

void SheetCanvas::rule(double x, double y, double width, double thickness, const PageColor& color) {
    use(color);
    cairo_rectangle(cairo_, x, y, width, thickness);
    cairo_fill(cairo_);
}

void SheetCanvas::fill(const Box& box, double radius, const PageColor& color) {
    use(color);
    round_box(cairo_, box, radius);
    cairo_fill(cairo_);
}

void SheetCanvas::dashed(const Box& box, const PageColor& color) {
    constexpr double dash = 3;
    use(color);
    cairo_set_line_width(cairo_, 0.7);
    cairo_set_dash(cairo_, &dash, 1, 0);
    round_box(cairo_, box, 2);
    cairo_stroke(cairo_);
    cairo_set_dash(cairo_, nullptr, 0, 0);
}

void SheetCanvas::star(double x, double y, double size, const PageColor& color) {
    use(color);
    constexpr int points_of_star = 5;
    for (int i = 0; i < 2 * points_of_star; ++i) {
        const double radius = size / 2 * (i % 2 == 0 ? 1.0 : 0.45);
        const double angle = std::numbers::pi * i / points_of_star;
        cairo_line_to(cairo_, x + size / 2 + radius * std::sin(angle), y + size / 2 - radius * std::cos(angle));
    }
    cairo_close_path(cairo_);
    cairo_fill(cairo_);
}

void SheetCanvas::picture(std::string_view jpeg, const JpegSize& size, const Box& box) {
    // Its pixels are never asked for: the PDF takes the JPEG itself.
    const std::unique_ptr<cairo_surface_t, decltype(&cairo_surface_destroy)> image{
        cairo_image_surface_create(CAIRO_FORMAT_RGB16_565, size.width, size.height), &cairo_surface_destroy};
    check_cairo(cairo_surface_status(image.get()));
    check_cairo(cairo_surface_set_mime_data(image.get(), CAIRO_MIME_TYPE_JPEG,
                                            reinterpret_cast<const unsigned char*>(jpeg.data()), jpeg.size(), nullptr,
                                            nullptr));
    cairo_save(cairo_);
    cairo_translate(cairo_, box.x, box.y);
    cairo_scale(cairo_, box.width / size.width, box.height / size.height);
    cairo_set_source_surface(cairo_, image.get(), 0, 0);
    cairo_paint(cairo_);
    cairo_restore(cairo_);
}

void SheetCanvas::end_page() { cairo_show_page(cairo_); }

std::string SheetCanvas::finish() {
    check_cairo(cairo_status(cairo_));
    cairo_surface_finish(surface_);
    check_cairo(cairo_surface_status(surface_));
    return std::move(bytes_);
}

void SheetCanvas::use(const PageColor& color) { cairo_set_source_rgb(cairo_, color.red, color.green, color.blue); }

}  // namespace kinote::media
