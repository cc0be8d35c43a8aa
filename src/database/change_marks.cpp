#include "database/change_marks.hpp"

#include <fmt/format.h>

namespace kinote::database {
namespace {

constexpr Statement latest_sql{R"(
    SELECT coalesce((SELECT max(id) FROM audit_event), 0), coalesce((SELECT max(id) FROM instance), 0),
           coalesce((SELECT max(id) FROM note_version), 0), coalesce((SELECT max(id) FROM job), 0),
           coalesce((SELECT max(id) FROM job_exception), 0), coalesce((SELECT max(id) FROM export), 0),
           coalesce((SELECT max(id) FROM reconciliation), 0), (SELECT count(*) FROM export WHERE state = 'open'),
           (SELECT count(*) FROM job WHERE state = 'in_progress' AND kind = 'SEND'),
           (SELECT count(*) FROM job WHERE state = 'in_progress' AND kind = 'RECONCILE'))"};
constexpr Statement media_sql{R"(
    SELECT coalesce((SELECT max(id) FROM media_export), 0),
           coalesce((SELECT min(expires_ms) FROM media_export WHERE state = 'done'), 0),
           coalesce((SELECT max(expires_ms) FROM media_export WHERE state = 'done'), 0),
           (SELECT count(*) FROM media_export WHERE state IN ('expired', 'cancelled') AND removed_ms IS NULL),
           (SELECT count(*) FROM job WHERE state = 'in_progress' AND kind = 'CD_EXPORT'))"};
constexpr Statement tasks_sql{R"(
    SELECT name, next_run_ms, last_run_ms, paused_ms, asked_ms, is_running FROM task ORDER BY name)"};

}  // namespace

ChangeMarks read_change_marks(Connection& connection) {
    ChangeMarks marks;
    {
        Rows row = connection.query(latest_sql);
        if (!row.next()) return marks;
        marks.audit_event = row.integer(0);
        marks.instance = row.integer(1);
        marks.note_version = row.integer(2);
        marks.job = row.integer(3);
        marks.job_exception = row.integer(4);
        marks.an_export = row.integer(5);
        marks.reconciliation = row.integer(6);
        marks.open_exports = row.integer(7);
        marks.is_sending = row.integer(8) > 0;
        marks.is_comparing = row.integer(9) > 0;
    }
    {
        Rows row = connection.query(media_sql);
        if (!row.next()) return marks;
        marks.media = fmt::format("{} {} {} {}", row.integer(0), row.integer(1), row.integer(2), row.integer(3));
        marks.is_writing_media = row.integer(4) > 0;
    }
    Rows tasks = connection.query(tasks_sql);
    while (tasks.next()) {
        marks.tasks +=
            fmt::format("{} {} {} {} {} {}\n", tasks.string(0), tasks.integer(1), tasks.optional_integer(2).value_or(0),
                        tasks.optional_integer(3).value_or(0), tasks.optional_integer(4).value_or(0), tasks.integer(5));
    }
    return marks;
}

}  // namespace kinote::database
