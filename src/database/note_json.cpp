#include "database/note_json.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <boost/json.hpp>
#include <charconv>
#include <utility>

#include "base/error.hpp"

namespace kinote::database {
namespace {

namespace json = boost::json;

constexpr std::array observer_fields{
    std::pair{"name", &note::Observer::name},
    std::pair{"login_name", &note::Observer::login_name},
    std::pair{"organization", &note::Observer::organization},
    std::pair{"device_uid", &note::Observer::device_uid},
    std::pair{"manufacturer", &note::Observer::manufacturer},
    std::pair{"model_name", &note::Observer::model_name},
    std::pair{"serial_number", &note::Observer::serial_number},
    std::pair{"location", &note::Observer::location},
};

json::array parse_array(std::string_view text) {
    boost::system::error_code failure;
    json::value value = json::parse(json::string_view{text.data(), text.size()}, failure);
    if (failure || !value.is_array()) {
        throw base::Error{base::ErrorKind::corrupt, "a column of note_version holds no JSON array"};
    }
    return std::move(value.as_array());
}

std::string text_of(const json::object& object, const char* name) {
    const json::value* value = object.if_contains(name);
    if (value == nullptr || !value->is_string()) return {};
    const json::string& text = value->as_string();
    return std::string{text.data(), text.size()};
}

const json::object& object_of(const json::value& value) {
    if (!value.is_object()) throw base::Error{base::ErrorKind::corrupt, "a list in note_version holds no object"};
    return value.as_object();
}

}  // namespace

std::string codes_to_json(const std::vector<note::Code>& codes) {
    json::array array;
    for (const note::Code& code : codes) {
        array.push_back(json::object{{"value", code.value}, {"scheme", code.scheme}, {"meaning", code.meaning}});
    }
    return json::serialize(array);
}

std::string observers_to_json(const std::vector<note::Observer>& observers) {
    json::array array;
    for (const note::Observer& observer : observers) {
        json::object object{{"type", observer.type == note::ObserverType::person ? "person" : "device"}};
        for (const auto& [name, field] : observer_fields) {
            if (!(observer.*field).empty()) object[name] = observer.*field;
        }
        array.push_back(std::move(object));
    }
    return json::serialize(array);
}

std::vector<note::Code> codes_from_json(std::string_view text) {
    std::vector<note::Code> codes;
    for (const json::value& value : parse_array(text)) {
        const json::object& object = object_of(value);
        codes.push_back({text_of(object, "value"), text_of(object, "scheme"), text_of(object, "meaning")});
    }
    return codes;
}

std::vector<note::Observer> observers_from_json(std::string_view text) {
    std::vector<note::Observer> observers;
    for (const json::value& value : parse_array(text)) {
        const json::object& object = object_of(value);
        note::Observer observer;
        observer.type = text_of(object, "type") == "device" ? note::ObserverType::device : note::ObserverType::person;
        for (const auto& [name, field] : observer_fields) observer.*field = text_of(object, name);
        observers.push_back(std::move(observer));
    }
    return observers;
}

std::string frames_to_text(std::span<const std::int32_t> frames) { return fmt::format("{}", fmt::join(frames, ",")); }

std::vector<std::int32_t> frames_from_text(std::string_view text) {
    std::vector<std::int32_t> frames;
    while (!text.empty()) {
        std::int32_t frame = 0;
        const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), frame);
        if (failure != std::errc{}) break;
        frames.push_back(frame);
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        if (!text.empty()) text.remove_prefix(1);  // the comma
    }
    return frames;
}

}  // namespace kinote::database
