#pragma once
// What a person sets of Autopilot: staging rules, and which studies are verified. Each change and its audit event
// commit together.

#include <string_view>

#include "base/clock.hpp"
#include "database/audit_table.hpp"
#include "database/autopilot_rule_table.hpp"
#include "database/database.hpp"

namespace kinote::autopilot {

/// Makes the rule, or takes the place of the one of that name. All studies are looked at again.
/// @throws Error invalid, naming the field; not_found where its archive is none.
void set_rule(database::Database& database, const base::Clock& clock, const database::AutopilotRule& rule,
              const database::Actor& actor);
/// @throws Error not_found.
void remove_rule(database::Database& database, const base::Clock& clock, std::string_view name,
                 const database::Actor& actor);

/// Says that a study is verified, or is not. @throws Error not_found where nobody knows it.
void set_verified(database::Database& database, const base::Clock& clock, std::string_view study_instance_uid,
                  bool is_verified, const database::Actor& actor);

}  // namespace kinote::autopilot
