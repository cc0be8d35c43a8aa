#include "dicomweb/store_answer.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <optional>

#include "dicomweb/attribute_format.hpp"
#include "dicomweb/native_xml.hpp"
#include "dicomweb/rooms.hpp"

namespace kinote::dicomweb {
namespace {

namespace json = boost::json;
using http::Response;
using http::Status;

constexpr std::uint16_t not_authorized = 0x0124;
constexpr std::string_view retry_after_seconds = "30";

json::object value_of(std::string_view vr, json::value value) {
    return {{"vr", vr}, {"Value", json::array{std::move(value)}}};
}

json::object reference(const StoreResult& result) {
    return {{"00081150", value_of("UI", json::string{result.sop_class_uid})},
            {"00081155", value_of("UI", json::string{result.sop_instance_uid})}};
}

void add_words(json::object& item, const std::string& words) {
    item["00210010"] = value_of("LO", "KINOTE");
    item["00211003"] = value_of("LT", json::string{words});
}

json::object referenced(const StoreResult& result, std::string_view service) {
    json::object item = reference(result);
    item["00081190"] = value_of("UR", json::string{instance_url(service, result.study_instance_uid,
                                                                result.series_instance_uid, result.sop_instance_uid)});
    if (result.warning == 0) return item;
    item["00081196"] = value_of("US", result.warning);
    add_words(item, result.words);
    return item;
}

json::object failed(const StoreResult& result) {
    json::object item = result.sop_instance_uid.empty() ? json::object{} : reference(result);
    item["00081197"] = value_of("US", result.failure);
    add_words(item, result.words);
    return item;
}

// Of the study that all stored objects are of.
std::optional<std::string> common_study(const std::vector<StoreResult>& results) {
    std::optional<std::string> study;
    for (const StoreResult& result : results) {
        if (!result.is_stored()) continue;
        if (study && *study != result.study_instance_uid) return std::nullopt;
        study = result.study_instance_uid;
    }
    return study;
}

// A7xx, out of resources, and 0110: the same may succeed later (PS3.4 Table B.2-1).
bool can_pass(const StoreResult& result) { return (result.failure & 0xFF00U) == 0xA700U && result.failure != 0xA771U; }

Status status_of(const std::vector<StoreResult>& results) {
    const auto stored = std::ranges::count_if(results, &StoreResult::is_stored);
    const bool has_warnings = std::ranges::any_of(results, [](const auto& result) { return result.warning != 0; });
    if (stored == std::ssize(results) && !has_warnings) return Status::ok;
    if (stored > 0) return Status::accepted;
    if (std::ranges::all_of(results, can_pass)) return Status::service_unavailable;
    const auto is_forbidden = [](const StoreResult& result) { return result.failure == not_authorized; };
    return std::ranges::all_of(results, is_forbidden) ? Status::forbidden : Status::conflict;
}

}  // namespace

Response store_response(const std::vector<StoreResult>& results, std::string_view service, std::string_view type) {
    json::array stored;
    json::array failures;
    json::array others;
    for (const StoreResult& result : results) {
        if (result.is_stored()) {
            stored.push_back(referenced(result, service));
        } else {
            (result.sop_instance_uid.empty() ? others : failures).push_back(failed(result));
        }
    }
    json::object module;
    if (const auto study = common_study(results)) {
        module["00081190"] = value_of("UR", json::string{study_url(service, *study)});
    } else {
        module["00081190"] = json::object{{"vr", "UR"}};  // type 2
    }
    const auto add_sequence = [&module](std::string_view tag, json::array items) {
        if (!items.empty()) module[tag] = json::object{{"vr", "SQ"}, {"Value", std::move(items)}};
    };
    add_sequence("00081198", std::move(failures));
    add_sequence("00081199", std::move(stored));
    add_sequence("0008119A", std::move(others));
    const std::string text = json::serialize(module);
    Response response = http::bytes_response(type == native_xml_type ? json_to_native_xml(text) : text, type);
    response.headers.add("Vary", "Accept");
    response.status = status_of(results);
    if (response.status == Status::service_unavailable) response.headers.add("Retry-After", retry_after_seconds);
    return response;
}

}  // namespace kinote::dicomweb
