#include "legacy_migration/migration_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <memory>
#include <stop_token>

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/random.hpp"
#include "database/statistics.hpp"
#include "legacy_migration/batch_writer.hpp"

namespace kinote::legacy_migration {
namespace {

using base::Error;
using base::ErrorKind;
using database::MigrationProgressMark;
using database::PooledConnection;
using database::Transaction;

constexpr std::int64_t rows_removed_at_once = 5'000;
constexpr std::int64_t statistics_growth =
    4;  // the planner learns of the tables' sizes each time they are so many times larger

// Everything of one run, from its row to its end.
class MigrationRunning {
public:
    MigrationRunning(database::Database& database, const MigrationSettings& settings, const base::Clock& clock,
                     const MigrationWatch& watch)
        : mapping_{mapping_of(settings)},
          place_{place_of(settings)},
          origin_{mapping_.name, mapping_.digest, shown_place(place_), settings.is_dry_run},
          clock_{clock},
          watch_{watch},
          connection_{database.connection()},
          worker_{base::random_uuid()} {}

    MigrationResult run() {
        if (watch_.is_by_hand && !open_beforehand()) return result(MigrationEnd::stopped);
        begin();
        MigrationEnd reached = MigrationEnd::stopped;
        try {
            reached = bring_over();
        } catch (const Error& error) {
            if (!watch_.stop.stop_requested()) {
                end("failed", error.what());
                throw MigrationFailed{error, so_far(MigrationEnd::stopped)};
            }
        }
        if (reached == MigrationEnd::taken_over) {
            base::log::info("another run of the migration goes on in this one's place", {{"run", run_}});
            return result(reached);
        }
        end(to_string(reached), std::nullopt);
        if (reached == MigrationEnd::done) remove_repeated_rows();
        return result(reached);
    }

private:
    // Takes up the run that did not end, or adds one. A dry run remembers what it has met: it begins anew.
    void begin() {
        Transaction transaction{*connection_};
        const auto unfinished =
            origin_.is_dry_run ? std::nullopt : database::find_unfinished_run(*connection_, origin_);
        if (unfinished) {
            run_ = unfinished->id;
            mark_ = unfinished->mark;
            database::take_over_run(transaction, run_, worker_);
        } else {
            run_ = database::add_migration_run(transaction, origin_, worker_, clock_.now_ms());
        }
        audit(transaction, unfinished ? "migration_resumed" : "migration_begun", {{"source", origin_.source}});
        transaction.commit();
        base::log::info(unfinished ? "migration resumed" : "migration started",
                        {{"run", run_}, {"mapping", origin_.mapping}, {"source", origin_.source}});
    }

    void begin_anew() {
        base::log::warn("the legacy source has changed since the run was interrupted: a new run reads all of it",
                        {{"run", run_}, {"mapping", origin_.mapping}});
        Transaction transaction{*connection_};
        run_ = database::add_migration_run(transaction, origin_, worker_, clock_.now_ms());
        audit(transaction, "migration_begun", {{"source", origin_.source}});
        transaction.commit();
        mark_ = {};
    }

    // The run's rows name the studies of what it changes. A dry run changes nothing.
    void audit(Transaction& transaction, std::string_view action, boost::json::object details) const {
        if (origin_.is_dry_run) return;
        details["mapping"] = origin_.mapping;
        database::add_audit_event(transaction,
                                  {watch_.actor, action, std::to_string(run_), "", boost::json::serialize(details)},
                                  clock_.now_ms());
    }

    // False where a stop was requested meanwhile.
    bool open_beforehand() {
        try {
            uids_ = read_uid_mapping();
            opened_ = std::make_unique<GroupReader>(place_, mapping_, reading_.get_token());
        } catch (const Error&) {
            if (!watch_.stop.stop_requested()) throw;
        }
        return !watch_.stop.stop_requested();
    }

    std::unique_ptr<GroupReader> open_groups() {
        auto groups =
            opened_ ? std::move(opened_) : std::make_unique<GroupReader>(place_, mapping_, reading_.get_token());
        if (groups->skip(mark_, watch_.stop)) return groups;
        begin_anew();
        return std::make_unique<GroupReader>(place_, mapping_, reading_.get_token());
    }

