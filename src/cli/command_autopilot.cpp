// autopilot: how it is written on the command line.
#include "cli/command_building.hpp"

namespace kinote::cli {
namespace {

CLI::App& add_action(CLI::App& parent, AutopilotOptions& options, const char* name, const char* help,
                     AutopilotOptions::Action action) {
    CLI::App& command = *parent.add_subcommand(name, help);
    add_shared_options(command, options.given, options.json);
    command.callback([&options, action] { options.action = action; });
    return command;
}

void add_rules(CLI::App& parent, AutopilotOptions& options) {
    using Action = AutopilotOptions::Action;
    CLI::App& rules = *parent.add_subcommand("rules", "The staging rules: which studies are archived and freed");
    add_shared_options(rules, options.given, options.json);
    rules.callback([&rules, &options] {  // behind that of its action
        if (rules.get_subcommands().empty()) options.action = Action::list_rules;
    });
    add_action(rules, options, "list", "All; also where no action is named", Action::list_rules);
    CLI::App& remove = add_action(rules, options, "remove", "Take a rule away", Action::remove_rule);
    remove.add_option("NAME", options.rule.name, "Its name")->required();
    CLI::App& set = add_action(rules, options, "set", "Make a rule, or set one anew", Action::set_rule);
    database::AutopilotRule& rule = options.rule;
    set.add_option("NAME", rule.name, "Letters, digits, - and _")->required();
    set.add_option("--action", rule.action, "archive or delete")->required();
    set.add_option("--source", rule.source,
                   "An AE title, import or adoption; all that no other rule names unless given");
    set.add_option("--threshold", rule.threshold,
                   "none, amber or red: it acts from there on; amber for delete, none for archive unless given");
    set.add_option("--status", rule.study_status, "any, complete or verified: at least");
    set.add_option("--exported", rule.exported, "any, yes or no");
    set.add_option("--hours-since-created", rule.hours_since_created, "0 for no such condition");
    set.add_option("--minimum-age-hours", rule.minimum_age_hours, "Before that nothing is done");
    set.add_option("--archive", rule.archive, "Where an archive rule sends studies");
    set.add_flag("--without-archive", rule.without_archive,
                 "Of a delete rule: there is no archive for this source, what goes is lost");
}

}  // namespace

void add_autopilot_command(CLI::App& application, Options& chosen, AutopilotOptions& options) {
    using Action = AutopilotOptions::Action;
    CLI::App& command = add_command(
        application, chosen, "autopilot", "What archives studies and frees the cache",
        "  kinote autopilot status --data /srv/kinote\n"
        "  kinote autopilot explain 1.2.840.1 --data /srv/kinote\n"
        "  kinote autopilot run --dry-run --data /srv/kinote\n"
        "  kinote autopilot rules set nightly --action archive --archive VAULT --status complete --data /srv/kinote\n"
        "  kinote autopilot rules set old --action delete --threshold red --hours-since-created 720 --data "
        "/srv/kinote\n"
        "  kinote autopilot verify 1.2.840.1 --data /srv/kinote\n"
        "\nA study is archived where status or hours since created is met, freed where both are. Without a delete\n"
        "rule, what is complete and archived goes from amber on, the least recently accessed first.\n",
        options);
    add_shared_options(command, options.given, options.json);
    add_action(command, options, "status", "How full the cache is, and until when; also where no action is named",
               Action::status);
    CLI::App& explain =
        add_action(command, options, "explain", "Why a study is still here, and why it went", Action::explain);
    explain.add_option("STUDY", options.study, "Study Instance UID")->required();
    CLI::App& run = add_action(command, options, "run", "Have the server look now", Action::run);
    run.add_flag("--dry-run", options.is_dry_run, "Say what would go where, and change nothing");
    run.add_option("--limit", options.limit, "Of studies that are named, 1 to 1000")->check(CLI::Range(1, 1'000));
    CLI::App& verify = add_action(command, options, "verify", "Say that a study is verified", Action::verify);
    verify.add_option("STUDY", options.study, "Study Instance UID")->required();
    verify.add_flag("--undo", options.is_undone, "Say that it is not");
    add_rules(command, options);
}

}  // namespace kinote::cli
