// notes, deletions, rejections, kosd: how they are written on the command line.
#include <tuple>

#include "cli/command_building.hpp"

namespace kinote::cli {
namespace {

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
            CLI::Option& file =
                *subcommand.add_option("FILE", options.file, "The note as JSON; - reads standard input");
            if (action == Action::create) {
                file.required();
            } else {
                subcommand.add_option("--drop", options.drops, "Leave this reference out (SOP Instance UID)")
                    ->excludes(&file);
            }
        }
        if (action == Action::edit || action == Action::mark) {
            subcommand.add_option("--version", options.version, "Only where this is its latest version");
        }
        if (action == Action::mark) subcommand.add_option("--reason", options.reason, "Why; it is recorded");
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
    CLI::App& command = add_command(
        application, chosen, "deletions", "Mark studies, series and objects for deletion, take it back, list",
        "  kinote deletions mark --study 1.2.840.1 --data /srv/kinote\n"
        "  kinote deletions undo --study 1.2.840.1 --data /srv/kinote\n"
        "  kinote deletions list --data /srv/kinote\n"
        "  kinote deletions overdue --data /srv/kinote\n"
        "  kinote deletions mark --study 1.2.840.1 --object 1.2.840.1.7.3 --reason 'taken twice' --data /srv/kinote\n"
        "\nWhat is marked is out of sight at once, and purged after deletion.purge_after_hours. Notes: kinote notes "
        "delete.\n",
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
    mark.add_option("--reason", options.reason, "Why; it is recorded");
    mark.callback([&options] { options.action = Action::mark; });
    undo.callback([&options] { options.action = Action::undo; });
    CLI::App& list = *command.add_subcommand("list", "What is marked, also notes, the latest first");
    add_shared_options(list, options.given, options.json);
    list.add_option("--study", options.study, "What lies in this study alone (Study Instance UID)");
    add_page_options(list, options);
    list.callback([&options] { options.action = Action::list; });
    CLI::App& overdue =
        *command.add_subcommand("overdue", "What should have been purged by now, and why it is not: exit code 1");
    add_shared_options(overdue, options.given, options.json);
    overdue.callback([&options] { options.action = Action::overdue; });
}

void add_rejections(CLI::App& application, Options& chosen, RejectionsOptions& options) {
    using Action = RejectionsOptions::Action;
    CLI::App& command =
        add_command(application, chosen, "rejections", "Rejection notes: list, show, accept, refuse, take back",
                    "  kinote rejections list --state waiting --data /srv/kinote\n"
                    "  kinote rejections accept 1.2.840.1.7.3 --reason 'asked the ward' --data /srv/kinote\n"
                    "  kinote rejections undo 1.2.840.1.7.3 --reason 'wrong study' --data /srv/kinote\n"
                    "\nWho may reject by itself stands in the configuration: rejection.may_reject.\n",
                    options);
    CLI::App& list = *command.add_subcommand("list", "The latest first; also where no action is named");
    for (CLI::App* place : {&command, &list}) {
        add_shared_options(*place, options.given, options.json);
        place->add_option("--state", options.state, "waiting, in_force, refused or undone")
            ->check(CLI::IsMember({"waiting", "in_force", "refused", "undone"}));
        add_page_options(*place, options);
    }
    CLI::App& sent = *command.add_subcommand("sent", "Those that go to destinations, the latest first");
    add_shared_options(sent, options.given, options.json);
    add_page_options(sent, options);
    sent.callback([&options] { options.action = Action::sent; });
    const std::tuple<const char*, const char*, Action> actions[] = {
        {"show", "One, with the objects that it names", Action::show},
        {"accept", "Let one take effect that waits, or was refused or taken back", Action::accept},
        {"refuse", "Let one that waits have no effect", Action::refuse},
        {"undo", "Take one back that is in force: what it hides is shown again", Action::undo}};
    for (const auto& [name, help, action] : actions) {
        CLI::App& subcommand = *command.add_subcommand(name, help);
        add_shared_options(subcommand, options.given, options.json);
        subcommand.add_option("NOTE", options.note, "Its SOP Instance UID")->required();
        if (action != Action::show) subcommand.add_option("--reason", options.reason, "Why; it is recorded");
        subcommand.callback([&options, chosen_action = action] { options.action = chosen_action; });
    }
}

void add_kosd(CLI::App& application, Options& chosen, KosdOptions& options) {
    CLI::App& command = add_command(application, chosen, "kosd", "Make Key Object Selection Documents of notes",
                                    "  kinote kosd create --all --data /srv/kinote\n"
                                    "  kinote kosd create 0f8fad5b-d9cb-469f-a165-70867728950e --data /srv/kinote\n"
                                    "\nAn export makes what it needs by itself. The jobs run where kinote serves; see\n"
                                    "kinote queues wait MVF_OBJECT_CREATOR. Exit code 1 and a list of failures where\n"
                                    "KOSDs could not be made: they are made once their cause is mended.\n",
                                    options);
    command.require_subcommand(1);
    CLI::App& create = *command.add_subcommand("create", "Ask for the KOSDs of notes that have none");
    add_shared_options(create, options.given, options.json);
    CLI::Option& all = *create.add_flag("--all", options.takes_all, "Of all notes");
    create.add_option("NOTE", options.notes, "Their ids")->excludes(&all);
}

}  // namespace

void add_note_commands(CLI::App& application, Options& chosen, NoteCommands& commands) {
    add_notes(application, chosen, commands.notes);
    add_deletions(application, chosen, commands.deletions);
    add_rejections(application, chosen, commands.rejections);
    add_kosd(application, chosen, commands.kosd);
}

}  // namespace kinote::cli
