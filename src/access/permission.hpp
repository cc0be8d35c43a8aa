#pragma once
// What may be done here, and which roles may do it: the one table that decides.

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace kinote::access {

enum class Permission {
    read,           ///< see studies, notes and pictures
    author,         ///< make notes, and judge received ones
    edit,           ///< change notes
    delete_notes,   ///< take notes away and bring them back
    store,          ///< take objects in over DICOMweb
    export_images,  ///< send and fetch studies
    run_queues,     ///< steer queues, jobs, exceptions and tasks
    purge,          ///< mark studies, series and objects for removal; decide rejections; empty the cache
    administer,     ///< accounts, destinations, rules
};

enum class Role { reader, author, operator_role, administrator };

/// As routes and answers write it: "run queues".
[[nodiscard]] std::string_view to_string(Permission permission);
[[nodiscard]] std::string_view to_string(Role role);
[[nodiscard]] std::optional<Permission> permission_from(std::string_view word);
[[nodiscard]] std::optional<Role> role_from(std::string_view word);
[[nodiscard]] std::span<const Role> all_roles();

[[nodiscard]] bool may(Role role, Permission permission);
/// In the order of the enumeration.
[[nodiscard]] std::vector<Permission> permissions_of(Role role);

/// Beside permissions a route may name one of these: it answers anybody, or whoever has come in.
inline constexpr std::string_view open_to_all = "open";
inline constexpr std::string_view open_to_signed_in = "signed in";

}  // namespace kinote::access
