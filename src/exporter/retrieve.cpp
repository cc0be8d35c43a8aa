#include "exporter/retrieve.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <span>
#include <string_view>

#include "base/error.hpp"
#include "base/log.hpp"
#include "dicom/element_writer.hpp"
#include "dicom/tag.hpp"
#include "dicom/uid.hpp"
#include "dimse/message_contexts.hpp"
#include "jobs/job_kinds.hpp"

namespace kinote::exporter {
namespace {

namespace tag = dicom::tag;
using base::Error;
using base::ErrorKind;
using database::Destination;
using database::WantedObject;
using dicom::Vr;
using dimse::Status;

constexpr std::size_t most_named_at_once = 500;     // in a request: the value of a UID list has 16 bits of length
constexpr std::chrono::minutes longest_silence{5};  // of an archive that may have to load a tape

dicom::AeTitle calling_ae_title(const Destination& archive, const dicom::AeTitle& own_ae_title) {
    return archive.calling_ae_title.empty() ? own_ae_title : dicom::AeTitle{archive.calling_ae_title};
}

dimse::AssociationRequest association_to_archive(const Destination& archive, const dicom::AeTitle& calling) {
    dimse::Proposal proposal{dicom::AeTitle{archive.ae_title}, calling};
    proposal.contexts.push_back(dimse::message_context(dicom::uid::StudyRootQueryRetrieveInformationModelMove));
    dimse::RequestTimeouts timeouts;
    timeouts.answer = longest_silence;
    return {archive.host, static_cast<std::uint16_t>(archive.port), std::move(proposal), timeouts};
}

std::vector<std::byte> study_identifier(const std::string& study_instance_uid) {
    dicom::ElementWriter writer;
    writer.text(tag::QueryRetrieveLevel, Vr::CS, "STUDY");
    writer.text(tag::StudyInstanceUID, Vr::UI, study_instance_uid);
    return writer.take();
}

// PS3.4 C.4.2.2.1: one study, one series, a list of objects.
std::vector<std::byte> image_identifier(const std::string& study_instance_uid, std::span<const WantedObject> objects) {
    std::string uids;
    for (const WantedObject& object : objects) {
        if (!uids.empty()) uids += '\\';
        uids += object.sop_instance_uid;
    }
    dicom::ElementWriter writer;
    writer.text(tag::SOPInstanceUID, Vr::UI, uids);
    writer.text(tag::QueryRetrieveLevel, Vr::CS, "IMAGE");
    writer.text(tag::StudyInstanceUID, Vr::UI, study_instance_uid);
    writer.text(tag::SeriesInstanceUID, Vr::UI, objects.front().series_instance_uid);
    return writer.take();
}

// How many of the first ones go into one request.
std::size_t request_size(std::span<const WantedObject> objects) {
    std::size_t count = 1;
    while (count < objects.size() && count < most_named_at_once &&
           objects[count].series_instance_uid == objects.front().series_instance_uid) {
        ++count;
    }
    return count;
}

// An association to the archive. It is released at the end where it is still of use.
class Mover {
public:
    Mover(const Destination& archive, const dicom::AeTitle& own_ae_title, const std::stop_token& stop)
        : to_{calling_ae_title(archive, own_ae_title)},
          stop_{stop},
          association_{association_to_archive(archive, to_), stop} {}
    ~Mover() {
        if (association_.is_usable()) association_.release();
    }
    Mover(const Mover&) = delete;
    Mover& operator=(const Mover&) = delete;

