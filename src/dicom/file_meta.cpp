#include "dicom/file_meta.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <iterator>
#include <optional>
#include <span>

#include "base/error.hpp"
#include "dicom/buffered_start.hpp"
#include "dicom/element_walker.hpp"
#include "dicom/element_writer.hpp"
#include "dicom/tag.hpp"
#include "dicom/uid.hpp"

namespace kinote::dicom {
namespace {

constexpr std::uint64_t preamble_size = 128;
constexpr std::string_view prefix = "DICM";
constexpr std::uint16_t meta_group = 0x0002;
constexpr std::string_view implementation_version_name = "KINOTE 0.1";

bool has_prefix_at(const ByteSource& source, std::uint64_t offset) {
    std::array<std::byte, 4> bytes{};
    return source.read_at(offset, bytes) == bytes.size() && std::memcmp(bytes.data(), prefix.data(), bytes.size()) == 0;
}

/// How the element that begins there is encoded, where it can be one. The first elements of a data set are of group
/// 0008 (PS3.3 C.12.1), in odd cases 0001 to 0020.
std::optional<Encoding> guess_encoding(const ByteSource& source, std::uint64_t offset) {
    std::array<std::byte, 8> bytes{};
    if (source.read_at(offset, bytes) != bytes.size()) return std::nullopt;
    const auto at = [&](std::size_t index) { return std::to_integer<std::uint32_t>(bytes[index]); };
    const auto is_first_group = [](std::uint32_t group) { return group >= 1 && group <= 0x20; };
    const bool has_vr = is_known(static_cast<Vr>(at(4) << 8 | at(5)));
    const bool is_little = is_first_group(at(1) << 8 | at(0));
    if (is_little && has_vr) return Encoding{};
    if (is_first_group(at(0) << 8 | at(1)) && has_vr) return Encoding{.big_endian = true};
    const std::uint64_t length = at(7) << 24 | at(6) << 16 | at(5) << 8 | at(4);
    const bool fits = length == 0xFFFFFFFF || length <= source.size() - offset - bytes.size();
    if (is_little && fits) return Encoding{.explicit_vr = false};
    return std::nullopt;
}

/// Where group 0002 or the data set begins; nothing where neither can.
std::optional<std::uint64_t> find_first_element(const ByteSource& source) {
    for (const std::uint64_t offset : {preamble_size, std::uint64_t{0}}) {
        if (!has_prefix_at(source, offset)) continue;
        const std::uint64_t behind = offset + prefix.size();
        if (guess_encoding(source, behind) || behind == source.size()) return behind;
    }
    if (guess_encoding(source, 0)) return 0;
    return std::nullopt;
}

std::string_view uid_for(Encoding encoding) {
    if (!encoding.explicit_vr) return uid::ImplicitVRLittleEndian;
    return encoding.big_endian ? uid::ExplicitVRBigEndian : uid::ExplicitVRLittleEndian;
}

std::string short_text(const ElementWalker& walker) {
    std::array<char, 64> buffer{};
    const std::size_t count = walker.read_value(0, std::as_writable_bytes(std::span{buffer}));
    std::string_view text{buffer.data(), count};
    text = text.substr(0, text.find('\0'));
    const std::size_t first = text.find_first_not_of(' ');
    if (first == std::string_view::npos) return {};
    return std::string{text.substr(first, text.find_last_not_of(' ') - first + 1)};
}

void take_meta_element(FileMeta& meta, const ElementWalker& walker) {
    const Tag tag = walker.head().tag;
    if (tag == tag::MediaStorageSOPClassUID) meta.media_storage_sop_class_uid = short_text(walker);
    if (tag == tag::MediaStorageSOPInstanceUID) meta.media_storage_sop_instance_uid = short_text(walker);
    if (tag == tag::TransferSyntaxUID) meta.transfer_syntax_uid = short_text(walker);
    if (tag == tag::ImplementationClassUID) meta.implementation_class_uid = short_text(walker);
    if (tag == tag::ImplementationVersionName) meta.implementation_version_name = short_text(walker);
    if (tag == tag::SourceApplicationEntityTitle) meta.source_ae_title = short_text(walker);
}

/// Little endian whatever the transfer syntax (PS3.10 7.1). Its group length is not needed, so it need not be right.
void read_group(FileMeta& meta, const ByteSource& source) {
    std::array<std::byte, 2> group{};
    const auto is_meta_at = [&](std::uint64_t offset) {
        return source.read_at(offset, group) == group.size() && group[0] == std::byte{meta_group} &&
               group[1] == std::byte{0};
    };
    if (!is_meta_at(meta.data_set_offset)) return;
    meta.is_present = true;
    const Encoding encoding = guess_encoding(source, meta.data_set_offset).value_or(Encoding{});
    ElementWalker walker{source, meta.data_set_offset, source.size(), encoding, {.depth = 1, .elements = 1000}};
    while (is_meta_at(walker.position())) {
        if (walker.next() == WalkEvent::element) take_meta_element(meta, walker);
    }
    meta.data_set_offset = walker.position();
}

}  // namespace

FileMeta read_file_meta(const ByteSource& source) {
    const BufferedStart part10{source};
    const std::optional<std::uint64_t> first = find_first_element(part10);
    if (!first) {
        throw base::Error{base::ErrorKind::corrupt,
                          "not a DICOM object: there is no \"DICM\" at offset 128, and no data set begins at offset 0"};
    }
    FileMeta meta;
    meta.has_preamble = *first == preamble_size + prefix.size();
    meta.data_set_offset = *first;
    read_group(meta, part10);
    meta.is_transfer_syntax_guessed = meta.transfer_syntax_uid.empty();
    if (meta.is_transfer_syntax_guessed) {
        const std::optional<Encoding> guess = guess_encoding(part10, meta.data_set_offset);
        if (!guess) {
            throw base::Error{
                base::ErrorKind::corrupt,
                fmt::format("the transfer syntax is not said, and what begins at offset {} is no data set",
                            meta.data_set_offset)};
        }
        meta.transfer_syntax_uid = uid_for(*guess);
    }
    meta.encoding = encoding_of(meta.transfer_syntax_uid);
    return meta;
}

bool looks_like_dicom(const ByteSource& source) { return find_first_element(source).has_value(); }

std::vector<std::byte> make_file_meta(const FileMetaValues& values) {
    ElementWriter group;
    constexpr std::array version{std::byte{0}, std::byte{1}};
    group.bytes(tag::FileMetaInformationVersion, Vr::OB, version);
    group.text(tag::MediaStorageSOPClassUID, Vr::UI, values.sop_class_uid);
    group.text(tag::MediaStorageSOPInstanceUID, Vr::UI, values.sop_instance_uid);
    group.text(tag::TransferSyntaxUID, Vr::UI, values.transfer_syntax_uid);
    group.text(tag::ImplementationClassUID, Vr::UI, uid::KinoteImplementation);
    group.text(tag::ImplementationVersionName, Vr::SH, implementation_version_name);
    if (!values.source_ae_title.empty()) group.text(tag::SourceApplicationEntityTitle, Vr::AE, values.source_ae_title);

    ElementWriter length;
    length.unsigned_long(tag::FileMetaInformationGroupLength, static_cast<std::uint32_t>(group.written().size()));
    std::vector<std::byte> meta;
    meta.reserve(preamble_size + prefix.size() + length.written().size() + group.written().size());
    meta.resize(preamble_size);
    std::ranges::copy(std::as_bytes(std::span{prefix}), std::back_inserter(meta));
    std::ranges::copy(length.written(), std::back_inserter(meta));
    std::ranges::copy(group.written(), std::back_inserter(meta));
    return meta;
}

}  // namespace kinote::dicom
