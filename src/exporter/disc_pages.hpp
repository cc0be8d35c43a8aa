#pragma once
// The pages of a disc: what the notes of its studies say, with pictures of their key images.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "database/database.hpp"
#include "database/media_table.hpp"
#include "database/note_listing.hpp"
#include "exporter/media_anonymity.hpp"
#include "exporter/page_values.hpp"
#include "image_cache/image_cache.hpp"
#include "media/disc_maker.hpp"
#include "media/page_contents.hpp"

namespace kinote::exporter {

/// Where the objects of an export lie: by their SOP Instance UIDs.
struct PlaceOnDisc {
    std::size_t disc = 0;  ///< from 1
    std::string file_id;   ///< empty as long as that disc is not written
};
using PlacesOnDiscs = std::map<std::string, PlaceOnDisc, std::less<>>;

struct DiscOfPages {
    std::size_t number = 1;
    std::size_t count = 1;
    std::string label;
    const std::vector<database::MediaObject>& objects;
    const PlacesOnDiscs& places;
    const std::set<std::string, std::less<>>& left_out;
};

/// One thread.
class DiscPages {
public:
    /// What is referred to outlives this. @param anonymity  of a de-identified export: pages then say of a patient only
    /// the pseudonym, and of notes only their titles and modifiers; null otherwise.
    DiscPages(database::Database& database, const image_cache::ImageCache& image_cache, const base::Clock& clock,
              const MediaIdentity& identity, const database::MediaExportRow& request, const MediaAnonymity* anonymity)
        : database_{database},
          image_cache_{image_cache},
          clock_{clock},
          identity_{identity},
          request_{request},
          anonymity_{anonymity} {}

    /// Writes the pages and their pictures. A picture that cannot be made is said so on its page.
    /// @throws Error as media::DiscMaker::add_file().
    void add(media::DiscMaker& maker, const DiscOfPages& disc);

private:
    [[nodiscard]] std::optional<media::PagePatient> patient_of(const DiscOfPages& disc, const std::string& study) const;
    [[nodiscard]] media::PageStudy study_page(media::DiscMaker& maker, const DiscOfPages& disc,
                                              const std::string& study_instance_uid);
    [[nodiscard]] media::PageNote note_page(media::DiscMaker& maker, const DiscOfPages& disc,
                                            const database::ListedNote& note);
    void add_pictures(media::DiscMaker& maker, const DiscOfPages& disc, const database::ListedReference& reference,
                      media::PageNote& page);
    void render(media::DiscMaker& maker, const database::ListedReference& reference, std::uint32_t frame,
                media::PagePicture& picture);
    [[nodiscard]] bool is_meant(const database::ListedNote& note, const std::string& study_instance_uid) const;

    database::Database& database_;
    const image_cache::ImageCache& image_cache_;
    const base::Clock& clock_;
    const MediaIdentity& identity_;
    const database::MediaExportRow& request_;
    const MediaAnonymity* anonymity_;  ///< null: pages say who the patient is
    std::vector<database::MediaPart> parts_;
    std::map<std::string_view, const database::MediaObject*> on_disc_;
    std::size_t pictures_ = 0;  ///< on this disc
};

}  // namespace kinote::exporter
