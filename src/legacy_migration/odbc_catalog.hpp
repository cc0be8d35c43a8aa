#pragma once
// What a legacy database says of its own tables (SQLTables, SQLColumns).

#include <string>
#include <vector>

#include "legacy_migration/odbc_connection.hpp"

namespace kinote::legacy_migration {

struct CatalogColumn {
    std::string name;
    std::string type;  ///< as the database calls it
};

struct CatalogTable {
    std::string schema;  ///< empty where the database has none
    std::string name;
    std::string type;  ///< "TABLE", "VIEW"
    std::vector<CatalogColumn> columns;
};

/// Tables and views but those of the database system itself, in the driver's order. At most 20,000 tables.
/// @throws Error as OdbcConnection.
[[nodiscard]] std::vector<CatalogTable> read_catalog(OdbcConnection& connection);

}  // namespace kinote::legacy_migration
