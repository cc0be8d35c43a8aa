#include "database/instance_metadata_table.hpp"

#include <span>

#include "database/door.hpp"
#include "database/lists.hpp"

namespace kinote::database {
namespace {

constexpr Statement find_metadata_sql = visible<Door::wado>(R"(
    SELECT m.metadata FROM visible_instance i JOIN instance_metadata m ON m.instance = i.id
     WHERE i.id = $1 AND m.sha256 = $2 AND m.format = $3)");

constexpr Statement find_short_metadata_sql = visible<Door::wado>(R"(
    SELECT m.instance, m.sha256, m.metadata FROM visible_instance i JOIN instance_metadata m ON m.instance = i.id
     WHERE i.id {in_ids} AND m.format = $2 AND length(m.metadata) <= 65536)");

constexpr Statement keep_metadata_sql{R"(
    INSERT INTO instance_metadata (instance, sha256, format, metadata)
    SELECT i.id, i.sha256, CAST($3 AS BIGINT), CAST($4 AS {bytes}) FROM instance i WHERE i.id = $1 AND i.sha256 = $2
    ON CONFLICT (instance) DO UPDATE
       SET sha256 = excluded.sha256, format = excluded.format, metadata = excluded.metadata)"};

std::string text_of(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

std::optional<std::string> find_metadata(Connection& connection, std::int64_t instance, std::string_view sha256) {
    Rows rows = connection.query(find_metadata_sql, {instance, sha256, metadata_format});
    if (!rows.next()) return std::nullopt;
    return text_of(rows.bytes(0));
}

std::vector<InstanceMetadata> find_short_metadata(Connection& connection, std::span<const std::int64_t> instances) {
    Rows rows = connection.query(find_short_metadata_sql, {id_list(connection.engine(), instances), metadata_format});
    std::vector<InstanceMetadata> found;
    while (rows.next()) found.push_back({rows.integer(0), rows.string(1), text_of(rows.bytes(2))});
    return found;
}

void keep_metadata(Transaction& transaction, const std::vector<InstanceMetadata>& made) {
    for (const InstanceMetadata& one : made) {
        transaction.execute(keep_metadata_sql,
                            {one.instance, one.sha256, metadata_format, Value{std::as_bytes(std::span{one.json})}});
    }
}

}  // namespace kinote::database
