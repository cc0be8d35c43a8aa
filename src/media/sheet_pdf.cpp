#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "media/page_text.hpp"
#include "media/page_words.hpp"
#include "media/sheet.hpp"
#include "media/sheet_canvas.hpp"
#include "media/sheet_texts.hpp"

namespace kinote::media {
namespace {

// Points on A4.
constexpr double sheet_margin = 42;
constexpr double sheet_width = SheetCanvas::page_width - 2 * sheet_margin;
constexpr double sheet_bottom = SheetCanvas::page_height - 58;
constexpr double sheet_gap = 14;

/// One run over the sheet from its top to its end. It is run twice, first without the pictures: how many pages there
/// are stands on each of them.
class SheetRun {
public:
    /// @param pages  that there are; 0 to count them.
    SheetRun(const SheetContents& contents, int pages)
        : contents_{contents},
          words_{page_words(contents.language)},
          pages_{pages},
          canvas_{pdf_properties(contents)} {}

    SheetPdf run() {
        head();
        title();
        text();
        by();
        pictures();
        end_page();
        return {canvas_.finish(), page_, canvas_.letters_without_font()};
    }

private:
    [[nodiscard]] static TextStyle style(double size, std::string_view color, bool is_bold = false,
                                         int most_lines = 0) {
        return {size, is_bold, light_color(color), most_lines};
    }

    void put(const std::string& words, const TextStyle& with, double space_below) {
        const LaidOutText laid_out = canvas_.lay_out(words, with, sheet_width);
        canvas_.draw(laid_out, sheet_margin, y_);
        y_ += laid_out.height() + space_below;
    }

    void head() {
        const std::string institution = cleaned(contents_.institution.name);
        if (!institution.empty()) put(institution, style(9.5, "--muted", false, 2), 4);
        put(patient_name_of(contents_), style(18, "--text", true, 3), 6);
        facts();
        canvas_.rule(sheet_margin, y_, sheet_width, 1.2, light_color("--text"));
        y_ += 16;
    }

    /// Terms and what they are, three in a row.
    void facts() {
        const PagePatient& patient = contents_.patient;
        const PageStudy& study = contents_.study;
        const PageLanguage language = contents_.language;
        const std::vector<std::pair<std::string_view, std::string>> all{
            {words_.patient_id, cleaned(patient.id)},
            {words_.born, birth_words(patient.birth_date, study.date, language)},
            {words_.sex, sex_words(patient.sex, language)},
            {words_.study_date, readable_date(study.date, language)},
            {words_.study, cleaned(study.description)},
            {words_.accession_number, cleaned(study.accession_number)}};
        constexpr std::size_t columns = 3;
        constexpr double column = sheet_width / columns;
        for (std::size_t row = 0; row < all.size(); row += columns) {
            double height = 0;
            for (std::size_t i = row; i < std::min(all.size(), row + columns); ++i) {
                const double x = sheet_margin + column * static_cast<double>(i - row);
                const LaidOutText term =
                    canvas_.lay_out(std::string{all[i].first}, style(8, "--muted", false, 1), column - sheet_gap);
                const LaidOutText value = canvas_.lay_out(all[i].second.empty() ? "–" : all[i].second,
                                                          style(10, "--text", false, 3), column - sheet_gap);
                canvas_.draw(term, x, y_);
                canvas_.draw(value, x, y_ + term.height());
                height = std::max(height, term.height() + value.height());
            }
            y_ += height + 7;
        }
    }

    void title() {
        constexpr double star = 15;
        const LaidOutText heading =
            canvas_.lay_out(sheet_title_of(contents_), style(14, "--text", true, 3), sheet_width - star - 6);
        canvas_.star(sheet_margin, y_ + 2, star, light_color("--star-ink"));
        canvas_.draw(heading, sheet_margin + star + 6, y_);
        y_ += heading.height() + 6;
        double x = sheet_margin;
        double row_height = 0;
        const auto chip = [&](const std::string& words, std::string_view ink, std::string_view ground) {
            const LaidOutText laid_out = canvas_.lay_out(words, style(9, ink, false, 2), 0);
            const bool is_long = laid_out.width() > sheet_width - 12;
            const LaidOutText fitted = canvas_.lay_out(words, style(9, ink, false, 2), is_long ? sheet_width - 12 : 0);
            const double chip_width = fitted.width() + 12;
            if (x > sheet_margin && x + chip_width > sheet_margin + sheet_width) {
                x = sheet_margin;
                y_ += row_height + 4;
            }
            row_height = fitted.height() + 4;
            canvas_.fill({x, y_, chip_width, row_height}, 3, light_color(ground));
            canvas_.draw(fitted, x + 6, y_ + 2);
            x += chip_width + 5;
        };
        for (const std::string& modifier : contents_.note.modifiers) {
            chip(cleaned(modifier), "--accent", "--accent-ground");
        }
        if (contents_.note.state == PageNoteState::superseded) {
            chip(std::string{words_.superseded}, "--warning", "--warning-ground");
        }
        if (contents_.note.state == PageNoteState::withdrawn) {
            chip(std::string{words_.withdrawn}, "--error", "--error-ground");
        }
        if (row_height > 0) y_ += row_height + 8;
    }

    /// Goes on over as many pages as it takes.
    void text() {
        const std::string words = cleaned(contents_.note.text);
        if (words.empty()) return;
        const LaidOutText laid_out = canvas_.lay_out(words, style(11, "--text"), sheet_width);
        canvas_.draw_lines(laid_out, sheet_margin, [this](double height) {
            make_room(height);
            return std::exchange(y_, y_ + height);
        });
        y_ += 8;
    }

