#include "exporter/media_writing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <future>
#include <span>
#include <utility>

#include "base/digest.hpp"
#include "base/error.hpp"
#include "base/file.hpp"
#include "base/random.hpp"
#include "base/uuid.hpp"
#include "base/version.hpp"
#include "database/instance_table.hpp"
#include "exporter/media_selection.hpp"
#include "exporter/medium_object.hpp"
#include "image_cache/damage.hpp"
#include "media/disc_verification.hpp"
#include "media/folder_disc.hpp"
#include "media/iso_disc.hpp"
#include "media/zip_disc.hpp"

namespace kinote::exporter {
namespace {

using base::Error;
using base::ErrorKind;
using database::MediaObject;

constexpr std::int64_t between_tellings_ms = 500;
constexpr std::size_t most_reported = 1'000;
constexpr std::size_t most_asked_at_once = 1'000;
constexpr std::size_t digest_piece_size = std::size_t{1} << 20U;

std::string file_sha256(const std::filesystem::path& path) {
    base::File file = base::File::open_for_reading(path);
    base::Sha256 digest;
    std::vector<std::byte> piece(digest_piece_size);
    for (;;) {
        const std::size_t count = file.read(piece);
        if (count == 0) return digest.hex();
        digest.add(std::span{piece}.first(count));
    }
}

std::uint64_t bytes_below(const std::filesystem::path& folder) {
    std::uint64_t bytes = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{folder}) {
        if (entry.is_regular_file()) bytes += entry.file_size();
    }
    return bytes;
}

std::string random_uid() {
    constexpr std::array<std::byte, 16> name_space{};
    return fmt::format("2.25.{}", base::decimal(base::name_based_uuid(name_space, base::random_hex(16))));
}

[[noreturn]] void rethrow_with(const MediaObject& object) {
    const Error error = base::current_error();
    throw Error{error.kind(), fmt::format("object {} of study {}: {}", object.sop_instance_uid,
                                          object.study_instance_uid, error.what())};
}

std::string patient_key(const MediaObject& object) { return std::to_string(object.patient); }

}  // namespace

WrittenDiscs MediaWriting::write(const std::filesystem::path& folder) {
    Objects objects = select();
    object_count_ = static_cast<std::int64_t>(objects.size());
    const std::vector<Objects> discs = plan_media(std::move(objects), static_cast<std::uint64_t>(request_.disc_bytes),
                                                  [this](const MediaObject& object) { return size_on_medium(object); });
    disc_count_ = discs.size();
    for (std::size_t at = 0; at < discs.size(); ++at) {
        for (const MediaObject& object : discs[at]) places_[object.sop_instance_uid] = {at + 1, {}};
    }
    for (std::size_t at = 0; at < discs.size(); ++at) {
        if (!write_disc(folder, at + 1, discs[at])) return std::move(result_);
    }
    // Reading them back took a while, too.
    told_ms_ = 0;
    if (!may_go_on()) return std::move(result_);
    for (const Objects& objects_of_disc : discs) add_hidden(objects_of_disc);
    write_checksums(folder);
    if (unreported_ > 0) result_.report.push_back(fmt::format("and {} more like these", unreported_));
    return std::move(result_);
}

MediaWriting::Objects MediaWriting::select() {
    Objects objects;
    {
        const database::PooledConnection connection = database_.connection();
        const std::vector<std::string> omitted = database::list_media_omissions(*connection, request_.id);
        objects = select_for_media(*connection, database::list_media_parts(*connection, request_.id), request_.scope,
                                   omitted);
        for (const std::string& object : omitted) {
            left_out_.insert(object);
            report(fmt::format("object {} is left out, as was asked for", object));
        }
        if (request_.is_deidentified) {
            anonymity_.emplace(request_.deidentification_key,
                               database::list_media_confirmations(*connection, request_.id));
        }
    }
    if (anonymity_) leave_out(objects);
    return objects;
}

