#pragma once
// What pages and sheets say of studies and notes, as the index knows it, and pictures of key images.

#include <cstdint>
#include <optional>
#include <string>

#include "database/database.hpp"
#include "database/note_listing.hpp"
#include "image_cache/image_cache.hpp"
#include "media/page_contents.hpp"
#include "rendering/render.hpp"

namespace kinote::exporter {

/// What a medium says of the house that made it.
struct MediaIdentity {
    std::string institution;
    std::string contact;  ///< lines separated by LF
};

[[nodiscard]] media::PageInstitution page_institution(const MediaIdentity& identity);
[[nodiscard]] media::PageProduct page_product();
/// DT on this site's clock.
[[nodiscard]] std::string page_moment(std::int64_t ms);
/// Nothing where the study is not visible.
[[nodiscard]] std::optional<media::PagePatient> page_patient(database::Database& database,
                                                             const std::string& study_instance_uid);
/// Without its notes, and without what is counted on a disc.
[[nodiscard]] media::PageStudy page_study(database::Database& database, const std::string& study_instance_uid);
/// Without its pictures.
[[nodiscard]] media::PageNote page_note(const database::ListedNote& note);

/// As the note shows it, its presentation state applied. @param frame  from 1. @param largest_side  in pixels.
/// @return nothing, and a line in the log, where it cannot be made. @throws Error unavailable as of the database.
[[nodiscard]] std::optional<rendering::RenderedFrame> key_picture(database::Database& database,
                                                                  const image_cache::ImageCache& image_cache,
                                                                  const database::ListedReference& reference,
                                                                  std::uint32_t frame, std::uint32_t largest_side);

}  // namespace kinote::exporter
