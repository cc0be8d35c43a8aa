#include "database/destination_table.hpp"

#include <cstdlib>

namespace kinote::database {
namespace {

constexpr Statement set_destination_sql{R"(
    INSERT INTO destination (name, ae_title, host, port, calling_ae_title, key_images_only, wants_commitment,
                             wants_rejections, associations, retry, retry_interval_ms, most_attempts, allowed_hours,
                             source, changed_ms, is_archive, returning_ae_titles, wants_availability)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
    ON CONFLICT (name) DO UPDATE
       SET ae_title = excluded.ae_title, host = excluded.host, port = excluded.port,
           calling_ae_title = excluded.calling_ae_title, key_images_only = excluded.key_images_only,
           wants_commitment = excluded.wants_commitment, wants_rejections = excluded.wants_rejections,
           associations = excluded.associations, retry = excluded.retry,
           retry_interval_ms = excluded.retry_interval_ms, most_attempts = excluded.most_attempts,
           allowed_hours = excluded.allowed_hours, source = excluded.source, is_retired = 0,
           changed_ms = excluded.changed_ms, is_archive = excluded.is_archive,
           returning_ae_titles = excluded.returning_ae_titles, wants_availability = excluded.wants_availability)"};

constexpr Statement retire_sql{
    "UPDATE destination SET is_retired = 1, changed_ms = $2 WHERE name = $1 AND is_retired = 0"};

constexpr Statement find_by_name_sql{R"(
    SELECT id, name, ae_title, host, port, calling_ae_title, key_images_only, wants_commitment, wants_rejections,
           associations, retry, retry_interval_ms, most_attempts, allowed_hours, source, is_retired, changed_ms,
           is_archive, returning_ae_titles, wants_availability
      FROM destination WHERE name = $1)"};
constexpr Statement hold_destination_sql{R"(
    SELECT id, name, ae_title, host, port, calling_ae_title, key_images_only, wants_commitment, wants_rejections,
           associations, retry, retry_interval_ms, most_attempts, allowed_hours, source, is_retired, changed_ms,
           is_archive, returning_ae_titles, wants_availability
      FROM destination WHERE name = $1 AND is_retired = 0 {for_no_key_update})"};
constexpr Statement find_by_id_sql{R"(
    SELECT id, name, ae_title, host, port, calling_ae_title, key_images_only, wants_commitment, wants_rejections,
           associations, retry, retry_interval_ms, most_attempts, allowed_hours, source, is_retired, changed_ms,
           is_archive, returning_ae_titles, wants_availability
      FROM destination WHERE id = $1)"};
constexpr Statement find_by_ae_title_sql{R"(
    SELECT id, name, ae_title, host, port, calling_ae_title, key_images_only, wants_commitment, wants_rejections,
           associations, retry, retry_interval_ms, most_attempts, allowed_hours, source, is_retired, changed_ms,
           is_archive, returning_ae_titles, wants_availability
      FROM destination WHERE ae_title = $1 AND is_retired = 0 ORDER BY name)"};
constexpr Statement list_destination_sql{R"(
    SELECT id, name, ae_title, host, port, calling_ae_title, key_images_only, wants_commitment, wants_rejections,
           associations, retry, retry_interval_ms, most_attempts, allowed_hours, source, is_retired, changed_ms,
           is_archive, returning_ae_titles, wants_availability
      FROM destination WHERE is_retired = 0 ORDER BY name)"};

Destination destination_from(const Rows& row) {
    Destination destination;
    destination.id = row.integer(0);
    destination.name = row.string(1);
    destination.ae_title = row.string(2);
    destination.host = row.string(3);
    destination.port = row.integer(4);
    destination.calling_ae_title = row.string(5);
    destination.key_images_only = row.integer(6) != 0;
    destination.wants_commitment = row.integer(7) != 0;
    destination.wants_rejections = row.integer(8) != 0;
    destination.associations = row.integer(9);
    destination.retry = row.string(10);
    destination.retry_interval_ms = row.integer(11);
    destination.most_attempts = row.integer(12);
    destination.allowed_hours = row.string(13);
    destination.source = row.text(14) == "file" ? DestinationSource::file : DestinationSource::person;
    destination.is_retired = row.integer(15) != 0;
    destination.changed_ms = row.integer(16);
    destination.is_archive = row.integer(17) != 0;
    destination.returning_ae_titles = row.string(18);
    destination.wants_availability = row.integer(19) != 0;
    return destination;
}

std::optional<Destination> read_one(Rows row) {
    return row.next() ? std::optional{destination_from(row)} : std::nullopt;
}

std::vector<Destination> read_all(Rows rows) {
    std::vector<Destination> destinations;
    while (rows.next()) destinations.push_back(destination_from(rows));
    return destinations;
}

}  // namespace

std::string_view to_string(DestinationSource source) {
    switch (source) {
        case DestinationSource::file: return "file";
        case DestinationSource::person: return "person";
    }
    std::abort();
}

void set_destination(Transaction& transaction, const Destination& destination, std::int64_t now_ms) {
    transaction.execute(
        set_destination_sql,
        {destination.name, destination.ae_title, destination.host, destination.port, destination.calling_ae_title,
         destination.key_images_only ? 1 : 0, destination.wants_commitment ? 1 : 0,
         destination.wants_rejections ? 1 : 0, destination.associations, destination.retry,
         destination.retry_interval_ms, destination.most_attempts, destination.allowed_hours,
         to_string(destination.source), now_ms, destination.is_archive ? 1 : 0, destination.returning_ae_titles,
         destination.wants_availability ? 1 : 0});
}

bool retire_destination(Transaction& transaction, std::string_view name, std::int64_t now_ms) {
    return transaction.change(retire_sql, {name, now_ms}) == 1;
}

std::optional<Destination> find_destination(Connection& connection, std::string_view name) {
    return read_one(connection.query(find_by_name_sql, {name}));
}

std::optional<Destination> hold_destination(Transaction& transaction, std::string_view name) {
    return read_one(transaction.query(hold_destination_sql, {name}));
}

std::optional<Destination> find_destination(Connection& connection, std::int64_t id) {
    return read_one(connection.query(find_by_id_sql, {id}));
}

std::vector<Destination> find_destinations_by_ae_title(Connection& connection, std::string_view ae_title) {
    return read_all(connection.query(find_by_ae_title_sql, {ae_title}));
}

std::vector<Destination> list_destinations(Connection& connection) {
    return read_all(connection.query(list_destination_sql));
}

}  // namespace kinote::database
