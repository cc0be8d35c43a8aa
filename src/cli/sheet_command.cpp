// sheet: the key image sheet of a note.
#include <fmt/format.h>

#include <boost/json.hpp>

#include "base/file.hpp"
#include "base/log.hpp"
#include "cli/actor.hpp"
#include "cli/options.hpp"
#include "cli/printing.hpp"
#include "exporter/note_sheet.hpp"
#include "image_cache/image_cache.hpp"
#include "ingest/intake.hpp"
#include "jobs/job_queue.hpp"
#include "media/sheet.hpp"
#include "server/identity.hpp"
#include "server/media_views.hpp"

namespace kinote::cli {
namespace {

namespace json = boost::json;

int store_sheet(server::Site& site, const exporter::NoteSheets& sheets, image_cache::ImageCache& image_cache,
                const SheetOptions& options) {
    jobs::WakeUp wake_up;
    jobs::JobQueue queue{site.clock, wake_up};
    server::declare_queues(site);
    ingest::Intake intake{site.settings.intake, *site.database, image_cache, queue, site.clock};
    const exporter::StoredSheet stored =
        sheets.store(options.note, media::page_language_from(options.language), intake, user_of_command());
    if (options.json) {
        print_json(server::to_json(stored));
    } else {
        fmt::print("{} as {} in study {}\n", stored.is_new ? "stored" : "already there", stored.sop_instance_uid,
                   stored.study_instance_uid);
    }
    return stored.letters_without_font == 0 ? done : done_in_part;
}

}  // namespace

int run(const SheetOptions& options) {
    server::Site site = server::open_site(options.given, server::DataFolder::required);
    image_cache::ImageCache image_cache{site.settings.image_cache, *site.database};
    const exporter::NoteSheets sheets{server::sheet_identity(site), *site.database, image_cache, site.clock};
    if (options.is_stored) return store_sheet(site, sheets, image_cache, options);
    const media::SheetContents contents = sheets.contents(options.note, media::page_language_from(options.language));
    std::size_t without_font = 0;
    if (options.file.extension() == ".html") {
        base::write_file_durably(options.file, media::sheet_html(contents));
    } else {
        const media::SheetPdf pdf = exporter::NoteSheets::pdf(options.note, contents);
        base::write_file_durably(options.file, pdf.bytes);
        without_font = pdf.letters_without_font;
    }
    if (options.json) {
        print_json(json::object{{"file", options.file.string()}, {"letters_without_font", without_font}});
    } else {
        fmt::print("{}\n", options.file.string());
    }
    return without_font == 0 ? done : done_in_part;
}

}  // namespace kinote::cli
