#include "autopilot/cache_meter.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "database/cache_meter_table.hpp"
#include "database/cached_study_table.hpp"
#include "database/whole_commit.hpp"

namespace kinote::autopilot {
namespace {

using database::Transaction;

constexpr std::int64_t one_hour_ms = 3'600'000;
constexpr std::int64_t round_interval_ms = 24 * one_hour_ms;
constexpr std::int64_t arrivals_of_a_page = 5'000;
constexpr std::int64_t changes_of_a_page = 500;
constexpr std::int64_t versions_of_a_page = 500;
constexpr std::size_t studies_of_a_transaction = 20;
constexpr int round_pages_of_a_run = 20;
constexpr std::int64_t kept_intake_hours = std::int64_t{24} * 14;
// PostgreSQL gives out row numbers before commits: a lower one may be seen later than a higher one.
constexpr std::int64_t commit_lag_ms = 10'000;

std::int64_t begin_of_hour(std::int64_t utc_ms) { return utc_ms - utc_ms % one_hour_ms; }

// In pieces whose transactions are short.
template <typename Values, typename Act>
void in_pieces(const Values& values, Act act) {
    for (std::size_t begin = 0; begin < values.size(); begin += studies_of_a_transaction) {
        act(std::span{values}.subspan(begin, std::min(studies_of_a_transaction, values.size() - begin)));
    }
}

std::vector<std::int64_t> rows_of(std::span<const database::StudyArrival> arrivals) {
    std::vector<std::int64_t> rows;
    rows.reserve(arrivals.size());
    for (const database::StudyArrival& one : arrivals) rows.push_back(one.study);
    return rows;
}

// What a page of arrivals tells of its studies and hours.
struct ArrivalPage {
    std::map<std::int64_t, database::StudyArrival> studies;
    std::map<std::int64_t, std::int64_t> hours;

