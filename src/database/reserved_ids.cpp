#include "database/reserved_ids.hpp"

namespace kinote::database {

std::vector<std::int64_t> reserve_ids(Transaction& transaction, const IdSource& source, std::size_t count) {
    std::vector<std::int64_t> ids;
    if (count == 0) return ids;
    ids.reserve(count);
    if (transaction.connection().engine() == Engine::sqlite) {
        Rows rows = transaction.query(source.highest);
        rows.next();
        for (std::int64_t id = rows.integer(0); ids.size() < count;) ids.push_back(++id);
        return ids;
    }
    Rows rows = transaction.query(source.next, {static_cast<std::int64_t>(count)});
    while (rows.next()) ids.push_back(rows.integer(0));
    return ids;
}

}  // namespace kinote::database
