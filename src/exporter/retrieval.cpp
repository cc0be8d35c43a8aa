#include "exporter/retrieval.hpp"

#include <fmt/format.h>

#include <set>
#include <span>
#include <thread>

#include "database/creatable_note.hpp"
#include "database/job_dependency_table.hpp"
#include "database/whole_commit.hpp"
#include "jobs/creations.hpp"

namespace kinote::exporter {
namespace {

using database::Transaction;

constexpr std::chrono::milliseconds between_retrieval_looks{20};

std::vector<std::string> studies_of(database::Connection& connection, const query::RetrieveKeys& keys) {
    switch (keys.level) {
        case query::QueryLevel::patient: return database::studies_of_patient(connection, keys.patient_id);
        case query::QueryLevel::study: return keys.study_instance_uids;
        case query::QueryLevel::series:
        case query::QueryLevel::image: break;  // of single objects no KOSD is made
    }
    return {};
}

database::RetrieveScope scope_of(const query::RetrieveKeys& keys) {
    return {keys.patient_id, keys.study_instance_uids, keys.series_instance_uids, keys.sop_instance_uids};
}

// The studies of those series or objects of which something is NEARLINE.
std::vector<std::string> nearline_studies(database::Database& database, const query::RetrieveKeys& keys) {
    constexpr std::int64_t page_size = 1'000;
    const database::PooledConnection connection = database.connection();
    std::set<std::string> studies;
    std::int64_t after = 0;
    for (;;) {
        const auto page = database::find_objects_to_retrieve(*connection, scope_of(keys), after, INT64_MAX, page_size);
        if (page.empty()) return {studies.begin(), studies.end()};
        for (const database::ObjectToSend& object : page) {
            if (object.is_nearline) studies.insert(object.study_instance_uid);
        }
        after = page.back().instance;
    }
}

}  // namespace

std::optional<RetrievalPreparation::Awaited> RetrievalPreparation::ask(const std::string& study_instance_uid) const {
    std::vector<database::NoteWithoutKosd> notes;
    {
        const database::PooledConnection connection = database_.connection();
        notes = database::find_notes_without_kosd_of_study(*connection, study_instance_uid);
    }
    if (notes.empty()) return std::nullopt;
    Awaited awaited{study_instance_uid, {}, {}};
    for (const database::NoteWithoutKosd& note : notes) awaited.note_versions.push_back(note.note_version);
    database::commit_as_a_whole(database_, [&](Transaction& transaction) {
        awaited.jobs = jobs::ensure_creations(transaction, queue_, notes, {});
    });
    return awaited;
}

void RetrievalPreparation::prepare(const query::RetrieveKeys& keys, const RetrievalWay& way) const {
    std::vector<std::string> studies;
    {
        const database::PooledConnection connection = database_.connection();
        studies = studies_of(*connection, keys);
    }
    const bool is_of_single_objects = keys.level == query::QueryLevel::series || keys.level == query::QueryLevel::image;
    recall_.wait_for(is_of_single_objects ? nearline_studies(database_, keys) : studies, patience_.recall);
    make_kosds(studies, way);  // they take over what the objects say of their study
}

void RetrievalPreparation::make_kosds(const std::vector<std::string>& studies, const RetrievalWay& way) const {
    std::vector<Awaited> awaited;
    for (const std::string& study : studies) {
        if (auto asked = ask(study)) awaited.push_back(*std::move(asked));
    }
    const auto end = std::chrono::steady_clock::now() + patience_.kosds;
    for (const Awaited& one : awaited) {
        for (;;) {
            {
                const database::PooledConnection connection = database_.connection();
                if (database::count_live_jobs(*connection, one.jobs) == 0) break;
            }
            if (std::chrono::steady_clock::now() >= end) break;
            std::this_thread::sleep_for(between_retrieval_looks);
        }
        report(one, way);
    }
}

void RetrievalPreparation::report(const Awaited& awaited, const RetrievalWay& way) const {
    std::vector<std::int64_t> missing;
    {
        const database::PooledConnection connection = database_.connection();
        for (std::size_t i = 0; i < awaited.jobs.size(); ++i) {
            if (database::count_unfinished_jobs(*connection, std::span{awaited.jobs}.subspan(i, 1)) > 0) {
                missing.push_back(awaited.note_versions[i]);
            }
        }
    }
    if (!missing.empty()) RetrievalGaps{database_, clock_}.add(awaited.study_instance_uid, way, missing);
}

Retrieval::Retrieval(database::Database& database, const query::RetrieveKeys& keys)
    : database_{database}, scope_{scope_of(keys)} {
    const database::PooledConnection connection = database_.connection();
    extent_ = database::measure_retrieval(*connection, scope_);
}

std::vector<database::ObjectToSend> Retrieval::next_page(std::int64_t limit) {
    const database::PooledConnection connection = database_.connection();
    auto page = database::find_objects_to_retrieve(*connection, scope_, after_, extent_.last_instance, limit);
    if (!page.empty()) after_ = page.back().instance;
    return page;
}

}  // namespace kinote::exporter
