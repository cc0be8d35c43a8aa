#include "http/named_values.hpp"

#include <algorithm>

namespace kinote::http {
namespace {

char lower(char character) {
    return character >= 'A' && character <= 'Z' ? static_cast<char>(character - 'A' + 'a') : character;
}

template <NameCase name_case>
bool is_same(std::string_view left, std::string_view right) {
    if constexpr (name_case == NameCase::ignored) return equals_ignoring_case(left, right);
    return left == right;
}

}  // namespace

bool equals_ignoring_case(std::string_view left, std::string_view right) {
    return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                      [](char one, char other) { return lower(one) == lower(other); });
}

template <NameCase name_case>
void NamedValues<name_case>::add(std::string_view name, std::string_view value) {
    entries_.push_back({std::string{name}, std::string{value}});
}

template <NameCase name_case>
void NamedValues<name_case>::set(std::string_view name, std::string_view value) {
    std::erase_if(entries_, [&](const Entry& entry) { return is_same<name_case>(entry.name, name); });
    add(name, value);
}

template <NameCase name_case>
std::optional<std::string_view> NamedValues<name_case>::find(std::string_view name) const {
    for (const Entry& entry : entries_) {
        if (is_same<name_case>(entry.name, name)) return entry.value;
    }
    return std::nullopt;
}

template <NameCase name_case>
std::vector<std::string_view> NamedValues<name_case>::find_all(std::string_view name) const {
    std::vector<std::string_view> values;
    for (const Entry& entry : entries_) {
        if (is_same<name_case>(entry.name, name)) values.emplace_back(entry.value);
    }
    return values;
}

template class NamedValues<NameCase::exact>;
template class NamedValues<NameCase::ignored>;

}  // namespace kinote::http
