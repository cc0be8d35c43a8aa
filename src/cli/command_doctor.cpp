// The descriptions of doctor and repairs.
#include <CLI/CLI.hpp>
#include <tuple>

#include "cli/command_building.hpp"

namespace kinote::cli {
namespace {

void add_doctor(CLI::App& application, Options& chosen, DoctorOptions& options) {
    CLI::App& command = add_command(
        application, chosen, "doctor", "Judge Key Object Selection Documents, and repair them",
        "  kinote doctor kosd.dcm\n  kinote doctor --json kosd.dcm image.dcm\n"
        "  kinote doctor --repair kosd.dcm\n"
        "  kinote doctor --repair --dry-run 1.2.840.1.7.3 --data /srv/kinote\n"
        "  kinote doctor --repair --rules K10,K29 1.2.840.1.7.3 --data /srv/kinote\n"
        "\n--repair says what stands there before and after. Of a file it changes nothing; a KOSD that a site has,\n"
        "named by its SOP Instance UID, is registered as it says: the KOSD stays as it came, and its note goes out\n"
        "as a new one. kinote repairs lists them, and takes them back.\n"
        "Exit codes: 0 all can be used (with --repair: once repaired), 1 some cannot, or could not be read or\n"
        "repaired, 2 usage, 3 nothing could be repaired.\n",
        options);
    command.add_option("FILE", options.paths, "Files and folders, judged together; with --repair also UIDs")
        ->required();
    command.add_flag("--strict", options.is_strict, "Missing evidence and a shared series are errors");
    CLI::Option& repair = *command.add_flag("--repair", options.repairs, "Preview of files, repair of a site's KOSDs");
    command.add_option("--rules", options.rules, "Whose findings are repaired, as K10,K29; all unless given")
        ->delimiter(',')
        ->allow_extra_args(false)
        ->needs(&repair);
    command.add_flag("--dry-run", options.is_dry_run, "Only the preview")->needs(&repair);
    add_shared_options(command, options.given, options.json);
}

void add_repairs(CLI::App& application, Options& chosen, RepairsOptions& options) {
    using Action = RepairsOptions::Action;
    CLI::App& command =
        add_command(application, chosen, "repairs", "Repaired KOSDs: list, show, take back",
                    "  kinote repairs list --state in_force --data /srv/kinote\n"
                    "  kinote repairs show 1.2.840.1.7.3 --data /srv/kinote\n"
                    "  kinote repairs undo 1.2.840.1.7.3 --reason 'wrong frames' --data /srv/kinote\n"
                    "\nkinote doctor --repair makes them; repair.on_registration is the standing rule.\n",
                    options);
    CLI::App& list = *command.add_subcommand("list", "The latest first; also where no action is named");
    for (CLI::App* place : {&command, &list}) {
        add_shared_options(*place, options.given, options.json);
        place->add_option("--state", options.state, "in_force or taken_back")
            ->check(CLI::IsMember({"in_force", "taken_back"}));
        add_page_options(*place, options);
    }
    list.callback([&options] { options.action = Action::list; });
    const std::tuple<const char*, const char*, Action> actions[] = {
        {"show", "The latest of a KOSD, with what stood there before and after", Action::show},
        {"undo", "Take it back: the note is again as its KOSD came, or quarantined", Action::undo}};
    for (const auto& [name, help, action] : actions) {
        CLI::App& subcommand = *command.add_subcommand(name, help);
        add_shared_options(subcommand, options.given, options.json);
        subcommand.add_option("KOSD", options.kosd, "SOP Instance UID of the one that came")->required();
        if (action == Action::undo)
            subcommand.add_option("--reason", options.reason, "Why; it is recorded")->required();
        subcommand.callback([&options, chosen_action = action] { options.action = chosen_action; });
    }
}

}  // namespace

void add_doctor_commands(CLI::App& application, Options& chosen, DoctorCommands& commands) {
    add_doctor(application, chosen, commands.doctor);
    add_repairs(application, chosen, commands.repairs);
}

}  // namespace kinote::cli
