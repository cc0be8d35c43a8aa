#pragma once
// REGISTER_KOSD: reads a stored Key Object Selection Document into the note tables, so that clients can show its key
// images; or quarantines it with its findings.

#include <stop_token>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "database/database.hpp"
#include "database/instance_table.hpp"
#include "database/job_table.hpp"
#include "database/rejection_table.hpp"
#include "image_cache/image_cache.hpp"
#include "jobs/worker_pool.hpp"
#include "note/document_title.hpp"
#include "note/kos_reader.hpp"

namespace kinote::object_creator {

/// To be raised when the reader can read what it could not before: quarantined KOSDs are then judged anew.
inline constexpr std::int64_t reader_version = 1;

struct RegisterKosdSettings {
    std::vector<note::SiteTitle> site_titles;
    std::string fallback_character_set = "ISO_IR 100";
    bool is_strict = false;
    database::QualityRejection quality = database::QualityRejection::hide;  ///< what 113001 does
};

/// Any thread.
class RegisterKosdHandler {
public:
    RegisterKosdHandler(RegisterKosdSettings settings, database::Database& database,
                        const image_cache::ImageCache& image_cache, const base::Clock& clock)
        : settings_{std::move(settings)}, database_{database}, image_cache_{image_cache}, clock_{clock} {}

    /// Reads and judges the object; the ending writes note, verdict and findings. May run again for the same object:
    /// the note keeps its identity.
    /// @throws Error not_found where the object is gone, unavailable where it cannot be read now.
    [[nodiscard]] jobs::Ending operator()(const database::ClaimedJob& job, const std::stop_token& stop) const;

private:
    [[nodiscard]] note::KosReading read(const database::ObjectInPlace& object) const;

    RegisterKosdSettings settings_;
    database::Database& database_;
    const image_cache::ImageCache& image_cache_;
    const base::Clock& clock_;
};

}  // namespace kinote::object_creator