    UidMapping read_uid_mapping() {
        constexpr ContractTable table = ContractTable::uid_mapping;
        const std::unique_ptr<RowSource> rows = open_table(place_, mapping_, table, watch_.stop);
        return rows ? UidMapping{*rows, row_origin(place_, table), watch_.stop} : UidMapping{};
    }

    // Rows of the run before all others: what the UID mapping does not map. A run that goes on has them already.
    void tell_uid_mapping() {
        const UidMappingFaults& faults = uids_->faults();
        if (faults.count == 0) return;
        base::log::warn("rows of the UID mapping map nothing, or not as they say",
                        {{"run", run_}, {"rows", faults.count}, {"first", faults.first.front()}});
        if (mark_.last_row > 0) return;
        std::vector<database::MigrationRow> rows;
        const auto tell = [&rows](std::string reason) {
            database::MigrationRow& row = rows.emplace_back();
            row.number = static_cast<std::int64_t>(rows.size());
            row.reason = std::move(reason);
            row.needs_a_look = true;
        };
        for (const std::string& fault : faults.first) tell(fault);
        const auto untold = faults.count - static_cast<std::int64_t>(faults.first.size());
        if (untold > 0) tell(fmt::format("{} further rows of the UID mapping are no better", untold));
        Transaction transaction{*connection_};
        if (!database::lock_run(transaction, run_, worker_)) return;  // the first batch finds out
        mark_.last_row = static_cast<std::int64_t>(rows.size());
        database::add_migration_rows(transaction, run_, rows);
        database::advance_run(transaction, run_, mark_);
        transaction.commit();
    }

    void tell_total(std::optional<std::int64_t> total) {
        notes_total_ = total ? total : count_notes(place_, mapping_, watch_.stop);
        if (!notes_total_) return;
        Transaction transaction{*connection_};
        database::set_notes_total(transaction, run_, *notes_total_);
        transaction.commit();
    }

    MigrationEnd bring_over() {
        if (!uids_) uids_ = read_uid_mapping();
        const NoteBuilder builder{mapping_, *uids_};
        std::unique_ptr<GroupReader> groups = open_groups();
        tell_uid_mapping();
        tell_total(groups->notes_total());
        started_ms_ = clock_.now_ms();
        notes_before_ = mark_.counts.notes_read;
        BatchWriter writer{{run_, mapping_.name, origin_.is_dry_run}};
        BatchReader reader{std::move(groups), builder, watch_.batch_size, reading_};
        while (auto batch = reader.next(watch_.stop)) {
            const auto next = commit(writer, *batch);
            if (!next) return MigrationEnd::taken_over;
            mark_ = *next;
            refresh_statistics();
            if (watch_.on_progress) watch_.on_progress(progress());
            if (watch_.stop.stop_requested()) break;
        }
        return watch_.stop.stop_requested() ? MigrationEnd::stopped : MigrationEnd::done;
    }

    // Absent where another run has taken this one's place. Another transaction may be in the way once; not twice.
    std::optional<MigrationProgressMark> commit(BatchWriter& writer, NoteBatch& batch) {
        for (bool is_first = true;; is_first = false) {
            try {
                Transaction transaction{*connection_};
                if (!database::lock_run(transaction, run_, worker_)) return std::nullopt;
                const MigrationProgressMark next = writer.write(transaction, batch, mark_, clock_.now_ms());
                transaction.commit();
                return next;
            } catch (const Error& error) {
                if (!is_first || error.kind() != ErrorKind::unavailable || !connection_->is_usable()) throw;
            }
        }
    }

    void refresh_statistics() {
        const std::int64_t notes = mark_.counts.notes_read - notes_before_;
        if (origin_.is_dry_run || notes < next_statistics_) return;
        next_statistics_ = notes * statistics_growth;
        database::refresh_note_statistics(*connection_);
    }

    void end(std::string_view state, const std::optional<std::string>& error) noexcept {
        try {
            Transaction transaction{*connection_};
            database::end_run(transaction, run_, worker_, state, error, clock_.now_ms());
            audit(transaction, "migration_ended",
                  {{"state", state}, {"notes", mark_.counts.notes_read}, {"references", mark_.counts.references_read}});
            transaction.commit();
            base::log::info("migration ended", {{"run", run_},
                                                {"state", state},
                                                {"notes", mark_.counts.notes_read},
                                                {"references", mark_.counts.references_read}});
        } catch (const std::exception& failure) {  // the run stays as it is, and the next one takes it up
            base::log::warn("the end of a migration cannot be written", {{"run", run_}, {"error", failure.what()}});
        }
    }

