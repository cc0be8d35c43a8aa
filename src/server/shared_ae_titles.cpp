#include "server/shared_ae_titles.hpp"

#include <vector>

#include "base/error.hpp"
#include "database/database.hpp"
#include "database/destination_table.hpp"
#include "exporter/called_destination.hpp"
#include "exporter/destinations.hpp"
#include "server/site.hpp"

namespace kinote::server {

std::optional<std::string> hint_at_shared_ae_titles(const Settings& settings) {
    try {
        const auto url = database_of(settings);
        if (!url) return std::nullopt;
        database::Database database{*url};
        const std::vector<database::Destination> listed = database::list_destinations(*database.connection());
        for (auto one = listed.begin(); one != listed.end(); ++one) {
            for (auto other = listed.begin(); other != one; ++other) {
                const bool is_shared = one->ae_title == other->ae_title && !exporter::are_same_system(*one, *other);
                if (is_shared) return exporter::shared_ae_title(*one, *other) + "; until then it is refused (A801)";
            }
        }
        return std::nullopt;
    } catch (const base::Error&) {
        return std::nullopt;  // away, or not a site's database yet: not what is checked here
    }
}

}  // namespace kinote::server
