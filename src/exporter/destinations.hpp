#pragma once
// Destinations as a site sets them: checked, with a queue of their own.

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "database/audit_table.hpp"
#include "database/database.hpp"
#include "database/destination_table.hpp"
#include "jobs/retry_policy.hpp"

namespace kinote::exporter {

/// @throws Error invalid, naming the field and what it must be.
void check_destination(const database::Destination& destination);

/// When what could not go there is tried again, of a checked one.
[[nodiscard]] jobs::RetryPolicy retry_policy_of(const database::Destination& destination);

/// That two destinations have one AE title and are different systems, in words.
[[nodiscard]] std::string shared_ae_title(const database::Destination& one, const database::Destination& other);

struct RemovalOrder {
    std::string_view name;
    database::DestinationSource source = database::DestinationSource::person;  ///< who says so
    bool is_dry_run = false;                                                   ///< only looked at
};
/// What was given up with a destination.
struct Removal {
    std::map<std::string, std::int64_t, std::less<>> jobs;  ///< how many of each kind
    std::int64_t withdrawals = 0;                           ///< rejection notes that do not go there any more
};

/// Any thread.
class Destinations {
public:
    Destinations(database::Database& database, const base::Clock& clock) : database_{database}, clock_{clock} {}

    /// Adds a destination, or changes the one of that name. @throws Error invalid as check_destination(); refused where
    /// a configuration file says what it is and this is not from there, where its ledger is another AE title's,
    /// where it ceases to be the archive of what is NEARLINE, and where another system has its AE title.
    void set(const database::Destination& destination, const database::Actor& actor);
    /// Nothing goes there any more; its jobs are abandoned, its open withdrawals dropped, its ledger stays.
    /// @throws Error not_found; refused as set().
    Removal remove(const RemovalOrder& order, const database::Actor& actor);

private:
    Removal remove(database::Transaction& transaction, const RemovalOrder& order, const database::Actor& actor);

    database::Database& database_;
    const base::Clock& clock_;
};

}  // namespace kinote::exporter
