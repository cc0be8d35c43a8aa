#include "media/directory_writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

#include "base/error.hpp"
#include "dicom/element_writer.hpp"
#include "dicom/file_meta.hpp"
#include "dicom/uid.hpp"
#include "dicom/vr.hpp"

namespace kinote::media {
namespace {

using base::Error;
using base::ErrorKind;
using dicom::ElementWriter;
using dicom::Vr;
namespace tag = dicom::tag;

constexpr std::size_t most_buffered = std::size_t{1} << 20U;
constexpr std::uint16_t in_use = 0xFFFF;

// Where the two offsets stand behind the beginning of a record, as add_record() writes it: an item of 8 bytes, then
// elements of 8 bytes and their values of 4, 2 and 4.
constexpr std::uint64_t next_record_at = 8 + 8;
constexpr std::uint64_t lower_record_at = next_record_at + 4 + 8 + 2 + 8;

enum : std::size_t { patient_level, study_level, series_level, object_level };

std::string as_file_id(std::string_view path) {
    std::string id{path};
    std::ranges::replace(id, '/', '\\');
    return id;
}

std::array<std::byte, 4> as_bytes(std::uint64_t value) {
    std::array<std::byte, 4> bytes{};
    for (std::size_t index = 0; index < bytes.size(); ++index) {
        bytes.at(index) = static_cast<std::byte>(value >> (8 * index) & 0xFFU);
    }
    return bytes;
}

}  // namespace

DirectoryWriter::DirectoryWriter(base::File file, std::string_view file_set_id, std::string_view sop_instance_uid)
    : file_{std::move(file)} {
    write(dicom::make_file_meta(
        {dicom::uid::MediaStorageDirectoryStorage, sop_instance_uid, dicom::uid::ExplicitVRLittleEndian, {}}));
    ElementWriter writer;
    writer.text(tag::FileSetID, Vr::CS, file_set_id);
    root_offsets_ = position() + writer.written().size() + 8;
    writer.unsigned_long(tag::OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity, 0);
    writer.unsigned_long(tag::OffsetOfTheLastDirectoryRecordOfTheRootDirectoryEntity, 0);
    writer.unsigned_short(tag::FileSetConsistencyFlag, 0);
    writer.begin_sequence(tag::DirectoryRecordSequence);
    write(writer.written());
}

std::vector<MadeValue> DirectoryWriter::add(const DirectoryEntry& entry) {
    const std::string sop_class = entry.object.text(tag::SOPClassUID);
    const RecordType* const type = object_record(sop_class);
    if (type == nullptr) {
        throw Error{ErrorKind::invalid, fmt::format("a DICOMDIR has no record for the SOP class {}", sop_class)};
    }
    std::vector<MadeValue> made;
    const auto open = [&](std::size_t level, std::string_view key, const RecordType& record) {
        if (is_open(level, key)) return;
        std::ranges::move(add_record(level, key, record, entry), std::back_inserter(made));
    };
    open(patient_level, entry.patient, patient_record());
    open(study_level, entry.object.text(tag::StudyInstanceUID), study_record());
    open(series_level, entry.object.text(tag::SeriesInstanceUID), series_record());
    std::ranges::move(add_record(object_level, entry.object.text(tag::SOPInstanceUID), *type, entry),
                      std::back_inserter(made));
    return made;
}

bool DirectoryWriter::is_open(std::size_t level, std::string_view key) const {
    return levels_.at(level).offset != 0 && levels_.at(level).key == key;
}

std::vector<MadeValue> DirectoryWriter::add_record(std::size_t level, std::string_view key, const RecordType& type,
                                                   const DirectoryEntry& entry) {
    const std::uint64_t offset = position();
    link(level, offset);
    Level& last = levels_.at(level);
    last = {std::string{key}, offset, last.number + 1};
    for (std::size_t below = level + 1; below < levels_.size(); ++below) levels_.at(below) = {};

    ElementWriter writer;
    writer.begin_item();
    writer.unsigned_long(tag::OffsetOfTheNextDirectoryRecord, 0);
    writer.unsigned_short(tag::RecordInUseFlag, in_use);
    writer.unsigned_long(tag::OffsetOfReferencedLowerLevelDirectoryEntity, 0);
    writer.text(tag::DirectoryRecordType, Vr::CS, type.name);
    if (level == object_level) {
        writer.text(tag::ReferencedFileID, Vr::CS, as_file_id(entry.file_id));
        writer.text(tag::ReferencedSOPClassUIDInFile, Vr::UI, entry.object.text(tag::SOPClassUID));
        writer.text(tag::ReferencedSOPInstanceUIDInFile, Vr::UI, key);
        writer.text(tag::ReferencedTransferSyntaxUIDInFile, Vr::UI, entry.transfer_syntax_uid);
    }
    std::vector<MadeValue> made = write_keys(writer, type, entry.object, last.number);
    writer.end_item();
    write(writer.written());
    return made;
}

// The one before on the same level, or else the parent, says where it is.
void DirectoryWriter::link(std::size_t level, std::uint64_t offset) {
    if (const Level& before = levels_.at(level); before.offset != 0) {
        patch(before.offset + next_record_at, offset);
    } else if (level == patient_level) {
        patch(root_offsets_, offset);
    } else {
        patch(levels_.at(level - 1).offset + lower_record_at, offset);
    }
}

base::File DirectoryWriter::finish() {
    ElementWriter writer;
    writer.end_sequence();
    write(writer.written());
    constexpr std::uint64_t to_last_root = 4 + 8;
    patch(root_offsets_ + to_last_root, levels_.at(patient_level).offset);
    flush();
    return std::move(file_);
}

void DirectoryWriter::patch(std::uint64_t at, std::uint64_t value) {
    if (value > std::numeric_limits<std::uint32_t>::max()) {
        throw Error{ErrorKind::refused, "a DICOMDIR cannot be larger than 4 GiB: put fewer objects on one disc"};
    }
    if (at < flushed_ && at + 4 > flushed_) flush();
    if (at < flushed_) {
        file_.write_at(at, as_bytes(value));
    } else {
        std::ranges::copy(as_bytes(value), buffer_.begin() + static_cast<std::ptrdiff_t>(at - flushed_));
    }
}

void DirectoryWriter::write(std::span<const std::byte> bytes) {
    buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
    if (buffer_.size() >= most_buffered) flush();
}

void DirectoryWriter::flush() {
    file_.write(buffer_);
    flushed_ += buffer_.size();
    buffer_.clear();
}

}  // namespace kinote::media
