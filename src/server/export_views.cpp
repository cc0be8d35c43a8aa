#include "server/export_views.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <optional>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "server/json_values.hpp"

namespace kinote::server {
namespace {

namespace json = boost::json;

database::ExportCounts counts_of(database::Connection& connection, const database::ExportRow& row) {
    return row.state == "open" ? database::count_deliveries(connection, row) : row.counts;
}

std::string_view state_of(const database::ExportRow& row) {
    const bool has_failed = row.state == "open" && (row.job_state == "error" || row.job_state == "abandoned");
    return has_failed ? std::string_view{"failed"} : std::string_view{row.state};
}

}  // namespace

json::value to_json(const database::ExportRow& row, const database::ExportCounts& counts) {
    return json::object{
        {"id", row.id},
        {"destination", row.destination_name},
        {"study_instance_uid", row.study_instance_uid},
        {"scope", to_string(row.scope)},
        {"again", row.is_again},
        {"state", state_of(row)},
        {"requested_by", row.requested_by},
        {"requested_at", base::iso_8601(row.requested_ms)},
        {"ended_at", time_or_null(row.ended_ms)},
        {"job", number_or_null(row.job)},
        {"job_state", text_or_null(row.job_state)},
        {"job_error", row.state == "open" && row.job_error ? json::value(*row.job_error) : json::value()},
        {"delivered", counts.delivered},
        {"warned", counts.warned},
        {"refused", counts.refused},
        {"committed", counts.committed},
        {"notes_without_kosd", json::parse(row.notes_without_kosd)},
        {"remarks", json::parse(row.remarks)},
    };
}

json::value to_json(const database::DeliveryRow& row) {
    return json::object{
        {"destination", row.destination_name},
        {"sop_instance_uid", row.sop_instance_uid},
        {"sop_class_uid", row.sop_class_uid},
        {"state", row.state},
        {"status", row.status ? json::value(fmt::format("{:04X}", *row.status)) : json::value()},
        {"comment", row.comment},
        {"sent_at", base::iso_8601(row.sent_ms)},
        {"committed_at", time_or_null(row.committed_ms)},
    };
}

json::value export_to_json(database::Connection& connection, std::int64_t id) {
    const auto row = database::find_export(connection, id);
    if (!row) throw base::Error{base::ErrorKind::not_found, fmt::format("there is no export {}", id)};
    return to_json(*row, counts_of(connection, *row));
}

json::value exports_to_json(database::Connection& connection, std::string_view study_instance_uid, std::int64_t before,
                            std::int64_t limit) {
    json::array exports;
    for (const database::ExportRow& row : database::list_exports(connection, study_instance_uid, before, limit)) {
        exports.push_back(to_json(row, counts_of(connection, row)));
    }
    return json::object{{"exports", std::move(exports)}};
}

}  // namespace kinote::server
