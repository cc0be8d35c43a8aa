#pragma once
// What the service can do, PS3.18 8.9 and Annex H: told by the routes that there are.

#include <string>
#include <string_view>

#include "http/router.hpp"

namespace kinote::dicomweb {

/// A Capabilities Description in WADL. @param router  whose routes below the service path are told of.
/// @param service  the address of the service.
[[nodiscard]] std::string capabilities_as_wadl(const http::Router& router, std::string_view service);
/// The same as JSON.
[[nodiscard]] std::string capabilities_as_json(const http::Router& router, std::string_view service);

}  // namespace kinote::dicomweb
