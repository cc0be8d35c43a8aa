#include <fmt/format.h>

#include <atomic>
#include <boost/json.hpp>
#include <mutex>

#include "base/error.hpp"
#include "cli/actor.hpp"
#include "cli/options.hpp"
#include "cli/printing.hpp"
#include "cli/progress.hpp"
#include "cli/stop_on_signal.hpp"
#include "legacy_migration/inspection.hpp"
#include "legacy_migration/migration_run.hpp"
#include "legacy_migration/report.hpp"
#include "server/site.hpp"

namespace kinote::cli {
namespace {

using legacy_migration::MigrationEnd;
using legacy_migration::MigrationProgress;
using legacy_migration::MigrationResult;
using legacy_migration::MigrationSettings;

constexpr std::int64_t most_reasons = 10;

// What the configuration says goes for the same mapping; another one is taken as it is.
MigrationSettings chosen_settings(const MigrationSettings& configured, const MigrateOptions& options) {
    const bool is_as_configured =
        options.mapping.empty() || configured.mapping.empty() || options.mapping == configured.mapping;
    MigrationSettings settings = is_as_configured ? configured : MigrationSettings{};
    if (!options.mapping.empty()) settings.mapping = options.mapping;
    if (!options.odbc.empty() || !options.csv.empty()) {
        settings.odbc = options.odbc;
        settings.csv = options.csv.empty() ? options.csv : std::filesystem::absolute(options.csv);
    }
    if (settings.mapping.empty()) {
        throw base::Error{base::ErrorKind::invalid,
                          "name the mapping with --mapping contract|impax|horos|FILE, or under [migration] in the "
                          "configuration"};
    }
    if (!settings.names_source()) {
        throw base::Error{base::ErrorKind::invalid,
                          "name the source with --odbc CONNECTION or --csv FOLDER, or under [migration] in the "
                          "configuration"};
    }
    settings.is_dry_run = options.dry_run;
    return settings;
}

// The words of the progress line, written by the run and read by the thread that shows them.
class ProgressWords {
public:
    void set(const MigrationProgress& progress) {
        const std::lock_guard lock{mutex_};
        words_ = legacy_migration::to_text(progress);
    }
    [[nodiscard]] std::string get() {
        const std::lock_guard lock{mutex_};
        return words_;
    }

private:
    std::mutex mutex_;
    std::string words_ = "reading the source";
};

// How a run ended, and what it had done by then.
struct Ended {
    MigrationResult result;
    std::optional<std::string> error;
};

MigrationResult run_watched(server::Site& site, const MigrationSettings& settings, const std::stop_token& stop) {
    ProgressWords words;
    legacy_migration::MigrationWatch watch;
    watch.actor = user_of_command();
    watch.is_by_hand = true;
    watch.stop = stop;
    watch.on_progress = [&words](const MigrationProgress& progress) { words.set(progress); };
    MigrationResult result;
    {
        const Progress shown{[&words] { return words.get(); }};
        result = legacy_migration::run_migration(*site.database, settings, site.clock, watch);
    }
    fmt::print(stderr, "{}\n", words.get());
    return result;
}

Ended migrate(server::Site& site, const MigrationSettings& settings, const std::stop_token& stop) {
    try {
        return {run_watched(site, settings, stop), std::nullopt};
    } catch (const legacy_migration::MigrationFailed& failed) {
        return {failed.so_far(), failed.what()};
    } catch (const base::Error& error) {
        MigrationResult none;
        none.is_dry_run = settings.is_dry_run;
        return {none, error.what()};
    }
}

template <typename Outcomes>
void print_outcomes(std::string_view heading, const Outcomes& outcomes, const database::MigrationCounts& counts) {
    fmt::print("  {}\n", heading);
    for (const auto outcome : outcomes) {
        fmt::print("    {:<18} {:>10}\n", database::to_string(outcome), counts.of(outcome));
    }
}

void print_result(const server::Site& site, const Ended& ended) {
    const MigrationResult& result = ended.result;
    fmt::print("run {}{}: {}\n", result.run, result.is_dry_run ? " (dry: nothing was written)" : "",
               ended.error ? "failed" : to_string(result.end));
    print_outcomes(fmt::format("{} notes in the source", result.counts.notes_read), database::note_outcomes,
                   result.counts);
    print_outcomes(fmt::format("{} references in the source", result.counts.references_read),
                   database::reference_outcomes, result.counts);
    const database::PooledConnection connection = site.database->connection();
    const auto reasons = database::count_reasons(*connection, result.run, most_reasons);
    if (result.uid_mapping_rejected > 0) {
        fmt::print("  {} rows of the UID mapping map nothing, or not as they say\n", result.uid_mapping_rejected);
    }
    if (!reasons.empty()) fmt::print("  most frequent reasons\n");
    for (const database::ReasonCount& reason : reasons) {
        fmt::print("    {:>10}  {}{}\n", reason.rows,
                   reason.outcome ? fmt::format("{}: ", database::to_string(*reason.outcome)) : std::string{},
                   printable(reason.reason));
    }
}

int exit_code(const MigrationResult& result) {
    switch (result.end) {
        case MigrationEnd::done: break;
        case MigrationEnd::stopped:
            fmt::print(stderr, "kinote: stopped; the same command goes on where it stopped\n");
            return done_in_part;
        case MigrationEnd::taken_over:
            fmt::print(stderr, "kinote: run {} was taken over by another kinote, which goes on with it\n", result.run);
            return done_in_part;
    }
    if (result.rows_to_look_at == 0) return done;
    fmt::print(stderr, "kinote: {} rows of the source need a look: --report FOLDER names each with its reason\n",
               result.rows_to_look_at);
    return done_in_part;
}

int tell(std::string_view error) {
    fmt::print(stderr, "kinote: {}\n", printable(error));
    return failed;
}

// Needs no database: what the configuration says of the source is enough. A data folder that is named must be there,
// so that a mistyped one is told.
int inspect(const MigrateOptions& options) {
    const server::Settings site = server::read_settings(options.given);
    if (!site.data.empty() && !std::filesystem::is_directory(site.data)) {
        throw base::Error{base::ErrorKind::not_found, fmt::format("there is no data folder {}", site.data.string())};
    }
    base::log::set_level(site.log_level);
    const MigrationSettings settings = chosen_settings(site.migration, options);
    (void)legacy_migration::mapping_of(settings);  // what is wrong with it is a wrong command
    try {
        const legacy_migration::Inspection inspection = legacy_migration::inspect_source(settings);
        if (options.json) {
            print_json(legacy_migration::to_json(inspection));
        } else {
            fmt::print("{}", legacy_migration::to_text(inspection));
        }
        return inspection.problems.empty() ? done : done_in_part;
    } catch (const base::Error& error) {
        if (options.json) print_json(boost::json::object{{"error", error.what()}});
        return tell(error.what());
    }
}

void write_report(const server::Site& site, const std::filesystem::path& folder, Ended& ended) {
    try {
        legacy_migration::write_report(*site.database, ended.result.run, folder);
        fmt::print(stderr, "report: {}\n", (folder / "report.html").string());
    } catch (const base::Error& error) {
        if (!ended.error) ended.error = error.what();
    }
}

int migrate(const MigrateOptions& options) {
    const StopOnSignal stop;
    const bool makes_folder = !server::named_data_folder(options.given).empty() && !options.dry_run;
    server::Site site =
        server::open_site(options.given, makes_folder ? server::DataFolder::required : server::DataFolder::optional);
    const MigrationSettings settings = chosen_settings(site.settings.migration, options);
    (void)legacy_migration::mapping_of(settings);  // what is wrong with it is a wrong command, and nothing has begun
    if (options.report) legacy_migration::prepare_report_folder(*options.report);
    Ended ended = migrate(site, settings, stop.token());
    if (options.report && ended.result.run != 0) write_report(site, *options.report, ended);
    const int code = ended.error ? tell(*ended.error) : exit_code(ended.result);
    if (options.json) {
        print_json(legacy_migration::to_json(ended.result, ended.error));
    } else if (ended.result.run != 0) {
        print_result(site, ended);
    }
    return code;
}

}  // namespace

int run(const MigrateOptions& options) {
    try {
        return options.inspect ? inspect(options) : migrate(options);
    } catch (const base::Error& error) {
        if (error.kind() == base::ErrorKind::invalid) throw;  // the command or the configuration is wrong
        if (options.json) print_json(boost::json::object{{"error", error.what()}});
        return tell(error.what());
    }
}

}  // namespace kinote::cli
