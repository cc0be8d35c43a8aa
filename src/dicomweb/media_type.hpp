#pragma once
// Media types with their parameters (RFC 9110 8.3.1), as headers write them.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kinote::dicomweb {

/// In small letters, but for the values of parameters.
struct MediaType {
    std::string type;                                             ///< "multipart/related"
    std::vector<std::pair<std::string, std::string>> parameters;  ///< name and value, the value without its quotes

    /// The first of that name; empty where there is none.
    [[nodiscard]] std::string_view parameter(std::string_view name) const;
};

[[nodiscard]] std::string in_small_letters(std::string_view text);

/// The pieces between separators that stand outside of quotation marks, without blanks around them. @param header whose
/// value the text is, for the message. @throws base::Error invalid for a quotation mark without its other.
[[nodiscard]] std::vector<std::string_view> split_unquoted(std::string_view text, char separator,
                                                           std::string_view header);

/// @throws base::Error as split_unquoted().
[[nodiscard]] MediaType read_media_type(std::string_view text, std::string_view header);

}  // namespace kinote::dicomweb
