#include "server/commitment_settings.hpp"

#include <array>
#include <string_view>
#include <utility>

#include "server/retry_settings.hpp"
#include "server/setting_values.hpp"

namespace kinote::server {
namespace {

using base::ConfigurationKey;
using base::ValueType;

constexpr std::array commitment_own_keys{
    ConfigurationKey{"exports.without_kosd", ValueType::text, "send",
                     "send or hold a study while a KOSD of it cannot be made"},
    ConfigurationKey{"exports.commitment_timeout_hours", ValueType::integer, "24",
                     "for a destination's report on storage commitment; then it is asked anew", 1, 8'760},
    ConfigurationKey{"exports.commitment_attempts", ValueType::integer, "3",
                     "how often a destination is asked, the first time included", 1, 100},
    ConfigurationKey{"exports.retrieve_wait_seconds", ValueType::integer, "20",
                     "that a C-MOVE or C-GET waits for what an archive sends back", 0, 3'600},
    ConfigurationKey{"archive.recall_on_query", ValueType::flag, "true",
                     "a query that names one study of which only an archive has the objects brings it back"},
    ConfigurationKey{"commitment.keep_days", ValueType::integer, "90",
                     "requests for storage commitment are kept so long behind their end", 1, 36'500},
    ConfigurationKey{"commitment.report_at_once", ValueType::flag, "true",
                     "report to peers over the association of their request where it can be done quickly"},
};

constexpr std::array<std::pair<std::string_view, bool>, 2> without_kosd_words{{{"send", false}, {"hold", true}}};

}  // namespace

std::span<const ConfigurationKey> commitment_keys() { return commitment_own_keys; }

void read_commitment(const base::Configuration& configuration, Settings& settings) {
    constexpr std::int64_t hour_ms = 3'600'000;
    settings.transmit.holds_without_kosd = choice_of(configuration, "exports.without_kosd", without_kosd_words);
    settings.request_commitment.ae_title = settings.dimse.ae_title;
    settings.request_commitment.timeout_ms = configuration.integer("exports.commitment_timeout_hours") * hour_ms;
    settings.request_commitment.most_attempts = configuration.integer("exports.commitment_attempts");
    settings.retrieve_wait_ms = configuration.integer("exports.retrieve_wait_seconds") * 1'000;
    settings.recalls_on_query = configuration.flag("archive.recall_on_query");
    settings.ended_commitments.keep_ms = configuration.integer("commitment.keep_days") * 24 * hour_ms;
    settings.peer_commitments.ae_title = settings.dimse.ae_title;
    settings.peer_commitments.reports_at_once = configuration.flag("commitment.report_at_once");
    settings.commitment_retry = retry_policy_of(configuration, "storage_commitment");
}

}  // namespace kinote::server
