#include "ingest/duplicates.hpp"

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string>

#include "base/error.hpp"
#include "base/log.hpp"
#include "database/cached_object_table.hpp"
#include "database/job_exception_table.hpp"
#include "database/nearline_table.hpp"
#include "database/whole_commit.hpp"
#include "dicom/data_set_comparison.hpp"
#include "image_cache/damage.hpp"
#include "ingest/arrival_file.hpp"
#include "ingest/returns.hpp"

namespace kinote::ingest {
namespace {

using base::Error;
using base::ErrorKind;

// Of two that differ by their bytes one that cannot be read to its end is not the other.
bool is_same(const dicom::ByteSource& stored, const dicom::ByteSource& object) {
    try {
        return dicom::is_same_data_set(stored, object);
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::corrupt) throw;
        return false;
    }
}

}  // namespace

Outcome Duplicates::meet(const Arrival& arrival, const dicom::Header& header, const database::StoredObject& present) {
    if (give_up_damaged(arrival, present)) {
        throw Error{ErrorKind::unavailable, "the copy here was damaged and has been given up for this one"};
    }
    if (present.sha256 == arrival.sha256) return Outcome::same_content;
    const std::unique_ptr<dicom::ByteSource> stored = image_cache_.open(present);
    if (is_same(*stored, arrival.object)) return Outcome::same_content;
    if (is_archives_version(database_, arrival, present, *stored)) {
        base::log::info("an archive sends back what is here, with another header: ours stays",
                        {{"sop_instance_uid", present.sop_instance_uid}, {"from", arrival.received_from}});
        return Outcome::same_content;
    }
    return refuse(arrival, header);
}

bool Duplicates::give_up_damaged(const Arrival& arrival, const database::StoredObject& present) {
    if (!present.path || !find_returner_of(database_, arrival, present)) return false;
    std::string words;
    try {
        (void)image_cache_.open_checked(present, {});
        return false;
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::corrupt) throw;
        words = error.what();
    }
    bool is_given_up = false;
    database::commit_as_a_whole(database_, [&](database::Transaction& transaction) {
        database::Connection& connection = transaction.connection();
        const std::optional<database::CachedObject> cached = database::find_cached_object(connection, present.instance);
        is_given_up = cached && database::hold_study(transaction, cached->object.study_instance_uid) &&
                      image_cache::is_where_it_was(connection, present) &&
                      database::has_committed_copy(connection, present.instance);
        if (!is_given_up) return;
        image_cache::raise_damage(transaction, cached->object, words, clock_.now_ms());
        image_cache::give_up_copy(transaction, cached->object, "return from archive", clock_.now_ms());
    });
    return is_given_up;
}

Outcome Duplicates::refuse(const Arrival& arrival, const dicom::Header& header) {
    keep_aside(arrival, header);
    return Outcome::other_content;
}

void Duplicates::keep_aside(const Arrival& arrival, const dicom::Header& header) {
    const auto size = static_cast<std::int64_t>(arrival.object.size());
    database::RefusalSituation situation;
    {
        const database::PooledConnection connection = database_.connection();
        situation = database::find_refusal_situation(*connection, header.sop_instance_uid, arrival.sha256);
    }
    const bool has_room = situation.kept_bytes + size <= most_refused_bytes_;
    std::optional<image_cache::KeptFile> kept;
    if (has_room && !situation.was_refused_before) kept.emplace(keep_copy(image_cache_, arrival.object));
    const std::optional<std::string> path = kept ? std::optional{kept->path()} : std::nullopt;
    const bool is_told_as_not_kept = !has_room && !situation.was_refused_before;
    bool is_new = false;
    database_.commit_together([&](database::Transaction& transaction) {
        if (!situation.was_refused_before) {
            is_new = database::add_refused_object(
                transaction, {header.sop_instance_uid, arrival.sha256, size, path, arrival.received_from},
                clock_.now_ms());
        }
        database::raise_refusal(
            transaction,
            {std::nullopt, "other_content",
             fmt::format("{} sent other content under the UID of an object that is here{}", arrival.received_from,
                         is_told_as_not_kept ? "; it was not kept, the limit for refused objects is reached" : ""),
             "ask the sender for a new SOP Instance UID; the object that was here first stays",
             header.study_instance_uid, header.sop_instance_uid},
            clock_.now_ms());
        if (kept && is_new) transaction.when_in_doubt([&kept] { kept->release(); });
    });
    if (kept && is_new) kept->release();
    base::log::warn("object refused: other content under a known UID",
                    {{"sop_instance_uid", header.sop_instance_uid}, {"from", arrival.received_from}});
}

}  // namespace kinote::ingest
