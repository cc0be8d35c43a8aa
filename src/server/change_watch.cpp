#include "server/change_watch.hpp"

#include <algorithm>

namespace kinote::server {
namespace {

constexpr std::int64_t look_interval_ms = 1'000;

// Whether the topic may show something else than it did.
bool is_other(std::string_view topic, const database::ChangeMarks& before, const database::ChangeMarks& now,
              bool is_other_summary) {
    // A person has changed something: seldom enough to look at all again.
    if (before.audit_event != now.audit_event) return true;
    const bool is_other_export = before.an_export != now.an_export || before.open_exports != now.open_exports ||
                                 before.is_sending || now.is_sending;
    if (topic == "summary") return is_other_summary;
    if (topic == "jobs") return is_other_summary || before.job != now.job;
    if (topic == "exports" || topic == "destinations") return is_other_export;
    if (topic == "reconciliations") {
        return before.reconciliation != now.reconciliation || before.is_comparing || now.is_comparing;
    }
    if (topic == "notes") {
        return before.note_version != now.note_version || before.instance != now.instance || is_other_export;
    }
    if (topic == "quarantine") return is_other_summary || before.job_exception != now.job_exception;
    if (topic == "media") {
        return before.media != now.media || before.is_writing_media || now.is_writing_media ||
               before.job_exception != now.job_exception;
    }
    if (topic == "tasks" || topic == "deletions") return before.tasks != now.tasks;
    return false;
}

}  // namespace

Changes ChangeWatch::look() {
    const std::unique_lock looking{looking_, std::try_to_lock};
    std::unique_lock lock{mutex_};
    if (!looking.owns_lock() || clock_.now_ms() < due_ms_) return changes_;
    due_ms_ = clock_.now_ms() + look_interval_ms;
    lock.unlock();
    const std::string summary = summary_->text();
    const database::PooledConnection connection = database_.connection();
    const database::ChangeMarks marks = database::read_change_marks(*connection);
    lock.lock();
    take(marks, summary);
    return changes_;
}

void ChangeWatch::take(const database::ChangeMarks& marks, const std::string& summary) {
    for (std::size_t topic = 0; topic < change_topics.size(); ++topic) {
        if (is_other(change_topics[topic], marks_, marks, summary != summary_text_)) ++changes_[topic];
    }
    marks_ = marks;
    summary_text_ = summary;
}

}  // namespace kinote::server
