#include "server/media_views.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "server/json_values.hpp"

namespace kinote::server {
namespace {

namespace json = boost::json;

std::string_view state_of(const database::MediaExportRow& row) {
    const bool has_failed = row.state == "open" && (row.job_state == "error" || row.job_state == "abandoned");
    return has_failed ? std::string_view{"failed"} : std::string_view{row.state};
}

json::array parts_of(database::Connection& connection, std::int64_t id) {
    json::array parts;
    for (const database::MediaPart& part : database::list_media_parts(connection, id)) {
        parts.push_back(json::object{{"study_instance_uid", part.study_instance_uid},
                                     {"note", part.note.empty() ? json::value() : json::value(part.note)}});
    }
    return parts;
}

json::array discs_of(database::Connection& connection, std::int64_t id) {
    json::array discs;
    for (const database::MediaDisc& disc : database::list_media_discs(connection, id)) {
        discs.push_back(json::object{{"number", disc.number},
                                     {"file_name", disc.file_name},
                                     {"bytes", disc.bytes},
                                     {"sha256", disc.sha256.empty() ? json::value() : json::value(disc.sha256)},
                                     {"objects", disc.objects}});
    }
    return discs;
}

json::value media_row_to_json(database::Connection& connection, const database::MediaExportRow& row) {
    return json::object{
        {"id", row.id},
        {"label", row.label},
        {"form", row.form},
        {"profile", row.profile},
        {"scope", to_string(row.scope)},
        {"disc_bytes", row.disc_bytes},
        {"language", row.language},
        {"deidentified", row.is_deidentified},
        {"state", state_of(row)},
        {"requested_by", row.requested_by},
        {"requested_at", base::iso_8601(row.requested_ms)},
        {"ended_at", time_or_null(row.ended_ms)},
        {"expires_at", time_or_null(row.expires_ms)},
        {"job", number_or_null(row.job)},
        {"job_state", text_or_null(row.job_state)},
        {"job_error", row.state == "open" && row.job_error ? json::value(*row.job_error) : json::value()},
        {"objects", row.objects},
        {"written", row.written},
        {"report", json::parse(row.report)},
        {"parts", parts_of(connection, row.id)},
        {"discs", discs_of(connection, row.id)},
    };
}

}  // namespace

json::value media_to_json(database::Connection& connection, std::int64_t id) {
    const auto row = database::find_media_export(connection, id);
    if (!row) throw base::Error{base::ErrorKind::not_found, fmt::format("there is no export to media {}", id)};
    return media_row_to_json(connection, *row);
}

json::value all_media_to_json(database::Connection& connection, std::string_view study_instance_uid,
                              std::int64_t before, std::int64_t limit) {
    json::array listed;
    for (const database::MediaExportRow& row :
         database::list_media_exports(connection, study_instance_uid, before, limit)) {
        listed.push_back(media_row_to_json(connection, row));
    }
    return json::object{{"media", std::move(listed)}};
}

json::value to_json(const database::MediaLedgerRow& row) {
    return json::object{{"disc", row.disc},
                        {"file_id", row.file_id},
                        {"sop_instance_uid", row.sop_instance_uid},
                        {"study_instance_uid", row.study_instance_uid},
                        {"sha256", row.sha256}};
}

namespace {

json::array named_with_reasons(const std::vector<exporter::LeftOutObject>& objects) {
    json::array named;
    for (const exporter::LeftOutObject& one : objects) {
        named.push_back(json::object{{"sop_instance_uid", one.object.sop_instance_uid},
                                     {"study_instance_uid", one.object.study_instance_uid},
                                     {"sop_class_uid", one.object.sop_class_uid},
                                     {"reason", one.reason}});
    }
    return named;
}

}  // namespace

json::value to_json(const exporter::MediaPreview& preview) {
    return json::object{{"objects", preview.objects},
                        {"bytes", preview.bytes},
                        {"discs", preview.discs},
                        {"refused", named_with_reasons(preview.refused)},
                        {"left_out", named_with_reasons(preview.left_out)}};
}

json::value to_json(const exporter::StoredSheet& sheet) {
    return json::object{{"sop_instance_uid", sheet.sop_instance_uid},
                        {"study_instance_uid", sheet.study_instance_uid},
                        {"series_instance_uid", sheet.series_instance_uid},
                        {"letters_without_font", sheet.letters_without_font}};
}

}  // namespace kinote::server
