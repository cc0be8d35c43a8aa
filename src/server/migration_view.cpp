#include "server/migration_view.hpp"

#include "base/clock.hpp"
#include "legacy_migration/report_rows.hpp"
#include "server/json_values.hpp"
#include "server/json_views.hpp"

namespace kinote::server {
namespace {

namespace json = boost::json;

json::object outcomes_of(const database::MigrationCounts& counts) {
    json::object outcomes;
    for (const database::NoteOutcome outcome : database::note_outcomes) {
        outcomes[database::to_string(outcome)] = counts.of(outcome);
    }
    return outcomes;
}

json::object reference_outcomes_of(const database::MigrationCounts& counts) {
    json::object outcomes;
    for (const database::ReferenceOutcome outcome : database::reference_outcomes) {
        outcomes[database::to_string(outcome)] = counts.of(outcome);
    }
    return outcomes;
}

}  // namespace

json::value latest_migration(database::Connection& connection) {
    const auto run = database::find_latest_migration_run(connection);
    if (!run) return nullptr;
    return json::object{{"run", run->id},
                        {"mapping", run->origin.mapping},
                        {"state", run->state},
                        {"notes_read", run->mark.counts.notes_read},
                        {"notes_total", number_or_null(run->notes_total)},
                        {"outcomes", outcomes_of(run->mark.counts)},
                        {"started_at", base::iso_8601(run->started_ms)},
                        {"ended_at", time_to_json(run->ended_ms, std::nullopt)}};
}

json::object to_json(const database::MigrationRun& run) {
    return {{"run", run.id},
            {"mapping", run.origin.mapping},
            {"source", run.origin.source},
            {"is_dry_run", run.origin.is_dry_run},
            {"state", run.state},
            {"error", text_or_null(run.error)},
            {"notes_read", run.mark.counts.notes_read},
            {"notes_total", number_or_null(run.notes_total)},
            {"outcomes", outcomes_of(run.mark.counts)},
            {"references_read", run.mark.counts.references_read},
            {"reference_outcomes", reference_outcomes_of(run.mark.counts)},
            {"started_at", base::iso_8601(run.started_ms)},
            {"ended_at", time_or_null(run.ended_ms)}};
}

json::object to_json(const database::MigrationRow& row) {
    constexpr std::size_t most_details = 100;
    database::MigrationCounts counts;
    for (const database::ReferenceRun& run : row.references) counts.of(run.outcome) += run.count;
    json::array details;
    for (const database::ReferenceDetail& detail : row.details) {
        if (details.size() == most_details) break;
        details.push_back(json::object{
            {"place", detail.place}, {"sop_instance_uid", detail.sop_instance_uid}, {"reason", detail.reason}});
    }
    const bool is_of_uid_mapping = database::is_of_uid_mapping(row);
    return {{"number", row.number},
            {"table", is_of_uid_mapping ? "uid_mapping" : "notes"},
            {"source_note_id", row.source_note_id},
            {"outcome", is_of_uid_mapping
                            ? "rejected"
                            : (row.outcome ? database::to_string(*row.outcome) : std::string_view{"no_note"})},
            {"reason", legacy_migration::told_reason(row)},
            {"study_instance_uid", text_or_null(row.study_instance_uid)},
            {"needs_a_look", row.needs_a_look},
            {"references", reference_outcomes_of(counts)},
            {"details", std::move(details)}};
}

}  // namespace kinote::server
