#include "authoring/rejection_decisions.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <cstdlib>
#include <string>

#include "base/error.hpp"
#include "database/job_exception_table.hpp"
#include "database/whole_commit.hpp"
#include "jobs/availability_notices.hpp"
#include "jobs/repairs.hpp"
#include "jobs/withdrawals.hpp"

namespace kinote::authoring {
namespace {

using base::Error;
using base::ErrorKind;
using database::RejectionNoteRow;
using database::RejectionState;

constexpr std::size_t longest_reason = 1'000;

struct Step {
    RejectionState to;
    std::string_view action;
};

Step step_of(RejectionVerb verb) {
    switch (verb) {
        case RejectionVerb::accept: return {RejectionState::in_force, "rejection_accepted"};
        case RejectionVerb::refuse: return {RejectionState::refused, "rejection_refused"};
        case RejectionVerb::undo: return {RejectionState::undone, "rejection_undone"};
    }
    std::abort();
}

bool is_possible(RejectionVerb verb, const std::string& state) {
    switch (verb) {
        case RejectionVerb::accept: return state != to_string(RejectionState::in_force);
        case RejectionVerb::refuse: return state == to_string(RejectionState::waiting);
        case RejectionVerb::undo: return state == to_string(RejectionState::in_force);
    }
    std::abort();
}

RejectionNoteRow find(database::Connection& connection, std::string_view note) {
    auto found = database::find_rejection_note(connection, note);
    if (found) return *std::move(found);
    throw Error{ErrorKind::not_found, fmt::format("there is no rejection note {}: see kinote rejections list", note)};
}

void check(RejectionVerb verb, const RejectionNoteRow& note) {
    if (!is_possible(verb, note.state)) {
        throw Error{ErrorKind::refused,
                    fmt::format("the rejection note is {}: accept takes one that is not in force, refuse one that "
                                "waits, undo one in force",
                                note.state)};
    }
    if (verb == RejectionVerb::accept && note.objects == 0) {
        throw Error{ErrorKind::refused,
                    "the rejection note has not been read yet, or names no object of its study: nothing would follow"};
    }
}

}  // namespace

// What came again is no longer hidden or refused once no rejection of its study is in force.
void RejectionDecisions::close_exceptions(database::Transaction& transaction, std::string_view study) const {
    database::close_exceptions_of_study(transaction, "rejection_waits", study, "decided", clock_.now_ms());
    if (database::is_any_in_force(transaction.connection(), study)) return;
    for (const std::string_view cause : {"came_back_rejected", "rejected_again"}) {
        database::close_exceptions_of_study(transaction, cause, study, "undone", clock_.now_ms());
    }
}

RejectionNoteRow RejectionDecisions::decide(RejectionVerb verb, std::string_view note, std::string_view reason,
                                            const database::Actor& actor) {
    if (reason.size() > longest_reason) {
        throw Error{ErrorKind::invalid, fmt::format("reason: must have at most {} bytes", longest_reason)};
    }
    RejectionNoteRow after;
    database::commit_as_a_whole(
        database_, [&](database::Transaction& transaction) { after = decide(transaction, verb, note, reason, actor); });
    return after;
}

RejectionNoteRow RejectionDecisions::decide(database::Transaction& transaction, RejectionVerb verb,
                                            std::string_view note, std::string_view reason,
                                            const database::Actor& actor) const {
    database::hold_rejection(transaction, note);
    const RejectionNoteRow before = find(transaction.connection(), note);
    check(verb, before);
    if (verb == RejectionVerb::undo && reason.empty()) {
        throw Error{ErrorKind::invalid, "reason: is missing, and it is recorded why a rejection is taken back"};
    }
    const Step step = step_of(verb);
    database::decide_rejection(transaction, {note, step.to, actor, reason}, quality_, clock_.now_ms());
    jobs::take_back_rejected_repairs(transaction, note, clock_.now_ms());
    jobs::enqueue_withdrawals(transaction, database::forward_rejection(transaction, note, clock_.now_ms()),
                              clock_.now_ms());
    if (verb != RejectionVerb::refuse) {
        jobs::enqueue_availability_notices(transaction, {before.study_instance_uid}, clock_.now_ms());
    }
    close_exceptions(transaction, before.study_instance_uid);
    database::add_audit_event(
        transaction,
        {actor, step.action, note, before.study_instance_uid,
         boost::json::serialize(boost::json::object{{"before", before.state}, {"reason", reason}})},
        clock_.now_ms());
    return find(transaction.connection(), note);
}

}  // namespace kinote::authoring
