#include "server/settings.hpp"

#include <fmt/format.h>

#include <array>

#include "access/api_token.hpp"
#include "base/error.hpp"
#include "base/version.hpp"
#include "dicom/character_set.hpp"
#include "dicom/uid.hpp"
#include "server/autopilot_settings.hpp"
#include "server/commitment_settings.hpp"
#include "server/deletion_settings.hpp"
#include "server/destination_settings.hpp"
#include "server/media_settings.hpp"
#include "server/notification_settings.hpp"
#include "server/reconcile_settings.hpp"
#include "server/rejection_settings.hpp"
#include "server/repair_settings.hpp"
#include "server/retry_settings.hpp"
#include "server/route_settings.hpp"
#include "server/setting_values.hpp"
#include "server/title_settings.hpp"
#include "server/upkeep_settings.hpp"

namespace kinote::server {
namespace {

using base::ConfigurationKey;
using base::Error;
using base::ErrorKind;
using base::ValueType;

constexpr std::array site_own_keys{
    ConfigurationKey{data_key, ValueType::text, "",
                     "the data folder, for a --config file; a relative one is meant from the file's folder"},
    ConfigurationKey{"database", ValueType::text, "",
                     "postgresql://USER@HOST/NAME, or an SQLite file; the data folder's kinote.sqlite unless given"},
    ConfigurationKey{"ae_title", ValueType::text, "KINOTE", "our AE title"},
    ConfigurationKey{"api_token", ValueType::text, "",
                     "what opens API and pages; the data folder's file api-token unless given"},
    ConfigurationKey{"log.level", ValueType::text, "info", "debug, info, warn or error"},
    ConfigurationKey{"access.session_idle_minutes", ValueType::integer, "30",
                     "after which a session that is not used ends", 1, 1'440},
    ConfigurationKey{"access.session_hours", ValueType::integer, "12", "after which every session ends", 1, 168},
    ConfigurationKey{"access.behind_tls_proxy", ValueType::flag, "false",
                     "a proxy on this machine speaks TLS for us: cookies are for TLS alone, and its X-Forwarded-For is "
                     "believed"},
    ConfigurationKey{"dicom.address", ValueType::text, "127.0.0.1", "numeric address that DICOM listens on"},
    ConfigurationKey{"dicom.port", ValueType::integer, "11112", "0 takes a free one", 0, 65'535},
    ConfigurationKey{"dicom.check_called_ae_title", ValueType::flag, "true", "refuse who calls us by another"},
    ConfigurationKey{"dicom.calling_ae_titles", ValueType::text_list, "",
                     "who may call; on loopback anyone unless given"},
    ConfigurationKey{"dicom.most_associations", ValueType::integer, "64", "at once; more are refused", 1, 1'000},
    ConfigurationKey{"dicom.idle_timeout_seconds", ValueType::integer, "600", "between two messages", 1, 86'400},
    ConfigurationKey{"dicom.message_timeout_seconds", ValueType::integer, "60", "within a message", 1, 3'600},
    ConfigurationKey{"dicom.most_object_megabytes", ValueType::integer, "65536", "larger objects are refused", 1,
                     1'048'576},
    ConfigurationKey{"dicom.storage_classes", ValueType::text_list, "", "further SOP classes to accept, by UID"},
    ConfigurationKey{"dicom.transfer_syntaxes", ValueType::text_list, "",
                     "further transfer syntaxes to accept, by UID"},
    ConfigurationKey{"http.address", ValueType::text, "127.0.0.1", "numeric address that HTTP listens on"},
    ConfigurationKey{"http.port", ValueType::integer, "8480", "0 takes a free one", 0, 65'535},
    ConfigurationKey{"http.hosts", ValueType::text_list, "",
                     "further names of this server that a browser may ask for, as name or name:port"},
    ConfigurationKey{"http.dicomweb_origins", ValueType::text_list, "",
                     "pages of other servers that may read DICOMweb, as https://viewer.example; * for any"},
    ConfigurationKey{"http.dicomweb_url", ValueType::text, "",
                     "address of DICOMweb as clients see it, such as https://pacs.example/dicom-web; by their Host "
                     "header unless given"},
    ConfigurationKey{"http.threads", ValueType::integer, "8", "requests answered at once", 1, 256},
    ConfigurationKey{"cache.folder", ValueType::text, "", "where objects lie; the data folder's cache unless given"},
    ConfigurationKey{"cache.most_kilobytes_in_database", ValueType::integer, "64",
                     "objects up to this size lie in the database", 0, 1'024},
    ConfigurationKey{"cache.most_refused_megabytes", ValueType::integer, "1024",
                     "kept aside of objects that came under the UID of another", 0, 1'048'576},
    ConfigurationKey{"cache.stray_age_seconds", ValueType::integer, "3600",
                     "files that no row names are removed when they are so old", 600, 31'536'000},
    ConfigurationKey{"jobs.workers", ValueType::integer, "2", "threads of MVF_OBJECT_CREATOR", 1, 64},
    ConfigurationKey{"jobs.lease_seconds", ValueType::integer, "60", "after which a dead worker's job is taken over", 1,
                     3'600},
    ConfigurationKey{"jobs.stalled_seconds", ValueType::integer, "900",
                     "a queue in which jobs wait and none moves for so long is raised as stalled; 0: never", 0, 86'400},
    ConfigurationKey{"jobs.after_failed_send", ValueType::text, "go_on",
                     "what a SEND does that waits, where what it waits for fails: go_on, fail, or wait until a person "
                     "has settled that"},
    ConfigurationKey{"jobs.after_failed_create_kosd", ValueType::text, "go_on",
                     "the same for a CREATE_KOSD that waits, not for one that fails"},
    ConfigurationKey{"jobs.after_failed_withdraw", ValueType::text, "go_on",
                     "the same for a WITHDRAW that waits, not for one that fails"},
    ConfigurationKey{"tasks.lease_seconds", ValueType::integer, "30",
                     "after which another node runs the tasks of one that has died", 1, 3'600},
    ConfigurationKey{"queues.mvf_object_creator.retry", ValueType::text, "automatic", "none, manual or automatic"},
    ConfigurationKey{"queues.mvf_object_creator.retry_interval_seconds", ValueType::integer, "5",
                     "before the second attempt; doubled for each further one", 0, 86'400},
    ConfigurationKey{"queues.mvf_object_creator.most_attempts", ValueType::integer, "10", "then a job goes to Error", 1,
                     1'000},
    ConfigurationKey{"queues.legacy_migration.retry", ValueType::text, "automatic", "none, manual or automatic"},
    ConfigurationKey{"queues.legacy_migration.retry_interval_seconds", ValueType::integer, "30",
                     "before the second attempt; doubled for each further one", 0, 86'400},
    ConfigurationKey{"queues.legacy_migration.most_attempts", ValueType::integer, "10", "then a job goes to Error", 1,
                     1'000},
    ConfigurationKey{"queues.storage_commitment.retry", ValueType::text, "automatic", "none, manual or automatic"},
    ConfigurationKey{"queues.storage_commitment.retry_interval_seconds", ValueType::integer, "30",
                     "before the second attempt; doubled for each further one", 0, 86'400},
    ConfigurationKey{"queues.storage_commitment.most_attempts", ValueType::integer, "20", "then a job goes to Error", 1,
                     1'000},
    ConfigurationKey{"queues.rules.retry", ValueType::text, "automatic", "none, manual or automatic"},
    ConfigurationKey{"queues.rules.retry_interval_seconds", ValueType::integer, "30",
                     "before the second attempt; doubled for each further one", 0, 86'400},
    ConfigurationKey{"queues.rules.most_attempts", ValueType::integer, "10", "then a job goes to Error", 1, 1'000},
    ConfigurationKey{"queues.cd_export.retry", ValueType::text, "automatic", "none, manual or automatic"},
    ConfigurationKey{"queues.cd_export.retry_interval_seconds", ValueType::integer, "30",
                     "before the second attempt; doubled for each further one", 0, 86'400},
    ConfigurationKey{"queues.cd_export.most_attempts", ValueType::integer, "10", "then a job goes to Error", 1, 1'000},
    ConfigurationKey{"kosd.institution_name", ValueType::text, "", "Institution Name of the KOSDs that are made here"},
    ConfigurationKey{"kosd.station_name", ValueType::text, "", "Station Name of the same, 16 characters"},
    ConfigurationKey{"kosd.series_number", ValueType::integer, "9001", "Series Number of the same", 1, 2'147'483'647},
    ConfigurationKey{"kosd.series_description", ValueType::text, "Key Image Notes", "Series Description of the same"},
    ConfigurationKey{"kosd.create_in_background", ValueType::flag, "false",
                     "make KOSDs of all notes, not only of what is exported"},
    ConfigurationKey{"kosd.wait_seconds", ValueType::integer, "10",
                     "a C-MOVE or C-GET of a study waits so long for KOSDs that are made for it", 0, 300},
    ConfigurationKey{"sweep.interval_seconds", ValueType::integer, "5", "between two looks for unregistered KOSDs", 1,
                     86'400},
    ConfigurationKey{"sweep.most_per_minute", ValueType::integer, "60000", "jobs that the sweep makes", 1, 10'000'000},
    ConfigurationKey{"reading.character_set", ValueType::text, "ISO_IR 100",
                     "for texts that neither their declared character set nor UTF-8 explains"},
    ConfigurationKey{"reading.strict", ValueType::flag, "false", "quarantine KOSDs that break K05 or K27"},
};

constexpr std::string_view own_file_name = "kinote.toml";

void check_address(std::string_view key, const std::string& address) {
    if (is_numeric_address(address)) return;
    throw Error{ErrorKind::invalid,
                fmt::format("{} {} is no numeric address: give one as 127.0.0.1 or ::1", key, address)};
}

// UIDs as the standard wants them; DIMSE would refuse another at the start.
std::vector<std::string> uid_list(const base::Configuration& configuration, std::string_view key) {
    std::vector<std::string> uids = configuration.text_list(key);
    for (const std::string& uid : uids) {
        if (!dicom::is_valid_uid(uid)) throw Error{ErrorKind::invalid, fmt::format("{}: '{}' is no UID", key, uid)};
    }
    return uids;
}

bool is_loopback(const std::string& address) { return address.starts_with("127.") || address == "::1"; }

dimse::ServerSettings dimse_settings(const base::Configuration& configuration) {
    dimse::ServerSettings settings;
    settings.listen_address = configuration.text("dicom.address");
    check_address("dicom.address", settings.listen_address);
    settings.port = static_cast<std::uint16_t>(configuration.integer("dicom.port"));
    settings.ae_title = dicom::AeTitle{configuration.text("ae_title")};
    settings.must_called_ae_title_match = configuration.flag("dicom.check_called_ae_title");
    for (const std::string& title : configuration.text_list("dicom.calling_ae_titles")) {
        settings.allowed_calling_ae_titles.emplace_back(title);
    }
    if (settings.allowed_calling_ae_titles.empty() && !is_loopback(settings.listen_address)) {
        throw Error{ErrorKind::invalid,
                    fmt::format("dicom.address {} is no loopback address: list the AE titles that may call in "
                                "dicom.calling_ae_titles",
                                settings.listen_address)};
    }
    settings.maximum_associations = static_cast<std::size_t>(configuration.integer("dicom.most_associations"));
    settings.idle_timeout = std::chrono::seconds{configuration.integer("dicom.idle_timeout_seconds")};
    settings.dimse_timeout = std::chrono::seconds{configuration.integer("dicom.message_timeout_seconds")};
    settings.maximum_object_size = static_cast<std::uint64_t>(configuration.integer("dicom.most_object_megabytes"))
                                   << 20U;
    settings.extra_storage_sop_classes = uid_list(configuration, "dicom.storage_classes");
    settings.extra_transfer_syntaxes = uid_list(configuration, "dicom.transfer_syntaxes");
    return settings;
}

http::ServerOptions http_settings(const base::Configuration& configuration) {
    http::ServerOptions options;
    options.address = configuration.text("http.address");
    check_address("http.address", options.address);
    options.port = static_cast<std::uint16_t>(configuration.integer("http.port"));
    options.threads = static_cast<unsigned>(configuration.integer("http.threads"));
    options.allowed_hosts = configuration.text_list("http.hosts");
    if (!is_loopback(options.address)) {
        throw Error{ErrorKind::invalid,
                    fmt::format("http.address {} is no loopback address: passwords and patients' data would pass in "
                                "clear. Serve on loopback, with a proxy that speaks TLS before it",
                                options.address)};
    }
    return options;
}

bool is_web_address(std::string_view text) {
    const bool has_scheme = text.starts_with("http://") || text.starts_with("https://");
    const auto is_visible = [](char c) { return c > ' ' && c < 0x7F && c != '"' && c != '<' && c != '>'; };
    return has_scheme && std::ranges::all_of(text, is_visible) && !text.ends_with('/');
}

std::vector<std::string> dicomweb_origins(const base::Configuration& configuration) {
    std::vector<std::string> origins = configuration.text_list("http.dicomweb_origins");
    for (const std::string& origin : origins) {
        const bool has_path = std::ranges::count(origin, '/') != 2;
        if (origin == "*" || (is_web_address(origin) && !has_path)) continue;
        throw Error{ErrorKind::invalid,
                    fmt::format("http.dicomweb_origins has '{}': an origin is scheme, host and port only, as "
                                "https://viewer.example:8443, or * for any",
                                origin)};
    }
    return origins;
}

std::string dicomweb_url(const base::Configuration& configuration) {
    std::string url = configuration.text("http.dicomweb_url");
    if (url.empty() || is_web_address(url)) return url;
    throw Error{ErrorKind::invalid,
                fmt::format("http.dicomweb_url '{}' is no address as https://pacs.example/dicom-web, without a slash "
                            "behind",
                            url)};
}

void read_access(const base::Configuration& configuration, Settings& settings) {
    constexpr std::int64_t minute_ms = 60'000;
    constexpr std::int64_t hour_ms = 3'600'000;
    settings.sign_in.session_idle_ms = configuration.integer("access.session_idle_minutes") * minute_ms;
    settings.sign_in.session_most_ms = configuration.integer("access.session_hours") * hour_ms;
    settings.sign_in.is_behind_tls = configuration.flag("access.behind_tls_proxy");
}

void read_cache(const base::Configuration& configuration, Settings& settings) {
    const std::string& folder = configuration.text("cache.folder");
    settings.image_cache.folder = folder.empty() ? settings.data / "cache" : std::filesystem::path{folder};
    settings.image_cache.most_bytes_in_database =
        static_cast<std::uint64_t>(configuration.integer("cache.most_kilobytes_in_database")) << 10U;
    settings.dimse.memory_limit = std::max<std::size_t>(settings.image_cache.most_bytes_in_database, 4096);
    settings.intake.most_refused_bytes = configuration.integer("cache.most_refused_megabytes") << 20U;
    settings.intake.fallback_character_set = configuration.text("reading.character_set");
    settings.stray_age_seconds = configuration.integer("cache.stray_age_seconds");
}

void read_jobs(const base::Configuration& configuration, Settings& settings) {
    settings.workers = static_cast<unsigned>(configuration.integer("jobs.workers"));
    settings.lease_ms = configuration.integer("jobs.lease_seconds") * 1'000;
    settings.stalled_ms = configuration.integer("jobs.stalled_seconds") * 1'000;
    settings.after_failed = dependency_rules_of(configuration);
    settings.task_lease_ms = configuration.integer("tasks.lease_seconds") * 1'000;
    settings.object_creator_retry = retry_policy_of(configuration, "mvf_object_creator");
    settings.migration_retry = retry_policy_of(configuration, "legacy_migration");
    settings.sweep.interval_ms = configuration.integer("sweep.interval_seconds") * 1'000;
    settings.sweep.most_per_minute = configuration.integer("sweep.most_per_minute");
}

void read_kosd(const base::Configuration& configuration, Settings& settings) {
    object_creator::KosdIdentity& identity = settings.create_kosd.identity;
    note::KosdEquipment& equipment = identity.equipment;
    equipment.manufacturer = "kinote";
    equipment.model_name = "kinote";
    equipment.software_versions = base::version;
    equipment.institution_name = configuration.text("kosd.institution_name");
    equipment.station_name = configuration.text("kosd.station_name");
    if (dicom::first_characters(equipment.station_name, 16).size() != equipment.station_name.size()) {
        throw Error{ErrorKind::invalid, "kosd.station_name: has more than 16 characters"};
    }
    identity.series_number = std::to_string(configuration.integer("kosd.series_number"));
    identity.series_description = configuration.text("kosd.series_description");
    settings.create_kosd.fallback_character_set = settings.intake.fallback_character_set;
    settings.kosd_wait_ms = configuration.integer("kosd.wait_seconds") * 1'000;
    settings.creates_in_background = configuration.flag("kosd.create_in_background");
}

base::Configuration::Sources sources_of(const GivenOptions& given) {
    base::Configuration::Sources sources;
    const std::filesystem::path own_file = given.data / own_file_name;
    if (!given.data.empty() && std::filesystem::exists(own_file)) sources.files.push_back(own_file);
    if (given.configuration_file) sources.files.push_back(*given.configuration_file);
    sources.command_line = given.command_line;
    if (!given.data.empty()) sources.command_line[std::string{data_key}] = given.data.string();
    sources.foreign_tables = foreign_tables();
    return sources;
}

// What one file says by itself.
base::Configuration read_one(const std::filesystem::path& file) {
    base::Configuration::Sources sources;
    sources.files = {file};
    sources.environment = [](const std::string&) { return std::nullopt; };
    sources.foreign_tables = foreign_tables();
    return base::Configuration{configuration_keys(), sources};
}

}  // namespace

std::vector<std::string> foreign_tables() {
    return {std::string{title_table}, std::string{destination_table}, std::string{route_table},
            std::string{retry_table}};
}

std::span<const base::ConfigurationKey> configuration_keys() {
    static const std::vector<ConfigurationKey> keys = [] {
        std::vector<ConfigurationKey> all{site_own_keys.begin(), site_own_keys.end()};
        for (const auto& keys_of_room :
             {legacy_migration::migration_keys(), commitment_keys(), rule_keys(), reconcile_keys(), rejection_keys(),
              deletion_keys(), repair_keys(), autopilot_keys(), notification_keys(), upkeep_keys(), media_keys()}) {
            all.insert(all.end(), keys_of_room.begin(), keys_of_room.end());
        }
        return all;
    }();
    return keys;
}

std::filesystem::path named_data_folder(const GivenOptions& given) {
    if (!given.data.empty()) return std::filesystem::absolute(given.data);
    if (const auto named = base::process_environment()(base::environment_name(data_key)); named && !named->empty()) {
        return std::filesystem::absolute(*named);
    }
    if (!given.configuration_file) return {};
    const std::string named = read_one(*given.configuration_file).text(data_key);
    if (named.empty()) return {};
    return std::filesystem::absolute(*given.configuration_file).parent_path() / named;
}

base::Configuration read_configuration(const GivenOptions& given) {
    const base::Configuration::Sources sources = sources_of(given);
    for (const std::filesystem::path& file : sources.files) {
        if (file == given.configuration_file || !read_one(file).is_set(data_key)) continue;
        throw Error{ErrorKind::invalid, fmt::format("{}: data: this file lies in the data folder and cannot name "
                                                    "another; a file for --config can",
                                                    file.string())};
    }
    return base::Configuration{configuration_keys(), sources};
}

Settings read_settings(const GivenOptions& given) {
    const base::Configuration configuration = read_configuration(given);
    Settings settings;
    settings.data = given.data;
    settings.database_url = configuration.text("database");
    if (configuration.is_set("api_token")) settings.api_token = configuration.text("api_token");
    settings.log_level = base::log::level_from(configuration.text("log.level"));
    settings.dimse = dimse_settings(configuration);
    settings.http = http_settings(configuration);
    settings.dicomweb_origins = dicomweb_origins(configuration);
    settings.dicomweb_url = dicomweb_url(configuration);
    read_access(configuration, settings);
    read_cache(configuration, settings);
    read_jobs(configuration, settings);
    read_commitment(configuration, settings);
    settings.purge = read_deletion(configuration);
    settings.autopilot = read_autopilot(configuration);
    settings.autopilot.purge_grace_ms = settings.purge.grace_ms;
    settings.notifications = read_notifications(configuration);
    read_upkeep(configuration, settings);
    read_reconcile(configuration, settings);
    settings.register_kosd.fallback_character_set = settings.intake.fallback_character_set;
    settings.register_kosd.is_strict = configuration.flag("reading.strict");
    settings.register_kosd.site_titles = read_site_titles(sources_of(given).files);
    settings.register_kosd.repairs = read_repairs(configuration);
    read_rejection(configuration, settings);
    read_media(configuration, settings);
    read_kosd(configuration, settings);
    settings.destinations = read_destinations(sources_of(given).files);
    settings.retry_rules = read_retry_rules(sources_of(given).files);
    read_rules(configuration, sources_of(given).files, settings);
    settings.migration = legacy_migration::migration_settings_from(configuration);
    settings.shown = {shown_values(configuration), sources_of(given).files,
                      given.data.empty() ? given.data : given.data / own_file_name};
    return settings;
}

void check_settings(const Settings& settings) {
    if (settings.api_token) (void)access::ApiToken{*settings.api_token};
    const legacy_migration::MigrationSettings& migration = settings.migration;
    if (migration.mapping.empty()) return;
    (void)legacy_migration::mapping_of(migration);
    if (!migration.csv.empty() && !std::filesystem::is_directory(migration.csv)) {
        throw Error{ErrorKind::not_found, fmt::format("migration.csv: there is no folder {}", migration.csv.string())};
    }
}

}  // namespace kinote::server
