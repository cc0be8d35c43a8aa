#pragma once
// What a Key Object Selection Document of ours is made from: all of it, so that it can be written again byte for byte.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "note/code.hpp"
#include "note/key_image_note.hpp"

namespace kinote::note {

/// The value type of a content item that references an object, PS3.16 TID 2010 rows 8 to 10.
enum class ReferenceType : std::uint8_t { image, waveform, composite };

/// By the SOP class; of a class that nobody knows, by whether the object has Rows and Columns.
[[nodiscard]] ReferenceType reference_type_of(std::string_view sop_class_uid, bool has_rows_and_columns);

/// An object and the series and study that it lies in. Nothing of it is empty.
struct PlacedObject {
    std::string study_instance_uid;
    std::string series_instance_uid;
    std::string sop_class_uid;
    std::string sop_instance_uid;

    friend bool operator==(const PlacedObject&, const PlacedObject&) = default;
};

struct KosdReference {
    PlacedObject object;
    ReferenceType type = ReferenceType::image;
    std::vector<std::int32_t> frames;  ///< from 1, ascending, each once; empty for all, and of what has but one
    std::optional<PlacedObject> presentation_state;

    friend bool operator==(const KosdReference&, const KosdReference&) = default;
};

/// PS3.3 Table C.17-3c: one requested procedure that the note pertains to. Empty where not known.
struct KosdRequest {
    std::string study_instance_uid;
    std::string accession_number;
    std::string requested_procedure_id;
    std::string requested_procedure_description;
    std::string placer_order_number;
    std::string filler_order_number;

    friend bool operator==(const KosdRequest&, const KosdRequest&) = default;
};

/// PS3.3 C.7.5.1, of this site. Empty ones are left out, but for the manufacturer.
struct KosdEquipment {
    std::string manufacturer;
    std::string model_name;
    std::string serial_number;
    std::string software_versions;
    std::string institution_name;
    std::string station_name;

    friend bool operator==(const KosdEquipment&, const KosdEquipment&) = default;
};

/// PS3.3 C.7.1.1 and C.7.2.1 as the study's own objects have them, UTF-8.
struct KosdStudy {
    NotePatient patient;
    bool is_identity_removed = false;  ///< Patient Identity Removed (0012,0062) is YES
    std::string deidentification_method;
    std::string study_instance_uid;
    std::string study_date;
    std::string study_time;
    std::string study_id;
    std::string accession_number;
    std::string description;
    std::string referring_physician_name;

    friend bool operator==(const KosdStudy&, const KosdStudy&) = default;
};

/// The document of another maker that a repaired one comes from.
struct KosdOrigin {
    std::string sop_instance_uid;
    std::string repaired_at;  ///< DT
    std::string description;  ///< what was done, at most 1,024 characters

    friend bool operator==(const KosdOrigin&, const KosdOrigin&) = default;
};

struct KosdSource {
    KosdStudy study;
    KosdEquipment equipment;
    std::string sop_instance_uid;
    std::string series_instance_uid;
    std::string series_number;
    std::string series_description;
    std::string instance_number;
    std::string content_date;           ///< DA
    std::string content_time;           ///< TM
    std::string observation_date_time;  ///< DT; empty to leave it out
    std::string timezone_offset;        ///< "+0100"; empty to leave it out
    std::string instance_creator_uid;
    std::string retrieve_ae_title;  ///< where the evidence can be fetched; empty to leave it out

    Code title;
    std::vector<Code> modifiers;
    std::string description;
    std::string language;  ///< RFC 5646; empty to leave it out
    std::vector<Observer> observers;
    std::vector<KosdReference> references;  ///< in the order of the note
    std::vector<KosdRequest> requests;
    std::vector<PlacedObject> identical_documents;  ///< the copies in the other studies, without this one
    std::optional<KosdOrigin> origin;               ///< of a repaired one

    friend bool operator==(const KosdSource&, const KosdSource&) = default;
};

}  // namespace kinote::note
