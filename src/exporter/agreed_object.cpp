#include "exporter/agreed_object.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/error.hpp"
#include "dicom/sop_class.hpp"
#include "dicom/transfer_syntax.hpp"
#include "dicom/uid.hpp"
#include "rendering/recoded_object.hpp"

namespace kinote::exporter {
namespace {

std::string_view name_or_uid(std::string_view name, std::string_view uid) { return name.empty() ? uid : name; }

std::string_view syntax_name(std::string_view uid) { return name_or_uid(dicom::transfer_syntax_name(uid), uid); }

// Empty where none was agreed on.
std::string_view recoded_syntax(const dimse::OutgoingObject& stored, const Agreement& is_agreed) {
    if (!rendering::can_be_recoded(stored.transfer_syntax_uid)) return {};
    for (const std::string_view syntax : {dicom::uid::ExplicitVRLittleEndian, dicom::uid::ImplicitVRLittleEndian}) {
        if (is_agreed(stored.sop_class_uid, syntax)) return syntax;
    }
    return {};
}

std::string remark_on(std::string_view stored, std::string_view recoded) {
    const dicom::Encoding encoding = dicom::encoding_of(stored);
    return fmt::format("{} from {} to {}", encoding.encapsulated || encoding.deflated ? "decompressed" : "recoded",
                       syntax_name(stored), syntax_name(recoded));
}

}  // namespace

Agreement agreement_of(const dimse::RequestedAssociation& association) {
    return [&association](std::string_view sop_class_uid, std::string_view transfer_syntax_uid) {
        return association.context_for(sop_class_uid, transfer_syntax_uid).has_value();
    };
}

AgreedObject in_agreed_syntax(std::unique_ptr<const dicom::ByteSource> part10, const database::StoredObject& stored,
                              std::string_view receiver, const Agreement& is_agreed) {
    AgreedObject object{dimse::outgoing_object(*part10, stored.sop_class_uid, stored.sop_instance_uid), nullptr, {}};
    dimse::OutgoingObject& outgoing = object.outgoing;
    if (is_agreed(outgoing.sop_class_uid, outgoing.transfer_syntax_uid)) {
        object.bytes = std::move(part10);
        return object;
    }
    const std::string_view syntax = recoded_syntax(outgoing, is_agreed);
    if (syntax.empty()) {
        throw base::Error{base::ErrorKind::refused,
                          not_agreed(receiver, outgoing.sop_class_uid, outgoing.transfer_syntax_uid)};
    }
    object.remark = remark_on(outgoing.transfer_syntax_uid, syntax);
    object.bytes = std::make_unique<rendering::RecodedObject>(std::move(part10), syntax);
    outgoing.transfer_syntax_uid = syntax;
    outgoing.object = object.bytes.get();
    outgoing.data_set_offset = 0;
    return object;
}

std::string not_agreed(std::string_view receiver, std::string_view sop_class_uid, std::string_view stored_syntax_uid) {
    const bool can_be_recoded = rendering::can_be_recoded(stored_syntax_uid);
    return fmt::format(
        "{} does not take {} in {}, in which it is stored, {}: let it accept that, then send again", receiver,
        name_or_uid(dicom::sop_class_name(sop_class_uid), sop_class_uid), syntax_name(stored_syntax_uid),
        can_be_recoded ? "nor uncompressed"
                       : "and what may have been compressed with loss, or is not decoded here, goes no other way");
}

std::string with_remark(const std::string& comment, const std::string& remark) {
    if (comment.empty() || remark.empty()) return comment + remark;
    return fmt::format("{}; {}", comment, remark);
}

}  // namespace kinote::exporter
