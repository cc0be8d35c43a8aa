#include "autopilot/purge.hpp"

#include <fmt/format.h>

#include <charconv>
#include <vector>

#include "base/log.hpp"
#include "database/audit_table.hpp"
#include "database/autopilot_decision_table.hpp"
#include "database/purge_table.hpp"
#include "database/withdrawal_table.hpp"
#include "image_cache/file_removals.hpp"
#include "jobs/withdrawals.hpp"

namespace kinote::autopilot {
namespace {

using database::PurgeReach;
using database::Transaction;

const database::Actor own_actor{"kinote", "autopilot"};

void add_audit_events(Transaction& transaction, const std::vector<PurgeReach>& reach, std::int64_t now_ms) {
    for (const PurgeReach& one : reach) {
        database::add_autopilot_decision(
            transaction,
            {one.study_instance_uid, "purged", "", "", "it was marked for deletion", one.objects, one.bytes}, now_ms);
        database::add_audit_event(transaction,
                                  {own_actor, "purged", one.mark_cause, one.study_instance_uid,
                                   fmt::format(R"({{"objects":{},"bytes":{}}})", one.objects, one.bytes)},
                                  now_ms);
    }
}

// What only archives had until now.
void withdraw(Transaction& transaction, const std::vector<database::PurgeableObject>& objects, std::int64_t now_ms) {
    std::vector<std::string_view> purged;
    purged.reserve(objects.size());
    for (const database::PurgeableObject& object : objects) purged.emplace_back(object.sop_instance_uid);
    jobs::enqueue_withdrawals(transaction, database::withdraw_purged(transaction, purged, now_ms), now_ms);
}

std::int64_t row_from(const std::string& cursor) {
    std::int64_t row = 0;
    std::from_chars(cursor.data(), cursor.data() + cursor.size(), row);  // 0 where there is none
    return row;
}

}  // namespace

std::string Purge::run(const std::string& cursor, const std::stop_token& stop) const {
    image_cache::remove_listed_files(database_, image_cache_, stop);
    const std::int64_t marked_ms = clock_.now_ms() - settings_.grace_ms;
    const std::int64_t objects = purge_objects(marked_ms, stop);
    const std::int64_t notes = purge_notes(marked_ms, stop);
    if (objects + notes > 0) {
        base::log::info("what was marked for deletion is purged", {{"objects", objects}, {"notes", notes}});
    }
    return stop.stop_requested() ? cursor : remove_studies(cursor);
}

std::int64_t Purge::purge_objects(std::int64_t marked_ms, const std::stop_token& stop) const {
    const database::PooledConnection connection = database_.connection();
    std::int64_t purged = 0;
    while (!stop.stop_requested()) {
        const auto page = database::find_purgeable_objects(*connection, marked_ms, settings_.page);
        if (page.empty()) break;
        const std::int64_t now_ms = clock_.now_ms();
        Transaction transaction{*connection};
        const auto reach = database::purge_objects(transaction, page, marked_ms, now_ms);
        add_audit_events(transaction, reach, now_ms);
        withdraw(transaction, page, now_ms);
        transaction.commit();
        for (const PurgeReach& one : reach) purged += one.objects;
        image_cache::remove_listed_files(database_, image_cache_, stop);
    }
    return purged;
}

std::int64_t Purge::purge_notes(std::int64_t marked_ms, const std::stop_token& stop) const {
    const database::PooledConnection connection = database_.connection();
    std::int64_t purged = 0;
    while (!stop.stop_requested()) {
        const auto page = database::find_purgeable_notes(*connection, marked_ms, settings_.page);
        if (page.empty()) break;
        for (const database::PurgeableNote& note : page) {
            const std::int64_t now_ms = clock_.now_ms();
            Transaction transaction{*connection};
            if (!database::purge_note(transaction, note, marked_ms, now_ms)) continue;
            database::add_audit_event(transaction, {own_actor, "note_purged", note.uuid, note.study_instance_uid},
                                      now_ms);
            transaction.commit();
            ++purged;
        }
    }
    return purged;
}

std::string Purge::remove_studies(const std::string& cursor) const {
    const database::PooledConnection connection = database_.connection();
    Transaction transaction{*connection};
    const auto emptied = database::remove_emptied_studies(transaction, row_from(cursor), settings_.studies_of_a_run);
    transaction.commit();
    if (emptied.removed > 0) {
        base::log::info("studies of which nothing is left are removed", {{"studies", emptied.removed}});
    }
    return emptied.last == 0 ? std::string{} : fmt::format("{}", emptied.last);
}

}  // namespace kinote::autopilot
