// studies, notes: what the API lists, for a terminal.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <boost/json.hpp>

#include "base/error.hpp"
#include "cli/options.hpp"
#include "cli/printing.hpp"
#include "query/studies.hpp"
#include "server/json_array.hpp"
#include "server/json_views.hpp"
#include "server/site.hpp"

namespace kinote::cli {
namespace {

namespace json = boost::json;

std::string title_of(const note::Code& title) {
    if (title.is_empty()) return "Untitled";
    return fmt::format("{} ({}, {})", printable(title.meaning), printable(title.value), printable(title.scheme));
}

void print_note(const database::ListedNote& note) {
    fmt::print("{}  {}{}\n", note.uuid, title_of(note.title), note.state == "current" ? "" : "  [" + note.state + "]");
    fmt::print("  version {}, {}{}\n", note.version, note.source,
               note.also_from ? ", also " + *note.also_from : std::string{});
    if (note.author) fmt::print("  by {}\n", printable(*note.author));
    if (note.description) fmt::print("  \"{}\"\n", printable_lines(*note.description, "   "));
    for (const database::ListedReference& reference : note.references) {
        fmt::print("  - {}{}{}\n", reference.sop_instance_uid,
                   reference.frames.empty() ? "" : fmt::format(" frames {}", fmt::join(reference.frames, ",")),
                   reference.is_present ? "" : "  (not here yet)");
    }
}

}  // namespace

int run(const StudiesOptions& options) {
    const server::Site site = server::open_site(options.given, server::DataFolder::optional);
    database::StudyFilter filter;
    filter.has_notes = options.has_notes;
    filter.search = options.search;
    filter.limit = options.limit;
    filter.offset = options.offset;
    const query::StudyPage page = query::find_studies(*site.database, filter);
    if (options.json) {
        print_json(server::to_json(page));
        return done;
    }
    std::vector<std::vector<std::string>> rows;
    rows.reserve(page.studies.size());
    for (const database::ListedStudy& study : page.studies) {
        rows.push_back({study.study_date, study.patient_name, study.patient_id, study.accession_number,
                        std::to_string(study.notes), std::to_string(study.objects), study.study_instance_uid});
    }
    print_table({"date", "patient", "id", "accession", "notes", "objects", "study"}, rows);
    fmt::print("{} of {}\n", rows.size(), page.total ? std::to_string(*page.total) : "many more");
    return done;
}

int run(const NotesOptions& options) {
    if (options.action != NotesOptions::Action::list) return run_authoring(options);
    const server::Site site = server::open_site(options.given, server::DataFolder::optional);
    std::vector<database::ListedNote> notes;
    if (!options.note.empty()) {
        std::optional<database::ListedNote> note = query::find_note(*site.database, options.note);
        if (!note) throw base::Error{base::ErrorKind::not_found, fmt::format("there is no note {}", options.note)};
        notes.push_back(std::move(*note));
    } else if (!options.study.empty()) {
        notes = query::notes_of_study(*site.database, options.study);
    } else {
        notes = query::find_notes(*site.database, options.limit, options.offset);
    }
    if (options.json) {
        print_json(json::object{{"notes", server::array_of(notes)}});
        return done;
    }
    for (const database::ListedNote& note : notes) print_note(note);
    return done;
}

}  // namespace kinote::cli
