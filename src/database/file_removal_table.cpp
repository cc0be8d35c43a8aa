#include "database/file_removal_table.hpp"

namespace kinote::database {
namespace {

constexpr Statement list_file_removal_sql{
    "INSERT INTO file_removal (path, listed_ms) VALUES ($1, $2) ON CONFLICT (path) DO NOTHING"};
constexpr Statement find_file_removal_sql{"SELECT path FROM file_removal WHERE path > $1 ORDER BY path LIMIT $2"};
constexpr Statement end_file_removal_sql{"DELETE FROM file_removal WHERE path = $1"};
constexpr Statement fail_file_removal_sql{"UPDATE file_removal SET error = $2 WHERE path = $1"};
constexpr Statement failed_sql{R"(
    SELECT path, listed_ms, error FROM file_removal WHERE error IS NOT NULL ORDER BY path LIMIT $1)"};

}  // namespace

void list_file_removal(Transaction& transaction, std::string_view path, std::int64_t now_ms) {
    transaction.execute(list_file_removal_sql, {path, now_ms});
}

std::vector<std::string> find_file_removals(Connection& connection, std::string_view after, std::int64_t limit) {
    std::vector<std::string> paths;
    Rows rows = connection.query(find_file_removal_sql, {after, limit});
    while (rows.next()) paths.push_back(rows.string(0));
    return paths;
}

void end_file_removal(Transaction& transaction, std::string_view path) {
    transaction.execute(end_file_removal_sql, {path});
}

void note_failed_removal(Transaction& transaction, std::string_view path, std::string_view error) {
    transaction.execute(fail_file_removal_sql, {path, error});
}

std::vector<FailedRemoval> list_failed_removals(Connection& connection, std::int64_t limit) {
    std::vector<FailedRemoval> failed;
    Rows rows = connection.query(failed_sql, {limit});
    while (rows.next()) failed.push_back({rows.string(0), rows.integer(1), rows.string(2)});
    return failed;
}

}  // namespace kinote::database
