#include "media/file_names.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "dicom/sop_class.hpp"
#include "dicom/uid.hpp"

namespace kinote::media {
namespace {

constexpr std::uint32_t most_numbered = 999'999;

std::string_view letters_of(std::string_view sop_class_uid) {
    if (sop_class_uid == dicom::uid::KeyObjectSelectionDocumentStorage) return "KO";
    if (dicom::is_image_storage(sop_class_uid)) return "IM";
    if (dicom::is_presentation_state(sop_class_uid)) return "PR";
    if (dicom::is_structured_report(sop_class_uid)) return "SR";
    return "DO";
}

}  // namespace

std::string FileNames::next(std::string_view patient, std::string_view study, std::string_view series,
                            std::string_view sop_class_uid) {
    const std::array keys{patient, study, series};
    bool is_new = false;
    for (std::size_t at = 0; at < levels_.size(); ++at) {
        Level& level = levels_.at(at);
        if (is_new) level.number = 0;
        is_new = is_new || level.number == 0 || level.key != keys.at(at);
        if (is_new) level = {std::string{keys.at(at)}, level.number + 1};
    }
    object_ = is_new ? 1 : object_ + 1;
    if (object_ > most_numbered || levels_[0].number > most_numbered || levels_[2].number > most_numbered) {
        throw base::Error{base::ErrorKind::refused,
                          fmt::format("a medium has at most {} objects of a series", most_numbered)};
    }
    return fmt::format("DICOM/PA{:06}/ST{:06}/SE{:06}/{}{:06}", levels_[0].number, levels_[1].number, levels_[2].number,
                       letters_of(sop_class_uid), object_);
}

}  // namespace kinote::media
