#pragma once
// The keys of a search as the identifier that a C-FIND would bring: both are read and matched by the same code.

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dicom/dataset.hpp"
#include "dicom/element_writer.hpp"
#include "dicom/tag.hpp"
#include "query/key_rule.hpp"

namespace kinote::dicomweb {

/// Collects keys in any order. One thread.
class SearchKeys {
public:
    explicit SearchKeys(query::QueryLevel level);

    /// The attribute is to have that value. @param path  with the sequences around it. @param value  UTF-8; a list of
    /// UIDs by commas (PS3.18 8.3.4.1) or backslashes.
    /// @throws base::Error invalid where it is matched already, or is no value of its VR.
    void match(const std::vector<dicom::Tag>& path, std::string_view value);
    /// The attribute is to be returned.
    void include(const std::vector<dicom::Tag>& path);
    /// Includes what a search returns unless it says more, PS3.18 10.6.3.3. @param whole  else the unique key alone.
    void include_usual(query::QueryLevel level, bool whole);
    /// Whether that attribute of the data set itself, or one in its items, is to have a value.
    [[nodiscard]] bool is_matched(dicom::Tag tag) const;

    /// In Explicit VR Little Endian, with all keys in the order of their tags. @throws base::Error as match.
    [[nodiscard]] dicom::Dataset data_set() const;

private:
    struct Node {
        std::map<dicom::Tag, Node> items;  ///< keys of the one item of a sequence
        std::optional<std::string> value;
    };
    Node& node_at(const std::vector<dicom::Tag>& path);
    static bool has_value(const Node& node);
    static void write(dicom::ElementWriter& writer, const std::map<dicom::Tag, Node>& nodes);
    static void write_value(dicom::ElementWriter& writer, dicom::Tag tag, const std::string& value);

    query::QueryLevel level_;
    std::map<dicom::Tag, Node> keys_;
};

}  // namespace kinote::dicomweb
