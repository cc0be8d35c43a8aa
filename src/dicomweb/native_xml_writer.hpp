#pragma once
// Writes the Native DICOM Model from the tokens of DICOM JSON.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "dicom/tag.hpp"
#include "dicomweb/json_tokens.hpp"

namespace kinote::dicomweb {

/// One document, token by token.
class NativeXmlWriter {
public:
    /// @throws base::Error corrupt where a token stands that has no place there.
    void add(JsonToken token, const std::string& text);
    /// The whole document, behind its last token. @throws base::Error corrupt where it has not ended.
    [[nodiscard]] std::string take();

private:
    /// What is open: data sets (the whole, and items) hold attributes, those hold values, those items and names.
    enum class Place { data_set, attribute, values, person_name };
    struct Attribute {
        dicom::Tag tag;
        std::string vr;  ///< empty until it came
        unsigned values = 0;
    };

    void begin_object();
    void end_object();
    void add_text(const std::string& text);
    void add_value(const std::string& text);
    void add_nothing();
    void open_attribute(const std::string& vr);
    void append_name_group(const std::string& name);
    [[nodiscard]] bool is_in(Place place) const { return !places_.empty() && places_.back() == place; }
    [[nodiscard]] std::string_view value_element() const;

    std::string xml_;
    std::vector<Place> places_;
    std::vector<Attribute> attributes_;                           ///< those that are open
    std::vector<std::map<std::uint32_t, std::string>> creators_;  ///< of the data sets that are open, by their tags
    std::string key_;
    bool has_ended_ = false;
};

}  // namespace kinote::dicomweb
