#include "server/rejection_json.hpp"

#include <boost/json.hpp>
#include <optional>
#include <string>

#include "server/json_values.hpp"
#include "server/json_views.hpp"

namespace kinote::server {

namespace json = boost::json;

json::value to_json(const database::RejectionNoteRow& note) {
    return json::object{{"sop_instance_uid", note.sop_instance_uid},
                        {"study_instance_uid", note.study_instance_uid},
                        {"code", note.code},
                        {"meaning", note.meaning},
                        {"received_from", note.received_from},
                        {"received_at", time_to_json(note.received_ms, std::nullopt)},
                        {"state", note.state},
                        {"objects", note.objects},
                        {"hidden", note.hidden},
                        {"left_alone", note.left_alone},
                        {"decided_by", text_or_null(note.decided_by)},
                        {"decided_at", time_to_json(note.decided_ms, std::nullopt)},
                        {"reason", text_or_null(note.reason)}};
}

json::value to_json(const std::vector<database::RejectionNoteRow>& notes) {
    json::array array;
    for (const database::RejectionNoteRow& note : notes) array.push_back(to_json(note));
    return array;
}

json::value to_json(const database::RejectionRow& rejection) {
    return json::object{{"sop_instance_uid", rejection.sop_instance_uid},
                        {"series_instance_uid", rejection.series_instance_uid},
                        {"sop_class_uid", rejection.sop_class_uid},
                        {"in_force", rejection.is_in_force},
                        {"hidden", rejection.hides},
                        {"lifted", rejection.is_lifted},
                        {"here", rejection.is_here}};
}

json::value to_json(const database::Withdrawal& withdrawal) {
    return json::object{{"id", withdrawal.id},
                        {"destination", withdrawal.destination_name},
                        {"study_instance_uid", withdrawal.study_instance_uid},
                        {"cause", withdrawal.cause},
                        {"state", withdrawal.state},
                        {"note", text_or_null(withdrawal.note)},
                        {"comment", withdrawal.comment},
                        {"requested_at", time_to_json(withdrawal.requested_ms, std::nullopt)},
                        {"ended_at", time_to_json(withdrawal.ended_ms, std::nullopt)}};
}

json::value to_json(const std::vector<database::Withdrawal>& withdrawals) {
    json::array array;
    for (const database::Withdrawal& withdrawal : withdrawals) array.push_back(to_json(withdrawal));
    return array;
}

json::value rejection_note_in_full(database::Connection& connection, const database::RejectionNoteRow& note) {
    constexpr std::int64_t page_size = 1'000;
    json::value full = to_json(note);
    json::array rejections;
    std::string after;
    while (true) {
        const auto page = database::list_rejections(connection, note.sop_instance_uid, after, page_size);
        if (page.empty()) break;
        for (const database::RejectionRow& rejection : page) rejections.push_back(to_json(rejection));
        after = page.back().sop_instance_uid;
    }
    full.as_object()["rejections"] = std::move(rejections);
    return full;
}

}  // namespace kinote::server
