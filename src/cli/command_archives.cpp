// archive, cache, retrieve: how they are written on the command line.
#include "cli/command_building.hpp"

namespace kinote::cli {
namespace {

void add_archive(CLI::App& application, Options& chosen, ArchiveOptions& options) {
    CLI::App& command = add_command(
        application, chosen, "archive", "Store studies in an archive, with the KOSDs of their notes",
        "  kinote archive 1.2.840.1 --data /srv/kinote\n"
        "  kinote archive 1.2.840.1 1.2.840.2 --archive VAULT --wait 600 --data /srv/kinote\n"
        "\nThe archive is asked to take responsibility for what it got: see the column \"committed\" of\n"
        "kinote exports list. With --wait: 0 all went, 1 some went, or a note went without its KOSD, 3 none\n"
        "did, or the time is over.\n",
        options);
    add_shared_options(command, options.given, options.json);
    command.add_option("STUDY", options.studies, "Study Instance UIDs")->required();
    command.add_option("--archive", options.archive, "Its name; needed where there are several");
    command.add_option("--wait", options.wait_seconds, "Return when all are over, or after so many seconds")
        ->check(CLI::Range(0, 86'400));
}

void add_cache(CLI::App& application, Options& chosen, CacheOptions& options) {
    CLI::App& command = add_command(application, chosen, "cache", "The files of objects that are here",
                                    "  kinote cache free 1.2.840.1 --dry-run --data /srv/kinote\n"
                                    "  kinote cache free 1.2.840.1 --data /srv/kinote\n"
                                    "\nA study is freed where an archive has committed each of its objects and no job\n"
                                    "is about it; else nothing of it is, and the objects are named with the reason.\n"
                                    "Its objects are NEARLINE then, and come back where they are wanted.\n"
                                    "Exit codes: 0 all were freed, 1 some were, 3 none was.\n",
                                    options);
    command.require_subcommand(1);
    CLI::App& free = *command.add_subcommand("free", "Drop the cache copies of studies that an archive has");
    add_shared_options(free, options.given, options.json);
    free.add_option("STUDY", options.studies, "Study Instance UIDs")->required();
    free.add_flag("--dry-run", options.is_dry_run, "Say what would go, and change nothing");
}

void add_retrieve(CLI::App& application, Options& chosen, RetrieveOptions& options) {
    CLI::App& command =
        add_command(application, chosen, "retrieve", "Bring studies back from their archives into the cache",
                    "  kinote retrieve 1.2.840.1 --data /srv/kinote\n"
                    "  kinote retrieve 1.2.840.7 1.2.840.8 --for 1.2.840.1 --data /srv/kinote\n"
                    "\nWhat is opened or exported comes back by itself. The jobs run where kinote serves; see\n"
                    "kinote jobs list --kind RETRIEVE.\n",
                    options);
    add_shared_options(command, options.given, options.json);
    command.add_option("STUDY", options.studies, "Study Instance UIDs")->required();
    command.add_option("--for", options.fetched_for, "The study that they are priors of: they stay as long as it");
}

}  // namespace

void add_archive_commands(CLI::App& application, Options& chosen, ArchiveCommands& commands) {
    add_archive(application, chosen, commands.archive);
    add_cache(application, chosen, commands.cache);
    add_retrieve(application, chosen, commands.retrieve);
}

}  // namespace kinote::cli
