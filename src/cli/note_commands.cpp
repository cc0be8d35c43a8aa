// notes create, edit, delete, undo, and deletions: what a person decides.
#include <fmt/format.h>

#include <boost/json.hpp>
#include <iostream>
#include <iterator>

#include "authoring/deletion.hpp"
#include "authoring/note_authoring.hpp"
#include "authoring/note_draft.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/file.hpp"
#include "cli/actor.hpp"
#include "cli/options.hpp"
#include "cli/printing.hpp"
#include "query/studies.hpp"
#include "server/deletion_json.hpp"
#include "server/json_views.hpp"
#include "server/site.hpp"

namespace kinote::cli {
namespace {

namespace json = boost::json;
using base::Error;
using base::ErrorKind;

constexpr std::uint64_t largest_draft = 16U << 20U;

std::string read_draft(const std::string& file) {
    if (file.empty()) throw Error{ErrorKind::invalid, "name the FILE with the note as JSON, or --drop REFERENCE"};
    if (file != "-") return base::read_text_file(file, largest_draft);
    std::string text{std::istreambuf_iterator<char>{std::cin}, {}};
    if (text.size() > largest_draft) throw Error{ErrorKind::invalid, "standard input has more than 16 MiB"};
    return text;
}

note::KeyImageNote draft_of(const std::string& file) {
    boost::system::error_code failure;
    const json::value value = json::parse(read_draft(file), failure);
    if (failure) throw Error{ErrorKind::invalid, fmt::format("{} holds no JSON: {}", file, failure.message())};
    return authoring::draft_from_json(value);
}

std::int64_t expected_version(const NotesOptions& options, const server::Site& site) {
    if (options.version) return *options.version;
    const auto note = query::find_note(*site.database, options.note);
    if (!note) throw Error{ErrorKind::not_found, fmt::format("there is no note {}", options.note)};
    return note->version;
}

void require(bool is_done, const NotesOptions& options) {
    if (is_done) return;
    throw Error{ErrorKind::refused, fmt::format("note {} has another version by now: look at it with notes show, and "
                                                "name the version that you have seen",
                                                options.note)};
}

int list(const server::Site& site, const DeletionsOptions& options) {
    const database::PooledConnection connection = site.database->connection();
    const auto deletions = database::list_deletions(*connection, options.limit, options.offset, options.study);
    if (options.json) {
        print_json(server::to_json(deletions, site.settings.purge));
        return done;
    }
    for (const database::MarkedDeletion& one : deletions) {
        fmt::print("{}  {} {} of study {}: {} objects, {} purged, by {} {}\n", one.id, one.level, one.subject,
                   one.study_instance_uid, one.objects, one.purged, printable(one.marked_by),
                   base::iso_8601(one.marked_ms));
    }
    return done;
}

int list_overdue(const server::Site& site, const DeletionsOptions& options) {
    const database::PooledConnection connection = site.database->connection();
    const json::object overdue = server::overdue_to_json(*connection, site.settings.purge, site.clock.now_ms());
    const json::array& deletions = overdue.at("deletions").as_array();
    const json::array& files = overdue.at("files").as_array();
    if (options.json) {
        print_json(overdue);
    } else {
        const auto text = [](const json::value& of, std::string_view field) {
            return printable(std::string{of.at(field).as_string()});
        };
        for (const json::value& one : deletions) {
            fmt::print("study {}: {} objects and {} notes, due {}: {}\n", text(one, "study_instance_uid"),
                       one.at("objects").as_int64(), one.at("notes").as_int64(), text(one, "due_at"), text(one, "why"));
        }
        for (const json::value& one : files) {
            fmt::print("file {}, listed {}: {}\n", text(one, "path"), text(one, "listed_at"), text(one, "why"));
        }
        if (deletions.empty() && files.empty()) fmt::print("nothing is overdue\n");
    }
    return deletions.empty() && files.empty() ? done : done_in_part;
}

}  // namespace

int run_authoring(const NotesOptions& options) {
    using Action = NotesOptions::Action;
    const server::Site site = server::open_site(options.given, server::DataFolder::optional);
    const base::SystemClock clock;
    authoring::NoteAuthoring authoring{*site.database, clock};
    const database::Actor actor = user_of_command();
    std::string id = options.note;
    switch (options.action) {
        case Action::list: break;
        case Action::create: id = authoring.create(draft_of(options.file), actor); break;
        case Action::edit: {
            const std::int64_t version = expected_version(options, site);
            require((options.drops.empty() ? authoring.edit(id, version, draft_of(options.file), actor)
                                           : authoring.drop_reference(id, version, options.drops, actor))
                        .has_value(),
                    options);
            break;
        }
        case Action::mark:
            require(authoring.mark_for_deletion(id, expected_version(options, site), actor, options.reason), options);
            break;
        case Action::undo: authoring.undo_deletion(id, actor); break;
    }
    const auto note = query::find_note(*site.database, id);
    if (options.json) {
        print_json(note ? server::to_json(*note) : json::value(json::object{{"id", id}, {"marked", true}}));
    } else if (note) {
        fmt::print("note {}, version {}\n", id, note->version);
    } else if (options.action == Action::undo) {
        fmt::print("note {} is taken back, and stays out of sight: its study or its KOSD is marked, too\n", id);
    } else {
        fmt::print("note {} is marked for deletion; kinote notes undo {} takes that back\n", id, id);
    }
    return done;
}

int run(const DeletionsOptions& options) {
    using database::DeletionLevel;
    const server::Site site = server::open_site(options.given, server::DataFolder::optional);
    if (options.action == DeletionsOptions::Action::list) return list(site, options);
    if (options.action == DeletionsOptions::Action::overdue) return list_overdue(site, options);
    const base::SystemClock clock;
    jobs::WakeUp wake_up;  // the server that runs finds the jobs by polling
    jobs::JobQueue queue{clock, wake_up};
    authoring::Deletion deletion{*site.database, queue, clock};
    database::DeletionTarget target{DeletionLevel::study, options.study, options.study};
    if (!options.series.empty()) target = {DeletionLevel::series, options.series, options.study};
    if (!options.object.empty()) target = {DeletionLevel::object, options.object, options.study};
    const bool is_mark = options.action == DeletionsOptions::Action::mark;
    const database::DeletionReach reach =
        is_mark ? deletion.mark(target, user_of_command(), options.reason) : deletion.undo(target, user_of_command());
    if (options.json) {
        print_json(json::object{
            {"objects", reach.objects}, {"notes", reach.notes}, {"jobs", reach.jobs}, {"purged", reach.purged}});
    } else {
        fmt::print("{}: {} objects and {} notes\n", is_mark ? "out of sight" : "back", reach.objects, reach.notes);
        if (reach.purged > 0) {
            fmt::print(
                "{} objects had been purged: those that have not come again are not here; they are taken when "
                "they come\n",
                reach.purged);
        }
    }
    return done;
}

}  // namespace kinote::cli
