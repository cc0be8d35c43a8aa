#include <fmt/format.h>

#include <atomic>
#include <boost/json.hpp>
#include <mutex>

#include "base/error.hpp"
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

MigrationResult migrate(server::Site& site, const MigrationSettings& settings, const std::stop_token& stop) {
    ProgressWords words;
    legacy_migration::MigrationWatch watch;
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

template <typename Outcomes>
void print_outcomes(std::string_view heading, const Outcomes& outcomes, const database::MigrationCounts& counts) {
    fmt::print("  {}\n", heading);
    for (const auto outcome : outcomes) {
        fmt::print("    {:<18} {:>10}\n", database::to_string(outcome), counts.of(outcome));
    }
}

void print_result(const server::Site& site, const MigrationResult& result) {
    fmt::print("run {}{}: {}\n", result.run, result.is_dry_run ? " (dry: nothing was written)" : "",
               to_string(result.end));
    print_outcomes(fmt::format("{} notes in the source", result.counts.notes_read), database::note_outcomes,
                   result.counts);
    print_outcomes(fmt::format("{} references in the source", result.counts.references_read),
                   database::reference_outcomes, result.counts);
    const database::PooledConnection connection = site.database->connection();
    const auto reasons = database::count_reasons(*connection, result.run, most_reasons);
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

int inspect(const MigrationSettings& settings, bool as_json) {
    const legacy_migration::Inspection inspection = legacy_migration::inspect_source(settings);
    if (as_json) {
        print_json(legacy_migration::to_json(inspection));
    } else {
        fmt::print("{}", legacy_migration::to_text(inspection));
    }
    return inspection.problems.empty() ? done : done_in_part;
}

int migrate_and_tell(server::Site& site, const MigrationSettings& settings, const MigrateOptions& options,
                     const std::stop_token& stop) {
    const MigrationResult result = migrate(site, settings, stop);
    if (options.report) {
        legacy_migration::write_report(*site.database, result.run, *options.report);
        fmt::print(stderr, "report: {}\n", (*options.report / "report.html").string());
    }
    if (options.json) {
        print_json(legacy_migration::to_json(result));
    } else {
        print_result(site, result);
    }
    return exit_code(result);
}

}  // namespace

int run(const MigrateOptions& options) {
    const StopOnSignal stop;
    const bool names_folder = !options.given.data.empty();
    server::Site site =
        server::open_site(options.given, names_folder ? server::DataFolder::required : server::DataFolder::optional);
    const MigrationSettings settings = chosen_settings(site.settings.migration, options);
    (void)legacy_migration::mapping_of(settings);  // what is wrong with it is a wrong command, and nothing has begun
    try {
        return options.inspect ? inspect(settings, options.json)
                               : migrate_and_tell(site, settings, options, stop.token());
    } catch (const base::Error& error) {
        fmt::print(stderr, "kinote: {}\n", printable(error.what()));
        return failed;
    }
}

}  // namespace kinote::cli
