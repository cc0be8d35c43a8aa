#pragma once
// What getaddrinfo() gives.

#include <netdb.h>

#include <memory>

namespace kinote::dimse {

struct FreeAddresses {
    void operator()(addrinfo* addresses) const noexcept { ::freeaddrinfo(addresses); }
};
using Addresses = std::unique_ptr<addrinfo, FreeAddresses>;

}  // namespace kinote::dimse
