#include "image_cache/damage.hpp"

#include <fmt/format.h>

#include <optional>
#include <string>

#include "base/error.hpp"
#include "base/log.hpp"
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
