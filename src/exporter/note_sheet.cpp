#include "exporter/note_sheet.hpp"

#include <fmt/format.h>

#include <map>
#include <set>
#include <utility>

#include "base/digest.hpp"
#include "base/error.hpp"
#include "base/log.hpp"
#include "database/creatable_note.hpp"
#include "database/instance_table.hpp"
#include "database/media_table.hpp"
#include "dicom/sop_class.hpp"
#include "dicom/uid.hpp"
#include "media/sheet_object.hpp"
#include "query/studies.hpp"

namespace kinote::exporter {
namespace {

using base::Error;
using base::ErrorKind;

constexpr std::uint32_t largest_side_on_sheet = 1'200;  // pixels: 150 to the inch across A4
constexpr std::string_view sheet_series_number = "9002";
constexpr std::string_view sheet_series_description = "Key Image Sheets";
constexpr std::size_t date_length = 8;

database::ListedNote note_of(database::Database& database, std::string_view uuid) {
    auto note = query::find_note(database, uuid);
    if (!note) throw Error{ErrorKind::not_found, fmt::format("there is no note {}", uuid)};
    return *std::move(note);
}

using KeyObjects = std::map<std::string, database::MediaObject, std::less<>>;

// What the index knows of the objects of the note that are here.
KeyObjects key_objects_of(database::Database& database, const database::ListedNote& note) {
    std::set<std::string, std::less<>> studies{note.study_instance_uid};
    for (const database::ListedReference& reference : note.references) studies.insert(reference.study_instance_uid);
    KeyObjects objects;
    const database::PooledConnection connection = database.connection();
    for (const std::string& study : studies) {
        for (database::MediaObject& one :
             database::list_media_objects(*connection, {study, note.uuid}, database::ExportScope::key_images)) {
            objects.emplace(one.sop_instance_uid, std::move(one));
        }
    }
    return objects;
}

void add_picture(database::Database& database, const image_cache::ImageCache& image_cache, const KeyObjects& objects,
                 const database::ListedReference& reference, std::int32_t frame, media::SheetContents& sheet) {
    media::PagePicture picture;
    picture.kind = dicom::sop_class_name(reference.sop_class_uid);
    picture.has_presentation_state = reference.presentation_state_uid.has_value();
    if (!reference.frames.empty()) picture.frame = std::to_string(frame);
    std::string jpeg;
    if (reference.is_of_other_patient) {
        picture.absence = media::PictureAbsence::left_out;
    } else if (!reference.is_present) {
        picture.absence = media::PictureAbsence::not_here;
    } else if (!reference.has_frames) {
        picture.absence = media::PictureAbsence::without_picture;
    } else {
        if (const auto known = objects.find(reference.sop_instance_uid); known != objects.end()) {
            picture.instance_number = known->second.instance_number;
            picture.series_number = known->second.series_number;
        }
        auto rendered =
            key_picture(database, image_cache, reference, static_cast<std::uint32_t>(frame), largest_side_on_sheet);
        if (rendered) {
            picture.width = rendered->width;
            picture.height = rendered->height;
            jpeg = std::move(rendered->bytes);
        } else {
            picture.absence = media::PictureAbsence::failed;
        }
    }
    sheet.note.pictures.push_back(std::move(picture));
    sheet.jpegs.push_back(std::move(jpeg));
}

// The document of the note itself, where there is one here; else empty.
std::string own_kosd(const KeyObjects& objects) {
    for (const auto& [sop_instance_uid, object] : objects) {
        if (object.sop_class_uid == dicom::uid::KeyObjectSelectionDocumentStorage) return sop_instance_uid;
    }
    return {};
}

// All that a reader sees but the time of its making.
std::string what_it_says(media::SheetContents sheet, const media::SheetPdf& written) {
    sheet.created_at.clear();
    return fmt::format("{}|letters_without_font={}", media::sheet_html(sheet), written.letters_without_font);
}

enum class SheetState : std::uint8_t { unknown, visible, deleted };

SheetState sheet_state(database::Database& database, const StoredSheet& sheet) {
    const database::PooledConnection connection = database.connection();
    if (database::find_visible_object(*connection, sheet.sop_instance_uid)) return SheetState::visible;
    const database::Whereabouts here = database::find_whereabouts(*connection, sheet.study_instance_uid,
                                                                  sheet.series_instance_uid, sheet.sop_instance_uid);
    return here.instance || here.has_tombstone ? SheetState::deleted : SheetState::unknown;
}

note::PlacedObject placed(const database::ListedReference& reference) {
    return {reference.study_instance_uid, reference.series_instance_uid, reference.sop_class_uid,
            reference.sop_instance_uid};
}

}  // namespace

media::SheetContents NoteSheets::contents(std::string_view uuid, media::PageLanguage language) const {
    const database::ListedNote note = note_of(database_, uuid);
    media::SheetContents sheet;
    sheet.language = language;
    sheet.institution = page_institution(identity_.house);
    sheet.product = page_product();
    sheet.created_at = page_moment(clock_.now_ms());
    sheet.patient = page_patient(database_, note.study_instance_uid).value_or(media::PagePatient{});
    sheet.study = page_study(database_, note.study_instance_uid);
    sheet.note = page_note(note);
    const KeyObjects objects = key_objects_of(database_, note);
    for (const database::ListedReference& reference : note.references) {
        for (const std::int32_t frame : reference.frames) {
            add_picture(database_, image_cache_, objects, reference, frame, sheet);
        }
        if (reference.frames.empty()) add_picture(database_, image_cache_, objects, reference, 1, sheet);
    }
    return sheet;
}

media::SheetPdf NoteSheets::pdf(std::string_view uuid, const media::SheetContents& contents) {
    media::SheetPdf pdf = media::sheet_pdf(contents);
    if (pdf.letters_without_font > 0) {
        base::log::warn("letters of a sheet stand as boxes: install a font that has them, as fonts-noto-cjk",
                        {{"note", uuid}, {"letters", static_cast<std::int64_t>(pdf.letters_without_font)}});
    }
    return pdf;
}

StoredSheet NoteSheets::store(std::string_view uuid, media::PageLanguage language, ingest::Intake& intake,
                              const database::Actor& actor) const {
    const database::ListedNote note = note_of(database_, uuid);
    const media::SheetContents sheet = contents(uuid, language);
    const media::SheetPdf written = pdf(uuid, sheet);
    media::SheetObject object;
    {
        const database::PooledConnection connection = database_.connection();
        const auto known = database::find_study_of_kosd(*connection, note.study_instance_uid);
        if (!known) throw Error{ErrorKind::not_found, "nothing is known of the study of the note"};
        object.note.study = known->study;
    }
    object.note.equipment = identity_.equipment;
    object.note.title = note.title;
    for (const database::ListedReference& reference : note.references) {
        if (!reference.is_present) continue;
        object.note.references.push_back({placed(reference), note::ReferenceType::image, reference.frames, {}});
    }
    object.series_instance_uid = media::sheet_series_instance_uid(identity_.installation, note.study_instance_uid,
                                                                  identity_.equipment.serial_number);
    object.sop_instance_uid =
        media::sheet_sop_instance_uid(identity_.installation, note.uuid, note.version, what_it_says(sheet, written));
    StoredSheet stored{object.sop_instance_uid, note.study_instance_uid, object.series_instance_uid, true,
                       written.letters_without_font};
    switch (sheet_state(database_, stored)) {
        case SheetState::unknown: break;
        case SheetState::visible: stored.is_new = false; return stored;
        case SheetState::deleted:
            object.sop_instance_uid =
                media::sheet_sop_instance_uid(identity_.installation, note.uuid, note.version, written.bytes);
            stored.sop_instance_uid = object.sop_instance_uid;
    }
    object.note.sop_instance_uid = own_kosd(key_objects_of(database_, note));
    object.series_number = sheet_series_number;
    object.series_description = sheet_series_description;
    object.instance_number = "1";
    object.content_date = sheet.created_at.substr(0, date_length);
    object.content_time = sheet.created_at.substr(date_length);
    object.document_title = sheet.note.title;
    object.pdf = written.bytes;
    const std::vector<std::byte> bytes = media::write_sheet_object(object);
    const dicom::MemorySource source{bytes};
    ingest::Arrival arrival{source};
    arrival.sha256 = base::sha256_hex(bytes);
    arrival.received_from = "key image sheet";
    static_cast<void>(intake.accept(arrival));
    const database::PooledConnection connection = database_.connection();
    database::Transaction transaction{*connection};
    database::add_audit_event(transaction,
                              {actor, "sheet_stored", object.sop_instance_uid, note.study_instance_uid,
                               fmt::format(R"({{"note":"{}","version":{}}})", note.uuid, note.version)},
                              clock_.now_ms());
    transaction.commit();
    return stored;
}

}  // namespace kinote::exporter
