#pragma once
// A rule by which studies are sent without being asked for: what goes to which destination.

#include <string>
#include <string_view>

namespace kinote::exporter {

enum class RouteScope {
    study,                ///< the whole study
    study_if_key_images,  ///< the whole study where it has key images, else nothing
    key_images,           ///< its key groups, where it has any
    key_images_if_any,    ///< its key groups where it has any, else the whole study
};

struct Route {
    std::string name;
    std::string destination;  ///< its name
    RouteScope scope = RouteScope::study;
};

[[nodiscard]] std::string_view to_string(RouteScope scope);
/// @throws Error invalid, naming the words that there are.
[[nodiscard]] RouteScope route_scope_from(std::string_view word);

}  // namespace kinote::exporter
