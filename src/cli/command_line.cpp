// The one place that knows CLI11.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <utility>

#include "cli/options.hpp"
#include "cli/printing.hpp"
#include "cli/version.hpp"

namespace kinote::cli {
namespace {

using server::GivenOptions;

// Options that stand for configuration keys.
void add_key(CLI::App& command, GivenOptions& given, const std::string& option, const std::string& key,
             const std::string& help) {
    command.add_option_function<std::string>(
        option, [&given, key](const std::string& value) { given.command_line[key] = value; }, help);
}

void add_site_options(CLI::App& command, GivenOptions& given) {
    command
        .add_option_function<std::string>(
            "--data", [&given](const std::string& value) { given.data = std::filesystem::absolute(value); },
            "The data folder: its kinote.toml, database and cache")
        ->type_name("DIR");
    command
        .add_option_function<std::string>(
            "--config", [&given](const std::string& value) { given.configuration_file = value; },
            "A configuration file (TOML) that goes before the data folder's own")
        ->type_name("FILE");
    add_key(command, given, "--database", "database",
            "postgresql://USER@HOST/NAME, or an SQLite file named from the data folder");
    add_key(command, given, "--log-level", "log.level", "debug, info, warn or error");
    if (const char* file = std::getenv("KINOTE_CONFIG")) given.configuration_file = file;  // NOLINT
}

// A subcommand whose options land in `options`, and which hands them over when it was chosen.
template <typename CommandOptions>
CLI::App& add_command(CLI::App& application, Options& chosen, const std::string& name, const std::string& help,
                      const std::string& examples, CommandOptions& options) {
    CLI::App& command = *application.add_subcommand(name, help);
    command.footer("\nExamples:\n" + examples);
    command.callback([&chosen, &options] { chosen = options; });
    return command;
}

// Options that stand at the command and at each of its actions alike.
void add_shared_options(CLI::App& command, GivenOptions& given, bool& json) {
    add_site_options(command, given);
    command.add_flag("--json", json, "One JSON value on standard output");
}

template <typename CommandOptions>
void add_page_options(CLI::App& command, CommandOptions& options) {
    command.add_option("--limit", options.limit, "1 to 1000");
    command.add_option("--offset", options.offset, "How many to pass over");
}

void add_job_filter(CLI::App& command, JobsOptions& options) {
    command.add_option("--queue", options.queue, "Of this queue");
    command.add_option("--state", options.state,
                       "new, waiting, in_progress, retry, suspended, error, done or abandoned");
    command.add_option("--kind", options.kind, "As REGISTER_KOSD");
    command.add_option("--subject", options.subject, "What it is about");
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
    CLI::App& command =
        add_command(application, chosen, "migrate", "Bring key image notes over from an old system",
                    "  kinote migrate --data /srv/kinote --mapping impax --odbc 'DSN=IMPAX;UID=reader' --dry-run\n"
                    "  kinote migrate --data /srv/kinote --mapping contract --csv /export --report /tmp/report\n",
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

void add_note_actions(CLI::App& command, NotesOptions& options) {
    using Action = NotesOptions::Action;
    const std::tuple<const char*, const char*, Action> actions[] = {
        {"create", "Make a note from a JSON file", Action::create},
        {"edit", "Make a new version of a note from a JSON file", Action::edit},
        {"delete", "Mark a note for deletion, with its KOSDs: out of sight at once", Action::mark},
        {"undo", "Take a deletion back", Action::undo}};
    for (const auto& [name, help, action] : actions) {
        CLI::App& subcommand = *command.add_subcommand(name, help);
        add_shared_options(subcommand, options.given, options.json);
        if (action != Action::create) subcommand.add_option("NOTE", options.note, "Its id")->required();
        if (action == Action::create || action == Action::edit) {
            subcommand.add_option("FILE", options.file, "The note as JSON; - reads standard input")->required();
        }
        if (action == Action::edit || action == Action::mark) {
            subcommand.add_option("--version", options.version, "Only where this is its latest version");
        }
        subcommand.callback([&options, chosen_action = action] { options.action = chosen_action; });
    }
}

void add_notes(CLI::App& application, Options& chosen, NotesOptions& options) {
    CLI::App& command = add_command(application, chosen, "notes", "List, show, make, edit and delete key image notes",
                                    "  kinote notes --data /srv/kinote --study 1.2.840.1\n"
                                    "  kinote notes show 0f8fad5b-d9cb-469f-a165-70867728950e --data /srv/kinote\n"
                                    "  kinote notes create note.json --data /srv/kinote\n"
                                    "  kinote notes edit 0f8fad5b-d9cb-469f-a165-70867728950e note.json --version 1 "
                                    "--data /srv/kinote\n"
                                    "\nA note as JSON is described in docs/notes.md.\n",
                                    options);
    CLI::App& list = *command.add_subcommand("list", "Those that came here last first; also where no action is named");
    for (CLI::App* place : {&command, &list}) {
        add_shared_options(*place, options.given, options.json);
        place->add_option("--study", options.study, "Study Instance UID");
        add_page_options(*place, options);
    }
    CLI::App& show = *command.add_subcommand("show", "One note");
    add_shared_options(show, options.given, options.json);
    show.add_option("NOTE", options.note, "Its id")->required();
    add_note_actions(command, options);
}

void add_deletions(CLI::App& application, Options& chosen, DeletionsOptions& options) {
    using Action = DeletionsOptions::Action;
    CLI::App& command =
        add_command(application, chosen, "deletions", "Mark studies, series and objects for deletion, and take it back",
                    "  kinote deletions mark --study 1.2.840.1 --data /srv/kinote\n"
                    "  kinote deletions undo --study 1.2.840.1 --data /srv/kinote\n"
                    "  kinote deletions mark --study 1.2.840.1 --object 1.2.840.1.7.3 --data /srv/kinote\n"
                    "\nWhat is marked is out of sight at once. Notes: kinote notes delete.\n",
                    options);
    command.require_subcommand(1);
    CLI::App& mark = *command.add_subcommand("mark", "Out of sight at once");
    CLI::App& undo = *command.add_subcommand("undo", "Take a mark back");
    for (CLI::App* subcommand : {&mark, &undo}) {
        add_shared_options(*subcommand, options.given, options.json);
        subcommand->add_option("--study", options.study, "Study Instance UID")->required();
        CLI::Option& series = *subcommand->add_option("--series", options.series, "One series of the study");
        subcommand->add_option("--object", options.object, "One object of the study")->excludes(&series);
    }
    mark.callback([&options] { options.action = Action::mark; });
    undo.callback([&options] { options.action = Action::undo; });
}

void add_jobs(CLI::App& application, Options& chosen, JobsOptions& options) {
    using Action = JobsOptions::Action;
    CLI::App& command = add_command(application, chosen, "jobs", "List, retry and abandon jobs",
                                    "  kinote jobs list --data /srv/kinote --state error\n"
                                    "  kinote jobs retry --data /srv/kinote 17 18\n"
                                    "  kinote jobs retry --data /srv/kinote --all --state error --kind REGISTER_KOSD\n"
                                    "\nretry and abandon end with 1 where it could be done to some, with 3 to none.\n",
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
    const std::pair<CLI::App*, Action> actions[] = {
        {&list, Action::list}, {&retry, Action::retry}, {&abandon, Action::abandon}};
    for (const auto& [subcommand, action] : actions) {
        add_shared_options(*subcommand, options.given, options.json);
        add_job_filter(*subcommand, options);
        if (action != Action::list) {
            CLI::Option& all = *subcommand->add_flag("--all", options.takes_all, "All that the filters name");
            subcommand->add_option("ID", options.ids, "Numbers of jobs")->excludes(&all);
        }
        subcommand->callback([&options, chosen_action = action] { options.action = chosen_action; });
    }
}

void add_queues(CLI::App& application, Options& chosen, QueuesOptions& options) {
    using Action = QueuesOptions::Action;
    CLI::App& command = add_command(application, chosen, "queues", "Show, halt, start and await queues",
                                    "  kinote queues list --data /srv/kinote\n"
                                    "  kinote queues wait MVF_OBJECT_CREATOR --timeout 60 --data /srv/kinote\n",
                                    options);
    add_shared_options(command, options.given, options.json);
    const std::tuple<const char*, const char*, Action> actions[] = {
        {"list", "All queues with their jobs by state; also where no action is named", Action::list},
        {"halt", "Take no further job from a queue", Action::halt},
        {"start", "Let a halted queue run", Action::start},
        {"wait", "Return when nothing is new, in retry or in progress", Action::wait}};
    for (const auto& [name, help, action] : actions) {
        CLI::App& subcommand = *command.add_subcommand(name, help);
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
                                    "  kinote exceptions acknowledge --data /srv/kinote --all --cause other_content\n",
                                    options);
    CLI::App& list =
        *command.add_subcommand("list", "Those not closed, the latest first; also where no action is named");
    for (CLI::App* place : {&command, &list}) {
        place->add_flag("--by-cause", options.by_cause, "One line for each cause");
        place->add_option("--limit", options.limit, "1 to 100000")->check(CLI::Range(1, 100'000));
    }
    CLI::App& acknowledge = *command.add_subcommand("acknowledge", "Say that they have been seen");
    CLI::Option& all = *acknowledge.add_flag("--all", options.takes_all, "All that are open");
    acknowledge.add_option("ID", options.ids, "Numbers of exceptions")->excludes(&all);
    for (CLI::App* place : {&command, &list, &acknowledge}) {
        add_shared_options(*place, options.given, options.json);
        place->add_option("--cause", options.cause, "Of this cause");
    }
    list.callback([&options] { options.action = Action::list; });
    acknowledge.callback([&options] { options.action = Action::acknowledge; });
}

void add_doctor(CLI::App& application, Options& chosen, DoctorOptions& options) {
    CLI::App& command =
        add_command(application, chosen, "doctor", "Judge Key Object Selection Documents without a server",
                    "  kinote doctor kosd.dcm\n  kinote doctor --json kosd.dcm image.dcm\n", options);
    command.add_option("FILE", options.paths, "Files and folders; judged together")->required();
    command.add_flag("--strict", options.is_strict, "Missing evidence and a shared series are errors");
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
    list.add_flag("--json", options.json, "One JSON value on standard output");
    for (CLI::App* subcommand : {&check, &list}) add_site_options(*subcommand, options.given);
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
    application.set_version_flag("--version", std::string{"kinote "} + version);
    application.require_subcommand(1);
    application.footer("\n'kinote COMMAND --help' says more. Exit codes: 0 done, 1 done in part, 2 usage, 3 failed.");
    Options chosen;
    ServeOptions serve;
    ImportOptions import;
    MigrateOptions migrate;
    StudiesOptions studies;
    NotesOptions notes;
    DeletionsOptions deletions;
    JobsOptions jobs;
    QueuesOptions queues;
    ExceptionsOptions exceptions;
    DoctorOptions doctor;
    ConfigurationOptions configuration;
    add_serve(application, chosen, serve);
    add_import(application, chosen, import);
    add_migrate(application, chosen, migrate);
    add_studies(application, chosen, studies);
    add_notes(application, chosen, notes);
    add_deletions(application, chosen, deletions);
    add_jobs(application, chosen, jobs);
    add_queues(application, chosen, queues);
    add_exceptions(application, chosen, exceptions);
    add_doctor(application, chosen, doctor);
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
