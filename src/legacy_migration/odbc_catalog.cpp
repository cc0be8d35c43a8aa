#include "legacy_migration/odbc_catalog.hpp"

#include <fmt/format.h>
#include <sql.h>
#include <sqlext.h>
#include <sqlucode.h>

#include <algorithm>
#include <array>
#include <span>

#include "legacy_migration/odbc_text.hpp"
#include "legacy_migration/utf_text.hpp"

namespace kinote::legacy_migration {
namespace {

constexpr std::size_t most_catalog_tables = 20'000;
constexpr std::array system_schemas{"pg_catalog", "information_schema", "pg_toast", "sys", "system"};

// Columns of the two results (ODBC reference, SQLTables and SQLColumns).
constexpr SQLUSMALLINT schema_column = 2;
constexpr SQLUSMALLINT table_column = 3;
constexpr SQLUSMALLINT table_type_column = 4;
constexpr SQLUSMALLINT column_name_column = 4;
constexpr SQLUSMALLINT type_name_column = 6;

// A statement that asks the catalog.
class CatalogStatement {
public:
    explicit CatalogStatement(OdbcConnection& connection) : connection_{connection} {
        if (!SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_STMT, connection.handle(), &statement_))) {
            connection.throw_diagnosis(SQL_HANDLE_DBC, connection.handle(), "make a statement",
                                       base::ErrorKind::unavailable);
        }
    }
    ~CatalogStatement() { SQLFreeHandle(SQL_HANDLE_STMT, statement_); }
    CatalogStatement(const CatalogStatement&) = delete;
    CatalogStatement& operator=(const CatalogStatement&) = delete;

    void list_tables() {
        std::u16string types = u"TABLE,VIEW";
        std::vector<SQLWCHAR> units{types.begin(), types.end()};
        check(SQLTablesW(statement_, nullptr, 0, nullptr, 0, nullptr, 0, units.data(),
                         static_cast<SQLSMALLINT>(units.size())));
    }
    void list_columns(const CatalogTable& table) {
        std::vector<SQLWCHAR> schema = units_of(table.schema);
        std::vector<SQLWCHAR> name = units_of(table.name);
        check(SQLColumnsW(statement_, nullptr, 0, table.schema.empty() ? nullptr : schema.data(),
                          static_cast<SQLSMALLINT>(schema.size()), name.data(), static_cast<SQLSMALLINT>(name.size()),
                          nullptr, 0));
    }
    bool next() {
        const SQLRETURN result = SQLFetch(statement_);
        if (result == SQL_NO_DATA) return false;
        check(result);
        return true;
    }
    [[nodiscard]] std::string text(SQLUSMALLINT column) {
        std::array<SQLWCHAR, 513> buffer{};
        SQLLEN length = 0;
        check(SQLGetData(statement_, column, SQL_C_WCHAR, buffer.data(), sizeof buffer, &length));
        if (length == SQL_NULL_DATA) return {};
        const std::u16string units{buffer.begin(), std::ranges::find(buffer, SQLWCHAR{0})};
        std::string text;
        (void)append_utf16(text, units);
        return text;
    }

private:
    static std::vector<SQLWCHAR> units_of(const std::string& text) {
        const std::u16string units = to_utf16(text);
        return {units.begin(), units.end()};
    }
    void check(SQLRETURN result) const {
        if (SQL_SUCCEEDED(result)) return;
        connection_.throw_diagnosis(SQL_HANDLE_STMT, statement_, "read the catalog", base::ErrorKind::unavailable);
    }

    OdbcConnection& connection_;
    SQLHSTMT statement_ = nullptr;
};

bool is_of_system(const CatalogTable& table) {
    const std::string schema = lower_case(table.schema);
    return std::ranges::find(system_schemas, schema) != system_schemas.end() || table.name.starts_with("sqlite_");
}

}  // namespace

std::vector<CatalogTable> read_catalog(OdbcConnection& connection) {
    std::vector<CatalogTable> tables;
    {
        CatalogStatement statement{connection};
        statement.list_tables();
        while (statement.next() && tables.size() < most_catalog_tables) {
            CatalogTable table;  // in the order of the columns, as some drivers want them read
            table.schema = statement.text(schema_column);
            table.name = statement.text(table_column);
            table.type = statement.text(table_type_column);
            if (!is_of_system(table)) tables.push_back(std::move(table));
        }
    }
    for (CatalogTable& table : tables) {
        CatalogStatement statement{connection};
        statement.list_columns(table);
        while (statement.next()) {
            const std::string name = statement.text(table_column);
            CatalogColumn column{statement.text(column_name_column), statement.text(type_name_column)};
            if (name == table.name) table.columns.push_back(std::move(column));  // _ in a name stands for any letter
        }
    }
    return tables;
}

}  // namespace kinote::legacy_migration
