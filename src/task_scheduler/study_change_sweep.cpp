#include "task_scheduler/study_change_sweep.hpp"

#include "database/job_table.hpp"
#include "database/study_change_table.hpp"
#include "jobs/job_kinds.hpp"

namespace kinote::task_scheduler {

// What an earlier look failed at is no reason not to look at what has changed since.
bool StudyChangeSweep::begin_evaluation(database::Transaction& transaction, const std::string& study) const {
    const database::NewJob evaluation = jobs::new_job(jobs::EvaluateRules{study});
    if (queue_.enqueue(transaction, evaluation)) return true;
    if (!database::is_in_error(transaction.connection(), evaluation.kind, evaluation.subject)) return false;
    (void)queue_.ensure(transaction, evaluation);
    return true;
}

std::string StudyChangeSweep::run(const std::string& cursor, const std::stop_token& stop) const {
    const database::PooledConnection connection = database_.connection();
    const std::int64_t quiet_since_ms = clock_.now_ms() - settings_.quiet_ms;
    database::ChangedStudy last;
    while (!stop.stop_requested()) {
        database::Transaction transaction{*connection};
        const auto page = database::hold_quiet_studies(transaction, quiet_since_ms, last, settings_.page);
        if (page.empty()) break;
        for (const database::ChangedStudy& study : page) {
            if (settings_.has_rules && study.is_being_read) continue;
            if (settings_.has_rules && !begin_evaluation(transaction, study.study_instance_uid)) continue;
            database::forget_study_change(transaction, study.study);
        }
        transaction.commit();
        last = page.back();
    }
    return cursor;
}

}  // namespace kinote::task_scheduler
