#include "server/repair_json.hpp"

#include <boost/json.hpp>

#include "server/json_values.hpp"
#include "server/json_views.hpp"

namespace kinote::server {

boost::json::value to_json(const database::RepairRow& repair) {
    return boost::json::object{{"kosd", repair.kosd},
                               {"study_instance_uid", repair.study_instance_uid},
                               {"note", repair.note},
                               {"version", repair.version},
                               {"state", repair.state},
                               {"was_quarantined", repair.was_quarantined},
                               {"rules", boost::json::parse(repair.rules)},
                               {"changes", boost::json::parse(repair.changes)},
                               {"repaired_by", repair.repaired_by},
                               {"by_standing_rule", repair.is_by_rule},
                               {"repaired_at", time_to_json(repair.repaired_ms, std::nullopt)},
                               {"taken_back_by", text_or_null(repair.taken_back_by)},
                               {"taken_back_at", time_to_json(repair.taken_back_ms, std::nullopt)},
                               {"reason", text_or_null(repair.reason)}};
}

}  // namespace kinote::server
