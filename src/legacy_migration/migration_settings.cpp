#include "legacy_migration/migration_settings.hpp"

#include <fmt/format.h>

#include <array>

#include "base/digest.hpp"
#include "base/error.hpp"
#include "legacy_migration/time_zone.hpp"

namespace kinote::legacy_migration {
namespace {

using base::ConfigurationKey;
using base::Error;
using base::ErrorKind;
using base::ValueType;

constexpr std::int64_t most_minutes = 525'600;  // a year
constexpr std::int64_t ms_of_minute = 60'000;

constexpr std::array keys{
    ConfigurationKey{"migration.mapping", ValueType::text, "",
                     "how the legacy tables are read: contract, impax, horos, or the path of a mapping file; empty: "
                     "there is no legacy source"},
    ConfigurationKey{"migration.odbc", ValueType::text, "",
                     "ODBC connection of the legacy database, as DSN=...;UID=...;PWD=..."},
    ConfigurationKey{"migration.csv", ValueType::text, "",
                     "folder with notes.csv, references.csv and uid_mapping.csv, instead of a database"},
    ConfigurationKey{"migration.interval_minutes", ValueType::integer, "1440",
                     "minutes between the runs that bring over what is new or changed; 0: one run alone", 0,
                     most_minutes},
    ConfigurationKey{"migration.time_zone", ValueType::text, "",
                     "IANA name of the legacy system's time zone, as Europe/Berlin; empty: the mapping's"},
    ConfigurationKey{"migration.source_system", ValueType::text, "",
                     "name under which the legacy system's notes are known here; empty: the mapping's"},
    ConfigurationKey{"migration.parameters", ValueType::text_list, "",
                     "parameters of the mapping, as note_table=kin_note"},
};

std::map<std::string, std::string> parameters_from(const std::vector<std::string>& texts) {
    std::map<std::string, std::string> parameters;
    for (const std::string& text : texts) {
        const std::size_t equals = text.find('=');
        if (equals == std::string::npos) {
            throw Error{ErrorKind::invalid,
                        fmt::format("migration.parameters: \"{}\" must be a name and a value parted by =", text)};
        }
        parameters[text.substr(0, equals)] = text.substr(equals + 1);
    }
    return parameters;
}

}  // namespace

std::span<const ConfigurationKey> migration_keys() { return keys; }

MigrationSettings migration_settings_from(const base::Configuration& configuration) {
    MigrationSettings settings;
    settings.mapping = configuration.text("migration.mapping");
    settings.odbc = configuration.text("migration.odbc");
    settings.csv = configuration.text("migration.csv");
    settings.interval_ms = configuration.integer("migration.interval_minutes") * ms_of_minute;
    settings.time_zone = configuration.text("migration.time_zone");
    settings.source_system = configuration.text("migration.source_system");
    settings.parameters = parameters_from(configuration.text_list("migration.parameters"));
    if (settings.mapping.empty() && settings.names_source()) {
        throw Error{ErrorKind::invalid, "migration.mapping is empty, and a legacy source is named: say how to read it"};
    }
    if (!settings.mapping.empty()) (void)place_of(settings);
    return settings;
}

SourcePlace place_of(const MigrationSettings& settings) {
    if (settings.odbc.empty() == settings.csv.empty()) {
        throw Error{ErrorKind::invalid,
                    "a migration reads one source: name either an ODBC connection or a folder of CSV files"};
    }
    if (!settings.odbc.empty()) return OdbcPlace{settings.odbc};
    return CsvPlace{settings.csv};
}

Mapping mapping_of(const MigrationSettings& settings) {
    Mapping mapping = load_mapping(settings.mapping);
    set_parameters(mapping, settings.parameters);
    std::string said = mapping.digest;
    for (const auto& [name, value] : mapping.parameters) said += fmt::format("\n{}={}", name, value);
    if (!settings.time_zone.empty()) {
        (void)TimeZone::find(settings.time_zone);
        mapping.time_zone = settings.time_zone;
    }
    if (!settings.source_system.empty()) mapping.name = settings.source_system;
    mapping.digest = base::sha256_hex(said + "\n" + mapping.time_zone.value_or("") + "\n" + mapping.name);
    return mapping;
}

}  // namespace kinote::legacy_migration
