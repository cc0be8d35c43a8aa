#include "server/autopilot_views.hpp"

#include <boost/json.hpp>
#include <cmath>

#include "authoring/json_fields.hpp"
#include "base/clock.hpp"
#include "server/json_values.hpp"

namespace kinote::server {
namespace {

namespace json = boost::json;

json::object thresholds_to_json(const autopilot::Thresholds& thresholds) {
    return {{"amber_hours", thresholds.amber_hours}, {"red_hours", thresholds.red_hours}};
}

json::array verdicts_to_json(const std::vector<autopilot::Verdict>& verdicts) {
    json::array list;
    for (const autopilot::Verdict& verdict : verdicts) {
        list.push_back(json::object{
            {"rule", verdict.rule},
            {"applies", verdict.applies},
            {"reason", verdict.reason},
            {"again_at", verdict.again_ms > 0 ? json::value(base::iso_8601(verdict.again_ms)) : json::value(nullptr)}});
    }
    return list;
}

json::array texts_to_json(const std::vector<std::string>& texts) {
    json::array list;
    for (const std::string& text : texts) list.emplace_back(text);
    return list;
}

std::string_view kind_text(autopilot::ArchivingChoice::Kind kind) {
    using Kind = autopilot::ArchivingChoice::Kind;
    switch (kind) {
        case Kind::archived: return "archived";
        case Kind::asked: return "archive";
        case Kind::left: break;
    }
    return "left";
}

json::value decision_to_json(const database::AutopilotDecision& decision) {
    return json::object{{"action", decision.action},
                        {"rule", decision.rule},
                        {"pressure", decision.pressure},
                        {"reason", decision.reason},
                        {"objects", decision.objects},
                        {"bytes", decision.bytes},
                        {"since", base::iso_8601(decision.since_ms)},
                        {"at", base::iso_8601(decision.at_ms)}};
}

json::value cached_to_json(const autopilot::Explanation& told) {
    if (!told.study) return nullptr;
    const database::CachedStudy& study = *told.study;
    return json::object{{"source", study.source},
                        {"status", to_string(*told.status)},
                        {"created_at", base::iso_8601(study.created_ms)},
                        {"arrived_at", base::iso_8601(study.arrived_ms)},
                        {"last_access_at", base::iso_8601(study.last_access_ms)},
                        {"verified_at", time_or_null(study.verified_ms)},
                        {"verified_by", study.verified_by},
                        {"file_bytes", study.file_bytes},
                        {"plain_bytes", study.plain_bytes},
                        {"key_group_bytes", study.key_bytes}};
}

}  // namespace

json::value autopilot_to_json(const autopilot::AutopilotSettings& settings, const autopilot::CacheMeasure& measure,
                              std::int64_t now_ms) {
    const autopilot::Thresholds thresholds = thresholds_at(settings.thresholds, now_ms);
    const autopilot::Forecast forecast = forecast_of(measure, settings.thresholds, now_ms);
    const auto hours = hours_of_free_space(measure);
    const double share = measure.capacity_bytes > 0 ? static_cast<double>(measure.key_bytes) * 100 /
                                                          static_cast<double>(measure.capacity_bytes)
                                                    : 0.0;
    return json::object{
        {"pressure", to_string(pressure_of(measure, thresholds))},
        {"hours_of_free_space", hours ? json::value(std::round(*hours * 10) / 10) : json::value(nullptr)},
        {"capacity_bytes", measure.capacity_bytes},
        {"file_bytes", measure.file_bytes},
        {"free_bytes", measure.free_bytes},
        {"intake_bytes_per_hour", measure.intake_bytes_per_hour},
        {"bytes_to_free", bytes_to_green(measure, thresholds)},
        {"thresholds", json::object{{"now", thresholds_to_json(thresholds)},
                                    {"day", thresholds_to_json(settings.thresholds.day)},
                                    {"night", thresholds_to_json(settings.thresholds.night)},
                                    {"night_hours", settings.thresholds.night_hours}}},
        {"forecast", json::object{{"amber_at", time_or_null(forecast.amber_ms)},
                                  {"red_at", time_or_null(forecast.red_ms)},
                                  {"full_at", time_or_null(forecast.full_ms)}}},
        {"key_groups", json::object{{"bytes", measure.key_bytes},
                                    {"percent", std::round(share * 100) / 100},
                                    {"threshold_percent", settings.key_share_percent},
                                    {"are_kept", !is_key_share_reached(measure, settings.key_share_percent)}}},
        {"archive_hours", settings.archive_hours},
    };
}

json::value to_json(const database::AutopilotRule& rule) {
    return json::object{{"name", rule.name},
                        {"source", rule.source},
                        {"action", rule.action},
                        {"threshold", rule.threshold},
                        {"study_status", rule.study_status},
                        {"exported", rule.exported},
                        {"hours_since_created", rule.hours_since_created},
                        {"minimum_age_hours", rule.minimum_age_hours},
                        {"archive", rule.archive},
                        {"without_archive", rule.without_archive},
                        {"set_by", rule.set_by}};
}

json::value rules_to_json(const std::vector<database::AutopilotRule>& rules) {
    json::array list;
    for (const database::AutopilotRule& rule : rules) list.push_back(to_json(rule));
    return json::object{{"rules", std::move(list)}};
}

database::AutopilotRule rule_from_json(std::string_view name, const json::value& body) {
    constexpr std::size_t longest_text = 64;
    constexpr std::int64_t most_hours = 876'000;
    const authoring::JsonFields fields{body, ""};
    fields.allow_only({"source", "action", "threshold", "study_status", "exported", "hours_since_created",
                       "minimum_age_hours", "archive", "without_archive"});
    fields.demand({"action"});
    const auto text_or = [&fields](std::string_view field, const char* otherwise) {
        return fields.find(field) == nullptr ? std::string{otherwise} : fields.text(field, longest_text);
    };
    database::AutopilotRule rule;
    rule.name = name;
    rule.source = text_or("source", "*");
    rule.action = fields.text("action", longest_text);
    rule.threshold = text_or("threshold", rule.action == "delete" ? "amber" : "none");
    rule.study_status = text_or("study_status", "any");
    rule.exported = text_or("exported", "any");
    rule.hours_since_created = fields.integer("hours_since_created", 0, 0, most_hours);
    rule.minimum_age_hours = fields.integer("minimum_age_hours", 0, 0, most_hours);
    rule.archive = text_or("archive", "");
    rule.without_archive = fields.flag("without_archive", false);
    return rule;
}

json::value preview_to_json(const std::vector<autopilot::FreeingPreview>& freeing,
                            const std::vector<autopilot::ArchivingChoice>& archiving) {
    json::array would_free;
    for (const autopilot::FreeingPreview& one : freeing) {
        would_free.push_back(json::object{{"study_instance_uid", one.study.study_instance_uid},
                                          {"last_access_at", base::iso_8601(one.study.last_access_ms)},
                                          {"goes", one.goes},
                                          {"rule", one.rule},
                                          {"reason", one.reason},
                                          {"objects", one.objects},
                                          {"bytes", one.bytes}});
    }
    json::array would_archive;
    for (const autopilot::ArchivingChoice& one : archiving) {
        would_archive.push_back(json::object{{"study_instance_uid", one.study.study_instance_uid},
                                             {"outcome", kind_text(one.kind)},
                                             {"rule", one.rule},
                                             {"archive", one.archive},
                                             {"reason", one.reason}});
    }
    return json::object{{"freeing", std::move(would_free)}, {"archiving", std::move(would_archive)}};
}

json::value to_json(const autopilot::Explanation& told) {
    json::array unarchived;
    for (const database::UnarchivedObject& object : told.unarchived) {
        unarchived.push_back(json::object{{"sop_instance_uid", object.sop_instance_uid}, {"reason", object.reason}});
    }
    json::array jobs;
    for (const database::JobAboutStudy& job : told.jobs) {
        jobs.push_back(json::object{{"id", job.id}, {"kind", job.kind}, {"state", job.state}});
    }
    json::array decisions;
    for (const database::AutopilotDecision& decision : told.decisions) decisions.push_back(decision_to_json(decision));
    return json::object{{"study_instance_uid", told.study_instance_uid},
                        {"cached", cached_to_json(told)},
                        {"why_here", texts_to_json(told.why_here)},
                        {"why_gone", texts_to_json(told.why_gone)},
                        {"freeing_rules", verdicts_to_json(told.freeing_rules)},
                        {"archiving_rules", verdicts_to_json(told.archiving_rules)},
                        {"unarchived", std::move(unarchived)},
                        {"jobs", std::move(jobs)},
                        {"decisions", std::move(decisions)}};
}

}  // namespace kinote::server
