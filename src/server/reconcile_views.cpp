#include "server/reconcile_views.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <charconv>
#include <chrono>
#include <optional>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "exporter/difference_reason.hpp"
#include "exporter/reconcile.hpp"
#include "server/json_values.hpp"

namespace kinote::server {
namespace {

namespace json = boost::json;

// A job that was given up by itself or by a person does not go on.
std::string_view state_of(const database::Reconciliation& row) {
    const bool has_failed = row.state == "open" && (row.job_state == "error" || row.job_state == "abandoned");
    return has_failed ? std::string_view{"failed"} : std::string_view{row.state};
}

template <typename Number>
bool read_number(std::string_view text, Number& number) {
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    return failure == std::errc{} && end == text.data() + text.size();
}

}  // namespace

json::value to_json(const database::Reconciliation& row, std::int64_t now_ms) {
    const std::string hours = exporter::awaited_hours(row, now_ms);
    const bool has_job_error = row.state == "open" && row.job_error.has_value();
    return json::object{
        {"id", row.id},
        {"destination", row.destination_name},
        {"study_instance_uid", text_or_null(row.order.study_instance_uid)},
        {"since", row.order.since_ms == 0 ? json::value() : json::value(base::iso_8601(row.order.since_ms))},
        {"fix", row.order.fixes},
        {"state", state_of(row)},
        {"requested_by", row.actor.name},
        {"requested_at", base::iso_8601(row.requested_ms)},
        {"ended_at", time_or_null(row.ended_ms)},
        {"job", number_or_null(row.job)},
        {"job_state", text_or_null(row.job_state)},
        {"error", has_job_error ? json::value(*row.job_error) : json::value()},
        {"waits_for_hours", text_or_null(hours)},
        {"total", number_or_null(row.total)},
        {"studies", row.studies},
        {"differing", row.differing},
        {"failed", row.failed},
        {"differences", row.differences},
        {"exports", row.exports},
    };
}

json::value reconciliations_to_json(database::Connection& connection, std::int64_t before, std::int64_t limit,
                                    std::int64_t now_ms) {
    json::array listed;
    for (const auto& row : database::list_reconciliations(connection, before, limit)) {
        listed.push_back(to_json(row, now_ms));
    }
    return json::object{{"reconciliations", std::move(listed)}};
}

json::value difference_to_json(const database::Difference& row, std::string_view destination) {
    return json::object{
        {"study_instance_uid", row.study_instance_uid},
        {"series_instance_uid", row.series_instance_uid},
        {"sop_instance_uid", row.sop_instance_uid},
        {"sop_class_uid", row.sop_class_uid},
        {"place", exporter::place_of(row.reason)},
        {"reason", row.reason},
        {"detail", row.detail},
        {"remedy", exporter::remedy_for(row.reason, destination, row.study_instance_uid)},
        {"export", number_or_null(row.export_id)},
        {"found_at", base::iso_8601(row.found_ms)},
    };
}

database::Reconciliation reconciliation_of(database::Connection& connection, std::int64_t id) {
    auto found = database::find_reconciliation(connection, id);
    if (found) return *std::move(found);
    throw base::Error{base::ErrorKind::not_found,
                      fmt::format("there is no reconciliation {}: a later one may have taken its place", id)};
}

std::int64_t day_from(std::string_view name, std::string_view text) {
    if (text.empty()) return 0;
    int year = 0;
    unsigned month = 0;
    unsigned day = 0;
    const bool is_read = text.size() == 10 && text[4] == '-' && text[7] == '-' &&
                         read_number(text.substr(0, 4), year) && read_number(text.substr(5, 2), month) &&
                         read_number(text.substr(8), day);
    const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
    if (!is_read || !date.ok()) {
        throw base::Error{base::ErrorKind::invalid, fmt::format("{}: must be a day as 2026-11-27", name)};
    }
    return std::chrono::milliseconds{std::chrono::sys_days{date}.time_since_epoch()}.count();
}

}  // namespace kinote::server
