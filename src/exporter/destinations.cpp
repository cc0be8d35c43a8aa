#include "exporter/destinations.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <string>

#include "base/error.hpp"
#include "database/export_table.hpp"
#include "database/job_dependency_table.hpp"
#include "database/job_exception_table.hpp"
#include "database/job_table.hpp"
#include "database/nearline_table.hpp"
#include "database/queue_table.hpp"
#include "database/whole_commit.hpp"
#include "database/withdrawal_table.hpp"
#include "dicom/ae_title.hpp"
#include "exporter/called_destination.hpp"
#include "jobs/allowed_hours.hpp"
#include "jobs/job_kinds.hpp"

namespace kinote::exporter {
namespace {

using base::Error;
using base::ErrorKind;
using database::Destination;
using database::DestinationSource;
using database::Transaction;

constexpr std::size_t longest_name = 32;
constexpr std::size_t longest_host = 253;

void demand(bool is_right, std::string_view field, std::string_view rule) {
    if (!is_right) throw Error{ErrorKind::invalid, fmt::format("{}: must be {}", field, rule)};
}

bool is_name_character(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

bool is_host_character(char c) { return is_name_character(c) || c == '.' || c == ':'; }

// With a backslash between them.
bool are_ae_titles(std::string_view titles) {
    constexpr std::size_t most_titles = 16;
    std::size_t count = 0;
    while (!titles.empty()) {
        const std::size_t end = std::min(titles.find('\\'), titles.size());
        if (++count > most_titles || !dicom::AeTitle::from(titles.substr(0, end))) return false;
        titles.remove_prefix(std::min(end + 1, titles.size()));
    }
    return true;
}

void refuse_if_of_file(database::Connection& connection, std::string_view name, DestinationSource source) {
    const auto known = database::find_destination(connection, name);
    if (!known || known->is_retired || known->source == source || source == DestinationSource::file) return;
    throw Error{ErrorKind::refused, fmt::format("the configuration file says what {} is: change it there", name)};
}

// Its ledger says what that system holds, and would be taken for what another one holds.
void refuse_other_system(database::Connection& connection, const Destination& destination) {
    const auto known = database::find_destination(connection, destination.name);
    if (!known || known->ae_title == destination.ae_title || !database::has_deliveries(connection, known->id)) return;
    throw Error{ErrorKind::refused,
                fmt::format("objects went to {} as {}: give {} a name of its own as destination, so that the ledger of "
                            "the one is not taken for that of the other",
                            destination.name, known->ae_title, destination.ae_title)};
}

// A C-MOVE names its destination by the AE title alone. What stands already may be changed otherwise, and the files'
// destinations are compared with each other as they are read.
void refuse_shared_ae_title(database::Connection& connection, const Destination& destination) {
    const auto known = database::find_destination(connection, destination.name);
    if (known && !known->is_retired && are_same_system(*known, destination)) return;
    for (const Destination& other : database::find_destinations_by_ae_title(connection, destination.ae_title)) {
        const bool are_of_files =
            destination.source == DestinationSource::file && other.source == DestinationSource::file;
        if (other.name == destination.name || are_of_files || are_same_system(other, destination)) continue;
        throw Error{ErrorKind::refused, shared_ae_title(destination, other)};
    }
}

// Nobody else has what lies in it and not here.
void refuse_loss_of_archive(database::Connection& connection, std::string_view name) {
    const auto known = database::find_destination(connection, name);
    if (!known || !known->is_archive || !database::has_nearline_objects(connection, known->id)) return;
    throw Error{ErrorKind::refused,
                fmt::format("objects that are no longer in the cache lie in the archive {} alone: retrieve them first "
                            "(kinote retrieve STUDY)",
                            name)};
}

// Jobs go on in the queue that is worked on from now on.
void declare_queues(Transaction& transaction, const Destination& destination, std::int64_t now_ms) {
    const std::string queue = jobs::outgoing_queue(destination.name, destination.is_archive);
    database::declare_queue(transaction, queue, now_ms);
    if (destination.is_archive) {
        database::declare_queue(transaction, jobs::retrieve_queue(destination.name), now_ms);
    }
    database::move_jobs(transaction, jobs::outgoing_queue(destination.name, !destination.is_archive), queue);
}

std::string details_of(const Destination& destination) {
    return boost::json::serialize(boost::json::object{{"ae_title", destination.ae_title},
                                                      {"host", destination.host},
                                                      {"port", destination.port},
                                                      {"archive", destination.is_archive}});
}

std::string details_of(const Removal& removal) {
    boost::json::object jobs;
    for (const auto& [kind, number] : removal.jobs) jobs[kind] = number;
    return boost::json::serialize(boost::json::object{{"jobs", std::move(jobs)}, {"withdrawals", removal.withdrawals}});
}

}  // namespace

void check_destination(const Destination& destination) {
    demand(!destination.name.empty() && destination.name.size() <= longest_name &&
               std::ranges::all_of(destination.name, is_name_character),
           "name", "1 to 32 letters, digits, _ or -");
    demand(dicom::AeTitle::from(destination.ae_title).has_value(), "ae_title", "an AE title of 1 to 16 characters");
    demand(destination.calling_ae_title.empty() || dicom::AeTitle::from(destination.calling_ae_title).has_value(),
           "calling_ae_title", "an AE title of 1 to 16 characters, or empty for our own");
    demand(!destination.host.empty() && destination.host.size() <= longest_host &&
               std::ranges::all_of(destination.host, is_host_character),
           "host", "a name or a numeric address");
    demand(destination.port >= 1 && destination.port <= 65'535, "port", "from 1 to 65535");
    demand(destination.associations >= 1 && destination.associations <= 32, "associations", "from 1 to 32");
    constexpr std::array<std::string_view, 3> retries{"none", "manual", "automatic"};
    demand(std::ranges::find(retries, destination.retry) != retries.end(), "retry", "none, manual or automatic");
    demand(destination.retry_interval_ms >= 0 && destination.retry_interval_ms <= 86'400'000, "retry_interval_seconds",
           "from 0 to 86400");
    demand(destination.retry != "automatic" || destination.retry_interval_ms >= jobs::shortest_automatic_ms,
           "retry_interval_seconds", "1 at least where retry is automatic: what failed would be tried again at once");
    demand(destination.most_attempts >= 1 && destination.most_attempts <= 1'000, "most_attempts", "from 1 to 1000");
    demand(!destination.is_archive || destination.wants_commitment, "storage_commitment", "true for an archive");
    demand(!destination.is_archive || !destination.key_images_only, "key_images_only", "false for an archive");
    demand(destination.is_archive || destination.returning_ae_titles.empty(), "returning_ae_titles",
           "empty for a destination that is no archive");
    demand(are_ae_titles(destination.returning_ae_titles), "returning_ae_titles",
           "AE titles of 1 to 16 characters, 16 of them at most");
    demand(jobs::are_allowed_hours(destination.allowed_hours), "allowed_hours",
           "two different times as 20:00-06:00, or empty for all hours");
}

std::string shared_ae_title(const Destination& one, const Destination& other) {
    return fmt::format(
        "{0} at {1}:{2} has the AE title {3}, as {4} at {5}:{6}: a C-MOVE to {3} could mean both; give one "
        "of them another AE title, or both the same host and port",
        one.name, one.host, one.port, one.ae_title, other.name, other.host, other.port);
}

jobs::RetryPolicy retry_policy_of(const Destination& destination) {
    jobs::RetryPolicy policy;
    policy.mode = destination.retry == "none"     ? jobs::RetryMode::none
                  : destination.retry == "manual" ? jobs::RetryMode::manual
                                                  : jobs::RetryMode::automatic;
    policy.interval_ms = std::max(destination.retry_interval_ms, jobs::shortest_automatic_ms);  // rows may be older
    policy.most_attempts = destination.most_attempts;
    return policy;
}

void Destinations::set(const Destination& destination, const database::Actor& actor) {
    check_destination(destination);
    database::commit_as_a_whole(database_, [&](Transaction& transaction) {
        database::Connection& connection = transaction.connection();
        refuse_if_of_file(connection, destination.name, destination.source);
        refuse_other_system(connection, destination);
        refuse_shared_ae_title(connection, destination);
        if (!destination.is_archive) refuse_loss_of_archive(connection, destination.name);
        declare_queues(transaction, destination, clock_.now_ms());
        database::set_destination(transaction, destination, clock_.now_ms());
        database::add_audit_event(
            transaction, {actor, "destination_set", destination.name, "", details_of(destination)}, clock_.now_ms());
    });
}

Removal Destinations::remove(const RemovalOrder& order, const database::Actor& actor) {
    Removal removal;
    if (order.is_dry_run) {
        const database::PooledConnection connection = database_.connection();
        Transaction transaction{*connection};  // undone
        removal = remove(transaction, order, actor);
    } else {
        database::commit_as_a_whole(database_,
                                    [&](Transaction& transaction) { removal = remove(transaction, order, actor); });
    }
    return removal;
}

Removal Destinations::remove(Transaction& transaction, const RemovalOrder& order, const database::Actor& actor) {
    refuse_if_of_file(transaction.connection(), order.name, order.source);
    refuse_loss_of_archive(transaction.connection(), order.name);
    const auto removed = database::hold_destination(transaction, order.name);
    if (!removed || !database::retire_destination(transaction, order.name, clock_.now_ms())) {
        throw Error{ErrorKind::not_found, fmt::format("there is no destination {}", order.name)};
    }
    const std::string reason = fmt::format("the destination {} was removed", order.name);
    Removal removal;
    for (const std::string& queue :
         {jobs::send_queue(order.name), jobs::store_queue(order.name), jobs::retrieve_queue(order.name)}) {
        std::vector<std::int64_t> abandoned;
        for (const auto& [job, kind] : database::abandon_jobs_of_queue(transaction, queue, reason, clock_.now_ms())) {
            database::close_exceptions_of_job(transaction, job, "abandoned", clock_.now_ms());
            abandoned.push_back(job);
            ++removal.jobs[kind];
        }
        (void)database::release_waiting_jobs(transaction, abandoned, clock_.now_ms());
    }
    removal.withdrawals = database::drop_withdrawals_at(transaction, removed->id, reason, clock_.now_ms());
    database::add_audit_event(transaction, {actor, "destination_removed", order.name, "", details_of(removal)},
                              clock_.now_ms());
    return removal;
}

}  // namespace kinote::exporter
