#include "server/migration_view.hpp"
namespace kinote::server {
boost::json::value latest_migration(database::Connection&) { return nullptr; }
}
