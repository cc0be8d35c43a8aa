#pragma once
// The target of a request line, taken apart and decoded (RFC 9112 3.2, RFC 3986 3.3, 3.4).

#include <string>
#include <string_view>
#include <vector>

#include "http/named_values.hpp"

namespace kinote::http {

struct Target {
    /// See Request::path and Request::query.
    std::vector<std::string> path;
    Parameters query;
    /// The authority of an absolute-form target, which counts instead of the Host header; else empty.
    std::string authority;
    /// What is wrong, in words without the target's own bytes; empty: nothing.
    std::string_view fault;
};

/// Never throws for what the target holds: see Target::fault.
[[nodiscard]] Target read_target(std::string_view target);

}  // namespace kinote::http
