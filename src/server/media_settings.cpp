#include "server/media_settings.hpp"

#include <algorithm>
#include <array>

#include "server/retry_settings.hpp"

namespace kinote::server {
namespace {

using base::ConfigurationKey;
using base::ValueType;

constexpr std::array media_own_keys{
    ConfigurationKey{"media.folder", ValueType::text, "",
                     "where discs lie until they expire; the folder media of the data folder unless given"},
    ConfigurationKey{"media.keep_hours", ValueType::integer, "168", "then the discs of an export are removed", 1,
                     87'600},
    ConfigurationKey{"media.institution", ValueType::text, "",
                     "whose discs they are, on their pages; kosd.institution_name unless given"},
    ConfigurationKey{"media.contact", ValueType::text, "",
                     "how that is reached, on the pages and in README.TXT; lines separated by \\n"},
};

}  // namespace

std::span<const ConfigurationKey> media_keys() { return media_own_keys; }

void read_media(const base::Configuration& configuration, Settings& settings) {
    constexpr std::int64_t hour_ms = 3'600'000;
    const std::string& folder = configuration.text("media.folder");
    settings.media.folder = folder.empty() ? settings.data / "media" : std::filesystem::path{folder};
    settings.media.keep_ms = configuration.integer("media.keep_hours") * hour_ms;
    const std::string& institution = configuration.text("media.institution");
    settings.media.identity.institution =
        institution.empty() ? settings.create_kosd.identity.equipment.institution_name : institution;
    settings.media.identity.contact = configuration.text("media.contact");
    settings.media_retry = retry_policy_of(configuration, "cd_export");
}

}  // namespace kinote::server
