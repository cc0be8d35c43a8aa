#include "exporter/disc_pages.hpp"

#include <algorithm>

#include "dicom/sop_class.hpp"
#include "media/file_names.hpp"
#include "media/page_files.hpp"
#include "media/page_names.hpp"
#include "query/studies.hpp"

namespace kinote::exporter {
namespace {

using database::ListedNote;
using database::ListedReference;
using database::MediaObject;

constexpr std::uint32_t largest_side = 1'600;  // pixels of a picture
constexpr std::uint32_t small_side = 320;

std::vector<std::string> studies_in_order(const DiscOfPages& disc) {
    std::vector<std::string> studies;
    for (const MediaObject& object : disc.objects) {
        if (studies.empty() || studies.back() != object.study_instance_uid) {
            studies.push_back(object.study_instance_uid);
        }
    }
    return studies;
}

// Titles and modifiers of the standard; whoever made a code of their own may have said anything in it.
media::PageNote anonymous_note(const ListedNote& note) {
    constexpr std::string_view of_the_standard = "DCM";
    media::PageNote page;
    if (note.title.scheme == of_the_standard) page.title = note.title.meaning;
    for (const note::Code& modifier : note.modifiers) {
        if (modifier.scheme == of_the_standard) page.modifiers.push_back(modifier.meaning);
    }
    return page;
}

}  // namespace

void DiscPages::add(media::DiscMaker& maker, const DiscOfPages& disc) {
    pictures_ = 0;
    on_disc_.clear();
    for (const MediaObject& object : disc.objects) on_disc_.emplace(object.sop_instance_uid, &object);
    {
        const database::PooledConnection connection = database_.connection();
        parts_ = database::list_media_parts(*connection, request_.id);
    }
    media::PageContents contents;
    contents.language = media::page_language_from(request_.language);
    if (anonymity_ == nullptr) contents.institution = page_institution(identity_);
    contents.product = page_product();
    contents.created_at = page_moment(clock_.now_ms());
    contents.disc = static_cast<int>(disc.number);
    contents.discs = static_cast<int>(disc.count);
    contents.label = disc.label;
    contents.checksums = media::checksum_file;
    for (const std::string& uid : studies_in_order(disc)) {
        const auto patient = patient_of(disc, uid);
        if (!patient) continue;  // hidden since: the disc will not be closed
        const bool is_same = !contents.patients.empty() && contents.patients.back().patient.id == patient->id &&
                             contents.patients.back().patient.name == patient->name;
        if (!is_same) contents.patients.push_back({*patient, {}});
        contents.patients.back().studies.push_back(study_page(maker, disc, uid));
    }
    media::write_pages(contents,
                       [&maker](std::string_view path, std::string_view content) { maker.add_text(path, content); });
}

std::optional<media::PagePatient> DiscPages::patient_of(const DiscOfPages& disc, const std::string& study) const {
    if (anonymity_ == nullptr) return page_patient(database_, study);
    const auto object = std::ranges::find(disc.objects, study, &MediaObject::study_instance_uid);
    const std::string pseudonym = anonymity_->pseudonym(object->patient);
    return media::PagePatient{pseudonym, pseudonym, "", ""};
}

media::PageStudy DiscPages::study_page(media::DiscMaker& maker, const DiscOfPages& disc, const std::string& uid) {
    media::PageStudy page;
    if (anonymity_ == nullptr) {
        page = page_study(database_, uid);
    } else if (const auto study = query::find_study(database_, uid)) {
        page.modalities = study->modalities;
    }
    std::set<std::string_view> series;
    for (const MediaObject& object : disc.objects) {
        if (object.study_instance_uid != uid || !dicom::is_image_storage(object.sop_class_uid)) continue;
        series.insert(object.series_instance_uid);
        ++page.images;
    }
    page.series = static_cast<std::int64_t>(series.size());
    for (const ListedNote& note : query::notes_of_study(database_, uid)) {
        if (is_meant(note, uid)) page.notes.push_back(note_page(maker, disc, note));
    }
    return page;
}

// Of a study all that are in force; else those that were asked for.
bool DiscPages::is_meant(const ListedNote& note, const std::string& study_instance_uid) const {
    if (note.state != "current") return false;
    return std::ranges::any_of(parts_, [&](const database::MediaPart& part) {
        return part.study_instance_uid == study_instance_uid && (part.note.empty() || part.note == note.uuid);
    });
}

media::PageNote DiscPages::note_page(media::DiscMaker& maker, const DiscOfPages& disc, const ListedNote& note) {
    media::PageNote page = anonymity_ == nullptr ? page_note(note) : anonymous_note(note);
    for (const ListedReference& reference : note.references) add_pictures(maker, disc, reference, page);
    return page;
}

// A picture for each frame that is named; of an object of which none is, the first.
void DiscPages::add_pictures(media::DiscMaker& maker, const DiscOfPages& disc, const ListedReference& reference,
                             media::PageNote& page) {
    media::PagePicture picture;
    picture.kind = dicom::sop_class_name(reference.sop_class_uid);
    picture.has_presentation_state = reference.presentation_state_uid.has_value();
    const auto found = on_disc_.find(reference.sop_instance_uid);
    const MediaObject* const object = found == on_disc_.end() ? nullptr : found->second;
    const auto place = disc.places.find(reference.sop_instance_uid);
    if (object != nullptr) {
        picture.instance_number = object->instance_number;
        picture.series_number = object->series_number;
        picture.object = place->second.file_id;
    }
    if (object == nullptr) {
        const bool is_left_out = disc.left_out.contains(reference.sop_instance_uid);
        picture.absence = is_left_out                  ? media::PictureAbsence::left_out
                          : place == disc.places.end() ? media::PictureAbsence::not_here
                                                       : media::PictureAbsence::other_disc;
        if (place != disc.places.end()) picture.disc = static_cast<int>(place->second.disc);
    } else if (reference.is_of_other_patient) {
        picture.absence = media::PictureAbsence::left_out;
    } else if (!reference.has_frames) {
        picture.absence = media::PictureAbsence::without_picture;
    }
    if (picture.absence != media::PictureAbsence::none) {
        page.pictures.push_back(std::move(picture));
        return;
    }
    for (const std::int32_t frame : reference.frames) {
        media::PagePicture one = picture;
        one.frame = std::to_string(frame);
        render(maker, reference, static_cast<std::uint32_t>(frame), one);
        page.pictures.push_back(std::move(one));
    }
    if (reference.frames.empty()) {
        render(maker, reference, 1, picture);
        page.pictures.push_back(std::move(picture));
    }
}

void DiscPages::render(media::DiscMaker& maker, const ListedReference& reference, std::uint32_t frame,
                       media::PagePicture& picture) {
    ListedReference shown = reference;
    // What it writes into the picture may name the patient.
    if (anonymity_ != nullptr) shown.presentation_state_uid.reset();
    const auto large = key_picture(database_, image_cache_, shown, frame, largest_side);
    const auto small = key_picture(database_, image_cache_, shown, frame, small_side);
    if (!large || !small) {
        picture.absence = media::PictureAbsence::failed;
        return;
    }
    ++pictures_;
    picture.picture = media::picture_path(pictures_);
    picture.small_picture = media::small_picture_path(pictures_);
    picture.width = large->width;
    picture.height = large->height;
    maker.add_text(picture.picture, large->bytes);
    maker.add_text(picture.small_picture, small->bytes);
}

}  // namespace kinote::exporter
