#include "legacy_migration/odbc_text.hpp"

#include <algorithm>
#include <array>

namespace kinote::legacy_migration {
namespace {

struct DriverOption {
    std::string_view driver;  // stands in the driver's name
    std::string_view keyword;
    std::string_view value;
};

constexpr std::array driver_options{
    DriverOption{"psqlodbc", "UseDeclareFetch", "1"},
    DriverOption{"psqlodbc", "Fetch", "2000"},
    DriverOption{"postgresql", "UseDeclareFetch", "1"},
    DriverOption{"postgresql", "Fetch", "2000"},
    DriverOption{"sqlite", "StepAPI", "1"},
    DriverOption{"sqlite", "NoCreat", "1"},
};

}  // namespace

std::string lower_case(std::string_view text) {
    std::string lower{text};
    for (char& character : lower) {
        if (character >= 'A' && character <= 'Z') character = static_cast<char>(character - 'A' + 'a');
    }
    return lower;
}

bool is_same_word(std::string_view left, std::string_view right) { return lower_case(left) == lower_case(right); }

std::vector<ConnectionKeyword> connection_keywords(std::string_view connection) {
    std::vector<ConnectionKeyword> keywords;
    while (!connection.empty()) {
        const std::size_t name_end = std::min(connection.find_first_of("=;"), connection.size());
        ConnectionKeyword keyword{std::string{connection.substr(0, name_end)}, ""};
        connection.remove_prefix(name_end);
        if (connection.starts_with('=')) {
            connection.remove_prefix(1);
            std::size_t end = connection.find(';');
            if (connection.starts_with('{')) {
                std::size_t brace = connection.find('}');
                while (brace != std::string_view::npos && connection.substr(brace + 1).starts_with('}')) {
                    brace = connection.find('}', brace + 2);  // }} is a brace within
                }
                end = brace == std::string_view::npos ? brace : connection.find(';', brace);
            }
            end = std::min(end, connection.size());
            keyword.value = connection.substr(0, end);
            connection.remove_prefix(end);
        }
        if (connection.starts_with(';')) connection.remove_prefix(1);
        if (!keyword.name.empty()) keywords.push_back(std::move(keyword));
    }
    return keywords;
}

std::string with_driver_options(const std::string& connection, std::string_view driver) {
    const std::vector<ConnectionKeyword> given = connection_keywords(connection);
    const std::string name = lower_case(driver);
    std::string text = connection;
    for (const DriverOption& option : driver_options) {
        if (name.find(option.driver) == std::string::npos) continue;
        const bool is_given = std::ranges::any_of(
            given, [&](const ConnectionKeyword& keyword) { return is_same_word(keyword.name, option.keyword); });
        if (is_given) continue;
        if (!text.empty() && text.back() != ';') text += ';';
        text.append(option.keyword).append("=").append(option.value);
    }
    return text;
}

}  // namespace kinote::legacy_migration
