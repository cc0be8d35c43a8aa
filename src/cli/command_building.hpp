#pragma once
// What the commands' descriptions have in common. Only files named command_* know CLI11.

#include <CLI/CLI.hpp>
#include <string>

#include "cli/options.hpp"

namespace kinote::cli {

/// An option that stands for a configuration key. The options outlive the command.
void add_key(CLI::App& command, server::GivenOptions& given, const std::string& option, const std::string& key,
             const std::string& help);
/// --data, --config, --database, --log-level.
void add_site_options(CLI::App& command, server::GivenOptions& given);
/// The same and --json: options that stand at the command and at each of its actions alike.
void add_shared_options(CLI::App& command, server::GivenOptions& given, bool& json);

/// A subcommand whose options land in `options`, and which hands them over when it was chosen.
template <typename CommandOptions>
CLI::App& add_command(CLI::App& application, Options& chosen, const std::string& name, const std::string& help,
                      const std::string& examples, CommandOptions& options) {
    CLI::App& command = *application.add_subcommand(name, help);
    command.footer("\nExamples:\n" + examples);
    command.callback([&chosen, &options] { chosen = options; });
    return command;
}

template <typename CommandOptions>
void add_page_options(CLI::App& command, CommandOptions& options) {
    command.add_option("--limit", options.limit, "1 to 1000");
    command.add_option("--offset", options.offset, "How many to pass over");
}

/// tasks.
void add_tasks_command(CLI::App& application, Options& chosen, TasksOptions& options);
/// notifications.
void add_notifications_command(CLI::App& application, Options& chosen, NotificationsOptions& options);

/// account.
void add_account_command(CLI::App& application, Options& chosen, AccountOptions& options);

/// autopilot.
void add_autopilot_command(CLI::App& application, Options& chosen, AutopilotOptions& options);

/// retries.
void add_retries_command(CLI::App& application, Options& chosen, RetriesOptions& options);

/// What the commands about notes are parsed into.
struct NoteCommands {
    NotesOptions notes;
    DeletionsOptions deletions;
    RejectionsOptions rejections;
    KosdOptions kosd;
};
/// What the commands about media are parsed into.
struct MediaCommands {
    MediaOptions media;
    SheetOptions sheet;
};
/// media, sheet.
void add_media_commands(CLI::App& application, Options& chosen, MediaCommands& commands);
/// What the commands about exports are parsed into.
struct ExportCommands {
    DestinationsOptions destinations;
    EchoOptions echo;
    SendOptions send;
    ExportsOptions exports;
    MediaCommands media;
};
/// What the commands about comparisons are parsed into.
struct ReconcileCommands {
    ReconcileOptions reconcile;
    ReconciliationsOptions reconciliations;
};
/// reconcile, reconciliations.
void add_reconcile_commands(CLI::App& application, Options& chosen, ReconcileCommands& commands);
/// What the commands that judge and repair are parsed into.
struct DoctorCommands {
    DoctorOptions doctor;
    RepairsOptions repairs;
};
/// doctor, repairs.
void add_doctor_commands(CLI::App& application, Options& chosen, DoctorCommands& commands);
/// What the commands about archives are parsed into.
struct ArchiveCommands {
    ArchiveOptions archive;
    CacheOptions cache;
    RetrieveOptions retrieve;
};
/// destinations, echo, send, exports, media, sheet.
void add_export_commands(CLI::App& application, Options& chosen, ExportCommands& commands);
/// archive, cache, retrieve.
void add_archive_commands(CLI::App& application, Options& chosen, ArchiveCommands& commands);
/// notes, deletions, rejections, kosd.
void add_note_commands(CLI::App& application, Options& chosen, NoteCommands& commands);

}  // namespace kinote::cli
