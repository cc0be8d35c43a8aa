#include "database/instance_metadata_table.hpp"

#include <span>

#include "database/door.hpp"

namespace kinote::database {
namespace {

constexpr Statement find_metadata_sql = visible<Door::wado>(R"(
    SELECT m.metadata FROM visible_instance i JOIN instance_metadata m ON m.instance = i.id
     WHERE i.id = $1 AND m.sha256 = $2 AND m.format = $3)");

constexpr Statement keep_metadata_sql{R"(
    INSERT INTO instance_metadata (instance, sha256, format, metadata)
    SELECT i.id, i.sha256, CAST($3 AS BIGINT), CAST($4 AS {bytes}) FROM instance i WHERE i.id = $1 AND i.sha256 = $2
    ON CONFLICT (instance) DO UPDATE
       SET sha256 = excluded.sha256, format = excluded.format, metadata = excluded.metadata)"};

}  // namespace

std::optional<std::string> find_metadata(Connection& connection, std::int64_t instance, std::string_view sha256) {
    Rows rows = connection.query(find_metadata_sql, {instance, sha256, metadata_format});
    if (!rows.next()) return std::nullopt;
    const std::span<const std::byte> bytes = rows.bytes(0);
    return std::string{reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void keep_metadata(Transaction& transaction, const std::vector<InstanceMetadata>& made) {
    for (const InstanceMetadata& one : made) {
        transaction.execute(keep_metadata_sql,
                            {one.instance, one.sha256, metadata_format, Value{std::as_bytes(std::span{one.json})}});
    }
}

}  // namespace kinote::database
