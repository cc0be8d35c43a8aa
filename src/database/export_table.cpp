#include "database/export_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "database/creatable_note.hpp"
#include "database/door.hpp"
#include "database/lists.hpp"

namespace kinote::database {
namespace {

constexpr Statement add_export_sql{R"(
    INSERT INTO export (destination, study_instance_uid, scope, is_again, state, requested_by, requested_ms, remarks,
                        leaves_refused)
    VALUES ($1, $2, $3, $4, 'open', $5, $6, '[]', $7)
    RETURNING id)"};
constexpr Statement set_job_export_sql{"UPDATE export SET job = $2 WHERE id = $1"};
constexpr Statement end_export_sql{R"(
    UPDATE export SET state = $2, remarks = $3, ended_ms = $4, delivered = $5, warned = $6, refused = $7,
                      committed = $8, notes_without_kosd = $9
     WHERE id = $1)"};
constexpr Statement forget_losses_sql{"DELETE FROM lost_object WHERE export = $1"};
constexpr Statement reopen_sql{
    "UPDATE export SET state = 'open', ended_ms = NULL WHERE id = $1 AND state = 'done_in_part'"};
constexpr Statement forget_refusals_sql{
    "UPDATE delivery SET export = NULL WHERE study_instance_uid = $2 AND destination = $3 AND export = $1 "
    "AND state = 'refused'"};

constexpr Statement find_export_sql{R"(
    SELECT e.id, e.destination, d.name, e.study_instance_uid, e.scope, e.is_again, e.state, e.requested_by,
           e.requested_ms, e.ended_ms, e.job, j.state, j.error, e.remarks, e.notes_without_kosd,
           e.delivered, e.warned, e.refused, e.committed, e.leaves_refused
      FROM export e JOIN destination d ON d.id = e.destination LEFT JOIN job j ON j.id = e.job
     WHERE e.id = $1)"};
constexpr Statement list_export_sql{R"(
    SELECT e.id, e.destination, d.name, e.study_instance_uid, e.scope, e.is_again, e.state, e.requested_by,
           e.requested_ms, e.ended_ms, e.job, j.state, j.error, e.remarks, e.notes_without_kosd,
           e.delivered, e.warned, e.refused, e.committed, e.leaves_refused
      FROM export e JOIN destination d ON d.id = e.destination LEFT JOIN job j ON j.id = e.job
     WHERE e.id < $1
     ORDER BY e.id DESC LIMIT $2)"};
constexpr Statement list_of_study_export_sql{R"(
    SELECT e.id, e.destination, d.name, e.study_instance_uid, e.scope, e.is_again, e.state, e.requested_by,
           e.requested_ms, e.ended_ms, e.job, j.state, j.error, e.remarks, e.notes_without_kosd,
           e.delivered, e.warned, e.refused, e.committed, e.leaves_refused
      FROM export e JOIN destination d ON d.id = e.destination LEFT JOIN job j ON j.id = e.job
     WHERE e.study_instance_uid = $3 AND e.id < $1
     ORDER BY e.id DESC LIMIT $2)"};

constexpr Statement went_without_sql{R"(
    SELECT DISTINCT d.name
      FROM export e JOIN destination d ON d.id = e.destination
     WHERE e.study_instance_uid = $1 AND e.state <> 'open' AND e.notes_without_kosd LIKE $2 ESCAPE '!'
       AND d.is_retired = 0
     ORDER BY d.name)"};
constexpr Statement open_jobs_sql{R"(
    SELECT e.job FROM export e JOIN job j ON j.id = e.job
     WHERE e.destination = $1 AND e.study_instance_uid = $2 AND e.state = 'open'
       AND j.state IN ('new', 'waiting', 'in_progress', 'retry', 'suspended')
     ORDER BY e.job {for_no_key_update})"};

// What this export has had refused for good is not sent by it once more; nor what another has, where that is left to a
// person. What was withdrawn there and is hidden there still goes only where all is sent again.
constexpr Statement to_send_sql = visible<Door::transmit, Door::archive>(R"(
    SELECT i.id, i.sop_instance_uid, i.sop_class_uid, i.transfer_syntax_uid, i.sha256,
           CASE WHEN i.freed_ms IS NULL THEN 0 ELSE 1 END
      FROM study s JOIN visible_instance i ON i.study = s.id
     WHERE s.study_instance_uid = $1 AND i.id > $2
       AND NOT EXISTS (SELECT 1 FROM delivery d
                        WHERE d.destination = $3 AND d.sop_instance_uid = i.sop_instance_uid AND d.sha256 = i.sha256
                          AND (d.state IN ('delivered', 'committed') AND ($4 = 0 OR d.export = $5)
                               OR d.state = 'refused' AND (d.export = $5 OR $7 = 1 AND d.export IS NOT NULL)
                               OR d.state = 'rejected' AND $4 = 0 AND d.comment LIKE 'not found there%'))
     ORDER BY i.id LIMIT $6)");
// Key groups: key images, the presentation states that they are shown with, the KOSDs of notes.
constexpr Statement key_images_to_send_sql = visible<Door::transmit, Door::archive>(R"(
    SELECT i.id, i.sop_instance_uid, i.sop_class_uid, i.transfer_syntax_uid, i.sha256,
           CASE WHEN i.freed_ms IS NULL THEN 0 ELSE 1 END
      FROM study s JOIN visible_instance i ON i.study = s.id
     WHERE s.study_instance_uid = $1 AND i.id > $2
       AND (EXISTS (SELECT 1 FROM note_reference r JOIN visible_note_version v ON v.id = r.note_version
                     WHERE r.sop_instance_uid = i.sop_instance_uid AND v.state = 'current')
            OR EXISTS (SELECT 1 FROM note_reference r JOIN visible_note_version v ON v.id = r.note_version
                        WHERE r.presentation_state_uid = i.sop_instance_uid AND v.state = 'current')
            OR EXISTS (SELECT 1 FROM kosd k WHERE k.instance = i.id AND k.role = 'note'))
       AND NOT EXISTS (SELECT 1 FROM delivery d
                        WHERE d.destination = $3 AND d.sop_instance_uid = i.sop_instance_uid AND d.sha256 = i.sha256
                          AND (d.state IN ('delivered', 'committed') AND ($4 = 0 OR d.export = $5)
                               OR d.state = 'refused' AND (d.export = $5 OR $7 = 1 AND d.export IS NOT NULL)
                               OR d.state = 'rejected' AND $4 = 0 AND d.comment LIKE 'not found there%'))
     ORDER BY i.id LIMIT $6)");

constexpr Statement begin_deliveries_sql = visible<Door::transmit, Door::archive, Door::move>(R"(
    INSERT INTO delivery (destination, sop_instance_uid, study_instance_uid, sop_class_uid, sha256, state, comment,
                          sent_ms, begun_ms)
    SELECT CAST($2 AS BIGINT), i.sop_instance_uid, s.study_instance_uid, i.sop_class_uid, i.sha256, 'refused', '',
           CAST($3 AS BIGINT), CAST($3 AS BIGINT)
      FROM visible_instance i JOIN study s ON s.id = i.study
     WHERE i.sop_instance_uid {in_texts}
     ORDER BY i.sop_instance_uid
    ON CONFLICT (destination, sop_instance_uid) DO UPDATE SET begun_ms = excluded.begun_ms
    RETURNING sop_instance_uid)");
constexpr Statement begun_before_sql{R"(
    SELECT sop_instance_uid FROM delivery
     WHERE sop_instance_uid {in_texts} AND destination = $2 AND begun_ms IS NOT NULL)"};
constexpr Statement forget_begun_sql{R"(
    DELETE FROM delivery
     WHERE sop_instance_uid {in_texts} AND destination = $2 AND begun_ms IS NOT NULL AND state = 'refused'
       AND status IS NULL AND export IS NULL AND comment = '')"};
constexpr Statement leave_begun_sql{R"(
    UPDATE delivery SET begun_ms = $3 WHERE sop_instance_uid {in_texts} AND destination = $2)"};
constexpr Statement end_begun_sql{R"(
    UPDATE delivery SET begun_ms = NULL
     WHERE sop_instance_uid {in_texts} AND destination = $2 AND begun_ms IS NOT NULL)"};

// What is known to be there stays so where the same object is sent once more, and refused as one that is there.
constexpr Statement add_delivery_sql{R"(
    INSERT INTO delivery (destination, sop_instance_uid, study_instance_uid, sop_class_uid, sha256, state, status,
                          comment, export, sent_ms)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
    ON CONFLICT (destination, sop_instance_uid) DO UPDATE
       SET study_instance_uid = excluded.study_instance_uid, sop_class_uid = excluded.sop_class_uid,
           sha256 = excluded.sha256, comment = excluded.comment, export = excluded.export, sent_ms = excluded.sent_ms,
           state = CASE WHEN delivery.sha256 = excluded.sha256 AND (delivery.state = 'committed' OR
                                                                    delivery.state = 'delivered'
                                                                    AND excluded.state = 'refused')
                        THEN delivery.state ELSE excluded.state END,
           status = CASE WHEN delivery.sha256 = excluded.sha256 AND delivery.state IN ('delivered', 'committed')
                              AND excluded.state = 'refused'
                         THEN delivery.status ELSE excluded.status END,
           committed_ms = CASE WHEN delivery.sha256 = excluded.sha256 AND delivery.state = 'committed'
                               THEN delivery.committed_ms END,
           missed_ms = CASE WHEN delivery.sha256 = excluded.sha256 THEN delivery.missed_ms END,
           begun_ms = CASE WHEN $11 = 1 THEN delivery.begun_ms END)"};

constexpr Statement add_loss_sql{R"(
    INSERT INTO lost_object (export, sop_instance_uid, losses, first_ms) VALUES ($1, $2, 1, $3)
    ON CONFLICT (export, sop_instance_uid) DO UPDATE SET losses = lost_object.losses + 1
    RETURNING losses, first_ms)"};
constexpr Statement lost_objects_sql{"SELECT sop_instance_uid, losses, first_ms FROM lost_object WHERE export = $1"};
constexpr Statement delivered_since_sql{R"(
    SELECT 1 FROM delivery
     WHERE study_instance_uid = $1 AND destination = $2 AND state IN ('delivered', 'committed') AND sent_ms > $3
     LIMIT 1)"};
constexpr Statement list_refused_sql{R"(
    SELECT sop_instance_uid FROM delivery
     WHERE study_instance_uid = $1 AND destination = $2 AND export = $3 AND state = 'refused'
     ORDER BY sop_instance_uid LIMIT $4)"};

constexpr Statement any_delivery_sql{"SELECT 1 FROM delivery WHERE destination = $1 LIMIT 1"};
constexpr Statement list_deliveries_sql{R"(
    SELECT n.name, d.sop_instance_uid, d.sop_class_uid,
           CASE WHEN d.begun_ms IS NOT NULL AND d.state = 'refused' AND d.export IS NULL THEN 'begun' ELSE d.state END,
           d.status, d.comment, d.sent_ms, d.committed_ms
      FROM delivery d JOIN destination n ON n.id = d.destination
     WHERE d.study_instance_uid = $1 AND (n.name > $2 OR n.name = $2 AND d.sop_instance_uid > $3)
     ORDER BY n.name, d.sop_instance_uid LIMIT $4)"};

constexpr Statement count_export_sql{R"(
    SELECT coalesce(sum(CASE WHEN state IN ('delivered', 'committed') THEN 1 ELSE 0 END), 0),
           coalesce(sum(CASE WHEN state IN ('delivered', 'committed') AND status <> 0 THEN 1 ELSE 0 END), 0),
           coalesce(sum(CASE WHEN state = 'refused' THEN 1 ELSE 0 END), 0),
           coalesce(sum(CASE WHEN state = 'refused' AND status IS NULL THEN 1 ELSE 0 END), 0),
           coalesce(sum(CASE WHEN state = 'committed' THEN 1 ELSE 0 END), 0)
      FROM delivery WHERE study_instance_uid = $1 AND destination = $2 AND export = $3)"};

ExportRow export_from(const Rows& row) {
    ExportRow found;
    found.id = row.integer(0);
    found.destination = row.integer(1);
    found.destination_name = row.string(2);
    found.study_instance_uid = row.string(3);
    found.scope = row.text(4) == "study" ? ExportScope::study : ExportScope::key_images;
    found.is_again = row.integer(5) != 0;
    found.state = row.string(6);
    found.requested_by = row.string(7);
    found.requested_ms = row.integer(8);
    found.ended_ms = row.optional_integer(9);
    found.job = row.optional_integer(10);
    found.job_state = row.optional_string(11);
    found.job_error = row.optional_string(12);
    found.remarks = row.string(13);
    found.notes_without_kosd = row.string(14);
    found.counts = {row.integer(15), row.integer(16), row.integer(17), 0, row.integer(18)};
    found.leaves_refused = row.integer(19) != 0;
    return found;
}

std::vector<ExportRow> read_exports(Rows rows) {
    std::vector<ExportRow> found;
    while (rows.next()) found.push_back(export_from(rows));
    return found;
}

}  // namespace

std::string_view to_string(ExportScope scope) {
    switch (scope) {
        case ExportScope::study: return "study";
        case ExportScope::key_images: return "key_images";
    }
    std::abort();
}

std::string_view to_string(ExportState state) {
    switch (state) {
        case ExportState::open: return "open";
        case ExportState::done: return "done";
        case ExportState::done_in_part: return "done_in_part";
    }
    std::abort();
}

std::int64_t add_export(Transaction& transaction, const NewExport& request, std::int64_t now_ms) {
    Rows row = transaction.query(
        add_export_sql, {request.destination, request.study_instance_uid, to_string(request.scope),
                         request.is_again ? 1 : 0, request.requested_by, now_ms, request.leaves_refused ? 1 : 0});
    row.next();
    return row.integer(0);
}

void set_export_job(Transaction& transaction, std::int64_t id, std::int64_t job) {
    transaction.execute(set_job_export_sql, {id, job});
}

void end_export(Transaction& transaction, std::int64_t id, const ExportEnd& end, std::int64_t now_ms) {
    const ExportCounts& counts = end.counts;
    transaction.execute(end_export_sql, {id, to_string(end.state), end.remarks, now_ms, counts.delivered, counts.warned,
                                         counts.refused, counts.committed, end.notes_without_kosd});
    if (end.state == ExportState::done) transaction.execute(forget_losses_sql, {id});
}

void begin_export_anew(Transaction& transaction, const ExportRow& request) {
    transaction.execute(reopen_sql, {request.id});
    transaction.execute(forget_refusals_sql, {request.id, request.study_instance_uid, request.destination});
}

std::optional<ExportRow> find_export(Connection& connection, std::int64_t id) {
    Rows row = connection.query(find_export_sql, {id});
    return row.next() ? std::optional{export_from(row)} : std::nullopt;
}

std::vector<ExportRow> list_exports(Connection& connection, std::string_view study_instance_uid, std::int64_t before,
                                    std::int64_t limit) {
    return read_exports(study_instance_uid.empty()
                            ? connection.query(list_export_sql, {before, limit})
                            : connection.query(list_of_study_export_sql, {before, limit, study_instance_uid}));
}

std::vector<std::string> find_destinations_without_kosd(Connection& connection, std::string_view study_instance_uid,
                                                        std::string_view note) {
    std::vector<std::string> names;
    Rows rows = connection.query(went_without_sql, {study_instance_uid, like_pattern(fmt::format("*\"{}\"*", note))});
    while (rows.next()) names.push_back(rows.string(0));
    return names;
}

std::vector<std::int64_t> hold_open_export_jobs(Transaction& transaction, std::int64_t destination,
                                                std::string_view study_instance_uid) {
    std::vector<std::int64_t> jobs;
    Rows rows = transaction.query(open_jobs_sql, {destination, study_instance_uid});
    while (rows.next()) jobs.push_back(rows.integer(0));
    return jobs;
}

std::vector<ObjectToSend> find_objects_to_send(Connection& connection, const ExportRow& request,
                                               std::int64_t after_instance, std::int64_t limit) {
    const Statement& statement = request.scope == ExportScope::study ? to_send_sql : key_images_to_send_sql;
    Rows rows =
        connection.query(statement, {request.study_instance_uid, after_instance, request.destination,
                                     request.is_again ? 1 : 0, request.id, limit, request.leaves_refused ? 1 : 0});
    std::vector<ObjectToSend> objects;
    while (rows.next()) {
        objects.push_back({rows.integer(0), rows.string(1), request.study_instance_uid, rows.string(2), rows.string(3),
                           rows.string(4), rows.integer(5) != 0});
    }
    return objects;
}

bool has_something_to_send(Connection& connection, std::int64_t destination, const std::string& study_instance_uid) {
    ExportRow wanted;
    wanted.destination = destination;
    wanted.study_instance_uid = study_instance_uid;
    wanted.scope = ExportScope::study;
    wanted.leaves_refused = true;
    return !find_objects_to_send(connection, wanted, 0, 1).empty() ||
           !find_notes_awaiting_kosd(connection, study_instance_uid).empty();
}

BegunDeliveries begin_deliveries(Transaction& transaction, std::int64_t destination,
                                 std::span<const std::string_view> objects, std::int64_t now_ms) {
    const std::string list = text_list(transaction.connection().engine(), objects);
    BegunDeliveries begun;
    {
        Rows rows = transaction.query(begun_before_sql, {list, destination});
        while (rows.next()) begun.before.insert(rows.string(0));
    }
    Rows rows = transaction.query(begin_deliveries_sql, {list, destination, now_ms});
    while (rows.next()) begun.now.insert(rows.string(0));
    return begun;
}

void leave_deliveries_begun(Transaction& transaction, std::int64_t destination,
                            std::span<const std::string_view> objects, std::int64_t now_ms) {
    transaction.execute(leave_begun_sql, {text_list(transaction.connection().engine(), objects), destination, now_ms});
}

void release_deliveries(Transaction& transaction, std::int64_t destination, std::span<const std::string_view> objects) {
    const std::string list = text_list(transaction.connection().engine(), objects);
    transaction.execute(forget_begun_sql, {list, destination});
    transaction.execute(end_begun_sql, {list, destination});
}

void add_deliveries(Transaction& transaction, std::int64_t destination, const std::optional<std::int64_t>& export_id,
                    std::span<const Delivery> deliveries) {
    std::vector<const Delivery*> in_order;  // of their UIDs, as everyone who writes more than one of these rows
    for (const Delivery& one : deliveries) in_order.push_back(&one);
    std::ranges::stable_sort(in_order, {}, &Delivery::sop_instance_uid);
    for (const Delivery* one : in_order) {
        transaction.execute(add_delivery_sql,
                            {destination, one->sop_instance_uid, one->study_instance_uid, one->sop_class_uid,
                             one->sha256, one->is_delivered ? "delivered" : "refused", one->status, one->comment,
                             export_id, one->sent_ms, one->may_be_there ? 1 : 0});
    }
}

LostObject add_loss(Transaction& transaction, std::int64_t export_id, std::string_view sop_instance_uid,
                    std::int64_t now_ms) {
    Rows row = transaction.query(add_loss_sql, {export_id, sop_instance_uid, now_ms});
    row.next();
    return {row.integer(0), row.integer(1)};
}

std::map<std::string, LostObject> find_lost_objects(Connection& connection, std::int64_t export_id) {
    std::map<std::string, LostObject> lost;
    Rows rows = connection.query(lost_objects_sql, {export_id});
    while (rows.next()) lost.emplace(rows.string(0), LostObject{rows.integer(1), rows.integer(2)});
    return lost;
}

bool has_delivered_since(Connection& connection, const ExportRow& request, std::int64_t since_ms) {
    return connection.query(delivered_since_sql, {request.study_instance_uid, request.destination, since_ms}).next();
}

std::vector<std::string> list_refused(Connection& connection, const ExportRow& request, std::int64_t limit) {
    std::vector<std::string> refused;
    Rows rows =
        connection.query(list_refused_sql, {request.study_instance_uid, request.destination, request.id, limit});
    while (rows.next()) refused.push_back(rows.string(0));
    return refused;
}

bool has_deliveries(Connection& connection, std::int64_t destination) {
    return connection.query(any_delivery_sql, {destination}).next();
}

std::vector<DeliveryRow> list_deliveries(Connection& connection, std::string_view study_instance_uid,
                                         std::string_view after_destination, std::string_view after_object,
                                         std::int64_t limit) {
    Rows rows = connection.query(list_deliveries_sql, {study_instance_uid, after_destination, after_object, limit});
    std::vector<DeliveryRow> deliveries;
    while (rows.next()) {
        deliveries.push_back({rows.string(0), rows.string(1), rows.string(2), rows.string(3), rows.optional_integer(4),
                              rows.string(5), rows.integer(6), rows.optional_integer(7)});
    }
    return deliveries;
}

ExportCounts count_deliveries(Connection& connection, const ExportRow& request) {
    Rows row = connection.query(count_export_sql, {request.study_instance_uid, request.destination, request.id});
    row.next();
    return {row.integer(0), row.integer(1), row.integer(2), row.integer(3), row.integer(4)};
}

}  // namespace kinote::database
