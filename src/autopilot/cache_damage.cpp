#include "autopilot/cache_damage.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.hpp"
#include "base/log.hpp"
#include "database/cached_object_table.hpp"
#include "database/job_exception_table.hpp"
#include "database/nearline_table.hpp"
#include "database/whole_commit.hpp"
#include "image_cache/damage.hpp"
#include "jobs/retrievals.hpp"

namespace kinote::autopilot {
namespace {

// So few are damage, whatever share of a small cache they are.
constexpr std::int64_t few = 10;

enum class Remedy { fetched, could_be_fetched, none };

std::string words_of(Remedy remedy) {
    switch (remedy) {
        case Remedy::fetched:
            return "it is fetched again from the archive that has it, and this closes itself then; look at the disk";
        case Remedy::could_be_fetched:
            return "an archive has it: set patrol.fetch_again = true and run this task again, or bring its file back "
                   "from a backup";
        case Remedy::none: break;
    }
    return "bring its file back from a backup, or delete the object and have its sender send it again";
}

}  // namespace

std::int64_t CacheDamage::report(const std::vector<DamagedObject>& damaged, std::int64_t looked_at,
                                 std::string_view task) const {
    const auto number = static_cast<std::int64_t>(damaged.size());
    if (number > std::max(few, looked_at * settings_.most_percent / 100)) {
        throw base::Error{
            base::ErrorKind::unavailable,
            fmt::format(
                "{} of {} objects that were looked at are gone or changed, so nothing was done: is the cache "
                "folder there, and is it the right one? Beyond doubt: raise patrol.most_lost_percent. The first: "
                "{}",
                number, looked_at, damaged.front().words)};
    }
    return std::ranges::count_if(damaged, [&](const DamagedObject& one) { return report(one, task); });
}

bool CacheDamage::report(const DamagedObject& damaged, std::string_view task) const {
    const database::StoredObject& object = damaged.object;
    bool is_true = false;
    Remedy remedy = Remedy::none;
    database::commit_as_a_whole(database_, [&](database::Transaction& transaction) {
        database::Connection& connection = transaction.connection();
        remedy = Remedy::none;
        is_true = database::hold_study(transaction, object.study_instance_uid) &&
                  image_cache::is_where_it_was(connection, object);
        if (!is_true) return;
        const std::int64_t now_ms = clock_.now_ms();
        if (database::has_committed_copy(connection, object.instance)) {
            remedy = settings_.fetches_again ? Remedy::fetched : Remedy::could_be_fetched;
        }
        if (remedy == Remedy::fetched) {
            image_cache::give_up_copy(transaction, object, task, now_ms);
            (void)jobs::ensure_retrievals(transaction, queue_, object.study_instance_uid);
        }
        database::raise_refusal(
            transaction,
            {std::nullopt, std::string{image_cache::damage_cause},
             fmt::format("the object {} is damaged in the cache: {}", object.sop_instance_uid, damaged.words),
             words_of(remedy), object.study_instance_uid, object.sop_instance_uid},
            now_ms);
    });
    if (is_true) {
        base::log::error("a stored object is damaged", {{"task", task},
                                                        {"sop_instance_uid", object.sop_instance_uid},
                                                        {"study", object.study_instance_uid},
                                                        {"error", damaged.words},
                                                        {"fetched_again", remedy == Remedy::fetched ? "yes" : "no"}});
    }
    return is_true;
}

bool CacheDamage::has_open_exceptions() const {
    const database::PooledConnection connection = database_.connection();
    return database::has_exceptions(*connection, image_cache::damage_cause);
}

void CacheDamage::close_exceptions(const database::StoredObject& object) const {
    const database::PooledConnection connection = database_.connection();
    database::Transaction transaction{*connection};
    database::close_exceptions_of_object(transaction, image_cache::damage_cause, object.sop_instance_uid, "done",
                                         clock_.now_ms());
    transaction.commit();
}

}  // namespace kinote::autopilot
