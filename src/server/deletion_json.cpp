#include "server/deletion_json.hpp"

#include "base/clock.hpp"

namespace kinote::server {

boost::json::array to_json(const std::vector<database::MarkedDeletion>& deletions) {
    boost::json::array list;
    for (const database::MarkedDeletion& one : deletions) {
        list.push_back(boost::json::object{{"id", one.id},
                                           {"level", one.level},
                                           {"subject", one.subject},
                                           {"study_instance_uid", one.study_instance_uid},
                                           {"marked_by", one.marked_by},
                                           {"marked_at", base::iso_8601(one.marked_ms)},
                                           {"objects", one.objects}});
    }
    return list;
}

}  // namespace kinote::server
