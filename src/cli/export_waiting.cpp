#include "cli/export_waiting.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <thread>

#include "cli/actor.hpp"
#include "cli/failures.hpp"
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

bool went_whole(const json::value& one) {
    return one.at("state") == "done" && one.at("notes_without_kosd").as_array().empty();
}

int exit_code_of(const json::array& exports, bool are_all_there) {
    const auto whole = std::ranges::count_if(exports, went_whole);
    const bool some_went = std::ranges::any_of(exports, [](const json::value& one) {
        return one.at("state") == "done" || one.at("delivered").as_int64() > 0;
    });
    if (are_all_there && whole == std::ssize(exports)) return done;
    return some_went ? done_in_part : failed;
}

}  // namespace

std::string text_of(const json::value& value) {
    if (value.is_null()) return "";
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

void print_remarks(const json::array& exports) {
    for (const json::value& one : exports) {
        if (one.at("job_error").is_string()) {
            fmt::print("export {}: {}\n", one.at("id").as_int64(), printable(text_of(one.at("job_error"))));
        }
        for (const json::value& remark : one.at("remarks").as_array()) {
            fmt::print("export {}: {}\n", one.at("id").as_int64(), printable(text_of(remark)));
        }
    }
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
    Failures failures{"study_instance_uid"};
    for (const exporter::ExportOrder& order : orders) {
        (void)failures.attempt(json::value(order.study_instance_uid),
                               [&] { ids.push_back(requests.open(order, user_of_command()).id); });
    }
    const json::array exports = wait_for(site, ids, wait_seconds.value_or(0));
    if (is_json) {
        print_json(json::object{{"exports", exports}, {"failures", failures.to_json()}});
    } else if (!exports.empty()) {
        print_exports(exports);
        print_remarks(exports);
    }
    return wait_seconds && !ids.empty() ? exit_code_of(exports, failures.to_json().empty()) : failures.exit_code();
}

}  // namespace kinote::cli
