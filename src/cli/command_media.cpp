// media, sheet: how they are written on the command line.
#include "cli/command_building.hpp"

namespace kinote::cli {
namespace {

void add_order(CLI::App& order, MediaOptions& options) {
    order.add_option("STUDY", options.studies, "Study Instance UIDs");
    order.add_option("--note", options.notes, "A note, of which its key group alone goes; may stand more than once")
        ->type_name("ID");
    order.add_flag("--key-images", options.key_images_only, "Of the studies only key images with what belongs to them");
    order.add_option("--form", options.form, "iso (unless given), zip or folder")
        ->check(CLI::IsMember({"iso", "zip", "folder"}));
    order.add_option("--profile", options.profile,
                     "STD-GEN-CD (unless given: all is uncompressed), STD-GEN-DVD-JPEG, STD-GEN-DVD-J2K, "
                     "STD-GEN-USB-JPEG or STD-GEN-USB-J2K");
    order
        .add_option("--disc-megabytes", options.disc_megabytes,
                    "What one disc holds; as the profile has it unless given")
        ->check(CLI::Range(10, 1'000'000));
    order.add_option("--label", options.label, "Of the discs, at most 11 of A-Z, 0-9 and _; KINOTE unless given");
    order.add_option("--language", options.language, "Of the pages: en (unless given) or de")
        ->check(CLI::IsMember({"en", "de"}));
    order.add_flag("--deidentify", options.deidentifies, "Take out what a patient could be known by (PS3.15 E.1)");
    order
        .add_option("--confirm", options.confirmed,
                    "An object in which no identity is burned: somebody has looked; may stand more than once")
        ->type_name("UID");
    order
        .add_option("--omit", options.omitted,
                    "An object that is not to go, as one that no profile takes; may stand more than once")
        ->type_name("UID");
    order.add_flag("--dry-run", options.is_dry_run, "Say what would go, and what would be left out; ask for nothing");
    order.add_option("--wait", options.wait_seconds, "Return when it is over, or after so many seconds")
        ->check(CLI::Range(0, 86'400));
}

void add_media(CLI::App& application, Options& chosen, MediaOptions& options) {
    using Action = MediaOptions::Action;
    CLI::App& command = add_command(
        application, chosen, "media", "Put studies and notes on discs, and judge discs",
        "  kinote media export 1.2.840.1 --wait 600 --data /srv/kinote\n"
        "  kinote media export --note 9b2f6c1e-0c3a-5d55-8d0e-2f6f0a7b1c11 --form zip --data /srv/kinote\n"
        "  kinote media export 1.2.840.1 1.2.840.2 --key-images --label TUMORBOARD --data /srv/kinote\n"
        "  kinote media list --data /srv/kinote\n"
        "  kinote media verify /media/cdrom\n"
        "\nThe discs are made where kinote serves, and lie there until they expire: media show says where.\n"
        "verify takes a folder, an ISO image or a ZIP file of any maker: 0 all is right, 3 something is not.\n",
        options);
    CLI::App& order = *command.add_subcommand("export", "Ask for discs");
    CLI::App& list = *command.add_subcommand("list", "What was asked for, the latest first; also without an action");
    CLI::App& show = *command.add_subcommand("show", "One export, its discs, and what is not as it was asked for");
    CLI::App& remove = *command.add_subcommand("remove", "Give an export up that is not done, or remove its discs");
    CLI::App& verify = *command.add_subcommand("verify", "Read a disc and say what is wrong with it");
    for (CLI::App* place : {&command, &order, &list, &show, &remove}) {
        add_shared_options(*place, options.given, options.json);
    }
    add_order(order, options);
    for (CLI::App* place : {&command, &list}) {
        place->add_option("--study", options.study, "Study Instance UID");
        place->add_option("--limit", options.limit, "1 to 1000")->check(CLI::Range(1, 1'000));
    }
    for (CLI::App* place : {&show, &remove}) place->add_option("EXPORT", options.id, "Its number")->required();
    verify.add_option("PATH", options.path, "A folder, or a file")->required();
    verify.add_flag("--json", options.json, "One JSON value on standard output");
    order.callback([&options] { options.action = Action::order; });
    list.callback([&options] { options.action = Action::list; });
    show.callback([&options] { options.action = Action::show; });
    remove.callback([&options] { options.action = Action::remove; });
    verify.callback([&options] { options.action = Action::verify; });
}

void add_sheet(CLI::App& application, Options& chosen, SheetOptions& options) {
    CLI::App& command = add_command(
        application, chosen, "sheet", "The key image sheet of a note: a page to hand out or to attach to a report",
        "  kinote sheet 0f8fad5b-d9cb-469f-a165-70867728950e sheet.pdf --data /srv/kinote\n"
        "  kinote sheet 0f8fad5b-d9cb-469f-a165-70867728950e sheet.html --language de --data /srv/kinote\n"
        "  kinote sheet 0f8fad5b-d9cb-469f-a165-70867728950e --store --data /srv/kinote\n"
        "\nWith --store it becomes an Encapsulated PDF object of the study, and goes where that goes.\n",
        options);
    add_shared_options(command, options.given, options.json);
    command.add_option("NOTE", options.note, "Its id")->required();
    CLI::Option& file = *command.add_option("FILE", options.file,
                                            "Where it is written: a page where it ends in .html, "
                                            "else a PDF");
    CLI::Option& store = *command.add_flag("--store", options.is_stored, "Keep it as an object of the study");
    store.excludes(&file);
    command.add_option("--language", options.language, "Of its own words: en (unless given) or de")
        ->check(CLI::IsMember({"en", "de"}));
    command.callback([&chosen, &options, &file, &store] {
        if (file.count() == 0 && store.count() == 0) throw CLI::RequiredError{"FILE or --store"};
        chosen = options;
    });
}

}  // namespace

void add_media_commands(CLI::App& application, Options& chosen, MediaCommands& commands) {
    add_media(application, chosen, commands.media);
    add_sheet(application, chosen, commands.sheet);
}

}  // namespace kinote::cli
