#include "media/disc_maker.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <utility>

#include "dicom/buffered_start.hpp"
#include "dicom/file_meta.hpp"
#include "dicom/leading_elements.hpp"

namespace kinote::media {
namespace {

namespace tag = dicom::tag;

}  // namespace

DiscMaker::DiscMaker(Disc& disc, const DiscIdentity& identity, std::stop_token stop)
    : disc_{disc}, staging_{identity.staging}, stop_{std::move(stop)} {
    directory_.emplace(base::File::create(staging_ / directory_file), identity.file_set_id, identity.directory_uid);
    checksums_ = base::File::create(staging_ / checksum_file);
}

AddedObject DiscMaker::add(const dicom::ByteSource& part10, std::string_view patient) {
    // A record needs no element behind the last key of all of them but those of documents, which are small.
    const dicom::Dataset start = dicom::read_up_to(part10, tag::InstanceNumber);
    AddedObject added;
    added.sop_class_uid = start.text(tag::SOPClassUID);
    added.sop_instance_uid = start.text(tag::SOPInstanceUID);
    added.file_id = names_.next(patient, start.text(tag::StudyInstanceUID), start.text(tag::SeriesInstanceUID),
                                added.sop_class_uid);
    const RecordType* const type = object_record(added.sop_class_uid);
    added.is_listed = type != nullptr;
    if (type != nullptr) {
        const dicom::Tag last = last_key(*type);
        const std::string syntax = dicom::read_file_meta(dicom::BufferedStart{part10}).transfer_syntax_uid;
        const auto enter = [&](const dicom::Item& object) {
            added.made = directory_->add({patient, object, syntax, added.file_id});
        };
        if (last <= tag::InstanceNumber) {
            enter(start);
        } else {
            enter(dicom::read_up_to(part10, last));
        }
    }
    const WrittenFile written = write_file(disc_, added.file_id, part10, stop_);
    added.sha256 = written.sha256;
    const std::string line = fmt::format("{}  {}\n", written.sha256, added.file_id);
    checksums_->write(std::as_bytes(std::span{line}));
    return added;
}

void DiscMaker::add_file(std::string_view path, const dicom::ByteSource& content) {
    const std::string line = fmt::format("{}  {}\n", write_file(disc_, path, content, stop_).sha256, path);
    checksums_->write(std::as_bytes(std::span{line}));
}

void DiscMaker::add_text(std::string_view path, std::string_view content) {
    add_file(path, dicom::MemorySource{std::as_bytes(std::span{content})});
}

void DiscMaker::finish() {
    add_file(directory_file, dicom::FileSource{directory_->finish()});
    checksums_.reset();
    write_file(disc_, checksum_file, dicom::FileSource{staging_ / checksum_file}, stop_);
    disc_.finish();
    std::filesystem::remove(staging_ / directory_file);
    std::filesystem::remove(staging_ / checksum_file);
}

}  // namespace kinote::media
