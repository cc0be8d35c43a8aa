#include "database/task_lease_table.hpp"

namespace kinote::database {
namespace {

constexpr Statement find_task_lease_sql{"SELECT node, term, lease_until_ms FROM task_lease WHERE name = 'tasks'"};
constexpr Statement take_task_lease_sql{R"(
    UPDATE task_lease SET node = $1, term = term + 1, lease_until_ms = $3
     WHERE name = 'tasks' AND (node = $1 OR lease_until_ms <= $2)
    RETURNING term)"};
constexpr Statement renew_task_lease_sql{
    "UPDATE task_lease SET lease_until_ms = $3 WHERE name = 'tasks' AND node = $1 AND term = $2"};
constexpr Statement release_task_lease_sql{
    "UPDATE task_lease SET lease_until_ms = 0 WHERE name = 'tasks' AND node = $1 AND term = $2"};

}  // namespace

TaskLease find_task_lease(Connection& connection) {
    Rows row = connection.query(find_task_lease_sql);
    return row.next() ? TaskLease{row.string(0), row.integer(1), row.integer(2)} : TaskLease{};
}

std::optional<std::int64_t> take_task_lease(Transaction& transaction, std::string_view node, std::int64_t now_ms,
                                            std::int64_t lease_until_ms) {
    Rows row = transaction.query(take_task_lease_sql, {node, now_ms, lease_until_ms});
    return row.next() ? std::optional{row.integer(0)} : std::nullopt;
}

bool renew_task_lease(Transaction& transaction, std::string_view node, std::int64_t term, std::int64_t lease_until_ms) {
    return transaction.change(renew_task_lease_sql, {node, term, lease_until_ms}) == 1;
}

void release_task_lease(Transaction& transaction, std::string_view node, std::int64_t term) {
    transaction.execute(release_task_lease_sql, {node, term});
}

}  // namespace kinote::database
