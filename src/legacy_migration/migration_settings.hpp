#pragma once
// What a site says of its legacy source: the keys of [migration].

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>

#include "base/configuration.hpp"
#include "legacy_migration/legacy_source.hpp"
#include "legacy_migration/mapping.hpp"

namespace kinote::legacy_migration {

struct MigrationSettings {
    std::string mapping;                            ///< "contract", "impax", "horos", or a file
    std::string odbc;                               ///< a connection; empty where csv is set
    std::filesystem::path csv;                      ///< a folder; empty where odbc is set
    bool is_dry_run = false;                        ///< tells what would become of each row, and writes no note
    std::int64_t interval_ms = 0;                   ///< between the runs of a server; 0: one alone
    std::string time_zone;                          ///< instead of the mapping's; empty: the mapping's
    std::string source_system;                      ///< instead of the mapping's name; empty: the mapping's
    std::map<std::string, std::string> parameters;  ///< of the mapping, instead of its own

    [[nodiscard]] bool names_source() const { return !odbc.empty() || !csv.empty(); }
};

/// The keys under "migration." as the configuration declares them.
[[nodiscard]] std::span<const base::ConfigurationKey> migration_keys();

/// Without a source where the configuration names none.
/// @param configuration  one that declares migration_keys(). @throws Error invalid for keys that do not go together.
[[nodiscard]] MigrationSettings migration_settings_from(const base::Configuration& configuration);

/// @throws Error invalid where not exactly one of odbc and csv is set.
[[nodiscard]] SourcePlace place_of(const MigrationSettings& settings);

/// The mapping with what the settings say otherwise; its digest is of both.
/// @throws Error as load_mapping, and invalid for an unknown parameter or time zone.
[[nodiscard]] Mapping mapping_of(const MigrationSettings& settings);

}  // namespace kinote::legacy_migration
