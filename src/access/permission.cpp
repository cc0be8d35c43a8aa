#include "access/permission.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace kinote::access {
namespace {

constexpr std::array permission_words{
    std::pair{Permission::read, std::string_view{"read"}},
    std::pair{Permission::author, std::string_view{"author"}},
    std::pair{Permission::edit, std::string_view{"edit"}},
    std::pair{Permission::delete_notes, std::string_view{"delete"}},
    std::pair{Permission::store, std::string_view{"store"}},
    std::pair{Permission::export_images, std::string_view{"export"}},
    std::pair{Permission::run_queues, std::string_view{"run queues"}},
    std::pair{Permission::purge, std::string_view{"purge"}},
    std::pair{Permission::administer, std::string_view{"administer"}},
};
constexpr std::array role_words{
    std::pair{Role::reader, std::string_view{"reader"}},
    std::pair{Role::author, std::string_view{"author"}},
    std::pair{Role::operator_role, std::string_view{"operator"}},
    std::pair{Role::administrator, std::string_view{"administrator"}},
};
constexpr std::array roles{Role::reader, Role::author, Role::operator_role, Role::administrator};

// Each role may what the one before it may.
Role least_role(Permission permission) {
    switch (permission) {
        case Permission::read: return Role::reader;
        case Permission::author:
        case Permission::edit:
        case Permission::delete_notes:
        case Permission::store:
        case Permission::export_images: return Role::author;
        case Permission::run_queues:
        case Permission::purge: return Role::operator_role;
        case Permission::administer: return Role::administrator;
    }
    std::abort();
}

}  // namespace

std::string_view to_string(Permission permission) {
    return std::ranges::find(permission_words, permission, [](const auto& one) { return one.first; })->second;
}

std::string_view to_string(Role role) {
    return std::ranges::find(role_words, role, [](const auto& one) { return one.first; })->second;
}

std::optional<Permission> permission_from(std::string_view word) {
    const auto* found = std::ranges::find(permission_words, word, [](const auto& one) { return one.second; });
    return found == permission_words.end() ? std::nullopt : std::optional{found->first};
}

std::optional<Role> role_from(std::string_view word) {
    const auto* found = std::ranges::find(role_words, word, [](const auto& one) { return one.second; });
    return found == role_words.end() ? std::nullopt : std::optional{found->first};
}

std::span<const Role> all_roles() { return roles; }

bool may(Role role, Permission permission) { return role >= least_role(permission); }

std::vector<Permission> permissions_of(Role role) {
    std::vector<Permission> permissions;
    for (const auto& [permission, word] : permission_words) {
        if (may(role, permission)) permissions.push_back(permission);
    }
    return permissions;
}

}  // namespace kinote::access
