#pragma once
// The tables `migration_run` and `migration_row`: runs that bring notes over from a legacy source, and what became of
// each of its rows.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "database/connection.hpp"

namespace kinote::database {

/// What became of a note of the source.
enum class NoteOutcome : std::uint8_t {
    migrated,
    updated,            ///< changed in the source: a new version here
    already_there,      ///< taken over before, and unchanged
    deleted_in_source,  ///< not taken over; withdrawn where an earlier run took it over
    conflict,           ///< changed on both sides: ours stays, a person decides
    other_patient,      ///< its study is known here under another patient: not shown until a person decides
    rejected,           ///< cannot be taken over, for the reason given
};

/// What became of a reference of the source.
enum class ReferenceOutcome : std::uint8_t { resolved, not_here, rejected };

inline constexpr std::array note_outcomes{
    NoteOutcome::migrated, NoteOutcome::updated,       NoteOutcome::already_there, NoteOutcome::deleted_in_source,
    NoteOutcome::conflict, NoteOutcome::other_patient, NoteOutcome::rejected};
inline constexpr std::array reference_outcomes{ReferenceOutcome::resolved, ReferenceOutcome::not_here,
                                               ReferenceOutcome::rejected};

/// The word as it stands in rows, JSON and reports, e.g. "already_there".
[[nodiscard]] std::string_view to_string(NoteOutcome outcome);
[[nodiscard]] std::string_view to_string(ReferenceOutcome outcome);

/// How many rows a run has read, and how many met each outcome. Both sets of outcomes add up to what was read.
struct MigrationCounts {
    std::int64_t notes_read = 0;
    std::int64_t references_read = 0;
    std::array<std::int64_t, note_outcomes.size()> notes{};            ///< by NoteOutcome
    std::array<std::int64_t, reference_outcomes.size()> references{};  ///< by ReferenceOutcome

