#include "server/destination_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <string_view>

#include "authoring/json_fields.hpp"
#include "base/error.hpp"
#include "exporter/destinations.hpp"

namespace kinote::server {
namespace {

constexpr std::size_t longest_text = 255;
constexpr std::int64_t destination_second_ms = 1'000;

// As the database has them: with a backslash between them, which no AE title holds.
std::string joined(const authoring::JsonFields& fields, std::string_view name) {
    constexpr std::size_t most_titles = 16;
    std::string titles;
    for (const boost::json::value& title : fields.array(name, most_titles)) {
        if (!title.is_string() || title.as_string().empty() ||
            title.as_string().find('\\') != boost::json::string::npos) {
            throw base::Error{base::ErrorKind::invalid,
                              fmt::format("{}: must be a list of AE titles", fields.place_of(name))};
        }
        if (!titles.empty()) titles += '\\';
        titles += title.as_string();
    }
    return titles;
}

boost::json::array parted(std::string_view titles) {
    boost::json::array parts;
    while (!titles.empty()) {
        const std::size_t end = std::min(titles.find('\\'), titles.size());
        parts.emplace_back(titles.substr(0, end));
        titles.remove_prefix(std::min(end + 1, titles.size()));
    }
    return parts;
}

}  // namespace

database::Destination destination_from_json(const std::string& name, const boost::json::value& value,
                                            const std::string& place) {
    const authoring::JsonFields fields{value, place};
    fields.allow_only({"name", "ae_title", "host", "port", "calling_ae_title", "key_images_only", "storage_commitment",
                       "rejection_notes", "availability_notifications", "associations", "retry",
                       "retry_interval_seconds", "most_attempts", "allowed_hours", "archive", "returning_ae_titles",
                       "source"});
    (void)fields.text("name", longest_text);  // as it comes from a GET: the name stands elsewhere
    (void)fields.text("source", longest_text);
    database::Destination destination;
    const std::int64_t interval = destination.retry_interval_ms / destination_second_ms;
    destination.name = name;
    destination.ae_title = fields.text("ae_title", longest_text);
    destination.host = fields.text("host", longest_text);
    destination.port = fields.integer("port", 104, 1, 65'535);
    destination.calling_ae_title = fields.text("calling_ae_title", longest_text);
    destination.key_images_only = fields.flag("key_images_only", false);
    destination.is_archive = fields.flag("archive", false);
    destination.returning_ae_titles = joined(fields, "returning_ae_titles");
    destination.wants_commitment = fields.flag("storage_commitment", destination.is_archive);
    destination.wants_rejections = fields.flag("rejection_notes", false);
    destination.wants_availability = fields.flag("availability_notifications", false);
    destination.associations = fields.integer("associations", destination.associations, 1, 32);
    if (const std::string retry = fields.text("retry", longest_text); !retry.empty()) destination.retry = retry;
    destination.retry_interval_ms =
        fields.integer("retry_interval_seconds", interval, 0, 86'400) * destination_second_ms;
    destination.most_attempts = fields.integer("most_attempts", destination.most_attempts, 1, 1'000);
    destination.allowed_hours = fields.text("allowed_hours", longest_text);
    try {
        exporter::check_destination(destination);
    } catch (const base::Error& error) {
        throw base::Error{error.kind(), place.empty() ? error.what() : fmt::format("{}.{}", place, error.what())};
    }
    return destination;
}

boost::json::value to_json(const database::Destination& destination) {
    return boost::json::object{
        {"name", destination.name},
        {"ae_title", destination.ae_title},
        {"host", destination.host},
        {"port", destination.port},
        {"calling_ae_title", destination.calling_ae_title},
        {"key_images_only", destination.key_images_only},
        {"storage_commitment", destination.wants_commitment},
        {"rejection_notes", destination.wants_rejections},
        {"availability_notifications", destination.wants_availability},
        {"associations", destination.associations},
        {"retry", destination.retry},
        {"retry_interval_seconds", destination.retry_interval_ms / destination_second_ms},
        {"most_attempts", destination.most_attempts},
        {"allowed_hours", destination.allowed_hours},
        {"archive", destination.is_archive},
        {"returning_ae_titles", parted(destination.returning_ae_titles)},
        {"source", to_string(destination.source)},
    };
}

boost::json::value to_json(const exporter::Removal& removal) {
    boost::json::object jobs;
    for (const auto& [kind, number] : removal.jobs) jobs[kind] = number;
    return boost::json::object{{"jobs", std::move(jobs)}, {"withdrawals", removal.withdrawals}};
}

}  // namespace kinote::server
