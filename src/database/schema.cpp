#include "database/schema.hpp"

#include <fmt/format.h>

#include <map>
#include <string>

#include "base/digest.hpp"
#include "base/error.hpp"
#include "base/log.hpp"

namespace kinote::database {
namespace {

constexpr Statement advisory_lock_sql{"SELECT pg_advisory_xact_lock(7301467362001)"};
constexpr Statement find_table_sqlite_sql{"SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_step'"};
constexpr Statement find_table_postgresql_sql{
    "SELECT 1 FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = 'schema_step'"};
constexpr std::string_view create_table_sql = R"(
CREATE TABLE schema_step (
    number BIGINT PRIMARY KEY,
    name {text} NOT NULL,
    sha256 {text} NOT NULL,
    applied_ms BIGINT NOT NULL
))";
constexpr Statement read_steps_sql{"SELECT number, sha256 FROM schema_step ORDER BY number"};
constexpr Statement add_step_sql{"INSERT INTO schema_step (number, name, sha256, applied_ms) VALUES ($1, $2, $3, $4)"};

std::map<std::int64_t, std::string> applied_steps(Connection& connection) {
    const bool is_sqlite = connection.engine() == Engine::sqlite;
    {
        Rows table = connection.query(is_sqlite ? find_table_sqlite_sql : find_table_postgresql_sql);
        if (!table.next()) return {};
    }
    std::map<std::int64_t, std::string> steps;
    Rows rows = connection.query(read_steps_sql);
    while (rows.next()) steps.emplace(rows.integer(0), rows.string(1));
    return steps;
}

bool is_up_to_date(const std::map<std::int64_t, std::string>& applied) {
    const std::int64_t newest_known = schema_steps().back().number;
    if (!applied.empty() && applied.rbegin()->first > newest_known) {
        throw base::Error{
            base::ErrorKind::refused,
            fmt::format("the database is newer than this program: it has had schema step {}, this program "
                        "knows {}. Start the newer program, or restore the database as it was before.",
                        applied.rbegin()->first, newest_known)};
    }
    for (const SchemaStep& step : schema_steps()) {
        const auto found = applied.find(step.number);
        if (found == applied.end()) return false;
        if (found->second != base::sha256_hex(step.sql)) {
            throw base::Error{base::ErrorKind::refused,
                              fmt::format("schema step {} ({}) ran in another form in this database than this program "
                                          "has it; they do not belong together",
                                          step.number, step.name)};
        }
    }
    return true;
}

}  // namespace

void bring_schema_up_to_date(Database& database, std::int64_t now_ms) {
    const PooledConnection connection = database.connection();
    if (is_up_to_date(applied_steps(*connection))) return;

    Transaction transaction{*connection};  // on SQLite the one writer
    if (connection->engine() == Engine::postgresql) (void)transaction.query(advisory_lock_sql);
    const std::map<std::int64_t, std::string> applied = applied_steps(*connection);
    if (is_up_to_date(applied)) return;
    if (applied.empty()) connection->run_script(text_for(connection->engine(), create_table_sql));
    for (const SchemaStep& step : schema_steps()) {
        if (applied.contains(step.number)) continue;
        connection->run_script(text_for(connection->engine(), step.sql));
        transaction.execute(add_step_sql, {step.number, step.name, base::sha256_hex(step.sql), now_ms});
        base::log::info("schema step run", {{"number", step.number}, {"name", step.name}});
    }
    transaction.commit();
}

}  // namespace kinote::database
