#pragma once
// What a key image note is, whatever it was read from.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "note/code.hpp"

namespace kinote::note {

/// One chosen object. All but sop_instance_uid may be empty where the document does not say.
struct NoteReference {
    std::string study_instance_uid;
    std::string series_instance_uid;
    std::string sop_instance_uid;
    std::string sop_class_uid;
    std::vector<std::int32_t> frames;  ///< from 1, in the order of the document; empty for all
    std::string presentation_state_uid;
    std::string presentation_state_class_uid;
    std::string presentation_state_study_instance_uid;
    std::string presentation_state_series_instance_uid;

    friend bool operator==(const NoteReference&, const NoteReference&) = default;
};

enum class ObserverType : std::uint8_t { person, device };

/// Who or what made the note, PS3.16 TID 1002 to 1004. Fields of the other type are empty.
struct Observer {
    ObserverType type = ObserverType::person;
    std::string name;  ///< of the person as DICOM PN ("Reader^Anna"), or of the device
    std::string login_name;
    std::string organization;
    std::string device_uid;
    std::string manufacturer;
    std::string model_name;
    std::string serial_number;
    std::string location;

    friend bool operator==(const Observer&, const Observer&) = default;
};

/// As in the document, UTF-8.
struct NotePatient {
    std::string id;
    std::string issuer_of_id;
    std::string name;        ///< DICOM PN
    std::string birth_date;  ///< DICOM DA
    std::string sex;

    friend bool operator==(const NotePatient&, const NotePatient&) = default;
};

/// Dates and times as the document has them (DICOM DA, TM, DT), and when the note was made.
struct NoteTimes {
    std::string content_date;
    std::string content_time;
    std::string observation_date_time;
    std::string timezone_offset;  ///< (0008,0201), "+0100"
    /// The note's time as DT: Observation DateTime, else Content Date and Time, Instance Creation, Series Date and
    /// Time.
    std::string made_at;
    /// The same in UTC milliseconds, where an offset is known; else nothing.
    std::optional<std::int64_t> made_at_ms;

    friend bool operator==(const NoteTimes&, const NoteTimes&) = default;
};

struct KeyImageNote {
    Code title;  ///< empty where the document has none
    std::vector<Code> modifiers;
    std::string description;  ///< lines separated by LF
    std::string language;     ///< RFC 5646, "en-US"; empty where not said
    std::vector<Observer> observers;
    std::string author;  ///< for display, as DICOM PN: an observing person, else who is named in the header
    NoteTimes times;
    std::string study_instance_uid;
    std::string series_instance_uid;
    std::string sop_instance_uid;
    std::int64_t series_number = 0;    ///< 0 where absent
    std::int64_t instance_number = 0;  ///< 0 where absent
    NotePatient patient;
    std::vector<NoteReference> references;  ///< in the order of the content tree, none twice

    friend bool operator==(const KeyImageNote&, const KeyImageNote&) = default;
};

}  // namespace kinote::note
