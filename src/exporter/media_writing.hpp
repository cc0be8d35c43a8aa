#pragma once
// One attempt at the discs of an export to media: written, read back and compared.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "database/database.hpp"
#include "database/media_table.hpp"
#include "dicom/byte_source.hpp"
#include "exporter/disc_pages.hpp"
#include "exporter/media_anonymity.hpp"
#include "image_cache/image_cache.hpp"
#include "media/disc_maker.hpp"
#include "media/media_profile.hpp"

namespace kinote::exporter {

struct WrittenDiscs {
    std::vector<database::MediaDisc> discs;
    std::vector<database::MediaLedgerRow> ledger;
    std::vector<std::string> report;  ///< what is not as it was asked for, and what was made for records
    std::vector<std::string> hidden;  ///< objects that were marked meanwhile: the discs are of no use
    bool is_given_up = false;         ///< the export was cancelled meanwhile
};

/// One thread.
class MediaWriting {
public:
    /// What is referred to outlives this.
    MediaWriting(database::Database& database, const image_cache::ImageCache& image_cache, const base::Clock& clock,
                 const MediaIdentity& identity, const database::MediaExportRow& request, std::stop_token stop)
        : database_{database},
          image_cache_{image_cache},
          clock_{clock},
          identity_{identity},
          request_{request},
          profile_{*media::media_profile_named(request.profile)},
          stop_{std::move(stop)} {}

    /// @param folder  empty, for the discs. @throws Error corrupt where an object is damaged or a disc is not what was
    /// written; refused where an object cannot go on it, or nothing is visible; unavailable where an object is
    /// NEARLINE, the disk is full or it is to stop. Each names the object.
    [[nodiscard]] WrittenDiscs write(const std::filesystem::path& folder);

private:
    using Objects = std::vector<database::MediaObject>;

    [[nodiscard]] Objects select();
    void leave_out(Objects& objects);
    [[nodiscard]] std::unique_ptr<const dicom::ByteSource> open_stored(const database::MediaObject& object) const;
    [[nodiscard]] std::uint64_t size_on_medium(const database::MediaObject& object) const;
    [[nodiscard]] std::unique_ptr<const dicom::ByteSource> open(const database::MediaObject& object) const;
    [[nodiscard]] std::unique_ptr<media::Disc> begin_disc(const std::filesystem::path& path, std::size_t number) const;
    [[nodiscard]] std::string disc_name(std::size_t number) const;
    [[nodiscard]] std::string volume_name(std::size_t number) const;
    /// @return false where it is of no use any more.
    [[nodiscard]] bool write_disc(const std::filesystem::path& folder, std::size_t number, const Objects& objects);
    [[nodiscard]] bool add_objects(media::DiscMaker& maker, std::size_t number, const Objects& objects);
    void report(std::string words);
    void report_made(const database::MediaObject& object, const media::AddedObject& added);
    [[nodiscard]] bool may_go_on();
    void add_hidden(const Objects& objects);
    [[nodiscard]] database::MediaDisc finished(const std::filesystem::path& path, std::size_t number,
                                               std::size_t objects) const;
    void write_checksums(const std::filesystem::path& folder) const;

    database::Database& database_;
    const image_cache::ImageCache& image_cache_;
    const base::Clock& clock_;
    const MediaIdentity& identity_;
    const database::MediaExportRow& request_;
    media::MediaProfile profile_;
    std::stop_token stop_;
    std::size_t disc_count_ = 0;
    std::int64_t object_count_ = 0;
    std::int64_t object_number_ = 0;  ///< that have been written
    std::int64_t told_ms_ = 0;
    std::uint64_t unreported_ = 0;
    std::optional<MediaAnonymity> anonymity_;  ///< of a de-identified export
    std::set<std::string, std::less<>> left_out_;
    PlacesOnDiscs places_;
    WrittenDiscs result_;
};

}  // namespace kinote::exporter
