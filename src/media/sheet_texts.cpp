#include "media/sheet_texts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.hpp"
#include "dicom/date_time.hpp"
#include "media/page_text.hpp"
#include "media/page_words.hpp"

namespace kinote::media {
namespace {

/// As cairo takes it for the document's date.
std::string iso_date_time(std::string_view date_time) {
    const auto point = dicom::parse_date_time(date_time);
    if (!point) {
        throw base::Error{base::ErrorKind::invalid,
                          fmt::format("a key image sheet needs the time at which it is made, not '{}'", date_time)};
    }
    const std::string text = dicom::to_date_time({point->local_ms, std::nullopt});
    std::string iso = fmt::format("{}-{}-{}T{}:{}:{}", text.substr(0, 4), text.substr(4, 2), text.substr(6, 2),
                                  text.substr(8, 2), text.substr(10, 2), text.substr(12, 2));
    // Without an offset cairo takes the clock for UTC's.
    const std::string offset = dicom::to_utc_offset(point->offset_minutes.value_or(0));
    return fmt::format("{}{}:{}", iso, offset.substr(0, 3), offset.substr(3));
}

}  // namespace

std::string with_dots(std::vector<std::string> parts) {
    std::erase(parts, "");
    return fmt::format("{}", fmt::join(parts, " · "));
}

std::string sheet_title_of(const SheetContents& contents) {
    const std::string title = cleaned(contents.note.title);
    return title.empty() ? std::string{page_words(contents.language).untitled} : title;
}

std::string patient_name_of(const SheetContents& contents) {
    const std::string name = readable_name(contents.patient.name).whole();
    return name.empty() ? std::string{page_words(contents.language).no_name} : name;
}

PdfProperties pdf_properties(const SheetContents& contents) {
    return {.title = fmt::format("{} – {} – {}", page_words(contents.language).sheet, patient_name_of(contents),
                                 sheet_title_of(contents)),
            .author = readable_name(contents.note.author).whole(),
            .subject = sheet_title_of(contents),
            .creator = product_words(contents.product),
            .created_at = iso_date_time(contents.created_at)};
}

}  // namespace kinote::media