    [[nodiscard]] std::int64_t& of(NoteOutcome outcome) { return notes[static_cast<std::size_t>(outcome)]; }
    [[nodiscard]] std::int64_t of(NoteOutcome outcome) const { return notes[static_cast<std::size_t>(outcome)]; }
    [[nodiscard]] std::int64_t& of(ReferenceOutcome outcome) { return references[static_cast<std::size_t>(outcome)]; }
    [[nodiscard]] std::int64_t of(ReferenceOutcome outcome) const {
        return references[static_cast<std::size_t>(outcome)];
    }
    friend bool operator==(const MigrationCounts&, const MigrationCounts&) = default;
};

struct NewMigrationRun {
    std::string mapping;
    std::string mapping_digest;
    std::string source;  ///< without passwords
    bool is_dry_run = false;
};

/// How far a run has come: what its next start goes on from.
struct MigrationProgressMark {
    std::optional<std::string> last_source_note_id;
    std::int64_t last_row = 0;
    MigrationCounts counts;
};

struct MigrationRun {
    std::int64_t id = 0;
    NewMigrationRun origin;
    std::string state;  ///< running, done, stopped, failed
    std::optional<std::string> error;
    std::int64_t started_ms = 0;
    std::optional<std::int64_t> ended_ms;
    std::optional<std::int64_t> notes_total;  ///< in the source, where it is known
    MigrationProgressMark mark;
};

/// So many references one after another that met the same outcome.
struct ReferenceRun {
    ReferenceOutcome outcome = ReferenceOutcome::resolved;
    std::int64_t count = 1;
};

/// One reference of a row that note_reference cannot tell: rejected, not written, or taken with a remark.
struct ReferenceDetail {
    std::int64_t place = 0;        ///< from 1, among the row's references in the source's order
    std::string sop_instance_uid;  ///< as the source gives it
    std::string reason;            ///< may be empty
};

/// What became of one note of the source and its references, or of references that no note bears the id of, or of a
/// row of its UID mapping that maps nothing.
struct MigrationRow {
    std::int64_t number = 0;
    std::string source_note_id;          ///< empty where the row has none that can be read
    std::optional<NoteOutcome> outcome;  ///< absent: references without a note, or a row of the UID mapping
    std::string reason;
    std::string study_instance_uid;
    std::optional<std::int64_t> note_version;  ///< the version here that has these references
    std::vector<ReferenceRun> references;      ///< in the source's order
    std::vector<ReferenceDetail> details;
    bool needs_a_look = false;  ///< something was not carried over, or is not shown
};

/// True for a row of the UID mapping: it has neither a note nor references.
[[nodiscard]] inline bool is_of_uid_mapping(const MigrationRow& row) { return !row.outcome && row.references.empty(); }

/// Starts a run; those of the same mapping and kind that have not ended are stopped. @param worker  unique. @return id
std::int64_t add_migration_run(Transaction& transaction, const NewMigrationRun& run, std::string_view worker,
                               std::int64_t now_ms);
/// The run of the same mapping, mapping content, source and kind that has not been done and is the latest of its kind.
/// One that failed before it had written a row is none: there is nothing to go on from.
[[nodiscard]] std::optional<MigrationRun> find_unfinished_run(Connection& connection, const NewMigrationRun& run);
/// Makes another worker the one that runs it; whoever ran it finds out at its next batch.
void take_over_run(Transaction& transaction, std::int64_t run, std::string_view worker);
/// True where the worker still runs it; then nobody can take it over before the end of the transaction.
[[nodiscard]] bool lock_run(Transaction& transaction, std::int64_t run, std::string_view worker);
void set_notes_total(Transaction& transaction, std::int64_t run, std::int64_t notes_total);
void advance_run(Transaction& transaction, std::int64_t run, const MigrationProgressMark& mark);
/// @param state  done, stopped or failed. @param error  why it failed. Nothing where the worker no longer runs it.
void end_run(Transaction& transaction, std::int64_t run, std::string_view worker, std::string_view state,
             const std::optional<std::string>& error, std::int64_t now_ms);

[[nodiscard]] std::optional<MigrationRun> find_migration_run(Connection& connection, std::int64_t run);
/// The latest run that wrote notes; absent where none ever did.
[[nodiscard]] std::optional<MigrationRun> find_latest_migration_run(Connection& connection);

/// A page of runs, the latest first, dry ones included. @param before  those with a smaller id; 0: from the latest on
[[nodiscard]] std::vector<MigrationRun> list_migration_runs(Connection& connection, std::int64_t before,
                                                            std::int64_t limit);

void add_migration_rows(Transaction& transaction, std::int64_t run, std::span<const MigrationRow> rows);
/// A page of a run's rows in their order. @param only_to_look_at  those alone that need a person's look.
[[nodiscard]] std::vector<MigrationRow> list_migration_rows(Connection& connection, std::int64_t run,
                                                            std::int64_t after_number, std::int64_t limit,
                                                            bool only_to_look_at = false);

struct MigrationRowFilter {
    bool only_to_look_at = false;
    std::string outcome;  ///< a word of NoteOutcome, or no_note for rows without an outcome; empty: any
};
struct MigrationRowPage {
    std::vector<MigrationRow> rows;
    std::optional<std::int64_t> next_after;  ///< where the next page begins; absent behind the last row
};
/// The same of the rows that pass the filter. A page may have fewer rows than the limit, or none, and go on: what is
/// read for it is bounded, however seldom an outcome is.
[[nodiscard]] MigrationRowPage search_migration_rows(Connection& connection, std::int64_t run,
                                                     const MigrationRowFilter& filter, std::int64_t after_number,
                                                     std::int64_t limit);

/// How many rows of a run need a person's look.
[[nodiscard]] std::int64_t count_rows_to_look_at(Connection& connection, std::int64_t run);

/// Why so many notes met an outcome.
struct ReasonCount {
    std::optional<NoteOutcome> outcome;
    std::string reason;
    std::int64_t rows = 0;
};
/// The most frequent reasons of a run, those without a reason left out.
[[nodiscard]] std::vector<ReasonCount> count_reasons(Connection& connection, std::int64_t run, std::int64_t limit);

/// A study of which the source has another number of notes than are shown here.
struct StudyDifference {
    std::string study_instance_uid;
    std::int64_t notes_in_source = 0;  ///< rows of the run that are not deleted in the source
    std::int64_t notes_here = 0;       ///< notes of its legacy system that are shown, or stand behind another
};
/// Those whose numbers differ, of a run that has written notes, in the order of their UIDs.
[[nodiscard]] std::vector<StudyDifference> compare_studies(Connection& connection, const MigrationRun& run,
                                                           std::string_view after_study_instance_uid,
                                                           std::int64_t limit);

/// Removes from the earlier runs of the same mapping and kind what the rows of this one say again: of a dry run all, of
/// another all but what it brought over or changed. At most `limit` rows. @return how many: fewer once there are none.
std::int64_t remove_repeated_rows(Transaction& transaction, const MigrationRun& run, std::int64_t limit);

}  // namespace kinote::database