    void remove_repeated_rows() {
        const auto run = database::find_migration_run(*connection_, run_);
        if (!run) return;
        while (!watch_.stop.stop_requested()) {
            Transaction transaction{*connection_};
            const std::int64_t removed = database::remove_repeated_rows(transaction, *run, rows_removed_at_once);
            transaction.commit();
            if (removed < rows_removed_at_once) return;
        }
    }

    [[nodiscard]] MigrationProgress progress() const {
        MigrationProgress progress{run_, mark_.counts, notes_total_, 0, std::nullopt};
        const double seconds = static_cast<double>(clock_.now_ms() - started_ms_) / 1000;
        if (seconds > 0) {
            progress.notes_per_second = static_cast<double>(mark_.counts.notes_read - notes_before_) / seconds;
        }
        if (notes_total_ && progress.notes_per_second > 0) {
            const std::int64_t left = std::max<std::int64_t>(*notes_total_ - mark_.counts.notes_read, 0);
            progress.seconds_left = std::llround(static_cast<double>(left) / progress.notes_per_second);
        }
        return progress;
    }

    [[nodiscard]] MigrationResult so_far(MigrationEnd reached) const {
        return {run_, origin_.is_dry_run, reached, mark_.counts, 0, uids_ ? uids_->faults().count : 0};
    }

    MigrationResult result(MigrationEnd reached) {
        MigrationResult result = so_far(reached);
        result.rows_to_look_at = database::count_rows_to_look_at(*connection_, run_);
        return result;
    }

    Mapping mapping_;
    SourcePlace place_;
    database::NewMigrationRun origin_;
    const base::Clock& clock_;
    const MigrationWatch& watch_;
    PooledConnection connection_;
    std::string worker_;
    std::int64_t run_ = 0;
    MigrationProgressMark mark_;
    std::optional<UidMapping> uids_;
    std::stop_source reading_;  // stops with the run, however that ends
    std::stop_callback<std::function<void()>> forwarding_{watch_.stop, [this] { reading_.request_stop(); }};
    std::unique_ptr<GroupReader> opened_;  // before the run began
    std::optional<std::int64_t> notes_total_;
    std::int64_t started_ms_ = 0;
    std::int64_t notes_before_ = 0;
    std::int64_t next_statistics_ = 1;  // notes of this program's part of the run, after which they are refreshed
};

}  // namespace

std::string_view to_string(MigrationEnd end) {
    switch (end) {
        case MigrationEnd::done: return "done";
        case MigrationEnd::stopped: return "stopped";
        case MigrationEnd::taken_over: return "taken_over";
    }
    std::abort();
}

std::string to_text(const MigrationProgress& progress) {
    std::string text = fmt::format("{}", progress.counts.notes_read);
    if (progress.notes_total) text += fmt::format(" of {}", *progress.notes_total);
    text += fmt::format(" notes, {:.0f}/s", progress.notes_per_second);
    if (progress.seconds_left) text += fmt::format(", {} s left", *progress.seconds_left);
    return text;
}

boost::json::value to_json(const MigrationResult& result, const std::optional<std::string>& error) {
    boost::json::object notes;
    for (const database::NoteOutcome outcome : database::note_outcomes) {
        notes[database::to_string(outcome)] = result.counts.of(outcome);
    }
    boost::json::object references;
    for (const database::ReferenceOutcome outcome : database::reference_outcomes) {
        references[database::to_string(outcome)] = result.counts.of(outcome);
    }
    boost::json::object object{{"run", result.run == 0 ? boost::json::value(nullptr) : boost::json::value(result.run)},
                               {"dry_run", result.is_dry_run},
                               {"source_notes", result.counts.notes_read},
                               {"source_references", result.counts.references_read},
                               {"notes", std::move(notes)},
                               {"references", std::move(references)}};
    if (result.uid_mapping_rejected > 0) object["uid_mapping_rejected"] = result.uid_mapping_rejected;
    if (error) object["error"] = *error;
    return object;
}

MigrationResult run_migration(database::Database& database, const MigrationSettings& settings, const base::Clock& clock,
                              const MigrationWatch& watch) {
    return MigrationRunning{database, settings, clock, watch}.run();
}

}  // namespace kinote::legacy_migration
