#include "dicomweb/json_tokens.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "base/error.hpp"

namespace kinote::dicomweb {
namespace {

constexpr std::string_view blanks = " \t\r\n";
constexpr std::string_view between_tokens = " \t\r\n,:";
constexpr std::string_view of_numbers = "+-.0123456789Ee";

[[noreturn]] void refuse_json() {
    throw base::Error{base::ErrorKind::corrupt, "the attributes are no DICOM JSON that can be read"};
}

// Below U+0800, which is all that is written as a number: controls.
void append_code_point(std::string& utf8, std::uint32_t code) {
    if (code < 0x80) {
        utf8 += static_cast<char>(code);
    } else if (code < 0x800) {
        utf8 += static_cast<char>(0xC0U | code >> 6U);
        utf8 += static_cast<char>(0x80U | (code & 0x3FU));
    } else {
        refuse_json();
    }
}

}  // namespace

JsonToken JsonTokens::next() {
    skip(between_tokens);
    if (rest_.empty()) return JsonToken::end;
    const char first = rest_.front();
    if (of_numbers.find(first) != std::string_view::npos) {
        read_number();
        return JsonToken::number;
    }
    if (first == 'n' && rest_.starts_with("null")) {
        rest_.remove_prefix(4);
        return JsonToken::null;
    }
    rest_.remove_prefix(1);
    switch (first) {
        case '{': return JsonToken::object_begin;
        case '}': return JsonToken::object_end;
        case '[': return JsonToken::array_begin;
        case ']': return JsonToken::array_end;
        case '"': read_string(); break;
        default: refuse_json();
    }
    skip(blanks);
    return rest_.starts_with(':') ? JsonToken::key : JsonToken::text;
}

void JsonTokens::read_string() {
    text_.clear();
    for (;;) {
        const std::size_t end = rest_.find_first_of(R"("\)");
        if (end == std::string_view::npos) refuse_json();
        text_ += rest_.substr(0, end);
        const bool is_end = rest_[end] == '"';
        rest_.remove_prefix(end + 1);
        if (is_end) return;
        read_escape();
    }
}

void JsonTokens::read_escape() {
    constexpr std::string_view letters = R"("\/bfnrt)";
    constexpr std::string_view meant = "\"\\/\b\f\n\r\t";
    if (rest_.empty()) refuse_json();
    const std::size_t known = letters.find(rest_.front());
    const bool is_number = rest_.front() == 'u';
    rest_.remove_prefix(1);
    if (known != std::string_view::npos) {
        text_ += meant[known];
        return;
    }
    std::uint32_t code = 0;
    const std::string_view digits = rest_.substr(0, 4);
    const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
    if (!is_number || digits.size() != 4 || failure != std::errc{} || end != digits.data() + 4) refuse_json();
    append_code_point(text_, code);
    rest_.remove_prefix(4);
}

void JsonTokens::read_number() {
    const std::size_t length = std::min(rest_.find_first_not_of(of_numbers), rest_.size());
    text_ = rest_.substr(0, length);
    rest_.remove_prefix(length);
}

void JsonTokens::skip(std::string_view characters) {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(characters), rest_.size()));
}

}  // namespace kinote::dicomweb