    void by() {
        const std::string author = readable_name(contents_.note.author).whole();
        const std::string when = contents_.note.made_at.empty()
                                     ? std::string{words_.no_date}
                                     : readable_moment(contents_.note.made_at, contents_.language);
        make_room(30);
        put(with_dots({author.empty() ? "" : fmt::format("{} {}", words_.author, author), when}),
            style(9.5, "--muted", false, 3), 14);
    }

    struct Cell {
        LaidOutText label;
        std::string_view jpeg;
        std::optional<JpegSize> size;
        double width = 0;
        double height = 0;
    };

    Cell cell(std::size_t at, double cell_width, double most_height) {
        const PagePicture& picture = contents_.note.pictures[at];
        const std::string label = fmt::format(
            "{}. {}", at + 1, with_dots({picture_label(picture, at + 1, contents_.language), cleaned(picture.kind)}));
        Cell made{canvas_.lay_out(label, style(8.5, "--muted", false, 3), cell_width), {}, {}, cell_width, 46};
        if (at >= contents_.jpegs.size()) return made;
        made.jpeg = contents_.jpegs[at];
        made.size = jpeg_size(made.jpeg);
        if (made.size) {
            const double scale = std::min(cell_width / made.size->width, most_height / made.size->height);
            made.width = made.size->width * scale;
            made.height = made.size->height * scale;
        }
        return made;
    }

    void draw_cell(const Cell& cell, const PagePicture& picture, double x) {
        if (cell.size) {
            if (pages_ > 0) canvas_.picture(cell.jpeg, *cell.size, {x, y_, cell.width, cell.height});
        } else {
            canvas_.dashed({x, y_, cell.width, cell.height}, light_color("--line-strong"));
            const LaidOutText words = canvas_.lay_out(missing_words(picture, contents_.language),
                                                      style(9, "--warning", false, 3), cell.width - 16);
            canvas_.draw(words, x + 8, y_ + (cell.height - words.height()) / 2);
        }
        canvas_.draw(cell.label, x, y_ + cell.height + 4);
    }

    struct Row {
        std::vector<Cell> cells;
        double height = 0;
    };

    Row row_of(std::size_t first, std::size_t columns, double cell_width, double most_height) {
        Row row;
        const std::size_t end = std::min(contents_.note.pictures.size(), first + columns);
        for (std::size_t i = first; i < end; ++i) {
            row.cells.push_back(cell(i, cell_width, most_height));
            row.height = std::max(row.height, row.cells.back().height + 4 + row.cells.back().label.height());
        }
        return row;
    }

    /// One large, or two in a row; somewhat smaller where the page has room for that.
    void pictures() {
        constexpr double smallest = 200;
        const std::vector<PagePicture>& all = contents_.note.pictures;
        const std::size_t columns = all.size() == 1 ? 1 : 2;
        const double cell_width =
            (sheet_width - sheet_gap * static_cast<double>(columns - 1)) / static_cast<double>(columns);
        const double most_height = columns == 1 ? 460 : 300;
        for (std::size_t first = 0; first < all.size(); first += columns) {
            Row row = row_of(first, columns, cell_width, most_height);
            const double left = sheet_bottom - y_ - 40;  // for three lines below a picture
            if (y_ + row.height > sheet_bottom && left >= smallest) {
                row = row_of(first, columns, cell_width, std::min(left, most_height));
            }
            make_room(row.height);
            for (std::size_t i = 0; i < row.cells.size(); ++i) {
                draw_cell(row.cells[i], all[first + i],
                          sheet_margin + (cell_width + sheet_gap) * static_cast<double>(i));
            }
            y_ += row.height + sheet_gap;
        }
    }

    void make_room(double height) {
        if (y_ + height <= sheet_bottom) return;
        end_page();
        ++page_;
        y_ = sheet_margin;
        // Whose page this is, on each of them.
        const std::string line =
            with_dots({patient_name_of(contents_), cleaned(contents_.patient.id),
                       readable_date(contents_.patient.birth_date, contents_.language), sheet_title_of(contents_)});
        put(line, style(9.5, "--text", true, 2), 4);
        canvas_.rule(sheet_margin, y_, sheet_width, 0.7, light_color("--text"));
        y_ += sheet_gap;
    }

    void end_page() {
        const double y = SheetCanvas::page_height - 44;
        canvas_.rule(sheet_margin, y, sheet_width, 0.5, light_color("--line"));
        const LaidOutText number = canvas_.lay_out(
            fmt::format(fmt::runtime(words_.page), page_, std::max(pages_, page_)), style(8, "--muted"), 0);
        const std::string product = product_words(contents_.product);
        const LaidOutText made =
            canvas_.lay_out(with_dots({product.empty() ? "" : fmt::format(fmt::runtime(words_.made_with), product),
                                       readable_moment(contents_.created_at, contents_.language)}),
                            style(8, "--muted", false, 1), sheet_width - number.width() - sheet_gap);
        canvas_.draw(made, sheet_margin, y + 5);
        canvas_.draw(number, sheet_margin + sheet_width - number.width(), y + 5);
        canvas_.end_page();
    }

    const SheetContents& contents_;
    const PageWords& words_;
    int pages_;
    int page_ = 1;
    double y_ = sheet_margin;
    SheetCanvas canvas_;
};

}  // namespace

SheetPdf sheet_pdf(const SheetContents& contents) {
    const int pages = SheetRun{contents, 0}.run().pages;
    return SheetRun{contents, pages}.run();
}

}  // namespace kinote::media