    dimse::Answer move(const std::vector<std::byte>& identifier) {
        return dimse::move(association_, {dimse::QueryModel::study_root, to_, identifier},
                           [this](const dimse::MoveCounts&) { return !stop_.stop_requested(); })
            .answer;
    }

private:
    dicom::AeTitle to_;
    const std::stop_token& stop_;
    dimse::RequestedAssociation association_;
};

bool is_over_in_part(Status status) {
    return status == Status::success || status == Status::sub_operations_with_failures_or_warnings;
}

}  // namespace

jobs::Ending RetrieveHandler::operator()(const database::ClaimedJob& job, const std::stop_token& stop) const {
    const Destination archive = find_archive(jobs::archive_of(job));
    const std::string& study = job.study_instance_uid;
    const Wanted wanted = look(archive, study).missing;
    if (!wanted.empty()) {
        associations_.release_kept(archive);
        dimse::Answer answer = ask(archive, study, wanted, stop);
        Outstanding outstanding = look(archive, study);
        Wanted rest = outstanding.missing;
        std::erase_if(rest, [&outstanding](const WantedObject& object) {
            return outstanding.refused.contains(object.sop_instance_uid);
        });
        if (!rest.empty() && rest.size() < wanted.size()) {
            answer = ask_by_name(archive, study, rest, stop);
            outstanding = look(archive, study);
        }
        judge(archive, study, wanted.size(), outstanding, answer);
    }
    return [](database::Transaction&) {};
}

Destination RetrieveHandler::find_archive(const std::string& name) const {
    const database::PooledConnection connection = database_.connection();
    auto archive = database::find_destination(*connection, name);
    if (archive && archive->is_archive && !archive->is_retired) return *std::move(archive);
    throw Error{ErrorKind::not_found, fmt::format("{} is no archive any more", name)};
}

RetrieveHandler::Outstanding RetrieveHandler::look(const Destination& archive,
                                                   const std::string& study_instance_uid) const {
    const database::PooledConnection connection = database_.connection();
    Outstanding outstanding{database::list_wanted_objects(*connection, study_instance_uid, archive.id), {}};
    std::vector<std::string_view> uids;
    uids.reserve(outstanding.missing.size());
    for (const WantedObject& object : outstanding.missing) uids.emplace_back(object.sop_instance_uid);
    outstanding.refused = database::find_refused(*connection, uids);
    return outstanding;
}

dimse::Answer RetrieveHandler::ask(const Destination& archive, const std::string& study_instance_uid,
                                   const Wanted& wanted, const std::stop_token& stop) const {
    {
        const database::PooledConnection connection = database_.connection();
        if (database::has_hidden_objects(*connection, study_instance_uid)) {
            return ask_by_name(archive, study_instance_uid, wanted, stop);
        }
    }
    Mover mover{archive, own_ae_title_, stop};
    return mover.move(study_identifier(study_instance_uid));
}

// @return the answer to the last request: the first that failed, or that which ended all.
dimse::Answer RetrieveHandler::ask_by_name(const Destination& archive, const std::string& study_instance_uid,
                                           const Wanted& wanted, const std::stop_token& stop) const {
    Mover mover{archive, own_ae_title_, stop};
    dimse::Answer answer;
    std::span<const WantedObject> left{wanted};
    while (!left.empty()) {
        const std::size_t count = request_size(left);
        answer = mover.move(image_identifier(study_instance_uid, left.first(count)));
        if (!is_over_in_part(answer.status)) break;
        left = left.subspan(count);
    }
    return answer;
}

// What counts is what is here, not what the archive says.
void RetrieveHandler::judge(const Destination& archive, const std::string& study_instance_uid, std::size_t wanted,
                            const Outstanding& outstanding, const dimse::Answer& answer) const {
    const std::size_t missing = outstanding.missing.size();
    const std::size_t back = wanted - std::min(wanted, missing);
    base::log::info("retrieved", {{"archive", archive.name},
                                  {"study", study_instance_uid},
                                  {"back", back},
                                  {"missing", missing},
                                  {"status", fmt::format("{:04X}", static_cast<unsigned>(answer.status))}});
    if (missing == 0) return;
    const std::string what = fmt::format("of {} objects of study {} {} sent back {}, and answered {:04X}{}{}", wanted,
                                         study_instance_uid, archive.name, back, static_cast<unsigned>(answer.status),
                                         answer.error_comment.empty() ? "" : ": ", answer.error_comment);
    if (answer.status == Status::move_destination_unknown) {
        throw Error{ErrorKind::refused, fmt::format("{}: it must know us by AE title, host and port, as {}", what,
                                                    calling_ae_title(archive, own_ae_title_).text())};
    }
    if (outstanding.refused.size() == missing) {
        throw Error{ErrorKind::refused,
                    fmt::format("{}; {} came with other pixels than were stored there, and were refused: see kinote "
                                "exceptions list --cause other_content",
                                what, missing)};
    }
    const bool can_pass =
        is_over_in_part(answer.status) || answer.status == Status::cancel || dimse::can_pass(answer.status);
    throw Error{can_pass ? ErrorKind::unavailable : ErrorKind::refused, what};
}

}  // namespace kinote::exporter
