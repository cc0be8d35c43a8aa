#pragma once
// Drops the cache copies of a study whose objects an archive holds: they are NEARLINE then, and their rows stay.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "database/audit_table.hpp"
#include "database/database.hpp"
#include "database/nearline_table.hpp"
#include "image_cache/image_cache.hpp"

namespace kinote::image_cache {

/// What keeps a study in the cache, or what of it went or would go.
struct FreeingResult {
    std::vector<database::UnarchivedObject> unarchived;  ///< at most most_named
    std::vector<database::JobAboutStudy> jobs;
    std::int64_t objects = 0;
    std::int64_t bytes = 0;
    bool has_more = false;  ///< objects that another transaction may free
    static constexpr std::int64_t most_named = 1'000;

    [[nodiscard]] bool is_refused() const { return !unarchived.empty() || !jobs.empty(); }
};

/// How much of a study is to go.
struct FreeingScope {
    bool keeps_key_groups = false;
    bool needs_archive = true;                  ///< false: also what no archive has; its bytes are lost then
    std::int64_t most_objects = 1'000'000'000;  ///< in this transaction
};
/// What else is written in the transaction that frees, where anything is freed in it.
using FreeingRecord = std::function<void(database::Transaction&, const FreeingResult&)>;

/// Any thread.
class CacheFreeing {
public:
    CacheFreeing(database::Database& database, const ImageCache& image_cache, const base::Clock& clock)
        : database_{database}, image_cache_{image_cache}, clock_{clock} {}

    /// Frees what lies in files, but for KOSDs, where an archive in use has committed every visible object with the
    /// content that is here and no job lives about the study. Nothing is freed where it is refused. One transaction
    /// writes rows and audit event; the files go behind it, and what a crash leaves of them is swept as stray.
    /// @throws Error not_found where nobody knows the study, corrupt or not_found where an object cannot be read or is
    ///         not as it came (an exception damaged_here says so then),
    ///         unavailable where something changed meanwhile.
    [[nodiscard]] FreeingResult free(std::string_view study_instance_uid, const database::Actor& actor,
                                     const FreeingScope& scope = {}, const FreeingRecord& record = {}) const;
    /// What free() would do. Looks at nothing but the database.
    [[nodiscard]] FreeingResult look(std::string_view study_instance_uid, const FreeingScope& scope = {}) const;

private:
    [[nodiscard]] database::FreedContent read(const database::FreeableObject& object,
                                              std::string_view study_instance_uid) const;

    database::Database& database_;
    const ImageCache& image_cache_;
    const base::Clock& clock_;
};

}  // namespace kinote::image_cache
