#include "server/site.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/random.hpp"
#include "database/name_folding.hpp"
#include "database/queue_table.hpp"
#include "database/schema.hpp"
#include "jobs/job_kinds.hpp"

namespace kinote::server {
namespace {

using base::Error;
using base::ErrorKind;

constexpr const char* own_file = "kinote.toml";
constexpr const char* sqlite_file = "kinote.sqlite";
constexpr unsigned owner_only = 0600;  // the database's URL may hold a password

std::string quoted(const std::string& text) {
    std::string result = "\"";
    for (const char character : text) {
        if (character == '"' || character == '\\') result += '\\';
        result += character;
    }
    return result + "\"";
}

std::string default_line(const base::ConfigurationKey& key, std::string_view name) {
    switch (key.type) {
        case base::ValueType::text: return fmt::format("{} = {}", name, quoted(std::string{key.default_value}));
        case base::ValueType::text_list: return fmt::format("{} = []", name);
        case base::ValueType::integer:
        case base::ValueType::flag: return fmt::format("{} = {}", name, key.default_value);
    }
    return {};
}

// Every key with its meaning and default, commented out, and the database in use.
std::string first_configuration(const std::string& database_url) {
    std::string text =
        "# kinote: the configuration of this data folder.\n"
        "# A key is set by taking away the '#' before it. The environment (KINOTE_HTTP_PORT for port\n"
        "# under [http]) and the command line go before this file.\n\n"
        "# The database in use. Written at the first start; it belongs to this folder.\n";
    text += fmt::format("database = {}\n", quoted(database_url));
    std::string table;
    for (const base::ConfigurationKey& key : configuration_keys()) {
        if (key.name == "database" || key.name == data_key) continue;
        const std::size_t dot = key.name.find('.');
        const std::string of_key{dot == std::string_view::npos ? "" : key.name.substr(0, dot)};
        if (of_key != table) text += fmt::format("\n[{}]\n", of_key);
        table = of_key;
        const std::string_view name = dot == std::string_view::npos ? key.name : key.name.substr(dot + 1);
        text += fmt::format("# {}\n#{}\n", key.description, default_line(key, name));
    }
    text +=
        "\n# Titles of this site or of a maker that are no notes, or are.\n"
        "#[[titles]]\n#value = \"X1\"\n#scheme = \"99SITE\"\n#meaning = \"List for the tumour board\"\n"
        "#role = \"manifest\" # note, rejection or manifest\n";
    return text;
}

void make_folder(const std::filesystem::path& data) {
    std::error_code failure;
    std::filesystem::create_directories(data, failure);
    if (failure) {
        throw Error{ErrorKind::refused,
                    fmt::format("cannot make the data folder {}: {}", data.string(), failure.message())};
    }
}

// The database that the folder's own file names; empty where it has none.
std::string own_database(const std::filesystem::path& data) {
    if (!std::filesystem::exists(data / own_file)) return {};
    base::Configuration::Sources sources;
    sources.files = {data / own_file};
    sources.environment = [](const std::string&) { return std::nullopt; };
    sources.foreign_tables = foreign_tables();
    return base::Configuration{configuration_keys(), sources}.text("database");
}

// An SQLite file is named from the data folder; PostgreSQL's URLs stay as they are.
std::string resolved(const std::filesystem::path& data, const std::string& url) {
    if (url.find("://") != std::string::npos) return url;
    return (data / url).lexically_normal().string();
}

std::string choose_database(const Settings& settings) {
    std::string own = own_database(settings.data);
    if (own.empty()) return settings.database_url.empty() ? sqlite_file : settings.database_url;
    if (!settings.database_url.empty() &&
        resolved(settings.data, settings.database_url) != resolved(settings.data, own)) {
        throw Error{ErrorKind::invalid,
                    fmt::format("the data folder {} belongs to the database {}; another one was named. Leave the "
                                "database out, or use another data folder.",
                                settings.data.string(), database::Database{own}.shown_url())};
    }
    return own;
}

// A command that looks at a site must not make an empty one where it was moved away, or its name is mistyped.
void require_database(const std::string& url) {
    if (url.find("://") != std::string::npos || std::filesystem::exists(url)) return;
    throw Error{ErrorKind::not_found,
                fmt::format("there is no database {}: bring it back, or name another data folder. kinote serve, import "
                            "and migrate make a new one.",
                            url)};
}

}  // namespace

Site open_site(const GivenOptions& given, DataFolder need) {
    Site site{read_settings(given), nullptr, {}};
    Settings& settings = site.settings;
    base::log::set_level(settings.log_level);
    std::string own_url;  // as it stands in the folder's own file
    if (settings.data.empty()) {
        if (need == DataFolder::required) {
            throw Error{ErrorKind::invalid, "name the data folder with --data DIR, or KINOTE_DATA"};
        }
        if (settings.database_url.empty()) {
            throw Error{ErrorKind::invalid,
                        "name the data folder with --data DIR, or the database with --database URL"};
        }
    } else {
        if (need == DataFolder::required) make_folder(settings.data);
        own_url = choose_database(settings);
        if (!std::filesystem::exists(settings.data)) {
            throw Error{ErrorKind::not_found, fmt::format("there is no data folder {}", settings.data.string())};
        }
        settings.database_url = resolved(settings.data, own_url);
    }
    if (need == DataFolder::optional) require_database(settings.database_url);
    site.database = std::make_unique<database::Database>(settings.database_url);
    database::bring_schema_up_to_date(*site.database, site.clock.now_ms());
    database::refold_names(*site.database);
    // Only now is the database one in use: a name that was mistyped must not bind the folder.
    if (need == DataFolder::required && !std::filesystem::exists(settings.data / own_file)) {
        base::write_file_durably(settings.data / own_file, first_configuration(own_url), owner_only);
    }
    return site;
}

std::optional<std::string> database_of(const Settings& settings) {
    std::string url = settings.database_url;
    if (!settings.data.empty()) url = resolved(settings.data, choose_database(settings));
    if (url.empty() || (url.find("://") == std::string::npos && !std::filesystem::exists(url))) return std::nullopt;
    return url;
}

void declare_queues(const Site& site) {
    const database::PooledConnection connection = site.database->connection();
    database::Transaction transaction{*connection};
    for (const std::string_view queue : {jobs::queue::mvf_object_creator, jobs::queue::legacy_migration,
                                         jobs::queue::storage_commitment, jobs::queue::rules, jobs::queue::cd_export}) {
        database::declare_queue(transaction, queue, site.clock.now_ms());
    }
    transaction.commit();
}

std::string node_name(const std::filesystem::path& data) {
    const std::filesystem::path file = data / "node";
    if (!std::filesystem::exists(file)) base::write_file_durably(file, base::random_hex(8));
    return base::read_text_file(file, 64);
}

}  // namespace kinote::server
