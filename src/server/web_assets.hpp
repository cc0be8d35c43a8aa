#pragma once
// The built web client, inside the program. Made by the build from web/dist.

#include <span>

#include "http/asset_store.hpp"

namespace kinote::server {

[[nodiscard]] std::span<const http::Asset> web_assets();

}  // namespace kinote::server
