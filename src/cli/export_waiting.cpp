#include "cli/export_waiting.hpp"

#include <chrono>
#include <thread>

#include "cli/options.hpp"
#include "cli/printing.hpp"
#include "server/export_views.hpp"

namespace kinote::cli {

namespace json = boost::json;

namespace {

bool is_over(const json::value& shown) { return shown.at("state") != "open"; }

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

}  // namespace kinote::cli
