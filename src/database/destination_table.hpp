#pragma once
// The table `destination`: remote application entities that objects go to.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "database/connection.hpp"

namespace kinote::database {

/// Who says what a destination is.
enum class DestinationSource { file, person };
[[nodiscard]] std::string_view to_string(DestinationSource source);

struct Destination {
    std::int64_t id = 0;
    std::string name;  ///< 1 to 32 of A-Z, a-z, 0-9, _ and -
    std::string ae_title;
    std::string host;
    std::int64_t port = 0;
    std::string calling_ae_title;  ///< empty: ours
    bool key_images_only = false;
    bool wants_commitment = false;
    bool wants_rejections = false;
    bool wants_availability = false;  ///< it is told what of a study can be had
    std::int64_t associations = 1;    ///< at once
    std::string retry = "automatic";  ///< none, manual, automatic
    std::int64_t retry_interval_ms = 30'000;
    std::int64_t most_attempts = 10;
    std::string allowed_hours;  ///< "20:00-06:00" on this site's clock; empty: all
    DestinationSource source = DestinationSource::person;
    bool is_retired = false;
    std::int64_t changed_ms = 0;
    bool is_archive = false;  ///< it keeps studies, and sends them back by C-MOVE
    /// An archive's AE titles beside its own that objects come back from, with a backslash between them.
    std::string returning_ae_titles;
};

/// Adds it, or gives the one of that name these values; one that was retired is in use again.
void set_destination(Transaction& transaction, const Destination& destination, std::int64_t now_ms);
/// Nothing goes there any more. @return false where no such one is in use.
bool retire_destination(Transaction& transaction, std::string_view name, std::int64_t now_ms);

[[nodiscard]] std::optional<Destination> find_destination(Connection& connection, std::string_view name);
/// The same where it is in use; nobody retires it, nor asks for an export to it, before the transaction ends.
[[nodiscard]] std::optional<Destination> hold_destination(Transaction& transaction, std::string_view name);
[[nodiscard]] std::optional<Destination> find_destination(Connection& connection, std::int64_t id);
/// Those in use of that AE title, by name.
[[nodiscard]] std::vector<Destination> find_destinations_by_ae_title(Connection& connection, std::string_view ae_title);
/// Those in use, by name.
[[nodiscard]] std::vector<Destination> list_destinations(Connection& connection);

}  // namespace kinote::database
