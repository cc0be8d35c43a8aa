#include "dicom/sop_class.hpp"

#include <algorithm>
#include <array>

#include "dicom/uid.hpp"

namespace kinote::dicom {
namespace {

struct ServiceSopClass {
    std::string_view uid;
    std::string_view name;
};

// PS3.6 Table A-1: the classes without objects that kinote speaks of.
constexpr std::array service_table{
    ServiceSopClass{uid::Verification, "Verification"},
    ServiceSopClass{uid::StorageCommitmentPushModel, "Storage Commitment Push Model"},
    ServiceSopClass{uid::InstanceAvailabilityNotification, "Instance Availability Notification"},
    ServiceSopClass{uid::MediaStorageDirectoryStorage, "Media Storage Directory Storage"},
    ServiceSopClass{uid::PatientRootQueryRetrieveInformationModelFind,
                    "Patient Root Query/Retrieve Information Model - FIND"},
    ServiceSopClass{uid::PatientRootQueryRetrieveInformationModelMove,
                    "Patient Root Query/Retrieve Information Model - MOVE"},
    ServiceSopClass{uid::PatientRootQueryRetrieveInformationModelGet,
                    "Patient Root Query/Retrieve Information Model - GET"},
    ServiceSopClass{uid::StudyRootQueryRetrieveInformationModelFind,
                    "Study Root Query/Retrieve Information Model - FIND"},
    ServiceSopClass{uid::StudyRootQueryRetrieveInformationModelMove,
                    "Study Root Query/Retrieve Information Model - MOVE"},
    ServiceSopClass{uid::StudyRootQueryRetrieveInformationModelGet,
                    "Study Root Query/Retrieve Information Model - GET"},
};

constexpr std::string_view standard_root = "1.2.840.10008.";

bool is_of_kind(std::string_view uid, SopClassKind kind) {
    const StorageSopClass* known = find_storage_sop_class(uid);
    return known != nullptr && known->kind == kind;
}

}  // namespace

const StorageSopClass* find_storage_sop_class(std::string_view uid) {
    const auto classes = storage_sop_classes();
    const auto found = std::ranges::lower_bound(classes, uid, {}, &StorageSopClass::uid);
    return found != classes.end() && found->uid == uid ? &*found : nullptr;
}

std::string_view sop_class_name(std::string_view uid) {
    if (const StorageSopClass* known = find_storage_sop_class(uid)) return known->name;
    const auto found = std::ranges::find(service_table, uid, &ServiceSopClass::uid);
    return found != service_table.end() ? found->name : std::string_view{};
}

bool can_be_composite_storage(std::string_view uid) {
    return is_composite_storage(uid) || (is_valid_uid(uid) && !uid.starts_with(standard_root));
}

bool is_composite_storage(std::string_view uid) { return find_storage_sop_class(uid) != nullptr; }

bool is_image_storage(std::string_view uid) {
    return is_of_kind(uid, SopClassKind::image) || is_multi_frame_image(uid);
}

bool is_multi_frame_image(std::string_view uid) { return is_of_kind(uid, SopClassKind::multi_frame_image); }

bool is_presentation_state(std::string_view uid) { return is_of_kind(uid, SopClassKind::presentation_state); }

bool is_waveform(std::string_view uid) { return is_of_kind(uid, SopClassKind::waveform); }

bool is_structured_report(std::string_view uid) { return is_of_kind(uid, SopClassKind::structured_report); }

}  // namespace kinote::dicom
