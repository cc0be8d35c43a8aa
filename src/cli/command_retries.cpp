// retries: how it is written on the command line.
#include <tuple>

#include "cli/command_building.hpp"

namespace kinote::cli {

void add_retries_command(CLI::App& application, Options& chosen, RetriesOptions& options) {
    using Action = RetriesOptions::Action;
    CLI::App& command = add_command(
        application, chosen, "retries", "How queues try again, by cause",
        "  kinote retries list --data /srv/kinote\n"
        "  kinote retries set SEND_NORTH --retry automatic --interval 60 --attempts 20 --data /srv/kinote\n"
        "  kinote retries set SEND_NORTH --cause worker_died --retry manual --data /srv/kinote\n"
        "  kinote retries remove SEND_NORTH --cause worker_died --data /srv/kinote\n"
        "\nWhat is set here goes before the settings of a queue and of its destination. The causes that can\n"
        "pass are unavailable and worker_died; every other goes to Error at once.\n",
        options);
    add_shared_options(command, options.given, options.json);
    const std::tuple<const char*, const char*, Action> actions[] = {
        {"list", "All that is set; also where no action is named", Action::list},
        {"set", "Set how a queue tries again", Action::set},
        {"remove", "Let the settings of the queue hold again", Action::remove}};
    for (const auto& [name, help, action] : actions) {
        CLI::App& subcommand = *command.add_subcommand(name, help);
        add_shared_options(subcommand, options.given, options.json);
        if (action != Action::list) {
            subcommand.add_option("QUEUE", options.rule.queue, "Its name")->required();
            subcommand.add_option("--cause", options.rule.cause, "unavailable, worker_died, or any, unless given");
        }
        if (action == Action::set) {
            subcommand.add_option("--retry", options.rule.retry, "none, manual or automatic")->required();
            subcommand.add_option(
                "--interval", options.interval_seconds,
                "Seconds before the second attempt, 1 at least, doubled for each further one; 5 unless given");
            subcommand.add_option("--longest", options.longest_interval_seconds,
                                  "Seconds where doubling ends; 3600 unless given");
            subcommand.add_option("--attempts", options.rule.most_attempts,
                                  "Then a job goes to Error; 10 unless given");
        }
        subcommand.callback([&options, chosen_action = action] { options.action = chosen_action; });
    }
}

}  // namespace kinote::cli