// What nobody has looked at, and may show who the patient is.
void MediaWriting::leave_out(Objects& objects) {
    std::erase_if(objects, [this](const MediaObject& object) {
        if (!may_go_on()) return true;
        auto stored = open_stored(object);
        if (!stored) return true;
        try {
            const auto reason = anonymity_->reason_to_leave_out(object, std::move(stored));
            if (!reason) return false;
            left_out_.insert(object.sop_instance_uid);
            report(fmt::format("object {} is left out: {}; look at it, and ask again with it as confirmed",
                               object.sop_instance_uid, *reason));
        } catch (...) {
            rethrow_with(object);
        }
        return true;
    });
    if (objects.empty() && !result_.is_given_up) {
        throw Error{ErrorKind::refused,
                    "all objects are left out, as who the patient is may be seen in them: look at them, and ask again "
                    "with those confirmed that show nothing"};
    }
}

// What is decompressed says its size when it is opened; what was hidden meanwhile has none.
std::uint64_t MediaWriting::size_on_medium(const MediaObject& object) const {
    if (media::keeps(profile_, object.transfer_syntax_uid)) return static_cast<std::uint64_t>(object.size);
    const auto opened = open(object);
    return opened ? opened->size() : 0;
}

std::unique_ptr<const dicom::ByteSource> MediaWriting::open_stored(const MediaObject& object) const {
    try {
        std::optional<database::StoredObject> visible;
        {
            const database::PooledConnection connection = database_.connection();
            visible = database::find_visible_object(*connection, object.sop_instance_uid);
        }
        if (!visible) return nullptr;
        if (visible->is_nearline) {
            throw Error{ErrorKind::unavailable,
                        "it is not in the cache any more: its archive is asked for it, see kinote jobs list --kind "
                        "RETRIEVE"};
        }
        return image_cache::open_undamaged(image_cache_, database_, clock_, *visible, stop_);
    } catch (...) {
        rethrow_with(object);
    }
}

std::unique_ptr<const dicom::ByteSource> MediaWriting::open(const MediaObject& object) const {
    auto stored = open_stored(object);
    if (!stored) return nullptr;
    try {
        if (!anonymity_) return on_medium(std::move(stored), object, profile_, nullptr);
        const deidentification::Deidentification how = anonymity_->of(object);
        return on_medium(std::move(stored), object, profile_, &how);
    } catch (...) {
        rethrow_with(object);
    }
}

std::string MediaWriting::volume_name(std::size_t number) const {
    return disc_count_ == 1 ? request_.label : fmt::format("{}_{}", request_.label, number);
}

std::string MediaWriting::disc_name(std::size_t number) const {
    return fmt::format("{}_{}_{}{}", request_.label, request_.id, number,
                       request_.form == "folder" ? "" : fmt::format(".{}", request_.form));
}

std::unique_ptr<media::Disc> MediaWriting::begin_disc(const std::filesystem::path& path, std::size_t number) const {
    if (request_.form == "folder") return std::make_unique<media::FolderDisc>(path);
    if (request_.form == "zip") return std::make_unique<media::ZipDisc>(base::File::create(path), clock_.now_ms());
    return std::make_unique<media::IsoDisc>(
        base::File::create(path),
        media::IsoLabels{volume_name(number), fmt::format("KINOTE {}", base::version), clock_.now_ms()});
}

bool MediaWriting::write_disc(const std::filesystem::path& folder, std::size_t number, const Objects& objects) {
    const std::filesystem::path path = folder / disc_name(number);
    {
        const auto disc = begin_disc(path, number);
        media::DiscMaker maker{*disc, {volume_name(number), random_uid(), folder}, stop_};
        if (!add_objects(maker, number, objects)) return false;
        DiscPages{database_, image_cache_, clock_, identity_, request_, anonymity_ ? &*anonymity_ : nullptr}.add(
            maker, {number, disc_count_, volume_name(number), objects, places_, left_out_});
        add_hidden(objects);
        if (!result_.hidden.empty()) return false;
        maker.finish();
    }
    result_.discs.push_back(finished(path, number, objects.size()));
    return true;
}

bool MediaWriting::add_objects(media::DiscMaker& maker, std::size_t number, const Objects& objects) {
    for (const MediaObject& object : objects) {
        if (!may_go_on()) return false;
        const auto part10 = open(object);
        if (!part10) {
            result_.hidden.push_back(object.sop_instance_uid);
            return false;
        }
        try {
            const media::AddedObject added = maker.add(*part10, patient_key(object));
            report_made(object, added);
            places_[object.sop_instance_uid].file_id = added.file_id;
            result_.ledger.push_back({static_cast<std::int64_t>(number), added.file_id, object.sop_instance_uid,
                                      object.study_instance_uid, added.sha256});
        } catch (...) {
            rethrow_with(object);
        }
        ++object_number_;
    }
    return true;
}

