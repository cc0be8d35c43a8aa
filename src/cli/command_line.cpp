#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <utility>

#include "base/version.hpp"
#include "cli/command_building.hpp"
#include "cli/options.hpp"
#include "cli/printing.hpp"

namespace kinote::cli {
namespace {

void add_job_filter(CLI::App& command, JobsOptions& options) {
    command.add_option("--queue", options.queue, "Of this queue");
    command.add_option("--state", options.state,
                       "new, waiting, in_progress, retry, suspended, error, done or abandoned");
    command.add_option("--kind", options.kind, "As REGISTER_KOSD");
    command.add_option("--subject", options.subject, "What it is about");
    command.add_option("--study", options.study, "About this study: its Study Instance UID");
    command.add_option("--cause", options.cause, "With an exception of this cause that is not closed");
    command.add_option("--since", options.since, "Made on that day or later, as 2026-11-27 (UTC)")->type_name("DATE");
    command.add_option("--until", options.until, "Made before that day")->type_name("DATE");
}

void add_serve(CLI::App& application, Options& chosen, ServeOptions& options) {
    CLI::App& command = add_command(application, chosen, "serve", "Serve DICOM, the API and the web client",
                                    "  kinote serve --data /srv/kinote\n"
                                    "  kinote serve --data /srv/kinote --dicom-port 104 --ae-title ARCHIVE\n",
                                    options);
    add_site_options(command, options.given);
    add_key(command, options.given, "--dicom-address", "dicom.address", "Numeric address; 127.0.0.1 unless given");
    add_key(command, options.given, "--dicom-port", "dicom.port", "0 takes a free one");
    add_key(command, options.given, "--http-address", "http.address", "Numeric address; 127.0.0.1 unless given");
    add_key(command, options.given, "--http-port", "http.port", "0 takes a free one");
    add_key(command, options.given, "--ae-title", "ae_title", "KINOTE unless given");
}

void add_import(CLI::App& application, Options& chosen, ImportOptions& options) {
    CLI::App& command = add_command(
        application, chosen, "import", "Take in DICOM files, folders and DICOMDIR file-sets",
        "  kinote import --data /srv/kinote /media/cdrom/DICOMDIR\n"
        "  kinote import --data /srv/kinote /srv/discs/patient.iso\n"
        "  kinote import --data /srv/kinote --adopt --link /old-pacs/cache\n"
        "\nThe numbers: each file is stored, a duplicate, refused (it is an object, and was not taken), no\n"
        "DICOM, or could not be read; together they are the files. The failures name the refused ones,\n"
        "those that could not be read, and those that you named and that are no DICOM.\n"
        "Exit codes: 0 nothing failed, 1 some files came in or were here and others failed, 2 usage,\n"
        "3 no file came in or was here, or the import was broken off, as by a full disk.\n",
        options);
    add_site_options(command, options.given);
    command.add_option("PATH", options.paths, "Files, folders, DICOMDIR files")->required();
    command.add_flag("--adopt", options.adopts,
                     "Take over an old cache in bulk, without jobs: the Task Scheduler registers its KOSDs");
    command.add_flag("--link", options.links, "Hard links instead of copies where the file system is the same");
    command.add_option("--threads", options.threads, "Files at once")->check(CLI::Range(1U, 64U));
    command.add_flag("--json", options.json, "One JSON value on standard output");
}

void add_migrate(CLI::App& application, Options& chosen, MigrateOptions& options) {
    CLI::App& command = add_command(
        application, chosen, "migrate", "Bring key image notes over from an old system",
        "  kinote migrate --data /srv/kinote --mapping impax --odbc 'DSN=IMPAX;UID=reader' --dry-run\n"
        "  kinote migrate --data /srv/kinote --mapping contract --csv /export --report /tmp/report\n"
        "\nExit codes: 0 done, 1 done, but some rows need a look, or the run was stopped, 2 the command or\n"
        "the mapping is wrong, 3 failed.\n",
        options);
    add_site_options(command, options.given);
    command.add_option("--mapping", options.mapping,
                       "contract, impax, horos, or a mapping file; [migration] of the configuration unless given");
    CLI::Option& odbc = *command.add_option("--odbc", options.odbc, "ODBC connection string of the source");
    odbc.type_name("CONNECTION");
    command.add_option("--csv", options.csv, "Folder with notes.csv and references.csv")
        ->type_name("FOLDER")
        ->excludes(&odbc);
    command.add_option("--report", options.report, "Folder for the report as text, CSV and HTML")->type_name("FOLDER");
    command.add_flag("--dry-run", options.dry_run, "Say what would happen, and change nothing");
    command.add_flag("--inspect", options.inspect, "List what in the source looks like notes, and stop");
    command.add_flag("--json", options.json, "One JSON value on standard output");
}

void add_studies(CLI::App& application, Options& chosen, StudiesOptions& options) {
    CLI::App& command = add_command(application, chosen, "studies", "List studies",
                                    "  kinote studies --data /srv/kinote --has-notes\n"
                                    "  kinote studies list --data /srv/kinote --search yamada --json\n",
                                    options);
    CLI::App& list = *command.add_subcommand("list", "The latest first; also where no action is named");
    for (CLI::App* place : {&command, &list}) {
        add_shared_options(*place, options.given, options.json);
        place->add_flag("--has-notes", options.has_notes, "Only studies with notes");
        place->add_option("--search", options.search, "Begin of a patient's name or ID, or of an accession number");
        add_page_options(*place, options);
    }
}

void add_jobs(CLI::App& application, Options& chosen, JobsOptions& options) {
    using Action = JobsOptions::Action;
    CLI::App& command = add_command(application, chosen, "jobs", "List, retry, suspend, resume and abandon jobs",
                                    "  kinote jobs list --data /srv/kinote --state error\n"
                                    "  kinote jobs retry --data /srv/kinote 17 18\n"
                                    "  kinote jobs list --data /srv/kinote --study 1.2.840.1 --since 2026-11-01\n"
                                    "  kinote jobs retry --data /srv/kinote --all --state error --kind REGISTER_KOSD\n"
                                    "  kinote jobs abandon --data /srv/kinote --all --queue 'SEND*' --dry-run\n"
                                    "  kinote jobs suspend --data /srv/kinote --all --queue SEND_NORTH\n"
                                    "  kinote jobs resume --data /srv/kinote 19\n"
                                    "\nThey end with 1 where it could be done to some, with 3 to none.\n",
                                    options);
    CLI::App& list =
        *command.add_subcommand("list", "The latest first; texts may hold * and ?; also where no action is named");
    add_shared_options(command, options.given, options.json);
    add_job_filter(command, options);
    for (CLI::App* place : {&command, &list}) {
        place->add_option("--limit", options.limit, "1 to 100000")->check(CLI::Range(1, 100'000));
    }
    CLI::App& retry = *command.add_subcommand("retry", "Run jobs again that are in Error, in Retry, or abandoned");
    CLI::App& abandon = *command.add_subcommand("abandon", "Give jobs up");
    CLI::App& suspend = *command.add_subcommand("suspend", "Keep jobs back that are New, Waiting or in Retry");
    CLI::App& resume = *command.add_subcommand("resume", "Let suspended jobs go on");
    const std::pair<CLI::App*, Action> actions[] = {{&list, Action::list},
                                                    {&retry, Action::retry},
                                                    {&abandon, Action::abandon},
                                                    {&suspend, Action::suspend},
                                                    {&resume, Action::resume}};
    for (const auto& [subcommand, action] : actions) {
        add_shared_options(*subcommand, options.given, options.json);
        add_job_filter(*subcommand, options);
        if (action != Action::list) {
            CLI::Option& all = *subcommand->add_flag("--all", options.takes_all, "All that the filters name");
            subcommand->add_option("ID", options.ids, "Numbers of jobs")->excludes(&all);
            subcommand->add_flag("--dry-run", options.is_dry_run, "Say to which, and do nothing")->needs(&all);
        }
        subcommand->callback([&options, chosen_action = action] { options.action = chosen_action; });
    }
}

void add_queues(CLI::App& application, Options& chosen, QueuesOptions& options) {
    using Action = QueuesOptions::Action;
    CLI::App& command =
        add_command(application, chosen, "queues", "Show, halt, start and await queues",
                    "  kinote queues list --data /srv/kinote\n"
                    "  kinote queues halt SEND_NORTH --data /srv/kinote\n"
                    "  kinote queues start SEND_NORTH --data /srv/kinote\n"
                    "  kinote queues wait MVF_OBJECT_CREATOR --timeout 60 --data /srv/kinote\n"
                    "\nwait ends with 0 also where jobs went to Error: kinote jobs list --state error.\n",
                    options);
    add_shared_options(command, options.given, options.json);
    const std::tuple<const char*, const char*, const char*, Action> actions[] = {
        {"list", "All queues with their jobs by state that have not ended; also where no action is named",
         "kinote queues list --data /srv/kinote", Action::list},
        {"halt", "Take no further job from a queue", "kinote queues halt SEND_NORTH --data /srv/kinote", Action::halt},
        {"start", "Let a halted queue run", "kinote queues start SEND_NORTH --data /srv/kinote", Action::start},
        {"wait", "Return when nothing is new, in retry or in progress",
         "kinote queues wait MVF_OBJECT_CREATOR --timeout 60 --data /srv/kinote", Action::wait}};
    for (const auto& [name, help, example, action] : actions) {
        CLI::App& subcommand = *command.add_subcommand(name, help);
        subcommand.footer(std::string{"\nExample:\n  "} + example);
        add_shared_options(subcommand, options.given, options.json);
        if (action != Action::list) subcommand.add_option("NAME", options.name, "The queue")->required();
        if (action == Action::wait) {
            subcommand.add_option("--timeout", options.timeout_seconds, "Seconds; then the exit code is 3")
                ->check(CLI::Range(0, 86'400));
        }
        subcommand.callback([&options, chosen_action = action] { options.action = chosen_action; });
    }
}

void add_exceptions(CLI::App& application, Options& chosen, ExceptionsOptions& options) {
    using Action = ExceptionsOptions::Action;
    CLI::App& command = add_command(application, chosen, "exceptions", "What a person must look at",
                                    "  kinote exceptions list --data /srv/kinote --by-cause\n"
                                    "  kinote exceptions acknowledge --data /srv/kinote 17 18\n"
                                    "  kinote exceptions acknowledge --data /srv/kinote --all --cause other_content\n",
                                    options);
    CLI::App& list =
        *command.add_subcommand("list", "Those not closed, the latest first; also where no action is named");
    for (CLI::App* place : {&command, &list}) {
        place->add_flag("--by-cause", options.by_cause, "One line for each cause");
        place->add_option("--limit", options.limit, "1 to 100000")->check(CLI::Range(1, 100'000));
    }
    CLI::App& acknowledge = *command.add_subcommand("acknowledge", "Say that they have been seen");
    acknowledge.footer("\nExample:\n  kinote exceptions acknowledge --data /srv/kinote 17 18");
    CLI::Option& all = *acknowledge.add_flag("--all", options.takes_all, "All that are open");
    acknowledge.add_option("ID", options.ids, "Numbers of exceptions")->excludes(&all);
    for (CLI::App* place : {&command, &list, &acknowledge}) {
        add_shared_options(*place, options.given, options.json);
        place->add_option("--cause", options.cause, "Of this cause");
    }
    list.callback([&options] { options.action = Action::list; });
    acknowledge.callback([&options] { options.action = Action::acknowledge; });
}

void add_doors(CLI::App& application, Options& chosen, DoorsOptions& options) {
    CLI::App& command =
        add_command(application, chosen, "doors", "Every way by which objects and notes leave, or are told of",
                    "  kinote doors\n"
                    "\nAll of them ask one rule: what is marked for deletion, rejected, superseded or another\n"
                    "patient's is seen through none.\n",
                    options);
    command.add_flag("--json", options.json, "One JSON value on standard output");
}

void add_configuration(CLI::App& application, Options& chosen, ConfigurationOptions& options) {
    using Action = ConfigurationOptions::Action;
    CLI::App& command = add_command(application, chosen, "config", "The configuration",
                                    "  kinote config check --data /srv/kinote\n"
                                    "  kinote config list --config /etc/kinote.toml\n",
                                    options);
    command.require_subcommand(1);
    CLI::App& check = *command.add_subcommand("check", "Say whether it is right, without starting anything");
    CLI::App& list = *command.add_subcommand("list", "Every key with its value, its variable and what it is for");
    for (CLI::App* subcommand : {&check, &list}) add_shared_options(*subcommand, options.given, options.json);
    check.callback([&options] { options.action = Action::check; });
    list.callback([&options] { options.action = Action::list; });
}

bool has_command(CLI::App& application, std::string_view name) {
    return std::ranges::any_of(application.get_subcommands([](const CLI::App*) { return true; }),
                               [name](const CLI::App* command) { return command->get_name() == name; });
}

}  // namespace

std::variant<Options, int> parse_command_line(int count, const char* const* words) {
    CLI::App application{"kinote, an open key image note server for PACS"};
    application.set_version_flag("--version", std::string{"kinote "} + base::version);
    application.require_subcommand(1);
    application.footer("\n'kinote COMMAND --help' says more. Exit codes: 0 done, 1 done in part, 2 usage, 3 failed.");
    Options chosen;
    ServeOptions serve;
    ImportOptions import;
    MigrateOptions migrate;
    StudiesOptions studies;
    NoteCommands notes;
    ExportCommands exports;
    ReconcileCommands reconcile;
    ArchiveCommands archives;
    JobsOptions jobs;
    QueuesOptions queues;
    ExceptionsOptions exceptions;
    TasksOptions tasks;
    NotificationsOptions notifications;
    AutopilotOptions autopilot;
    DoctorCommands doctor;
    DoorsOptions doors;
    RetriesOptions retries;
    AccountOptions account;
    ConfigurationOptions configuration;
    add_serve(application, chosen, serve);
    add_import(application, chosen, import);
    add_migrate(application, chosen, migrate);
    add_studies(application, chosen, studies);
    add_note_commands(application, chosen, notes);
    add_export_commands(application, chosen, exports);
    add_reconcile_commands(application, chosen, reconcile);
    add_archive_commands(application, chosen, archives);
    add_jobs(application, chosen, jobs);
    add_queues(application, chosen, queues);
    add_exceptions(application, chosen, exceptions);
    add_tasks_command(application, chosen, tasks);
    add_notifications_command(application, chosen, notifications);
    add_autopilot_command(application, chosen, autopilot);
    add_doctor_commands(application, chosen, doctor);
    add_doors(application, chosen, doors);
    add_retries_command(application, chosen, retries);
    add_account_command(application, chosen, account);
    add_configuration(application, chosen, configuration);
    const std::string_view command = count > 1 ? words[1] : "--help";
    if (!command.starts_with('-') && !has_command(application, command)) {
        fmt::print(stderr, "kinote: there is no command \"{}\"; kinote --help lists them\n", printable(command));
        return usage;
    }
    try {
        application.parse(count, words);
    } catch (const CLI::ParseError& error) {
        return application.exit(error) == 0 ? done : usage;
    }
    std::visit(
        [](auto& options) {
            if constexpr (requires { options.given; }) options.given.data = server::named_data_folder(options.given);
        },
        chosen);
    return chosen;
}

}  // namespace kinote::cli
