#include "note/kosd_uid.hpp"

#include <fmt/format.h>

namespace kinote::note {
namespace {

// PS3.5 B.2
std::string uid_of(const base::Uuid& installation, const std::string& name) {
    return "2.25." + base::decimal(base::name_based_uuid(installation, name));
}

}  // namespace

std::string kosd_sop_instance_uid(const base::Uuid& installation, std::string_view note_uuid, std::int64_t version,
                                  std::string_view study_instance_uid) {
    const std::string uuid = base::to_string(base::parse_uuid(note_uuid));
    return uid_of(installation,
                  fmt::format("kin/v1/sop|note={}|version={}|study={}", uuid, version, study_instance_uid));
}

std::string kosd_series_instance_uid(const base::Uuid& installation, std::string_view study_instance_uid,
                                     std::string_view equipment) {
    return uid_of(installation, fmt::format("kin/v1/series|study={}|device={}", study_instance_uid, equipment));
}

}  // namespace kinote::note
