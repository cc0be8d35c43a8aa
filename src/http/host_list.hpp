#pragma once
// Which names this server answers to. A page of a foreign site whose name was pointed at our address (DNS rebinding)
// still says the foreign name in its Host header.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kinote::http {

class HostList {
public:
    /// @param allowed see ServerOptions::allowed_hosts. @param address, port what is listened on.
    HostList(const std::vector<std::string>& allowed, std::string_view address, std::uint16_t port);

    /// @param host a Host header: "name", "name:port", "[::1]:port".
    [[nodiscard]] bool allows(std::string_view host) const;

private:
    std::vector<std::string> allowed_;
};

}  // namespace kinote::http
