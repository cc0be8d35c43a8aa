#include "database/statistics.hpp"

namespace kinote::database {
namespace {

constexpr Statement analyze_sql{
    "ANALYZE patient, study, instance, note, note_version, note_reference, note_study, migration_row"};

}  // namespace

void refresh_note_statistics(Connection& connection) {
    if (connection.engine() == Engine::sqlite) return;
    Transaction transaction{connection};
    transaction.execute(analyze_sql);
    transaction.commit();
}

}  // namespace kinote::database
