#include "exporter/remote_query.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.hpp"
#include "dicom/element_writer.hpp"
#include "dicom/tag.hpp"
#include "dicom/uid.hpp"
#include "dimse/message_contexts.hpp"

namespace kinote::exporter {
namespace {

namespace tag = dicom::tag;
using base::Error;
using base::ErrorKind;
using dicom::Vr;

constexpr std::string_view study_root = dicom::uid::StudyRootQueryRetrieveInformationModelFind;

std::vector<std::byte> series_identifier(std::string_view study) {
    dicom::ElementWriter writer;
    writer.text(tag::QueryRetrieveLevel, Vr::CS, "SERIES");
    writer.text(tag::StudyInstanceUID, Vr::UI, study);
    writer.text(tag::SeriesInstanceUID, Vr::UI, "");
    return writer.take();
}

std::vector<std::byte> image_identifier(std::string_view study, std::string_view series) {
    dicom::ElementWriter writer;
    writer.text(tag::SOPClassUID, Vr::UI, "");
    writer.text(tag::SOPInstanceUID, Vr::UI, "");
    writer.text(tag::QueryRetrieveLevel, Vr::CS, "IMAGE");
    writer.text(tag::StudyInstanceUID, Vr::UI, study);
    writer.text(tag::SeriesInstanceUID, Vr::UI, series);
    return writer.take();
}

std::string uid_in(const dicom::Dataset& match, dicom::Tag tag, std::string_view name) {
    std::string uid = match.text(tag);
    if (dicom::is_valid_uid(uid)) return uid;
    throw Error{ErrorKind::corrupt, fmt::format("an answer has no valid {}", name)};
}

}  // namespace

void RemoteQuery::connect() {
    if (association_ && association_->is_usable()) return;
    association_.reset();
    const std::string& calling = destination_.calling_ae_title;
    dimse::Proposal proposal{dicom::AeTitle{destination_.ae_title},
                             calling.empty() ? own_ae_title_ : dicom::AeTitle{calling}};
    proposal.contexts.push_back(dimse::message_context(study_root));
    try {
        association_.emplace(dimse::AssociationRequest{destination_.host, static_cast<std::uint16_t>(destination_.port),
                                                       std::move(proposal)},
                             stop_);
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::refused) throw;
        throw Error{ErrorKind::refused,
                    fmt::format("{} takes no queries (C-FIND, Study Root): it cannot be compared with, unless that is "
                                "allowed there for the AE title {}",
                                destination_.name, calling.empty() ? own_ae_title_.text() : calling)};
    }
}

void RemoteQuery::ask(const std::vector<std::byte>& identifier, const dimse::MatchHandler& handler) {
    const dimse::Answer last = dimse::find(*association_, {dimse::QueryModel::study_root, identifier}, handler);
    if (last.status == dimse::Status::success) return;
    throw Error{
        dimse::can_pass(last.status) ? ErrorKind::unavailable : ErrorKind::invalid,
        fmt::format("{} answered {:04X} to the query{}{}", destination_.name, static_cast<unsigned>(last.status),
                    last.error_comment.empty() ? "" : ": ", last.error_comment)};
}

std::vector<RemoteObject> RemoteQuery::objects_of(const std::string& study_instance_uid) {
    connect();
    std::vector<std::string> series;
    ask(series_identifier(study_instance_uid), [&](const dicom::Dataset& match, bool) {
        series.push_back(uid_in(match, tag::SeriesInstanceUID, "Series Instance UID"));
        return series.size() < most_remote_objects;
    });
    std::vector<RemoteObject> objects;
    for (const std::string& one : series) {
        ask(image_identifier(study_instance_uid, one), [&](const dicom::Dataset& match, bool) {
            objects.push_back(
                {uid_in(match, tag::SOPInstanceUID, "SOP Instance UID"), one, match.text(tag::SOPClassUID)});
            return objects.size() < most_remote_objects;
        });
    }
    std::ranges::stable_sort(objects, {}, &RemoteObject::sop_instance_uid);
    const auto twice = std::ranges::unique(objects, {}, &RemoteObject::sop_instance_uid);
    objects.erase(twice.begin(), twice.end());
    return objects;
}

void RemoteQuery::release() {
    if (association_) association_->release();
    association_.reset();
}

}  // namespace kinote::exporter
