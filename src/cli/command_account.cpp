// account: how it is written on the command line.
#include <tuple>

#include "cli/command_building.hpp"

namespace kinote::cli {
namespace {

void add_token_actions(CLI::App& command, AccountOptions& options) {
    using Action = AccountOptions::Action;
    CLI::App& tokens = *command.add_subcommand("token", "Tokens with which programs come in for an account");
    tokens.require_subcommand(1);
    add_shared_options(tokens, options.given, options.json);
    const std::tuple<const char*, const char*, Action> actions[] = {
        {"create", "Make a token and print it, this once", Action::create_token},
        {"list", "What tokens the account has", Action::list_tokens},
        {"revoke", "Let a token open nothing any more", Action::revoke_token}};
    for (const auto& [name, help, action] : actions) {
        CLI::App& subcommand = *tokens.add_subcommand(name, help);
        add_shared_options(subcommand, options.given, options.json);
        subcommand.add_option("ACCOUNT", options.name, "Its name")->required();
        if (action == Action::create_token) {
            subcommand.add_option("--purpose", options.purpose, "What it is for, as 'viewer in the operating room'")
                ->required();
        }
        if (action == Action::revoke_token) {
            subcommand.add_option("TOKEN", options.token, "Its number, as list shows it")->required();
        }
        subcommand.callback([&options, chosen_action = action] { options.action = chosen_action; });
    }
}

}  // namespace

void add_account_command(CLI::App& application, Options& chosen, AccountOptions& options) {
    using Action = AccountOptions::Action;
    CLI::App& command = add_command(
        application, chosen, "account", "Who may sign in, and as what",
        "  kinote account create anna --display-name 'Lindner^Petra' --role author --data /srv/kinote\n"
        "  kinote account create root --role administrator --generate --data /srv/kinote\n"
        "  kinote account set-password anna --data /srv/kinote\n"
        "  kinote account disable anna --data /srv/kinote\n"
        "  kinote account token create anna --purpose 'DICOMweb viewer' --data /srv/kinote\n"
        "  kinote account token revoke anna 3 --data /srv/kinote\n"
        "\nA password is typed twice, unseen, or comes as the first line of standard input; --generate makes\n"
        "one and prints it once. It needs 12 characters or more. Roles: reader, author, operator,\n"
        "administrator; each may what those before it may. docs/access.md has the table.\n",
        options);
    add_shared_options(command, options.given, options.json);
    const std::tuple<const char*, const char*, Action> actions[] = {
        {"create", "Make an account", Action::create},
        {"list", "All of them; also where no action is named", Action::list},
        {"set-role", "Give it another role", Action::set_role},
        {"set-password", "Give it another password; ends its sessions and lifts a lock", Action::set_password},
        {"disable", "Let it in no more; what it has done stays in its name", Action::disable},
        {"enable", "Let it in again; lifts a lock as well", Action::enable},
        {"delete", "Remove it with its sessions and tokens; the audit keeps its name", Action::remove}};
    for (const auto& [name, help, action] : actions) {
        CLI::App& subcommand = *command.add_subcommand(name, help);
        add_shared_options(subcommand, options.given, options.json);
        if (action != Action::list) subcommand.add_option("ACCOUNT", options.name, "Its name")->required();
        if (action == Action::create) {
            subcommand.add_option("--display-name", options.display_name,
                                  "The person, as DICOM writes names; the account's name unless given");
            subcommand.add_option("--role", options.role, "reader unless given");
        }
        if (action == Action::set_role) subcommand.add_option("ROLE", options.role, "The role")->required();
        if (action == Action::create || action == Action::set_password) {
            subcommand.add_flag("--generate", options.is_generated, "Make a password and print it once");
        }
        subcommand.callback([&options, chosen_action = action] { options.action = chosen_action; });
    }
    add_token_actions(command, options);
}

}  // namespace kinote::cli
