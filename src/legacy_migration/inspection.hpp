#pragma once
// What a source has, shown to whoever fills in a mapping: tables and columns that look like notes, the mapping's
// parameters that name nothing there, queries that the database refuses; of CSV files their columns and what is
// missing.

#include <boost/json/value.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "legacy_migration/migration_settings.hpp"
#include "legacy_migration/odbc_catalog.hpp"

namespace kinote::legacy_migration {

struct InspectedTable {
    CatalogTable table;
    std::int64_t likeness = 0;  ///< the higher, the more its names look like those of notes
};

struct InspectedParameter {
    std::string name;
    std::string value;
    bool is_there = false;  ///< a table or a column of the source has this name
};

struct InspectedFile {
    std::string name;
    bool is_there = false;
    std::vector<std::string> columns;
    std::vector<std::string> missing;  ///< required ones
    std::vector<std::string> absent;   ///< those that may be absent
    std::vector<std::string> unknown;  ///< those that the contract does not have
};

struct Inspection {
    std::string source;  ///< without passwords
    std::int64_t tables_in_all = 0;
    std::vector<InspectedTable> tables;          ///< the likely ones, the likeliest first; none of CSV
    std::vector<InspectedParameter> parameters;  ///< of the mapping
    std::vector<InspectedFile> files;            ///< of CSV
    std::vector<std::string> problems;           ///< why the mapping cannot read this source, for a person
};

/// Reads the source's catalog and tries the mapping's queries; writes nothing.
/// @throws Error as load_mapping and OdbcConnection; not_found for a folder that is not there.
[[nodiscard]] Inspection inspect_source(const MigrationSettings& settings);

/// How much a table's names look like those of notes: 0 where nothing does.
[[nodiscard]] std::int64_t likeness_of(const CatalogTable& table);

[[nodiscard]] std::string to_text(const Inspection& inspection);
/// An object with source, tables (schema, name, type, likeness, columns), parameters, files, problems.
[[nodiscard]] boost::json::value to_json(const Inspection& inspection);

}  // namespace kinote::legacy_migration
