#pragma once
// Patients, studies, series and objects as DICOM queries find them: what the index knows of each. Texts are UTF-8 as
// stored, empty where unknown.

#include <cstdint>
#include <optional>
#include <string>

namespace kinote::database {

struct QueriedPatient {
    std::int64_t id = 0;
    std::string patient_id;
    std::string issuer_of_patient_id;
    std::string patient_name;
    std::string folded_name;
    std::string birth_date;
    std::string sex;
};

struct QueriedStudy {
    std::int64_t id = 0;
    QueriedPatient patient;
    std::string study_instance_uid;
    std::string study_date;
    std::string study_time;
    std::string accession_number;
    std::string study_id;
    std::string description;
    std::string referring_physician_name;
};

struct QueriedSeries {
    std::int64_t id = 0;
    std::int64_t study = 0;
    std::string series_instance_uid;
    std::string modality;
    std::string series_number;
    std::string description;
};

struct QueriedInstance {
    std::int64_t id = 0;
    std::int64_t series = 0;
    std::string sop_instance_uid;
    std::string sop_class_uid;
    std::string instance_number;
    std::int64_t number_of_frames = 0;  ///< 0: not an image of frames
    std::int64_t rows = 0;              ///< 0: no image
    std::int64_t columns = 0;
    std::int64_t size = 0;  ///< bytes
    std::string sha256;
    std::optional<std::string> path;  ///< in the cache folder; absent: in object_bytes
    bool is_nearline = false;         ///< the bytes are in an archive, and not here
};

}  // namespace kinote::database
