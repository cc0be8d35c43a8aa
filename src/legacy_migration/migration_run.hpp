#pragma once
// A run: everything that the source has, brought over in batches that commit by themselves, so that it may end at any
// moment and the next one goes on where it stopped.

#include <boost/json/value.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "database/audit_table.hpp"
#include "database/database.hpp"
#include "database/migration_table.hpp"
#include "legacy_migration/batch_reader.hpp"
#include "legacy_migration/migration_settings.hpp"

namespace kinote::legacy_migration {

/// How far a run has come.
struct MigrationProgress {
    std::int64_t run = 0;
    database::MigrationCounts counts;
    std::optional<std::int64_t> notes_total;   ///< in the source, where it is known
    double notes_per_second = 0;               ///< of this program's part of the run
    std::optional<std::int64_t> seconds_left;  ///< where the total is known
};

/// "1,200 of 20,000 notes, 350/s, 54 s left".
[[nodiscard]] std::string to_text(const MigrationProgress& progress);

/// Who looks on.
struct MigrationWatch {
    database::Actor actor;  ///< who brings the notes over, for the audit events of the run
    /// A person waits for the run: a source that cannot be opened ends it before there is one, and leaves whatever ran
    /// or was shown before as it was.
    bool is_by_hand = false;
    std::function<void(const MigrationProgress&)> on_progress;  ///< after each batch; may be empty
    std::stop_token stop;                                       ///< ends the run behind the batch that is being written
    BatchSize batch_size;
};

/// How a run ended that did not fail.
enum class MigrationEnd : std::uint8_t {
    done,
    stopped,     ///< it was asked to; the next one goes on where it stopped
    taken_over,  ///< another run of the mapping that began later has its place
};

/// "done", "stopped", "taken_over".
[[nodiscard]] std::string_view to_string(MigrationEnd end);

struct MigrationResult {
    std::int64_t run = 0;  ///< 0: it ended before there was one
    bool is_dry_run = false;
    MigrationEnd end = MigrationEnd::done;
    database::MigrationCounts counts;
    std::int64_t rows_to_look_at = 0;       ///< rows of which something was not carried over, or is not shown
    std::int64_t uid_mapping_rejected = 0;  ///< rows of the UID mapping that map nothing, or not as they say
};

/// What ended a run, with what it had done by then.
class MigrationFailed : public base::Error {
public:
    MigrationFailed(const base::Error& error, const MigrationResult& so_far) : Error{error}, so_far_{so_far} {}

    [[nodiscard]] const MigrationResult& so_far() const noexcept { return so_far_; }

private:
    MigrationResult so_far_;
};

/// An object with run, dry_run, source_notes, source_references, notes and references (outcome: number); with
/// uid_mapping_rejected where there are such rows, and with error where one ended the run.
[[nodiscard]] boost::json::value to_json(const MigrationResult& result, const std::optional<std::string>& error);

/// Brings over what the source has and this database lacks. Goes on with a run of the same mapping and source that did
/// not end, unless the source has changed before the place where it stopped. One run of a mapping writes at a time: one
/// that begins makes another that is under way end at its next batch.
/// @param database  with its schema up to date.
/// @throws Error  what kept it from beginning; MigrationFailed  what ended the run, which says so in its row: invalid
///         for the mapping or the source, unavailable where the source or the database is away.
MigrationResult run_migration(database::Database& database, const MigrationSettings& settings, const base::Clock& clock,
                              const MigrationWatch& watch);

}  // namespace kinote::legacy_migration
