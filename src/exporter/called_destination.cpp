#include "exporter/called_destination.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

namespace kinote::exporter {

using database::Destination;

bool are_same_system(const Destination& left, const Destination& right) {
    return left.ae_title == right.ae_title && left.host == right.host && left.port == right.port;
}

CalledDestination find_called_destination(database::Connection& connection, std::string_view ae_title,
                                          std::string_view address) {
    std::vector<Destination> called = database::find_destinations_by_ae_title(connection, ae_title);
    const auto is_there = [address](const Destination& one) { return one.host == address; };
    if (std::ranges::any_of(called, is_there)) std::erase_if(called, std::not_fn(is_there));
    if (called.empty()) return {std::nullopt, "no destination has that AE title"};
    const auto is_same = [&called](const Destination& one) { return are_same_system(one, called.front()); };
    if (std::ranges::all_of(called, is_same)) return {std::move(called.front()), {}};
    std::vector<std::string_view> names;
    names.reserve(called.size());
    for (const Destination& one : called) names.emplace_back(one.name);
    return {std::nullopt, fmt::format("several destinations have that AE title: {}", fmt::join(names, ", "))};
}

}  // namespace kinote::exporter
