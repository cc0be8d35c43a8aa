#include <boost/json.hpp>
#include <string>
#include <vector>

#include "cli/options.hpp"
#include "cli/printing.hpp"
#include "database/door.hpp"

namespace kinote::cli {

int run(const DoorsOptions& options) {
    boost::json::array doors;
    std::vector<std::vector<std::string>> rows;
    for (const database::DoorRow& door : database::doors) {
        doors.push_back(boost::json::object{{"name", door.name}, {"through", door.through}, {"shows", door.shows}});
        rows.push_back({std::string{door.name}, std::string{door.through}, std::string{door.shows}});
    }
    if (options.json) {
        print_json(doors);
    } else {
        print_table({"door", "through", "what passes"}, rows);
    }
    return done;
}

}  // namespace kinote::cli
