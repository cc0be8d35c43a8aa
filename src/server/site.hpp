#pragma once
// A data folder and its database, opened: what the server and the commands stand on.

#include <memory>
#include <string>

#include "base/clock.hpp"
#include "database/database.hpp"
#include "server/settings.hpp"

namespace kinote::server {

enum class DataFolder {
    required,  ///< the command makes a site where there is none: a data folder must be named
    optional,  ///< the command looks at a site that is there; its database may be named instead
};

/// The settings of a command, its database open and its schema up to date.
struct Site {
    Settings settings;
    std::unique_ptr<database::Database> database;
    base::SystemClock clock;
};

/// Opens the site. The first time, the data folder is made and the database in use is written to its kinote.toml, once
/// it has been opened and its schema is up to date.
/// @throws Error invalid where the configuration is wrong, no data folder is named, or another database than the
///         folder's is; not_found where a site must be there and is not, or its SQLite file is gone; refused or
///         unavailable where the database cannot be opened.
[[nodiscard]] Site open_site(const GivenOptions& given, DataFolder need);

/// The URL of the database that the site's settings mean; absent where there is none yet. Opens nothing.
/// @throws Error invalid where another database is named than the data folder's.
[[nodiscard]] std::optional<std::string> database_of(const Settings& settings);

/// Makes the queues that this program works with, unless they exist.
void declare_queues(const Site& site);

/// Names this data folder among all that work on one database: made once, kept in the folder.
[[nodiscard]] std::string node_name(const std::filesystem::path& data);

}  // namespace kinote::server
