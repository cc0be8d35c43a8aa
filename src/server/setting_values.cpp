#include "server/setting_values.hpp"

#include <arpa/inet.h>

#include <array>

namespace kinote::server {

bool is_numeric_address(const std::string& address) {
    std::array<unsigned char, sizeof(in6_addr)> parsed{};
    return ::inet_pton(AF_INET, address.c_str(), parsed.data()) == 1 ||
           ::inet_pton(AF_INET6, address.c_str(), parsed.data()) == 1;
}

}  // namespace kinote::server