    void add(const database::MeteredArrival& arrival) {
        if (arrival.file_bytes > 0) hours[begin_of_hour(arrival.stored_ms)] += arrival.file_bytes;
        const auto told = database::study_arrival(arrival.study, arrival.received_from, arrival.stored_ms);
        const auto [at, is_new] = studies.emplace(arrival.study, told);
        if (is_new) return;
        database::StudyArrival& known = at->second;
        if (known.is_ours) {
            known = told;
        } else if (!told.is_ours) {
            known.arrived_ms = std::max(known.arrived_ms, told.arrived_ms);
        }
    }
    [[nodiscard]] std::vector<database::StudyArrival> arrivals() const {
        std::vector<database::StudyArrival> all;
        all.reserve(studies.size());
        for (const auto& [study, arrival] : studies) all.push_back(arrival);
        return all;
    }
    [[nodiscard]] std::vector<database::IntakeOfHour> intake() const {
        std::vector<database::IntakeOfHour> all;
        all.reserve(hours.size());
        for (const auto& [hour, bytes] : hours) all.push_back({hour, bytes});
        return all;
    }
};

}  // namespace

void CacheMeter::count(const std::stop_token& stop) const {
    count_arrivals(stop);
    count_changes(stop);
    count_notes(stop);
    count_round(stop);
    database::commit_as_a_whole(database_, [&](Transaction& transaction) {
        database::forget_intake_before(transaction, clock_.now_ms() - kept_intake_hours * one_hour_ms);
    });
}

void CacheMeter::count_studies(std::span<const std::int64_t> studies) const {
    in_pieces(studies, [this](std::span<const std::int64_t> piece) {
        database::commit_as_a_whole(
            database_, [&](Transaction& transaction) { database::count_cached_studies(transaction, piece); });
    });
}

CacheMeasure CacheMeter::measure() const {
    const std::int64_t now_ms = clock_.now_ms();
    const std::int64_t since_ms = begin_of_hour(now_ms - (settings_.intake_hours - 1) * one_hour_ms);
    CacheMeasure measure;
    {
        const database::PooledConnection connection = database_.connection();
        const database::CacheMeter meter = database::read_cache_meter(*connection);
        measure.file_bytes = meter.file_bytes;
        measure.key_bytes = meter.key_bytes;
        const database::MeasuredIntake intake = database::measure_intake(*connection, since_ms);
        const std::int64_t hours =
            intake.bytes == 0 ? 1 : std::max<std::int64_t>(1, (now_ms - intake.first_hour_ms) / one_hour_ms);
        measure.intake_bytes_per_hour = intake.bytes / hours;
    }
    const image_cache::CacheSpace space = image_cache_.space();
    if (settings_.quota_bytes > 0) {
        measure.capacity_bytes = settings_.quota_bytes;
        measure.free_bytes = std::min(settings_.quota_bytes - measure.file_bytes, space.free);
    } else {
        measure.capacity_bytes = space.capacity;
        measure.free_bytes = space.free;
    }
    return measure;
}

void CacheMeter::count_arrivals(const std::stop_token& stop) const {
    while (!stop.stop_requested() && count_page_of_arrivals()) {
    }
}

// Counted first and said so afterwards: what is cut off in between is counted once more, and comes to the same.
bool CacheMeter::count_page_of_arrivals() const {
    ArrivalPage page;
    std::int64_t from = 0;
    std::int64_t last = 0;
    std::size_t seen = 0;
    {
        const database::PooledConnection connection = database_.connection();
        from = last = database::read_cache_meter(*connection).last_instance;
        const std::int64_t lag_ms = connection->engine() == database::Engine::postgresql ? commit_lag_ms : 0;
        const std::int64_t now_ms = clock_.now_ms();
        const auto arrivals = database::find_metered_arrivals(*connection, from, arrivals_of_a_page);
        for (const database::MeteredArrival& arrival : arrivals) {
            const bool may_overtake = arrival.stored_ms > now_ms - lag_ms && arrival.stored_ms <= now_ms && lag_ms > 0;
            if (may_overtake) break;
            page.add(arrival);
            last = arrival.instance;
            ++seen;
        }
    }
    if (last == from) return false;
    in_pieces(page.arrivals(), [this](std::span<const database::StudyArrival> piece) {
        database::commit_as_a_whole(database_, [&](Transaction& transaction) {
            for (const database::StudyArrival& arrival : piece) database::add_study_arrival(transaction, arrival);
            database::count_cached_studies(transaction, rows_of(piece));
        });
    });
    bool is_moved = false;
    database::commit_as_a_whole(database_, [&](Transaction& transaction) {
        is_moved = database::move_cache_meter(transaction, from, last, page.intake());
    });
    return is_moved && seen == static_cast<std::size_t>(arrivals_of_a_page);
}

void CacheMeter::count_changes(const std::stop_token& stop) const {
    bool is_more = true;
    while (is_more && !stop.stop_requested()) {
        database::commit_as_a_whole(database_, [&](Transaction& transaction) {
            const auto changes = database::find_cache_changes(transaction.connection(), changes_of_a_page);
            is_more = !changes.empty();
            if (!is_more) return;
            std::vector<std::int64_t> ids;
            std::set<std::int64_t> studies;
            std::map<std::int64_t, std::int64_t> returned;  // when the last object came back
            ids.reserve(changes.size());
            for (const database::CacheChange& change : changes) {
                ids.push_back(change.id);
                studies.insert(change.study);
                if (change.came_bytes == 0) continue;
                returned[change.study] = change.at_ms;
                database::add_intake(transaction, {begin_of_hour(change.at_ms), change.came_bytes});
            }
            if (!database::take_cache_changes(transaction, ids)) {
                throw base::Error{base::ErrorKind::unavailable, "another counts the same"};
            }
            database::count_cached_studies(transaction, std::vector<std::int64_t>{studies.begin(), studies.end()});
            for (const auto& [study, at_ms] : returned) database::set_access_of_returned(transaction, study, at_ms);
        });
    }
}

void CacheMeter::count_notes(const std::stop_token& stop) const {
    while (!stop.stop_requested()) {
        database::NotedStudies noted;
        {
            const database::PooledConnection connection = database_.connection();
            const std::int64_t lag_ms = connection->engine() == database::Engine::postgresql ? commit_lag_ms : 0;
            noted = database::find_noted_studies(*connection, database::read_cache_meter(*connection).last_note_version,
                                                 clock_.now_ms() - lag_ms, versions_of_a_page);
            if (noted.last == database::read_cache_meter(*connection).last_note_version) return;
        }
        in_pieces(noted.studies, [this](std::span<const std::int64_t> piece) {
            database::commit_as_a_whole(database_, [&](Transaction& transaction) {
                database::count_cached_studies(transaction, piece);
                for (const std::int64_t study : piece) {
                    database::set_archive_look(transaction, study, clock_.now_ms());
                }
            });
        });
        database::commit_as_a_whole(
            database_, [&](Transaction& transaction) { database::set_last_note_version(transaction, noted.last); });
    }
}

// What was overtaken, undone or hidden meanwhile is right again within a day.
void CacheMeter::count_round(const std::stop_token& stop) const {
    for (int pages = 0; pages < round_pages_of_a_run && !stop.stop_requested(); ++pages) {
        const database::PooledConnection connection = database_.connection();
        const database::CacheMeter meter = database::read_cache_meter(*connection);
        if (meter.last_round_study == 0 && clock_.now_ms() < meter.round_ms) return;
        const auto page = database::list_studies_of_round(*connection, meter.last_round_study,
                                                          static_cast<std::int64_t>(studies_of_a_transaction));
        database::commit_as_a_whole(database_, [&](Transaction& transaction) {
            database::add_uncounted_studies(transaction, page);
            database::count_cached_studies(transaction, rows_of(page));
            const bool is_over = page.empty();
            database::set_cache_round(transaction, is_over ? 0 : page.back().study,
                                      is_over ? clock_.now_ms() + round_interval_ms : meter.round_ms);
        });
        if (page.empty()) return;
    }
}

}  // namespace kinote::autopilot
