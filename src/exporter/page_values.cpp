#include "exporter/page_values.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>
#include <memory>

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/version.hpp"
#include "database/creatable_note.hpp"
#include "database/instance_table.hpp"
#include "query/studies.hpp"

namespace kinote::exporter {
namespace {

media::PageNoteState page_state(const database::ListedNote& note) {
    if (note.state == "withdrawn") return media::PageNoteState::withdrawn;
    return note.state == "current" ? media::PageNoteState::current : media::PageNoteState::superseded;
}

}  // namespace

media::PageInstitution page_institution(const MediaIdentity& identity) {
    return {identity.institution, identity.contact};
}

media::PageProduct page_product() { return {"kinote", base::version}; }

std::string page_moment(std::int64_t ms) {
    return fmt::format("{:%Y%m%d%H%M%S}", fmt::localtime(static_cast<std::time_t>(ms / 1'000)));
}

std::optional<media::PagePatient> page_patient(database::Database& database, const std::string& study_instance_uid) {
    const auto study = query::find_study(database, study_instance_uid);
    if (!study) return std::nullopt;
    return media::PagePatient{study->patient_name, study->patient_id, study->patient_birth_date, study->patient_sex};
}

media::PageStudy page_study(database::Database& database, const std::string& study_instance_uid) {
    media::PageStudy page;
    {
        const database::PooledConnection connection = database.connection();
        if (const auto known = database::find_study_of_kosd(*connection, study_instance_uid)) {
            page.date = known->study.study_date;
            page.time = known->study.study_time;
            page.description = known->study.description;
            page.accession_number = known->study.accession_number;
            page.referring_physician = known->study.referring_physician_name;
        }
    }
    if (const auto study = query::find_study(database, study_instance_uid)) page.modalities = study->modalities;
    return page;
}

media::PageNote page_note(const database::ListedNote& note) {
    media::PageNote page;
    page.title = note.title.meaning;
    for (const note::Code& modifier : note.modifiers) page.modifiers.push_back(modifier.meaning);
    page.text = note.description.value_or("");
    page.language = note.language.value_or("");
    page.author = note.author.value_or("");
    page.made_at = note.made_at.value_or(note.made_ms ? page_moment(*note.made_ms) : "");
    page.state = page_state(note);
    return page;
}

std::optional<rendering::RenderedFrame> key_picture(database::Database& database,
                                                    const image_cache::ImageCache& image_cache,
                                                    const database::ListedReference& reference, std::uint32_t frame,
                                                    std::uint32_t largest_side) {
    try {
        const auto bytes = image_cache.open(query::find_object(database, reference.sop_instance_uid));
        std::unique_ptr<dicom::ByteSource> state;
        if (reference.presentation_state_uid) {
            state = image_cache.open(query::find_object(database, *reference.presentation_state_uid));
        }
        rendering::RenderRequest wanted{*bytes};
        wanted.presentation_state = state.get();
        wanted.frame = frame;
        wanted.max_width = largest_side;
        wanted.max_height = largest_side;
        return rendering::render_frame(wanted);
    } catch (const base::Error& error) {
        if (error.kind() == base::ErrorKind::internal) throw;
        base::log::warn("a picture of a key image cannot be made",
                        {{"sop_instance_uid", reference.sop_instance_uid}, {"error", error.what()}});
        return std::nullopt;
    }
}

}  // namespace kinote::exporter
