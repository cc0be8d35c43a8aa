// reconcile, reconciliations: how they are written on the command line.
#include "cli/command_building.hpp"

namespace kinote::cli {
namespace {

void add_reconcile(CLI::App& application, Options& chosen, ReconcileOptions& options) {
    CLI::App& command =
        add_command(application, chosen, "reconcile", "Compare what is here with what a destination shows (C-FIND)",
                    "  kinote reconcile NORTH --study 1.2.840.1 --data /srv/kinote\n"
                    "  kinote reconcile NORTH --since 2026-11-01 --csv differences.csv --data /srv/kinote\n"
                    "  kinote reconcile NORTH --fix --data /srv/kinote\n"
                    "\nCompared are the objects of the studies that were asked to go there, in both directions.\n"
                    "The job runs where kinote serves, and goes on if this command is broken off.\n"
                    "Exit codes: 0 equal, 1 differences, or some studies could not be compared, 2 usage,\n"
                    "3 nothing could be compared, it failed, or the time is over.\n",
                    options);
    add_shared_options(command, options.given, options.json);
    command.add_option("DESTINATION", options.destination, "Its name")->required();
    CLI::Option& study = *command.add_option("--study", options.study, "Only this one: its Study Instance UID");
    command.add_option("--since", options.since, "Only what was asked to go there since that day, as 2026-11-27 (UTC)")
        ->type_name("DATE")
        ->excludes(&study);
    command.add_flag("--fix", options.fixes,
                     "Send what is missing there, withdraw what is hidden here; nothing is ever deleted");
    command.add_option("--csv", options.csv, "Write the differences there; - for standard output")
        ->type_name("FILE")
        ->excludes("--json");
    command.add_option("--wait", options.wait_seconds, "At most so many seconds; 0 only asks for it")
        ->check(CLI::Range(0, 31'536'000));
}

void add_reconciliations(CLI::App& application, Options& chosen, ReconciliationsOptions& options) {
    using Action = ReconciliationsOptions::Action;
    CLI::App& command =
        add_command(application, chosen, "reconciliations", "The comparisons with destinations, and what they found",
                    "  kinote reconciliations list --data /srv/kinote\n"
                    "  kinote reconciliations show 7 --csv - --data /srv/kinote\n"
                    "\nshow ends as kinote reconcile does.\n",
                    options);
    CLI::App& list = *command.add_subcommand("list", "The latest first; also where no action is named");
    for (CLI::App* place : {&command, &list}) {
        add_shared_options(*place, options.given, options.json);
        place->add_option("--limit", options.limit, "1 to 1000")->check(CLI::Range(1, 1'000));
    }
    CLI::App& show = *command.add_subcommand("show", "One of them, with its differences");
    add_shared_options(show, options.given, options.json);
    show.add_option("RECONCILIATION", options.id, "Its number")->required();
    show.add_option("--csv", options.csv, "Write the differences there; - for standard output")
        ->type_name("FILE")
        ->excludes("--json");
    show.callback([&options] { options.action = Action::show; });
}

}  // namespace

void add_reconcile_commands(CLI::App& application, Options& chosen, ReconcileCommands& commands) {
    add_reconcile(application, chosen, commands.reconcile);
    add_reconciliations(application, chosen, commands.reconciliations);
}

}  // namespace kinote::cli
