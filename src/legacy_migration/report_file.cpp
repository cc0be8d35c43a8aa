#include "legacy_migration/report_file.hpp"

#include <algorithm>
#include <span>

namespace kinote::legacy_migration {
namespace {

constexpr std::size_t write_size = 1U << 16U;  // bytes

base::File replaced_file(const std::filesystem::path& path) {
    std::error_code ignored;  // what cannot be removed shows when the file is made
    std::filesystem::remove(path, ignored);
    return base::File::create(path);
}

bool is_number(std::string_view text) {
    if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
    return !text.empty() && std::ranges::all_of(text, [](char digit) { return digit >= '0' && digit <= '9'; });
}

}  // namespace

ReportFile::ReportFile(const std::filesystem::path& path) : file_{replaced_file(path)} {}

void ReportFile::add(std::string_view text) {
    buffer_ += text;
    if (buffer_.size() >= write_size) close();
}

void ReportFile::close() {
    file_.write(std::as_bytes(std::span{buffer_}));
    buffer_.clear();
}

std::string csv_field(std::string_view text) {
    constexpr std::string_view begins_formula = "=+-@\t";
    std::string field;
    const bool is_formula =
        !text.empty() && begins_formula.find(text.front()) != std::string_view::npos && !is_number(text);
    if (is_formula) field += '\'';
    field += text;
    if (field.find_first_of("\",\r\n") == std::string::npos) return field;
    std::string quoted = "\"";
    for (const char character : field) {
        if (character == '"') quoted += '"';
        quoted += character;
    }
    return quoted + '"';
}

std::string html_text(std::string_view text) {
    std::string escaped;
    escaped.reserve(text.size());
    for (const char character : text) {
        switch (character) {
            case '&': escaped += "&amp;"; break;
            case '<': escaped += "&lt;"; break;
            case '>': escaped += "&gt;"; break;
            case '"': escaped += "&quot;"; break;
            case '\'': escaped += "&#39;"; break;
            default: escaped += character;
        }
    }
    return escaped;
}

}  // namespace kinote::legacy_migration
