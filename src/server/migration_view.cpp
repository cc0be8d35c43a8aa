#include "server/migration_view.hpp"

#include <boost/json.hpp>

#include "base/clock.hpp"
#include "database/migration_table.hpp"
#include "server/json_views.hpp"

namespace kinote::server {

boost::json::value latest_migration(database::Connection& connection) {
    const auto run = database::find_latest_migration_run(connection);
    if (!run) return nullptr;
    boost::json::object outcomes;
    for (const database::NoteOutcome outcome : database::note_outcomes) {
        outcomes[database::to_string(outcome)] = run->mark.counts.of(outcome);
    }
    return boost::json::object{{"run", run->id},
                               {"mapping", run->origin.mapping},
                               {"state", run->state},
                               {"notes_read", run->mark.counts.notes_read},
                               {"notes_total", run->notes_total ? boost::json::value(*run->notes_total) : nullptr},
                               {"outcomes", std::move(outcomes)},
                               {"started_at", base::iso_8601(run->started_ms)},
                               {"ended_at", time_to_json(run->ended_ms, std::nullopt)}};
}

}  // namespace kinote::server
