#pragma once
// DICOM JSON that this program has written, taken apart token by token: without a tree of it, numbers as they stand.

#include <string>
#include <string_view>

namespace kinote::dicomweb {

enum class JsonToken { object_begin, object_end, array_begin, array_end, key, text, number, null, end };

/// Checks as much as it needs to find the next token: not where commas stand.
class JsonTokens {
public:
    /// @param json  outlives this.
    explicit JsonTokens(std::string_view json) : rest_{json} {}

    /// @throws base::Error corrupt for what begins no token.
    [[nodiscard]] JsonToken next();
    /// Of the last token: the key or text without its escapes, the number as it stands.
    [[nodiscard]] const std::string& text() const { return text_; }

private:
    void read_string();
    void read_escape();
    void read_number();
    void skip(std::string_view characters);

    std::string_view rest_;
    std::string text_;
};

}  // namespace kinote::dicomweb
