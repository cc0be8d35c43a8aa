#include "image_cache/damage.hpp"

#include <fmt/format.h>

#include <optional>
#include <string>

#include "base/error.hpp"
#include "base/log.hpp"
#include "database/audit_table.hpp"
#include "database/cached_object_table.hpp"
#include "database/job_exception_table.hpp"
#include "database/whole_commit.hpp"

namespace kinote::image_cache {

void raise_damage(database::Transaction& transaction, const database::StoredObject& object, std::string_view words,
                  std::int64_t now_ms) {
    base::log::error("a stored object is damaged",
                     {{"sop_instance_uid", object.sop_instance_uid}, {"error", std::string{words}}});
    database::raise_refusal(
        transaction,
        {std::nullopt, std::string{damage_cause},
         fmt::format("the object {} is damaged in the cache: {}", object.sop_instance_uid, words),
         "bring its file back from a backup, or delete the object and have its sender send it again; where an archive "
         "has it, kinote tasks run checksum_patrol has it fetched",
         object.study_instance_uid, object.sop_instance_uid},
        now_ms);
}

bool is_where_it_was(database::Connection& connection, const database::StoredObject& before) {
    const std::optional<database::CachedObject> now = database::find_cached_object(connection, before.instance);
    return now && now->is_wanted && now->object.path == before.path && now->object.sha256 == before.sha256;
}

void give_up_copy(database::Transaction& transaction, const database::StoredObject& object, std::string_view by,
                  std::int64_t now_ms) {
    static const database::Actor damage_actor{"kinote", "task"};
    if (!database::give_up_file(transaction, object, now_ms)) {
        throw base::Error{base::ErrorKind::unavailable, "the object changes at this moment"};
    }
    database::add_audit_event(transaction,
                              {damage_actor, "cache_copy_given_up", object.sop_instance_uid, object.study_instance_uid,
                               fmt::format(R"({{"task":"{}"}})", by)},
                              now_ms);
}

std::unique_ptr<dicom::ByteSource> open_undamaged(const ImageCache& image_cache, database::Database& database,
                                                  const base::Clock& clock, const database::StoredObject& object,
                                                  const std::stop_token& stop) {
    try {
        return image_cache.open_checked(object, stop);
    } catch (const base::Error& error) {
        if (error.kind() == base::ErrorKind::corrupt) {
            database::commit_as_a_whole(database, [&](database::Transaction& transaction) {
                raise_damage(transaction, object, error.what(), clock.now_ms());
            });
        }
        throw;
    }
}

}  // namespace kinote::image_cache
