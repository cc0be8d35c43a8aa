#include "cli/export_waiting.hpp"

#include <chrono>
#include <thread>

#include "cli/actor.hpp"
#include "cli/options.hpp"
#include "cli/printing.hpp"
#include "jobs/job_queue.hpp"
#include "server/export_views.hpp"

namespace kinote::cli {

namespace json = boost::json;

namespace {

bool is_over(const json::value& shown) { return shown.at("state") != "open"; }

// Looks until all are over, or the time is.
json::array wait_for(const server::Site& site, const std::vector<std::int64_t>& ids, std::int64_t seconds) {
    constexpr std::chrono::milliseconds between_looks{200};
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{seconds};
    for (;;) {
        json::array exports;
        bool are_all_over = true;
        {
            const database::PooledConnection connection = site.database->connection();
            for (const std::int64_t id : ids) {
                exports.push_back(server::export_to_json(*connection, id));
                are_all_over = are_all_over && is_over(exports.back());
            }
        }
        if (are_all_over || std::chrono::steady_clock::now() >= end) return exports;
        std::this_thread::sleep_for(between_looks);
    }
}

int exit_code_of(const json::array& exports) {
    std::size_t done_ones = 0;
    std::size_t went_in_part = 0;
    for (const json::value& one : exports) {
        done_ones += one.at("state") == "done" ? 1U : 0U;
        went_in_part += one.at("state") != "done" && one.at("delivered").as_int64() > 0 ? 1U : 0U;
    }
    if (done_ones == exports.size()) return done;
    return done_ones + went_in_part > 0 ? done_in_part : failed;
}

}  // namespace

std::string text_of(const json::value& value) {
    return value.is_string() ? std::string{value.as_string()} : json::serialize(value);
}

void print_exports(const json::array& exports) {
    std::vector<std::vector<std::string>> rows;
    for (const json::value& one : exports) {
        std::vector<std::string> row;
        for (const char* field : {"id", "destination", "scope", "state", "delivered", "warned", "refused", "committed",
                                  "requested_at", "study_instance_uid"}) {
            row.push_back(text_of(one.at(field)));
        }
        rows.push_back(std::move(row));
    }
    print_table(
        {"id", "destination", "scope", "state", "delivered", "warned", "refused", "committed", "requested", "study"},
        rows);
}

int open_exports(const server::Site& site, const std::vector<exporter::ExportOrder>& orders,
                 const std::optional<std::int64_t>& wait_seconds, bool is_json) {
    const base::SystemClock clock;
    jobs::WakeUp wake_up;  // the server that runs finds the jobs by polling
    jobs::JobQueue queue{clock, wake_up};
    server::declare_queues(site);
    const exporter::ExportRequests requests{*site.database, queue, clock};
    std::vector<std::int64_t> ids;
    ids.reserve(orders.size());
    for (const exporter::ExportOrder& order : orders) ids.push_back(requests.open(order, user_of_command()).id);
    const json::array exports = wait_for(site, ids, wait_seconds.value_or(0));
    if (is_json) {
        print_json(json::object{{"exports", exports}});
    } else {
        print_exports(exports);
    }
    return wait_seconds ? exit_code_of(exports) : done;
}

}  // namespace kinote::cli
