#include "cli/actor.hpp"

#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include <array>

namespace kinote::cli {

database::Actor user_of_command() {
    std::array<char, 4096> buffer{};
    passwd entry{};
    passwd* found = nullptr;
    const bool is_known =
        ::getpwuid_r(::getuid(), &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr;
    return {is_known ? entry.pw_name : fmt::format("uid {}", ::getuid()), "command line"};
}

}  // namespace kinote::cli
