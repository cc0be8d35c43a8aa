// archive, cache, retrieve: what lies in an archive, leaves the cache and comes back.
#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "cli/actor.hpp"
#include "cli/export_waiting.hpp"
#include "cli/failures.hpp"
#include "cli/options.hpp"
#include "cli/printing.hpp"
#include "database/destination_table.hpp"
#include "exporter/export_request.hpp"
#include "exporter/recall.hpp"
#include "image_cache/freeing.hpp"
#include "query/studies.hpp"
#include "server/archive_views.hpp"
#include "server/site.hpp"

namespace kinote::cli {
namespace {

namespace json = boost::json;
using base::Error;
using base::ErrorKind;

std::string archive_of(const server::Site& site, const std::string& named) {
    std::vector<std::string> archives;
    {
        const database::PooledConnection connection = site.database->connection();
        for (const database::Destination& one : database::list_destinations(*connection)) {
            if (one.is_archive) archives.push_back(one.name);
        }
    }
    if (named.empty() && archives.size() == 1) return archives.front();
    if (std::ranges::find(archives, named) != archives.end()) return named;
    if (!named.empty()) throw Error{ErrorKind::not_found, fmt::format("there is no archive {}", named)};
    throw Error{ErrorKind::invalid, archives.empty() ? "no destination is an archive: kinote destinations set --archive"
                                                     : "there are several archives: name one with --archive"};
}

void check_study(const server::Site& site, const std::string& study) {
    if (query::find_study(*site.database, study)) return;
    throw Error{ErrorKind::not_found, fmt::format("no study {} is known here", study)};
}

void print_freeing(const json::value& shown, bool is_dry_run) {
    const json::array& unarchived = shown.at("unarchived").as_array();
    const json::array& jobs = shown.at("jobs").as_array();
    const bool is_kept = !unarchived.empty() || !jobs.empty();
    fmt::print("{}: {}{} objects, {} bytes{}\n", text_of(shown.at("study_instance_uid")),
               is_kept      ? "stays, "
               : is_dry_run ? "would go, "
                            : "freed, ",
               shown.at("objects").as_int64(), shown.at("bytes").as_int64(), is_kept ? ":" : "");
    for (const json::value& one : unarchived) {
        fmt::print("  {}: {}\n", text_of(one.at("sop_instance_uid")), text_of(one.at("reason")));
    }
    for (const json::value& one : jobs) {
        fmt::print("  job {} {} is {}\n", one.at("id").as_int64(), text_of(one.at("kind")), text_of(one.at("state")));
    }
}

}  // namespace

int run(const ArchiveOptions& options) {
    const server::Site site = server::open_site(options.given, server::DataFolder::optional);
    const std::string archive = archive_of(site, options.archive);
    std::vector<exporter::ExportOrder> orders;
    orders.reserve(options.studies.size());
    for (const std::string& study : options.studies) orders.push_back({archive, study, database::ExportScope::study});
    return open_exports(site, orders, options.wait_seconds, options.json);
}

int run(const CacheOptions& options) {
    const server::Site site = server::open_site(options.given, server::DataFolder::optional);
    if (site.settings.data.empty()) {
        throw Error{ErrorKind::invalid, "name the data folder with --data DIR, or KINOTE_DATA"};
    }
    const base::SystemClock clock;
    const image_cache::ImageCache cache{site.settings.image_cache, *site.database};
    const image_cache::CacheFreeing freeing{*site.database, cache, clock};
    json::array studies;
    std::size_t refused = 0;
    Failures failures{"study_instance_uid"};
    for (const std::string& study : options.studies) {
        (void)failures.attempt(json::value(study), [&] {
            check_study(site, study);
            const image_cache::FreeingResult result =
                options.is_dry_run ? freeing.look(study) : freeing.free(study, user_of_command());
            refused += result.is_refused() ? 1U : 0U;
            studies.push_back(server::freeing_to_json(study, result, options.is_dry_run));
            if (!options.json) print_freeing(studies.back(), options.is_dry_run);
        });
    }
    if (options.json) print_json(json::object{{"studies", studies}, {"failures", failures.to_json()}});
    if (refused == 0) return failures.exit_code();
    return refused + failures.to_json().size() < options.studies.size() ? done_in_part : failed;
}

int run(const RetrieveOptions& options) {
    const server::Site site = server::open_site(options.given, server::DataFolder::optional);
    const base::SystemClock clock;
    jobs::WakeUp wake_up;  // the server that runs finds the jobs by polling
    jobs::JobQueue queue{clock, wake_up};
    const exporter::Recall recall{*site.database, queue, clock};
    json::array jobs;
    Failures failures{"study_instance_uid"};
    for (const std::string& study : options.studies) {
        (void)failures.attempt(json::value(study), [&] {
            check_study(site, study);
            for (const std::int64_t job : recall.ask(study, user_of_command(), options.fetched_for))
                jobs.emplace_back(job);
        });
    }
    if (options.json) {
        print_json(json::object{{"jobs", jobs}, {"failures", failures.to_json()}});
    } else {
        fmt::print("{} jobs made: see kinote jobs list --kind RETRIEVE\n", jobs.size());
    }
    return failures.exit_code();
}

}  // namespace kinote::cli
