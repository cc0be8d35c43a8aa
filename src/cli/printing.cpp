#include "cli/printing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <cstdio>

namespace kinote::cli {
namespace {

// Characters, not bytes: continuation bytes of UTF-8 take no column.
std::size_t width_of(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(
        text, [](char character) { return (static_cast<unsigned char>(character) & 0xC0U) != 0x80U; }));
}

}  // namespace

void print_json(const boost::json::value& value) {
    fmt::print("{}\n", boost::json::serialize(value));
    (void)std::fflush(stdout);
}

std::string printable(std::string_view text) {
    std::string result{text};
    std::ranges::replace_if(
        result, [](char character) { return static_cast<unsigned char>(character) < 0x20 || character == 0x7F; }, '?');
    return result;
}

std::string printable_lines(std::string_view text, std::string_view indent) {
    std::string result;
    while (true) {
        const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
        result += printable(text.substr(0, end));
        if (end == text.size()) return result;
        text.remove_prefix(text.substr(end).starts_with("\r\n") ? end + 2 : end + 1);
        result.append("\n").append(indent);
    }
}

void print_table(const std::vector<std::string>& headings, const std::vector<std::vector<std::string>>& rows) {
    std::vector<std::size_t> widths;
    widths.reserve(headings.size());
    for (const std::string& heading : headings) widths.push_back(width_of(heading));
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width_of(row[i]));
    }
    const auto print_row = [&widths](const std::vector<std::string>& row) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) {
            line += printable(row[i]);
            if (i + 1 < row.size()) line.append(widths[i] - width_of(row[i]) + 2, ' ');
        }
        fmt::print("{}\n", line);
    };
    print_row(headings);
    for (const auto& row : rows) print_row(row);
}

}  // namespace kinote::cli
