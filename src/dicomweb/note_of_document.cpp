#include "dicomweb/note_of_document.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <vector>

#include "database/instance_table.hpp"
#include "dicom/dataset.hpp"
#include "dicom/sop_class.hpp"
#include "dicomweb/note_page.hpp"
#include "note/kos_reader.hpp"
#include "query/studies.hpp"

namespace kinote::dicomweb {
namespace {

/// Whether an object's study can be the patient's of the document.
class SamePatient {
public:
    SamePatient(database::Database& database, const std::string& study)
        : database_{database}, study_{study}, patient_{patient_of(study)} {}

    [[nodiscard]] bool has(const std::string& study) {
        if (study == study_) return true;
        const auto [known, is_new] = known_.try_emplace(study, false);
        if (is_new) known->second = patient_ && patient_of(study) == patient_;
        return known->second;
    }

private:
    [[nodiscard]] std::optional<std::string> patient_of(const std::string& study) const {
        const auto found = query::find_study(database_, study);
        const bool is_known = found && !found->patient_id.empty();
        return is_known ? std::optional{found->patient_id + '\n' + found->patient_name} : std::nullopt;
    }

    database::Database& database_;
    std::string study_;
    std::optional<std::string> patient_;
    std::map<std::string, bool> known_;
};

std::vector<NotePicture> pictures_of(const DicomWebRooms& rooms, const note::KeyImageNote& note,
                                     const database::WebObject& document, std::string_view service) {
    std::vector<std::string_view> uids;
    uids.reserve(note.references.size());
    for (const note::NoteReference& reference : note.references) uids.push_back(reference.sop_instance_uid);
    const auto visible = database::find_visible_instances(*rooms.database.connection(), uids);
    SamePatient patient{rooms.database, document.study_instance_uid};
    std::vector<NotePicture> pictures;
    for (const note::NoteReference& reference : note.references) {
        const std::string number = fmt::to_string(&reference - note.references.data() + 1);
        const auto found =
            std::ranges::find(visible, reference.sop_instance_uid, &database::InstanceSummary::sop_instance_uid);
        const bool is_shown = found != visible.end() && dicom::is_image_storage(found->sop_class_uid) &&
                              patient.has(found->study_instance_uid);
        const std::string url =
            is_shown ? fmt::format("{}/studies/{}/series/{}/instances/{}", service, found->study_instance_uid,
                                   found->series_instance_uid, found->sop_instance_uid)
                     : std::string{};
        if (reference.frames.empty()) pictures.push_back({number, is_shown ? url + "/rendered" : url});
        for (const std::int32_t frame : reference.frames) {
            pictures.push_back({fmt::format("{}, frame {}", number, frame),
                                is_shown ? fmt::format("{}/frames/{}/rendered", url, frame) : url});
        }
    }
    return pictures;
}

}  // namespace

std::string document_as_page(const DicomWebRooms& rooms, const database::WebObject& document, std::string_view service,
                             bool as_html) {
    const note::KosReading reading = note::read_kos(dicom::Dataset::read(*open_named(rooms, document)));
    const std::vector<NotePicture> pictures = pictures_of(rooms, reading.note, document, service);
    return as_html ? note_as_html(reading.note, pictures) : note_as_text(reading.note, pictures);
}

}  // namespace kinote::dicomweb
