#pragma once
// The key image sheet of a note: a page or a PDF to hand out, and the same as an object of its study.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/uuid.hpp"
#include "database/audit_table.hpp"
#include "database/database.hpp"
#include "exporter/page_values.hpp"
#include "image_cache/image_cache.hpp"
#include "ingest/intake.hpp"
#include "media/sheet.hpp"
#include "note/kosd_source.hpp"

namespace kinote::exporter {

struct SheetIdentity {
    MediaIdentity house{};
    base::Uuid installation{};
    note::KosdEquipment equipment{};
};

struct StoredSheet {
    std::string sop_instance_uid;
    std::string study_instance_uid;
    std::string series_instance_uid;
    bool is_new = false;                   ///< it was not there before
    std::size_t letters_without_font = 0;  ///< as of media::SheetPdf
};

/// Any thread.
class NoteSheets {
public:
    NoteSheets(SheetIdentity identity, database::Database& database, const image_cache::ImageCache& image_cache,
               const base::Clock& clock)
        : identity_{std::move(identity)}, database_{database}, image_cache_{image_cache}, clock_{clock} {}

    /// What a sheet of the current version says, with its pictures. @param uuid  the note's id. @param language  of the
    /// sheet's own words. @throws Error not_found where no visible note bears the id.
    [[nodiscard]] media::SheetContents contents(std::string_view uuid, media::PageLanguage language) const;

    /// The same as a PDF. Letters for which this system has no font stand as boxes: the log says so.
    /// @throws Error as media::sheet_pdf().
    [[nodiscard]] static media::SheetPdf pdf(std::string_view uuid, const media::SheetContents& contents);

    /// Stores the PDF in the study of the note. Where one of this version is there that says and shows the same, that
    /// is it: only the time of its making would differ. One that has been deleted stays deleted, and another comes.
    /// @throws Error as contents(), and as of the intake.
    [[nodiscard]] StoredSheet store(std::string_view uuid, media::PageLanguage language, ingest::Intake& intake,
                                    const database::Actor& actor) const;

private:
    SheetIdentity identity_;
    database::Database& database_;
    const image_cache::ImageCache& image_cache_;
    const base::Clock& clock_;
};

}  // namespace kinote::exporter
