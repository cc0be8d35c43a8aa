// destinations, echo, send, exports: how they are written on the command line.
#include "cli/command_building.hpp"

namespace kinote::cli {
namespace {

void add_destination_fields(CLI::App& command, DestinationsOptions& options) {
    command.add_option("--ae-title", options.ae_title, "Its AE title")->required()->type_name("TITLE");
    command.add_option("--host", options.host, "A name or a numeric address")->required();
    command.add_option("--port", options.port, "1 to 65535; 104 unless given")->check(CLI::Range(1, 65'535));
    command.add_option("--calling-ae-title", options.calling_ae_title, "How we call ourselves; our own unless given")
        ->type_name("TITLE");
    command.add_flag("--key-images-only", options.key_images_only, "Send key groups only, unless asked otherwise");
    command.add_flag("--storage-commitment", options.storage_commitment, "Ask for Storage Commitment");
    command.add_flag("--archive", options.archive, "It keeps studies and sends them back; asks for commitment, too");
    command
        .add_option("--returning-ae-title", options.returning_ae_titles,
                    "Another AE title that the archive's objects come back from; may stand more than once")
        ->type_name("TITLE");
    command.add_flag("--rejection-notes", options.rejection_notes,
                     "It takes rejection notes: what is deleted or replaced here is withdrawn there");
    command.add_flag("--availability-notifications", options.availability_notifications,
                     "It is told what of a study can be had, once something was rejected, withdrawn or taken back");
    command.add_option("--associations", options.associations, "At once; 1 unless given")->check(CLI::Range(1, 32));
    command.add_option("--retry", options.retry, "none, manual or automatic");
    command.add_option("--retry-interval", options.retry_interval_seconds, "Seconds; doubled for each attempt")
        ->check(CLI::Range(0, 86'400));
    command.add_option("--most-attempts", options.most_attempts, "Then a job goes to Error")
        ->check(CLI::Range(1, 1'000));
    command.add_option("--allowed-hours", options.allowed_hours, "As 20:00-06:00; all hours unless given");
}

void add_destinations(CLI::App& application, Options& chosen, DestinationsOptions& options) {
    using Action = DestinationsOptions::Action;
    CLI::App& command =
        add_command(application, chosen, "destinations", "List, set and remove destinations",
                    "  kinote destinations list --data /srv/kinote\n"
                    "  kinote destinations set NORTH --ae-title NORTH_PACS --host 192.0.2.7 --data /srv/kinote\n"
                    "  kinote destinations set VAULT --archive --ae-title VAULT --host 192.0.2.9 --data /srv/kinote\n"
                    "  kinote destinations remove NORTH --dry-run --data /srv/kinote\n"
                    "\nThose of a configuration file ([destinations.NORTH]) are changed there.\n",
                    options);
    CLI::App& list = *command.add_subcommand("list", "Those in use; also where no action is named");
    CLI::App& set = *command.add_subcommand("set", "Add a destination, or change it as a whole");
    CLI::App& remove = *command.add_subcommand(
        "remove", "Nothing goes there any more: its jobs and withdrawals are given up, its ledger stays");
    for (CLI::App* place : {&command, &list, &set, &remove}) add_shared_options(*place, options.given, options.json);
    for (CLI::App* place : {&set, &remove}) place->add_option("NAME", options.name, "What it is called")->required();
    add_destination_fields(set, options);
    remove.add_flag("--dry-run", options.is_dry_run, "Say what would be given up, and change nothing");
    list.callback([&options] { options.action = Action::list; });
    set.callback([&options] { options.action = Action::set; });
    remove.callback([&options] { options.action = Action::remove; });
}

void add_echo(CLI::App& application, Options& chosen, EchoOptions& options) {
    CLI::App& command = add_command(application, chosen, "echo", "Ask a destination whether it is there (C-ECHO)",
                                    "  kinote echo NORTH --data /srv/kinote\n", options);
    add_shared_options(command, options.given, options.json);
    command.add_option("DESTINATION", options.destination, "Its name")->required();
}

void add_send(CLI::App& application, Options& chosen, SendOptions& options) {
    CLI::App& command = add_command(
        application, chosen, "send", "Send studies to a destination, with the KOSDs of their notes",
        "  kinote send NORTH 1.2.840.1 --data /srv/kinote\n"
        "  kinote send NORTH 1.2.840.1 --key-images --wait 600 --data /srv/kinote\n"
        "\nWhat the ledger says is there is not sent once more; --again sends all. The jobs run where\n"
        "kinote serves. With --wait: 0 all went, 1 some went, or a note went without its KOSD, 3 none did, or\n"
        "the time is over.\n",
        options);
    add_shared_options(command, options.given, options.json);
    command.add_option("DESTINATION", options.destination, "Its name")->required();
    command.add_option("STUDY", options.studies, "Study Instance UIDs")->required();
    CLI::Option& keys = *command.add_flag_callback(
        "--key-images", [&options] { options.scope = "key_images"; }, "Key images with what belongs to them");
    command
        .add_flag_callback(
            "--whole", [&options] { options.scope = "study"; }, "The whole study")
        ->excludes(&keys);
    command.add_flag("--again", options.is_again, "Also what the ledger says is there");
    command.add_option("--wait", options.wait_seconds, "Return when all are over, or after so many seconds")
        ->check(CLI::Range(0, 86'400));
}

void add_exports(CLI::App& application, Options& chosen, ExportsOptions& options) {
    using Action = ExportsOptions::Action;
    CLI::App& command = add_command(application, chosen, "exports", "What was asked to go out, and what became of it",
                                    "  kinote exports list --study 1.2.840.1 --data /srv/kinote\n"
                                    "  kinote exports show 7 --data /srv/kinote\n",
                                    options);
    CLI::App& list = *command.add_subcommand("list", "The latest first; also where no action is named");
    for (CLI::App* place : {&command, &list}) {
        add_shared_options(*place, options.given, options.json);
        place->add_option("--study", options.study, "Study Instance UID");
        place->add_option("--limit", options.limit, "1 to 1000")->check(CLI::Range(1, 1'000));
    }
    CLI::App& show = *command.add_subcommand("show", "One export, and the ledger of its study");
    add_shared_options(show, options.given, options.json);
    show.add_option("EXPORT", options.id, "Its number")->required();
    show.callback([&options] { options.action = Action::show; });
}

}  // namespace

void add_export_commands(CLI::App& application, Options& chosen, ExportCommands& commands) {
    add_destinations(application, chosen, commands.destinations);
    add_echo(application, chosen, commands.echo);
    add_send(application, chosen, commands.send);
    add_exports(application, chosen, commands.exports);
    add_media_commands(application, chosen, commands.media);
}

}  // namespace kinote::cli
