#include "exporter/commitment_message.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "dicom/element_writer.hpp"
#include "dicom/tag.hpp"
#include "dicom/uid.hpp"

namespace kinote::exporter {
namespace {

using base::Error;
using base::ErrorKind;
using dicom::ElementWriter;
using dicom::Vr;
namespace tag = dicom::tag;

std::string transaction_uid_of(const dicom::Item& information) {
    std::string uid = information.text(tag::TransactionUID);
    if (!dicom::is_valid_uid(uid)) throw Error{ErrorKind::invalid, "no valid Transaction UID"};
    return uid;
}

void write_object(ElementWriter& writer, std::string_view sop_class_uid, std::string_view sop_instance_uid) {
    writer.text(tag::ReferencedSOPClassUID, Vr::UI, sop_class_uid);
    writer.text(tag::ReferencedSOPInstanceUID, Vr::UI, sop_instance_uid);
}

std::string_view words_for(CommitmentFailure failure) {
    switch (failure) {
        case CommitmentFailure::none: return "no failure";
        case CommitmentFailure::processing_failure: return "processing failure";
        case CommitmentFailure::no_such_object_instance: return "no such object";
        case CommitmentFailure::class_instance_conflict: return "it has another SOP class there";
        case CommitmentFailure::sop_class_not_supported: return "SOP class not supported";
        case CommitmentFailure::duplicate_transaction_uid: return "duplicate Transaction UID";
        case CommitmentFailure::resource_limitation: return "resource limitation";
    }
    return "";
}

}  // namespace

std::string text_of(CommitmentFailure failure) {
    const std::string_view words = words_for(failure);
    return fmt::format("{:04X}{}{}", static_cast<unsigned>(failure), words.empty() ? "" : " ", words);
}

dimse::Answer fault_of(const dimse::NormalizedRequest& request, std::initializer_list<std::uint16_t> type_ids,
                       dimse::Status unknown_type) {
    if (request.sop_instance_uid != dicom::uid::StorageCommitmentPushModelInstance) {
        return {dimse::Status::no_such_object_instance, "not the well-known instance"};
    }
    if (std::ranges::find(type_ids, request.type_id) == type_ids.end()) return {unknown_type};
    if (!request.information) return {dimse::Status::invalid_argument_value, "no data set"};
    return {};
}

AskedCommitment read_request(const dicom::Item& information, std::size_t most_objects) {
    AskedCommitment asked{transaction_uid_of(information), {}};
    const dicom::ItemRange items = information.items(tag::ReferencedSOPSequence);
    if (items.empty()) throw Error{ErrorKind::invalid, "no Referenced SOP Sequence"};
    if (items.size() > most_objects) {
        throw Error{ErrorKind::refused, fmt::format("more than {} objects: ask in parts", most_objects)};
    }
    for (const dicom::Item item : items) {
        database::ReferencedObject object{item.text(tag::ReferencedSOPClassUID),
                                          item.text(tag::ReferencedSOPInstanceUID)};
        if (!dicom::is_valid_uid(object.sop_class_uid) || !dicom::is_valid_uid(object.sop_instance_uid)) {
            throw Error{ErrorKind::invalid, "an item names no class and instance"};
        }
        asked.objects.push_back(std::move(object));
    }
    return asked;
}

std::vector<std::byte> write_request(const std::string& transaction_uid,
                                     std::span<const database::CommitmentItem> items) {
    ElementWriter writer;
    writer.text(tag::TransactionUID, Vr::UI, transaction_uid);
    writer.begin_sequence(tag::ReferencedSOPSequence);
    for (const database::CommitmentItem& item : items) {
        writer.begin_item();
        write_object(writer, item.sop_class_uid, item.sop_instance_uid);
        writer.end_item();
    }
    writer.end_sequence();
    return writer.take();
}

ReportedCommitment read_report(const dicom::Item& information) {
    ReportedCommitment report{transaction_uid_of(information), {}, {}};
    for (const dicom::Item item : information.items(tag::ReferencedSOPSequence)) {
        report.committed.insert(item.text(tag::ReferencedSOPInstanceUID));
    }
    for (const dicom::Item item : information.items(tag::FailedSOPSequence)) {
        const auto reason = item.integer(tag::FailureReason);
        const bool is_reason = reason && *reason > 0 && *reason <= UINT16_MAX;
        report.failed[item.text(tag::ReferencedSOPInstanceUID)] =
            is_reason ? static_cast<CommitmentFailure>(*reason) : CommitmentFailure::processing_failure;
    }
    return report;
}

std::vector<std::byte> write_report(const std::string& transaction_uid, const std::string& retrieve_ae_title,
                                    std::span<const ReportedObject> objects) {
    const auto has_failed = [](const ReportedObject& one) { return one.failure != CommitmentFailure::none; };
    const auto failed = std::ranges::count_if(objects, has_failed);
    ElementWriter writer;
    writer.text(tag::RetrieveAETitle, Vr::AE, retrieve_ae_title);
    writer.text(tag::TransactionUID, Vr::UI, transaction_uid);
    if (failed > 0) {
        writer.begin_sequence(tag::FailedSOPSequence);
        for (const ReportedObject& one : objects) {
            if (!has_failed(one)) continue;
            writer.begin_item();
            write_object(writer, one.object.sop_class_uid, one.object.sop_instance_uid);
            writer.unsigned_short(tag::FailureReason, static_cast<std::uint16_t>(one.failure));
            writer.end_item();
        }
        writer.end_sequence();
    }
    if (std::cmp_equal(failed, objects.size())) return writer.take();
    writer.begin_sequence(tag::ReferencedSOPSequence);
    for (const ReportedObject& one : objects) {
        if (has_failed(one)) continue;
        writer.begin_item();
        write_object(writer, one.object.sop_class_uid, one.object.sop_instance_uid);
        writer.end_item();
    }
    writer.end_sequence();
    return writer.take();
}

}  // namespace kinote::exporter
