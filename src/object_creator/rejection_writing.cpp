#include "object_creator/rejection_writing.hpp"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "database/job_exception_table.hpp"
#include "database/withdrawal_table.hpp"
#include "jobs/availability_notices.hpp"
#include "jobs/repairs.hpp"
#include "jobs/withdrawals.hpp"

namespace kinote::object_creator {
namespace {

using database::RejectionState;
using database::Transaction;

void tell(Transaction& transaction, const database::ObjectInPlace& kosd, RejectionState state,
          const database::RejectionContent& content, std::int64_t now_ms) {
    const std::string& note = kosd.object.sop_instance_uid;
    const std::string& study = kosd.object.study_instance_uid;
    if (state == RejectionState::waiting) {
        database::raise_exception(
            transaction,
            {std::nullopt, "rejection_waits",
             fmt::format(
                 "a rejection note ({}) that came by {} is kept without effect: it is none of those who may reject",
                 content.code, kosd.received_from),
             fmt::format("look at it, then: kinote rejections accept {0}, or kinote rejections refuse {0}", note),
             study, note},
            now_ms);
    }
    if (content.left_alone > 0) {
        database::raise_exception(
            transaction,
            {std::nullopt, "rejection_left_alone",
             fmt::format("a rejection note from {} names {} objects that are not of its study and patient, or "
                         "cannot be used; they are left alone",
                         kosd.received_from, content.left_alone),
             "ask the sender for a rejection note in the study of those objects", study, note},
            now_ms);
    }
}

}  // namespace

void write_rejection(Transaction& transaction, const ReadRejection& rejection, database::QualityRejection quality,
                     std::int64_t now_ms) {
    const database::StoredObject& object = rejection.kosd.object;
    if (database::is_own_rejection_note(transaction.connection(), object.sop_instance_uid)) return;
    database::add_rejection_note(transaction,
                                 {object.sop_instance_uid, rejection.study, object.study_instance_uid,
                                  rejection.kosd.received_from, RejectionState::waiting},
                                 now_ms);
    database::RejectionContent content;
    content.note = object.sop_instance_uid;
    content.code = rejection.reading.note.title.value;
    content.meaning = rejection.reading.note.title.meaning;
    std::vector<database::RejectedObject> objects;
    for (const note::NoteReference& reference : rejection.reading.note.references) {
        const bool is_of_study = reference.study_instance_uid == object.study_instance_uid;
        if (rejection.is_usable && is_of_study && reference.sop_instance_uid != object.sop_instance_uid) {
            objects.push_back({reference.series_instance_uid, reference.sop_class_uid, reference.sop_instance_uid});
        } else {
            ++content.left_alone;
        }
    }
    content.objects = objects;
    const RejectionState state = database::set_rejections(transaction, content, quality, now_ms);
    jobs::take_back_rejected_repairs(transaction, content.note, now_ms);
    tell(transaction, rejection.kosd, state, content, now_ms);
    if (state == RejectionState::in_force && !objects.empty()) {
        jobs::enqueue_availability_notices(transaction, {object.study_instance_uid}, now_ms);
    }
    jobs::enqueue_withdrawals(transaction, database::forward_rejection(transaction, content.note, now_ms), now_ms);
}

}  // namespace kinote::object_creator
