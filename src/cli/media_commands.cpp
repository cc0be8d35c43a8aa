// media: discs.
#include <fmt/format.h>

#include <atomic>
#include <boost/json.hpp>
#include <chrono>
#include <thread>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "cli/actor.hpp"
#include "cli/export_waiting.hpp"
#include "cli/options.hpp"
#include "cli/printing.hpp"
#include "cli/progress.hpp"
#include "exporter/media_folder.hpp"
#include "exporter/media_preview.hpp"
#include "exporter/media_request.hpp"
#include "image_cache/image_cache.hpp"
#include "media/disc_verification.hpp"
#include "server/media_views.hpp"
#include "server/site.hpp"

namespace kinote::cli {
namespace {

namespace json = boost::json;
using base::Error;
using base::ErrorKind;

void print_media(const json::array& exports) {
    std::vector<std::vector<std::string>> rows;
    for (const json::value& one : exports) {
        rows.push_back({text_of(one.at("id")), text_of(one.at("label")), text_of(one.at("form")),
                        text_of(one.at("profile")), text_of(one.at("state")),
                        fmt::format("{}/{}", one.at("written").as_int64(), one.at("objects").as_int64()),
                        std::to_string(one.at("discs").as_array().size()), text_of(one.at("requested_at")),
                        text_of(one.at("expires_at"))});
    }
    print_table({"id", "label", "form", "profile", "state", "objects", "discs", "requested", "expires"}, rows);
}

void print_one(const server::Site& site, const json::value& shown) {
    print_media({shown});
    const std::int64_t id = shown.at("id").as_int64();
    const std::filesystem::path folder = exporter::MediaFolder{site.settings.media.folder}.of(id);
    for (const json::value& disc : shown.at("discs").as_array()) {
        fmt::print("disc {}: {}, {} objects, {} bytes{}\n", disc.at("number").as_int64(),
                   (folder / std::string{disc.at("file_name").as_string()}).string(), disc.at("objects").as_int64(),
                   disc.at("bytes").as_int64(),
                   disc.at("sha256").is_null() ? "" : fmt::format(", SHA-256 {}", text_of(disc.at("sha256"))));
    }
    if (shown.at("job_error").is_string()) fmt::print("{}\n", printable(text_of(shown.at("job_error"))));
    for (const json::value& words : shown.at("report").as_array()) fmt::print("{}\n", printable(text_of(words)));
}

json::value media_now(const server::Site& site, std::int64_t id) {
    const database::PooledConnection connection = site.database->connection();
    return server::media_to_json(*connection, id);
}

// Looks until it is over, or the time is.
json::value await_media(const server::Site& site, std::int64_t id, std::int64_t seconds) {
    constexpr std::chrono::milliseconds between_looks{200};
    const auto begin = std::chrono::steady_clock::now();
    std::atomic<std::int64_t> written = 0;
    std::atomic<std::int64_t> objects = 0;
    const Progress progress{[&] {
        const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - begin;
        return progress_line(written, std::max<std::int64_t>(objects, 1), elapsed.count());
    }};
    for (;;) {
        json::value shown = media_now(site, id);
        written = shown.at("written").as_int64();
        objects = shown.at("objects").as_int64();
        const bool is_over = shown.at("state") != "open";
        if (is_over || std::chrono::steady_clock::now() - begin >= std::chrono::seconds{seconds}) return shown;
        std::this_thread::sleep_for(between_looks);
    }
}

exporter::MediaOrder media_order_of(const MediaOptions& options) {
    constexpr std::int64_t megabyte = 1'000'000;
    exporter::MediaOrder order;
    order.studies = options.studies;
    order.notes = options.notes;
    order.scope = options.key_images_only ? database::ExportScope::key_images : database::ExportScope::study;
    order.form = *exporter::media_form_named(options.form);
    const auto profile = media::media_profile_named(options.profile);
    if (!profile) throw Error{ErrorKind::invalid, fmt::format("--profile: there is no profile {}", options.profile)};
    order.profile = *profile;
    order.disc_bytes = options.disc_megabytes * megabyte;
    order.label = options.label;
    order.language = options.language;
    order.is_deidentified = options.deidentifies;
    order.confirmed = options.confirmed;
    order.omitted = options.omitted;
    return order;
}

int tell_preview(const exporter::MediaPreview& preview, bool is_json) {
    if (is_json) {
        print_json(server::to_json(preview));
        return done;
    }
    for (const exporter::LeftOutObject& one : preview.refused) {
        fmt::print("cannot go: {}: {}\n", one.object.sop_instance_uid, printable(one.reason));
    }
    for (const exporter::LeftOutObject& one : preview.left_out) {
        fmt::print("left out: {}: {}\n", one.object.sop_instance_uid, printable(one.reason));
    }
    fmt::print("{} objects of about {} bytes would go on {} discs, {} would be left out\n", preview.objects,
               preview.bytes, preview.discs, preview.left_out.size());
    return done;
}

int order_media(const MediaOptions& options) {
    const server::Site site = server::open_site(options.given, server::DataFolder::optional);
    if (options.is_dry_run) {
        const image_cache::ImageCache image_cache{site.settings.image_cache, *site.database};
        return tell_preview(exporter::preview_media(*site.database, image_cache, media_order_of(options)),
                            options.json);
    }
    const base::SystemClock clock;
    jobs::WakeUp wake_up;  // the server that runs finds the job by polling
    jobs::JobQueue queue{clock, wake_up};
    server::declare_queues(site);
    const exporter::MediaRequests requests{*site.database, queue, clock};
    const exporter::OpenedMediaExport opened = requests.open(media_order_of(options), user_of_command());
    const json::value shown =
        options.wait_seconds ? await_media(site, opened.id, *options.wait_seconds) : media_now(site, opened.id);
    if (options.json) {
        print_json(shown);
    } else {
        print_one(site, shown);
    }
    return !options.wait_seconds || shown.at("state") == "done" ? done : failed;
}

json::array to_json(const std::vector<media::DiscProblem>& problems) {
    json::array list;
    for (const media::DiscProblem& problem : problems) {
        list.push_back(json::object{{"path", problem.path}, {"what", problem.what}});
    }
    return list;
}

void print_problems(std::string_view kind, const std::vector<media::DiscProblem>& problems) {
    for (const media::DiscProblem& problem : problems) {
        fmt::print("{}: {}{}{}\n", kind, printable(problem.path), problem.path.empty() ? "" : ": ",
                   printable(problem.what));
    }
}

int verify_media(const MediaOptions& options) {
    std::atomic<std::uint64_t> files = 0;
    media::DiscVerdict verdict;
    {
        const Progress progress{[&files] { return fmt::format("{} files read", files.load()); }};
        verdict = media::verify_disc(options.path, {}, [&files](std::uint64_t read) { files = read; });
    }
    if (options.json) {
        print_json(json::object{{"files", verdict.files},
                                {"bytes", verdict.bytes},
                                {"objects", verdict.objects},
                                {"records", verdict.records},
                                {"notes", verdict.notes},
                                {"has_checksums", verdict.has_checksums},
                                {"all_problems", verdict.all_problems},
                                {"problems", to_json(verdict.problems)},
                                {"remarks", to_json(verdict.remarks)}});
    } else {
        print_problems("wrong", verdict.problems);
        print_problems("remark", verdict.remarks);
        fmt::print(
            "{} files, {} objects, {} of them notes, {} records in the DICOMDIR, {}: {}\n", verdict.files,
            verdict.objects, verdict.notes, verdict.records,
            verdict.has_checksums ? "checksums compared" : "no checksums on it",
            verdict.all_problems == 0 ? "all is right" : fmt::format("{} things are wrong", verdict.all_problems));
    }
    return verdict.all_problems == 0 ? done : failed;
}

int list_media(const server::Site& site, const MediaOptions& options) {
    const database::PooledConnection connection = site.database->connection();
    const json::value listed = server::all_media_to_json(*connection, options.study, INT64_MAX, options.limit);
    if (options.json) {
        print_json(listed);
    } else {
        print_media(listed.at("media").as_array());
    }
    return done;
}

}  // namespace

int run(const MediaOptions& options) {
    using Action = MediaOptions::Action;
    if (options.action == Action::verify) return verify_media(options);
    if (options.action == Action::order) return order_media(options);
    const server::Site site = server::open_site(options.given, server::DataFolder::optional);
    if (options.action == Action::list) return list_media(site, options);
    if (options.action == Action::remove) {
        const base::SystemClock clock;
        jobs::WakeUp wake_up;
        jobs::JobQueue queue{clock, wake_up};
        (void)exporter::MediaRequests{*site.database, queue, clock}.remove(options.id, user_of_command());
    }
    const json::value shown = media_now(site, options.id);
    if (options.json) {
        print_json(shown);
    } else {
        print_one(site, shown);
    }
    return done;
}

}  // namespace kinote::cli
