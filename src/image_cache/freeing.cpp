#include "image_cache/freeing.hpp"

#include <fmt/format.h>

#include <optional>

#include "base/error.hpp"
#include "base/log.hpp"
#include "database/cache_meter_table.hpp"
#include "database/file_removal_table.hpp"
#include "dicom/content_digest.hpp"
#include "image_cache/damage.hpp"
#include "image_cache/file_removals.hpp"
#include "rendering/decoded_digests.hpp"

namespace kinote::image_cache {
namespace {

using base::Error;
using base::ErrorKind;
using database::FreeableObject;
using database::Transaction;

FreeingResult look_at(database::Connection& connection, std::string_view study_instance_uid,
                      const FreeingScope& scope) {
    FreeingResult result;
    if (scope.needs_archive) {
        result.unarchived =
            database::find_unarchived_objects(connection, study_instance_uid, FreeingResult::most_named);
    }
    result.jobs = database::find_jobs_about_study(connection, study_instance_uid);
    return result;
}

// One more than may go now says whether anything is left.
std::vector<FreeableObject> freeable(database::Connection& connection, std::string_view study_instance_uid,
                                     const FreeingScope& scope) {
    return database::list_freeable_objects(connection, study_instance_uid, scope.keeps_key_groups,
                                           scope.most_objects + 1);
}

bool cut(std::vector<FreeableObject>& objects, const FreeingScope& scope) {
    if (objects.size() <= static_cast<std::size_t>(scope.most_objects)) return false;
    objects.resize(static_cast<std::size_t>(scope.most_objects));
    return true;
}

void count(FreeingResult& result, const std::vector<FreeableObject>& objects) {
    for (const FreeableObject& object : objects) {
        ++result.objects;
        result.bytes += object.size;
    }
}

database::StoredObject stored(const FreeableObject& object) {
    database::StoredObject stored;
    stored.instance = object.instance;
    stored.sop_instance_uid = object.sop_instance_uid;
    stored.size = object.size;
    stored.sha256 = object.sha256;
    stored.path = object.path;
    return stored;
}

database::FreedContent digest(const dicom::ByteSource& object) {
    const dicom::ContentDigests as_stored = dicom::digest_content(object);
    database::FreedContent freed{as_stored.content, as_stored.bulk};
    if (const std::optional<dicom::ContentDigests> decoded = rendering::digest_decoded(object)) {
        freed.decoded_content_sha256 = decoded->content;
        freed.decoded_bulk_sha256 = decoded->bulk;
    }
    return freed;
}

}  // namespace

FreeingResult CacheFreeing::look(std::string_view study_instance_uid, const FreeingScope& scope) const {
    const database::PooledConnection connection = database_.connection();
    FreeingResult result = look_at(*connection, study_instance_uid, scope);
    auto objects = freeable(*connection, study_instance_uid, scope);
    result.has_more = cut(objects, scope);
    count(result, objects);
    return result;
}

// What an archive committed is what came. A damaged copy that was freed would come back as the truth.
database::FreedContent CacheFreeing::read(const FreeableObject& object, std::string_view study_instance_uid) const {
    database::StoredObject copy = stored(object);
    copy.study_instance_uid = study_instance_uid;
    return digest(*open_undamaged(image_cache_, database_, clock_, copy, {}));
}

FreeingResult CacheFreeing::free(std::string_view study_instance_uid, const database::Actor& actor,
                                 const FreeingScope& scope, const FreeingRecord& record) const {
    std::vector<FreeableObject> objects;
    bool has_more = false;
    {
        const database::PooledConnection connection = database_.connection();
        FreeingResult result = look_at(*connection, study_instance_uid, scope);
        if (result.is_refused()) return result;
        objects = freeable(*connection, study_instance_uid, scope);
        has_more = cut(objects, scope);
    }
    std::vector<database::FreedContent> contents;  // read before the transaction
    contents.reserve(objects.size());
    for (const FreeableObject& object : objects) contents.push_back(read(object, study_instance_uid));
    const database::PooledConnection connection = database_.connection();
    Transaction transaction{*connection};
    if (!database::hold_study(transaction, study_instance_uid)) {
        throw Error{ErrorKind::not_found, "no such study is known here"};
    }
    FreeingResult result = look_at(*connection, study_instance_uid, scope);
    if (result.is_refused()) return result;
    for (std::size_t i = 0; i < objects.size(); ++i) {
        if (!database::free_object(transaction, objects[i], contents[i], clock_.now_ms())) {
            throw Error{ErrorKind::unavailable, "the study changes at this moment: try again"};
        }
        database::list_file_removal(transaction, objects[i].path, clock_.now_ms());
    }
    count(result, objects);
    result.has_more = has_more;
    database::add_audit_event(transaction,
                              {actor, "cache_freed", study_instance_uid, study_instance_uid,
                               fmt::format(R"({{"objects":{},"bytes":{}}})", result.objects, result.bytes)},
                              clock_.now_ms());
    database::add_cache_change(transaction, study_instance_uid, clock_.now_ms());
    if (record && result.objects > 0) record(transaction, result);
    transaction.commit();
    remove_listed_files(database_, image_cache_, {});
    base::log::info("a study was freed from the cache",
                    {{"study", study_instance_uid}, {"objects", result.objects}, {"bytes", result.bytes}});
    return result;
}

}  // namespace kinote::image_cache
