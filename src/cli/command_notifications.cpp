// notifications: how it is written on the command line.
#include <tuple>

#include "cli/command_building.hpp"

namespace kinote::cli {

void add_notifications_command(CLI::App& application, Options& chosen, NotificationsOptions& options) {
    using Action = NotificationsOptions::Action;
    CLI::App& command =
        add_command(application, chosen, "notifications", "Who is told of exceptions, and how it goes",
                    "  kinote notifications status --data /srv/kinote\n"
                    "  kinote notifications test --data /srv/kinote\n"
                    "\nThe keys stand under [notifications] of the configuration. test ends with 1 where\n"
                    "some receivers were reached, with 3 where none was.\n",
                    options);
    add_shared_options(command, options.given, options.json);
    const std::tuple<const char*, const char*, Action> actions[] = {
        {"status", "What waits for each receiver; also where no action is named", Action::status},
        {"test", "Send each receiver a message now", Action::test}};
    for (const auto& [name, help, action] : actions) {
        CLI::App& subcommand = *command.add_subcommand(name, help);
        add_shared_options(subcommand, options.given, options.json);
        subcommand.callback([&options, chosen_action = action] { options.action = chosen_action; });
    }
}

}  // namespace kinote::cli
