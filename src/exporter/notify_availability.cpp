#include "exporter/notify_availability.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/uuid.hpp"
#include "database/audit_table.hpp"
#include "database/availability_table.hpp"
#include "dicom/uid.hpp"
#include "dimse/normalized_scu.hpp"
#include "dimse/requested_association.hpp"
#include "exporter/availability_message.hpp"
#include "exporter/message_association.hpp"
#include "jobs/job_kinds.hpp"

namespace kinote::exporter {
namespace {

using base::Error;
using base::ErrorKind;
using database::Availability;
using database::Destination;
using database::ObjectAvailability;
using database::Transaction;
using dimse::Status;

const database::Actor telling_actor{"kinote", "availability"};
constexpr std::string_view notified_class = dicom::uid::InstanceAvailabilityNotification;

// PS3.5 B.2
std::string uid_of(const std::string& change, const std::vector<std::byte>& attributes) {
    const std::string_view content{reinterpret_cast<const char*>(attributes.data()), attributes.size()};
    return "2.25." + base::decimal(base::name_based_uuid(base::parse_uuid(change), content));
}

std::string remedy_at(const Destination& destination) {
    return fmt::format(
        "have {0} take Instance Availability Notification ({1}), or set availability_notifications of {0} to false",
        destination.name, notified_class);
}

std::string details_of(const std::string& uid, const std::vector<ObjectAvailability>& objects) {
    const auto count = [&objects](Availability availability) {
        return std::ranges::count(objects, availability, &ObjectAvailability::availability);
    };
    return fmt::format(R"({{"sop_instance_uid":"{}","online":{},"nearline":{},"unavailable":{}}})", uid,
                       count(Availability::online), count(Availability::nearline), count(Availability::unavailable));
}

}  // namespace

jobs::Ending NotifyAvailabilityHandler::operator()(const database::ClaimedJob& job, const std::stop_token& stop) const {
    const std::string name = jobs::destination_to_tell(job);
    const std::string& study = job.study_instance_uid;
    std::optional<Destination> destination;
    {
        const database::PooledConnection connection = database_.connection();
        destination = database::find_destination(*connection, name);
    }
    if (!destination) throw Error{ErrorKind::not_found, fmt::format("there is no destination {}", name)};
    const std::optional<Told> told = tell_what_is_due(*destination, study, stop);
    if (!told) return [](Transaction&) {};
    return [this, told = *told, destination = std::move(*destination), study](Transaction& transaction) {
        if (!database::end_availability_notice(transaction, destination.id, study, told.change)) {
            throw Error{ErrorKind::unavailable, "the study changed as the notification ended: the next one follows"};
        }
        if (told.details.empty()) return;
        database::add_audit_event(
            transaction, {telling_actor, "availability_told", destination.name, study, told.details}, clock_.now_ms());
    };
}

std::optional<NotifyAvailabilityHandler::Told> NotifyAvailabilityHandler::tell_what_is_due(
    const Destination& destination, const std::string& study, const std::stop_token& stop) const {
    std::optional<Told> told;
    for (;;) {
        std::optional<std::string> change;
        {
            const database::PooledConnection connection = database_.connection();
            change = database::find_availability_notice(*connection, destination.id, study);
        }
        if (!change || (told && told->change == *change)) return told;
        const bool is_wanted = destination.wants_availability && !destination.is_retired;
        std::string details = is_wanted ? tell(destination, study, *change, stop) : std::string{};
        told = Told{*std::move(change), std::move(details)};
    }
}

// Read after the change is: what changes later has another one.
std::string NotifyAvailabilityHandler::tell(const Destination& destination, const std::string& study,
                                            const std::string& change, const std::stop_token& stop) const {
    std::vector<ObjectAvailability> objects;
    {
        const database::PooledConnection connection = database_.connection();
        objects = database::list_availability(*connection, study);
    }
    if (objects.empty()) return {};
    const std::vector<std::byte> attributes = write_availability(study, std::string{ae_title_.text()}, objects);
    const std::string uid = uid_of(change, attributes);
    try {
        send(destination, study, uid, attributes, stop);
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::refused) throw;
        throw Error{ErrorKind::refused, fmt::format("{}; {}", error.what(), remedy_at(destination))};
    }
    base::log::info("told what of a study can be had",
                    {{"destination", destination.name}, {"study", study}, {"objects", objects.size()}});
    return details_of(uid, objects);
}

void NotifyAvailabilityHandler::send(const Destination& destination, const std::string& study, const std::string& uid,
                                     const std::vector<std::byte>& attributes, const std::stop_token& stop) const {
    dimse::RequestedAssociation association{message_association(destination, ae_title_, notified_class), stop};
    const dimse::Answer answer =
        dimse::request_creation(association, {std::string{notified_class}, uid, attributes}).answer;
    association.release();
    // Of the last: it has heard this one before, from a run whose end was lost.
    const bool is_told = answer.status == Status::success || dimse::is_warning(answer.status) ||
                         answer.status == Status::duplicate_sop_instance;
    if (is_told) return;
    throw Error{dimse::can_pass(answer.status) ? ErrorKind::unavailable : ErrorKind::refused,
                fmt::format("{} answered {:04X} to the notification for study {}{}{}", destination.name,
                            static_cast<unsigned>(answer.status), study, answer.error_comment.empty() ? "" : ": ",
                            answer.error_comment)};
}

}  // namespace kinote::exporter
