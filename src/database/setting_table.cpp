#include "database/setting_table.hpp"

namespace kinote::database {
namespace {

constexpr Statement find_setting_sql{"SELECT value FROM setting WHERE name = $1"};
constexpr Statement set_setting_sql{R"(
    INSERT INTO setting (name, value) VALUES ($1, $2)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value)"};
constexpr Statement ensure_setting_sql{R"(
    INSERT INTO setting (name, value) VALUES ($1, $2)
    ON CONFLICT (name) DO UPDATE SET value = setting.value
    RETURNING value)"};

}  // namespace

std::optional<std::string> find_setting(Connection& connection, std::string_view name) {
    Rows rows = connection.query(find_setting_sql, {name});
    return rows.next() ? std::optional{rows.string(0)} : std::nullopt;
}

std::string ensure_setting(Transaction& transaction, std::string_view name, std::string_view value) {
    Rows rows = transaction.query(ensure_setting_sql, {name, value});
    rows.next();
    return rows.string(0);
}

void set_setting(Transaction& transaction, std::string_view name, std::string_view value) {
    transaction.execute(set_setting_sql, {name, value});
}

}  // namespace kinote::database
