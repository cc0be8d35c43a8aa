#pragma once
// What the planner of PostgreSQL knows of the tables' sizes.

#include "database/connection.hpp"

namespace kinote::database {

/// Makes PostgreSQL plan anew by what the note tables hold now: while they grow fast from nothing, it would else go on
/// with the plans of empty tables. SQLite's plans do not depend on it.
void refresh_note_statistics(Connection& connection);

}  // namespace kinote::database
