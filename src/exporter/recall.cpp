#include "exporter/recall.hpp"

#include <fmt/format.h>

#include <thread>

#include "base/error.hpp"
#include "base/log.hpp"
#include "database/cached_study_table.hpp"
#include "database/job_dependency_table.hpp"
#include "database/nearline_table.hpp"
#include "database/whole_commit.hpp"
#include "jobs/job_kinds.hpp"
#include "jobs/retrievals.hpp"

namespace kinote::exporter {
namespace {

using base::Error;
using base::ErrorKind;
using database::Transaction;

constexpr std::chrono::milliseconds between_looks{20};
constexpr std::int64_t recalled_page_size = 1'000;

bool has_nearline_to_send(database::Connection& connection, const database::ExportRow& request) {
    if (database::count_nearline_objects(connection, request.study_instance_uid) == 0) return false;
    std::int64_t after = 0;
    for (;;) {
        const auto page = database::find_objects_to_send(connection, request, after, recalled_page_size);
        if (page.empty()) return false;
        for (const database::ObjectToSend& object : page) {
            if (object.is_nearline) return true;
        }
        after = page.back().instance;
    }
}

}  // namespace

std::vector<std::int64_t> Recall::ask(Transaction& transaction, std::string_view study_instance_uid) const {
    return jobs::ensure_retrievals(transaction, queue_, study_instance_uid);
}

std::vector<std::int64_t> Recall::ask(std::string_view study_instance_uid, const database::Actor& actor,
                                      std::string_view fetched_for) const {
    std::vector<std::int64_t> asked;
    database::commit_as_a_whole(database_, [&](Transaction& transaction) {
        if (!database::hold_study(transaction, study_instance_uid)) {
            throw Error{ErrorKind::not_found, "no such study is known here"};
        }
        if (!fetched_for.empty() && !database::is_study_cached(transaction.connection(), fetched_for)) {
            throw Error{ErrorKind::not_found, fmt::format("no study {} is in the cache", fetched_for)};
        }
        asked = ask(transaction, study_instance_uid);
        if (asked.empty()) {
            const std::int64_t away = database::count_nearline_objects(transaction.connection(), study_instance_uid);
            if (away == 0) return;
            throw Error{ErrorKind::refused,
                        fmt::format("{} objects of the study are not in the cache, and no archive in use has them: "
                                    "have an archive that has them send them here, or import them",
                                    away)};
        }
        database::set_fetched_for(transaction, study_instance_uid, fetched_for);
        database::add_audit_event(transaction, {actor, "retrieve_requested", study_instance_uid, study_instance_uid},
                                  clock_.now_ms());
    });
    return asked;
}

void Recall::ask_for_query(std::string_view study_instance_uid) const {
    std::vector<jobs::Retrieve> needed;
    {
        const database::PooledConnection connection = database_.connection();
        needed = jobs::needed_retrievals(*connection, study_instance_uid);
        std::erase_if(needed, [&connection](const jobs::Retrieve& retrieval) {
            const database::NewJob job = jobs::new_job(retrieval);
            return database::has_job(*connection, job.kind, job.subject);
        });
    }
    if (needed.empty()) return;
    database::commit_as_a_whole(database_, [&](Transaction& transaction) {
        for (const jobs::Retrieve& one : needed) queue_.enqueue_unless_live(transaction, jobs::new_job(one));
    });
    base::log::info("a query brings a study back", {{"study", study_instance_uid}});
}

std::vector<std::int64_t> Recall::ask_for_export(Transaction& transaction, const database::ExportRow& request) const {
    if (!has_nearline_to_send(transaction.connection(), request)) return {};
    return ask(transaction, request.study_instance_uid);
}

void Recall::wait_for(std::span<const std::string> studies, std::chrono::milliseconds patience) const {
    const auto end = std::chrono::steady_clock::now() + patience;
    std::vector<std::int64_t> awaited;
    for (const std::string& study : studies) {
        std::vector<std::int64_t> asked;
        database::commit_as_a_whole(database_, [&](Transaction& transaction) {
            asked.clear();
            if (database::count_nearline_objects(transaction.connection(), study) == 0) return;
            asked = ask(transaction, study);
        });
        awaited.insert(awaited.end(), asked.begin(), asked.end());
    }
    while (!awaited.empty()) {
        {
            const database::PooledConnection connection = database_.connection();
            if (database::count_live_jobs(*connection, awaited) == 0) return;
        }
        if (std::chrono::steady_clock::now() >= end) return;
        std::this_thread::sleep_for(between_looks);
    }
}

void refuse_nearline(database::Database& database, const Recall& recall, std::string_view study_instance_uid) {
    bool is_asked = false;
    database::commit_as_a_whole(
        database, [&](Transaction& transaction) { is_asked = !recall.ask(transaction, study_instance_uid).empty(); });
    if (is_asked) throw Error{ErrorKind::unavailable, "it is being fetched from its archive: ask again"};
    throw Error{ErrorKind::unavailable, "it was just being fetched from its archive, or no archive in use has it"};
}

}  // namespace kinote::exporter