void MediaWriting::report(std::string words) {
    if (result_.report.size() < most_reported) {
        result_.report.push_back(std::move(words));
    } else {
        ++unreported_;
    }
}

void MediaWriting::report_made(const MediaObject& object, const media::AddedObject& added) {
    for (const media::MadeValue& made : added.made) {
        report(fmt::format(
            "{} of object {}, which has none that a record may have: {} stands in its record of the DICOMDIR "
            "alone",
            dicom::to_string(made.tag), object.sop_instance_uid, made.value));
    }
    if (!added.is_listed) {
        report(fmt::format("object {} is on the disc and not in its DICOMDIR, which has no record for its SOP class {}",
                           object.sop_instance_uid, object.sop_class_uid));
    }
}

// Tells how far it is; the export may have been cancelled.
bool MediaWriting::may_go_on() {
    if (stop_.stop_requested()) throw Error{ErrorKind::unavailable, "the server stops: it is made anew"};
    if (clock_.now_ms() - told_ms_ < between_tellings_ms) return true;
    told_ms_ = clock_.now_ms();
    const database::PooledConnection connection = database_.connection();
    database::Transaction transaction{*connection};
    database::set_media_progress(transaction, request_.id, object_number_, object_count_);
    const auto now = database::find_media_export(*connection, request_.id);
    transaction.commit();
    result_.is_given_up = !now || now->state != "open";
    return !result_.is_given_up;
}

// Before a disc is closed the rule is asked of all that is on it.
void MediaWriting::add_hidden(const Objects& objects) {
    const database::PooledConnection connection = database_.connection();
    std::vector<std::string_view> asked;
    for (std::size_t at = 0; at < objects.size(); ++at) {
        asked.push_back(objects[at].sop_instance_uid);
        if (asked.size() < most_asked_at_once && at + 1 < objects.size()) continue;
        std::ranges::move(database::find_hidden(*connection, asked), std::back_inserter(result_.hidden));
        asked.clear();
    }
}

database::MediaDisc MediaWriting::finished(const std::filesystem::path& path, std::size_t number,
                                           std::size_t objects) const {
    const bool is_folder = request_.form == "folder";
    // Two readers of one file, of which each is held up by its digests alone.
    std::future<std::string> digest;
    if (!is_folder) digest = std::async(std::launch::async, file_sha256, path);
    const media::DiscVerdict verdict = media::verify_disc(path, stop_);
    if (!verdict.problems.empty()) {
        const media::DiscProblem& first = verdict.problems.front();
        throw Error{ErrorKind::corrupt,
                    fmt::format("disc {} is not what was written, in {} places; the first is {}: {}", number,
                                verdict.all_problems, first.path, first.what)};
    }
    if (verdict.objects != objects) {
        throw Error{ErrorKind::corrupt,
                    fmt::format("disc {} holds {} objects, and {} were written", number, verdict.objects, objects)};
    }
    const std::uint64_t bytes = is_folder ? bytes_below(path) : std::filesystem::file_size(path);
    if (bytes > static_cast<std::uint64_t>(request_.disc_bytes)) {
        throw Error{ErrorKind::refused,
                    fmt::format("disc {} has {} bytes, and {} were asked for at most: its pages need more room than "
                                "was kept for them; ask for larger discs",
                                number, bytes, request_.disc_bytes)};
    }
    return {static_cast<std::int64_t>(number), disc_name(number), static_cast<std::int64_t>(bytes),
            is_folder ? std::string{} : digest.get(), static_cast<std::int64_t>(objects)};
}

void MediaWriting::write_checksums(const std::filesystem::path& folder) const {
    std::string lines;
    for (const database::MediaDisc& disc : result_.discs) {
        if (!disc.sha256.empty()) lines += fmt::format("{}  {}\n", disc.sha256, disc.file_name);
    }
    if (!lines.empty()) base::write_file_durably(folder / "SHA256SUMS", lines);
}

}  // namespace kinote::exporter
