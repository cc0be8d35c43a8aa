#include "server/migration_service.hpp"
namespace kinote::server {
jobs::Handler make_migration_handler(Site&) { return {}; }
std::optional<task_scheduler::Task> make_migration_task(Site&, jobs::JobQueue&) { return std::nullopt; }
}
