#include "http/host_list.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "http/named_values.hpp"

namespace kinote::http {
namespace {

// The colon of an IPv6 address stands inside brackets, that of the port behind them.
std::string_view without_port(std::string_view host) {
    const auto colon = host.rfind(':');
    const auto bracket = host.rfind(']');
    const bool has_port = colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket);
    return has_port ? host.substr(0, colon) : host;
}

std::vector<std::string> served_hosts(std::string_view address, std::uint16_t port) {
    const bool is_ipv6 = address.find(':') != std::string_view::npos;
    std::vector<std::string> hosts;
    hosts.push_back(is_ipv6 ? fmt::format("[{}]:{}", address, port) : fmt::format("{}:{}", address, port));
    for (const std::string_view local : {"localhost", "127.0.0.1", "[::1]"}) {
        hosts.push_back(fmt::format("{}:{}", local, port));
    }
    return hosts;
}

}  // namespace

HostList::HostList(const std::vector<std::string>& allowed, std::string_view address, std::uint16_t port)
    : allowed_{served_hosts(address, port)} {
    allowed_.insert(allowed_.end(), allowed.begin(), allowed.end());
}

bool HostList::allows(std::string_view host) const {
    const bool has_port = without_port(host).size() != host.size();
    const std::string full_host = has_port ? std::string{host} : fmt::format("{}:80", host);  // RFC 9110 4.2.1
    return std::any_of(allowed_.begin(), allowed_.end(), [&](std::string_view entry) {
        if (entry == "*") return true;
        const bool any_port = without_port(entry).size() == entry.size();
        return equals_ignoring_case(entry, any_port ? without_port(host) : full_host);
    });
}

}  // namespace kinote::http
