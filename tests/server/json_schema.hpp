#pragma once
// Judges JSON values by the schemas of an OpenAPI description: those keywords that docs/openapi.json uses. A keyword
// that is not known here is a fault, so that no promise of the description goes unlooked at.

#include <boost/json.hpp>
#include <regex>
#include <string>
#include <vector>

namespace kinote::test {

namespace json = boost::json;

class JsonSchema {
public:
    /// @param description  outlives this: where $ref is looked up.
    explicit JsonSchema(const json::value& description) : description_{description} {}

    /// What of the value breaks the schema, with its place; empty where nothing does.
    std::vector<std::string> faults(const json::value& value, const json::value& schema) {
        faults_.clear();
        judge(value, schema.as_object(), "");
        return faults_;
    }

private:
    void judge(const json::value& value, const json::object& schema, const std::string& place) {
        for (const auto& [keyword, operand] : schema) {
            if (keyword == "$ref") {
                judge(value, resolved(operand), place);
            } else if (keyword == "type") {
                judge_type(value, operand, place);
            } else if (keyword == "required" && value.is_object()) {
                for (const json::value& name : operand.as_array()) {
                    if (!value.as_object().contains(name.as_string())) say(place, "lacks " + text(name));
                }
            } else if (keyword == "properties" && value.is_object()) {
                judge_properties(value.as_object(), operand.as_object(), place);
            } else if (keyword == "additionalProperties" && value.is_object()) {
                judge_others(value.as_object(), schema, operand, place);
            } else if (keyword == "items" && value.is_array()) {
                std::size_t index = 0;
                for (const json::value& item : value.as_array()) {
                    judge(item, operand.as_object(), place + "/" + std::to_string(index++));
                }
            } else if (keyword == "enum") {
                if (std::ranges::find(operand.as_array(), value) == operand.as_array().end()) {
                    say(place, json::serialize(value) + " is not listed");
                }
            } else if (keyword == "pattern" && value.is_string()) {
                if (!std::regex_search(text(value), std::regex{text(operand)})) say(place, "breaks its pattern");
            } else if (keyword == "oneOf") {
                judge_one_of(value, operand.as_array(), place);
            } else if (!is_known(keyword)) {
                say(place, "the keyword " + std::string{keyword} + " is not known to this test");
            }
        }
    }

    static bool is_known(std::string_view keyword) {
        for (const char* known : {"type", "required", "properties", "additionalProperties", "items", "enum", "pattern",
                                  "description", "minimum", "maximum", "format"}) {
            if (keyword == known) return true;
        }
        return false;
    }

    void judge_type(const json::value& value, const json::value& types, const std::string& place) {
        const json::array list = types.is_array() ? types.as_array() : json::array{types};
        for (const json::value& type : list) {
            if (has_type(value, text(type))) return;
        }
        say(place, json::serialize(value) + " is not of type " + json::serialize(types));
    }

    static bool has_type(const json::value& value, const std::string& type) {
        if (type == "object") return value.is_object();
        if (type == "array") return value.is_array();
        if (type == "string") return value.is_string();
        if (type == "boolean") return value.is_bool();
        if (type == "integer") return value.is_int64() || value.is_uint64();
        if (type == "number") return value.is_number();
        return type == "null" && value.is_null();
    }

    void judge_properties(const json::object& value, const json::object& properties, const std::string& place) {
        for (const auto& [name, schema] : properties) {
            const json::value* found = value.if_contains(name);
            if (found != nullptr) judge(*found, schema.as_object(), place + "/" + std::string{name});
        }
    }

    void judge_others(const json::object& value, const json::object& schema, const json::value& others,
                      const std::string& place) {
        const json::value* properties = schema.if_contains("properties");
        for (const auto& [name, member] : value) {
            if (properties != nullptr && properties->as_object().contains(name)) continue;
            if (others.is_object()) {
                judge(member, others.as_object(), place + "/" + std::string{name});
            } else if (!others.as_bool()) {
                say(place, "has " + std::string{name} + ", which is not described");
            }
        }
    }

    void judge_one_of(const json::value& value, const json::array& schemas, const std::string& place) {
        int matching = 0;
        for (const json::value& schema : schemas) {
            JsonSchema alone{description_};
            matching += alone.faults(value, schema).empty() ? 1 : 0;
        }
        if (matching != 1) say(place, "matches " + std::to_string(matching) + " of oneOf");
    }

    const json::object& resolved(const json::value& reference) const {
        return description_.at_pointer(text(reference).substr(1)).as_object();
    }
    static std::string text(const json::value& value) { return std::string{value.as_string()}; }
    void say(const std::string& place, const std::string& fault) { faults_.push_back(place + ": " + fault); }

    const json::value& description_;
    std::vector<std::string> faults_;
};

}  // namespace kinote::test
