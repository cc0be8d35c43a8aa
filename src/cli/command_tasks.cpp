// tasks: how it is written on the command line.
#include <tuple>

#include "cli/command_building.hpp"

namespace kinote::cli {

void add_tasks_command(CLI::App& application, Options& chosen, TasksOptions& options) {
    using Action = TasksOptions::Action;
    CLI::App& command =
        add_command(application, chosen, "tasks", "The Task Scheduler's recurring tasks",
                    "  kinote tasks list --data /srv/kinote\n"
                    "  kinote tasks run stray_file_sweep --data /srv/kinote\n"
                    "  kinote tasks set stray_file_sweep --schedule '30 2 * * 1-5' --data /srv/kinote\n"
                    "  kinote tasks set commitment_sweep --schedule 'every 5m' --hours 20:00-06:00 --data /srv/kinote\n"
                    "  kinote tasks set commitment_sweep --default --data /srv/kinote\n"
                    "\nA schedule is every so many s, m, h or d, or cron's five fields: minute, hour, day of the\n"
                    "month, month, day of the week (0: Sunday), on this machine's clock. A task is run by a\n"
                    "server; where none runs it waits for one.\n",
                    options);
    add_shared_options(command, options.given, options.json);
    const std::tuple<const char*, const char*, Action> actions[] = {
        {"list", "All with their schedules and last results; also where no action is named", Action::list},
        {"show", "One of them", Action::show},
        {"run", "Have a server run it now, also outside its hours", Action::run},
        {"pause", "Let it run no more by itself", Action::pause},
        {"resume", "Let it run by itself again", Action::resume},
        {"set", "Give it a schedule and hours, or the default ones again", Action::set}};
    for (const auto& [name, help, action] : actions) {
        CLI::App& subcommand = *command.add_subcommand(name, help);
        add_shared_options(subcommand, options.given, options.json);
        if (action != Action::list) subcommand.add_option("TASK", options.name, "Its name")->required();
        if (action == Action::set) {
            CLI::Option& is_default =
                *subcommand.add_flag("--default", options.is_default, "As the configuration has it, at all hours");
            subcommand.add_option("--schedule", options.schedule, "As 'every 5m' or '30 2 * * 1-5'")
                ->excludes(&is_default);
            subcommand.add_option("--hours", options.allowed_hours, "As 20:00-06:00; empty for all")
                ->excludes(&is_default);
        }
        subcommand.callback([&options, chosen_action = action] { options.action = chosen_action; });
    }
}

}  // namespace kinote::cli
