#pragma once
// Asks for studies and notes to be put on media: the export, its job, the KOSDs that must be made and the objects that
// must be fetched first, in one transaction.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "database/audit_table.hpp"
#include "database/database.hpp"
#include "database/media_table.hpp"
#include "exporter/recall.hpp"
#include "jobs/job_queue.hpp"
#include "media/media_profile.hpp"

namespace kinote::exporter {

/// In what form the discs come.
enum class MediaForm : std::uint8_t { iso, zip, folder };
[[nodiscard]] std::string_view to_string(MediaForm form);
/// Absent where there is none of that name.
[[nodiscard]] std::optional<MediaForm> media_form_named(std::string_view name);

struct MediaOrder {
    std::vector<std::string> studies;                            ///< Study Instance UIDs
    std::vector<std::string> notes;                              ///< uuids: of these their key groups alone
    database::ExportScope scope = database::ExportScope::study;  ///< of the studies
    MediaForm form = MediaForm::iso;
    media::MediaProfile profile = media::MediaProfile::std_gen_cd;
    std::int64_t disc_bytes = 0;  ///< 0: as the profile has it
    std::string label;            ///< of the discs; empty: KINOTE
    std::string language = "en";  ///< of the pages
    bool is_deidentified = false;
    std::vector<std::string> confirmed;  ///< SOP Instance UIDs of objects in which no identity is burned
    std::vector<std::string> omitted;    ///< SOP Instance UIDs of objects that are not to go
};

/// What an order is of. @throws Error invalid for an order that names nothing, a malformed UID, a label, a language or
/// a size that cannot be; not_found where nothing of a study or a note is visible.
[[nodiscard]] std::vector<database::MediaPart> parts_of(database::Database& database, const MediaOrder& order);
/// Of one disc.
[[nodiscard]] std::int64_t disc_bytes_of(const MediaOrder& order);

struct OpenedMediaExport {
    std::int64_t id = 0;
    std::int64_t job = 0;
    std::int64_t kosds = 0;  ///< notes whose KOSDs are made first
};

/// Any thread.
class MediaRequests {
public:
    MediaRequests(database::Database& database, jobs::JobQueue& queue, const base::Clock& clock)
        : database_{database}, queue_{queue}, clock_{clock}, recall_{database, queue, clock} {}

    /// @throws Error as parts_of().
    [[nodiscard]] OpenedMediaExport open(const MediaOrder& order, const database::Actor& actor) const;

    /// Gives up an open export, or removes the discs of one that is done. Its job ends by itself.
    /// @return whether there was anything to give up or to remove. @throws Error not_found.
    [[nodiscard]] bool remove(std::int64_t id, const database::Actor& actor) const;

private:
    database::Database& database_;
    jobs::JobQueue& queue_;
    const base::Clock& clock_;
    Recall recall_;
};

}  // namespace kinote::exporter
