// Any bytes at all become JSON, and every value that it points at is found again, or they are refused with an Error.

#include <boost/json.hpp>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <span>
#include <string>

#include "base/error.hpp"
#include "dicom/object_json.hpp"

namespace {

using namespace kinote;

// Places of the values that stand elsewhere.
void collect_places(const boost::json::value& value, std::vector<std::string>& places) {
    if (const auto* object = value.if_object()) {
        if (const auto* uri = object->if_contains("BulkDataURI")) {
            const std::string_view text = uri->as_string();
            places.emplace_back(text.substr(text.rfind('/') + 1));
        }
        for (const auto& [name, member] : *object) collect_places(member, places);
    } else if (const auto* array = value.if_array()) {
        for (const auto& member : *array) collect_places(member, places);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto bytes = std::as_bytes(std::span{data, size});
    dicom::ObjectJsonOptions options;
    options.address_mark = '/';
    options.most_json_bytes = 1U << 20U;
    std::string text;
    try {
        text = dicom::object_to_json(dicom::MemorySource{bytes}, options);
    } catch (const base::Error&) {
        return 0;
    }
    boost::json::parse_options deep;
    deep.max_depth = 1'000;
    std::vector<std::string> places;
    collect_places(boost::json::parse(text, {}, deep), places);
    for (const std::string& place : places) {
        const auto parsed = dicom::parse_attribute_place(place);
        if (!parsed || dicom::to_string(*parsed) != place) std::abort();
        const auto found = dicom::find_value(std::make_unique<dicom::MemorySource>(bytes), *parsed);
        if (!found) std::abort();
        if (!found->is_encapsulated && found->offset + found->length > found->source->size()) std::abort();
    }
    return 0;
}
