#pragma once
// Builds DICOM objects byte by byte for tests, right or wrong on purpose, without any code of src/dicom that writes.

#include <zlib.h>

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "dicom/tag.hpp"
#include "dicom/transfer_syntax.hpp"
#include "dicom/uid.hpp"
#include "dicom/vr.hpp"

namespace kinote::test {

using dicom::Tag;
using dicom::Vr;

struct BuiltElement;

/// The elements of an item or of a data set, in the order in which they are to stand.
class BuiltItem {
public:
    BuiltItem& text(Tag tag, Vr vr, std::string value);
    /// Numbers of the VR's size, in the byte order of the encoding.
    BuiltItem& numbers(Tag tag, Vr vr, const std::vector<std::uint64_t>& values);
    BuiltItem& sequence(Tag tag, std::vector<BuiltItem> items, Vr vr = Vr::SQ);
    BuiltItem& fragments(Tag tag, std::vector<std::string> fragments);
    /// Takes all elements of that tag away.
    BuiltItem& remove(Tag tag);
    /// Puts the element where another of the same tag stands, else in its place.
    BuiltItem& set(BuiltElement element);

    std::vector<BuiltElement> elements;
};

struct BuiltElement {
    Tag tag;
    Vr vr = Vr::UN;
    std::string value;                   ///< as characters or bytes; numbers in little endian
    std::vector<BuiltItem> items;        ///< of a sequence
    std::vector<std::string> fragments;  ///< of encapsulated pixel data
};

struct BuildOptions {
    dicom::Encoding encoding;
    bool has_undefined_lengths = false;
};

inline BuiltItem& BuiltItem::text(Tag tag, Vr vr, std::string value) {
    if (value.size() % 2 == 1) value += vr == Vr::UI || !dicom::is_text(vr) ? '\0' : ' ';
    elements.push_back({tag, vr, std::move(value), {}, {}});
    return *this;
}

inline BuiltItem& BuiltItem::numbers(Tag tag, Vr vr, const std::vector<std::uint64_t>& values) {
    std::string bytes;
    for (const std::uint64_t value : values) {
        for (unsigned index = 0; index < dicom::number_size(vr); ++index) {
            bytes += static_cast<char>(value >> (8 * index) & 0xFF);
        }
    }
    elements.push_back({tag, vr, bytes, {}, {}});
    return *this;
}

inline BuiltItem& BuiltItem::sequence(Tag tag, std::vector<BuiltItem> items, Vr vr) {
    elements.push_back({tag, vr, {}, std::move(items), {}});
    return *this;
}

inline BuiltItem& BuiltItem::fragments(Tag tag, std::vector<std::string> fragments) {
    elements.push_back({tag, Vr::OB, {}, {}, std::move(fragments)});
    return *this;
}

inline BuiltItem& BuiltItem::remove(Tag tag) {
    std::erase_if(elements, [&](const BuiltElement& element) { return element.tag == tag; });
    return *this;
}

inline BuiltItem& BuiltItem::set(BuiltElement element) {
    remove(element.tag);
    auto place = elements.begin();
    while (place != elements.end() && place->tag < element.tag) ++place;
    elements.insert(place, std::move(element));
    return *this;
}

/// Encodes one item's elements.
class Encoder {
public:
    explicit Encoder(BuildOptions options) : options_{options} {}

    std::string encode(const BuiltItem& item) {
        std::string bytes;
        for (const BuiltElement& element : item.elements) bytes += encode(element);
        return bytes;
    }

    std::string head(Tag tag, Vr vr, std::uint32_t length) const {
        std::string bytes = tag_bytes(tag);
        if (!options_.encoding.explicit_vr) return bytes + number(length, 4);
        bytes += dicom::to_string(vr);
        if (dicom::has_long_length(vr)) return bytes + number(0, 2) + number(length, 4);
        return bytes + number(length, 2);
    }

    std::string tag_bytes(Tag tag) const { return number(tag.group, 2) + number(tag.element, 2); }

    std::string number(std::uint64_t value, unsigned size) const {
        std::string bytes;
        for (unsigned index = 0; index < size; ++index) {
            const unsigned place = options_.encoding.big_endian ? size - 1 - index : index;
            bytes += static_cast<char>(value >> (8 * place) & 0xFF);
        }
        return bytes;
    }

private:
    static constexpr std::uint32_t undefined = 0xFFFFFFFF;

    std::string encode(const BuiltElement& element) {
        if (!element.fragments.empty()) return encode_fragments(element);
        if (element.vr == Vr::SQ || !element.items.empty()) return encode_sequence(element);
        return head(element.tag, element.vr, static_cast<std::uint32_t>(element.value.size())) + ordered(element);
    }

    std::string ordered(const BuiltElement& element) const {
        std::string bytes = element.value;
        const std::size_t size = dicom::number_size(element.vr);
        for (std::size_t at = 0; options_.encoding.big_endian && at + size <= bytes.size(); at += size) {
            for (std::size_t index = 0; index < size / 2; ++index)
                std::swap(bytes[at + index], bytes[at + size - 1 - index]);
        }
        return bytes;
    }

    std::string encode_sequence(const BuiltElement& element) {
        std::string content;
        for (const BuiltItem& item : element.items) {
            const std::string inner = encode(item);
            const auto length = static_cast<std::uint32_t>(inner.size());
            content +=
                tag_bytes(dicom::tag::Item) + number(options_.has_undefined_lengths ? undefined : length, 4) + inner;
            if (options_.has_undefined_lengths) content += tag_bytes(dicom::tag::ItemDelimitationItem) + number(0, 4);
        }
        const auto length = static_cast<std::uint32_t>(content.size());
        std::string bytes =
            head(element.tag, element.vr, options_.has_undefined_lengths ? undefined : length) + content;
        if (options_.has_undefined_lengths) bytes += tag_bytes(dicom::tag::SequenceDelimitationItem) + number(0, 4);
        return bytes;
    }

    std::string encode_fragments(const BuiltElement& element) const {
        std::string bytes = head(element.tag, Vr::OB, undefined);
        for (const std::string& fragment : element.fragments) {
            bytes += tag_bytes(dicom::tag::Item) + number(fragment.size(), 4) + fragment;
        }
        return bytes + tag_bytes(dicom::tag::SequenceDelimitationItem) + number(0, 4);
    }

    BuildOptions options_;
};

/// As PS3.5 A.5: raw deflate.
inline std::string deflated(const std::string& bytes) {
    z_stream stream{};
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        throw std::runtime_error{"deflateInit2"};
    }
    std::string result(deflateBound(&stream, bytes.size()) + 16, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(result.data());
    stream.avail_out = static_cast<uInt>(result.size());
    deflate(&stream, Z_FINISH);
    result.resize(stream.total_out);
    deflateEnd(&stream);
    return result;
}

inline std::string uid_value(std::string_view uid) {
    return std::string{uid} + (uid.size() % 2 == 1 ? std::string(1, '\0') : std::string{});
}

/// Preamble, prefix and group 0002.
inline std::string file_meta(std::string_view transfer_syntax_uid, std::string_view sop_class_uid = {},
                             std::string_view sop_instance_uid = {}) {
    BuiltItem group;
    if (!sop_class_uid.empty()) group.text(dicom::tag::MediaStorageSOPClassUID, Vr::UI, std::string{sop_class_uid});
    if (!sop_instance_uid.empty())
        group.text(dicom::tag::MediaStorageSOPInstanceUID, Vr::UI, std::string{sop_instance_uid});
    group.text(dicom::tag::TransferSyntaxUID, Vr::UI, std::string{transfer_syntax_uid});
    const std::string content = Encoder{{}}.encode(group);
    BuiltItem length;
    length.numbers(dicom::tag::FileMetaInformationGroupLength, Vr::UL, {content.size()});
    return std::string(128, '\0') + "DICM" + Encoder{{}}.encode(length) + content;
}

/// A whole Part 10 object in the transfer syntax.
inline std::string part10(const BuiltItem& data_set,
                          std::string_view transfer_syntax_uid = dicom::uid::ExplicitVRLittleEndian,
                          bool has_undefined_lengths = false) {
    const dicom::Encoding encoding = dicom::encoding_of(transfer_syntax_uid);
    const std::string bytes = Encoder{{encoding, has_undefined_lengths}}.encode(data_set);
    return file_meta(transfer_syntax_uid) + (encoding.deflated ? deflated(bytes) : bytes);
}

inline std::vector<std::byte> to_bytes(std::string_view text) {
    const auto* begin = reinterpret_cast<const std::byte*>(text.data());
    return {begin, begin + text.size()};
}

/// A small image with the attributes that are indexed.
inline BuiltItem small_image() {
    namespace tag = dicom::tag;
    BuiltItem image;
    image.text(tag::SpecificCharacterSet, Vr::CS, "ISO_IR 192")
        .text(tag::SOPClassUID, Vr::UI, std::string{dicom::uid::CTImageStorage})
        .text(tag::SOPInstanceUID, Vr::UI, "1.2.3.4.1")
        .text(tag::StudyDate, Vr::DA, "20240105")
        .text(tag::StudyTime, Vr::TM, "101500")
        .text(tag::AccessionNumber, Vr::SH, "ACC-1")
        .text(tag::Modality, Vr::CS, "CT")
        .text(tag::ReferringPhysicianName, Vr::PN, "Referrer^Rita")
        .text(tag::StudyDescription, Vr::LO, "CT Thorax")
        .text(tag::SeriesDescription, Vr::LO, "Lung")
        .sequence(tag::ReferencedStudySequence, {BuiltItem{}.text(tag::ReferencedSOPInstanceUID, Vr::UI, "1.2.3.9")})
        .text(tag::PatientName, Vr::PN, "M\xC3\xBCller^J\xC3\xBCrgen")
        .text(tag::PatientID, Vr::LO, "PID-1")
        .text(tag::IssuerOfPatientID, Vr::LO, "HOSP")
        .text(tag::PatientBirthDate, Vr::DA, "19600101")
        .text(tag::PatientSex, Vr::CS, "M")
        .text(tag::StudyInstanceUID, Vr::UI, "1.2.3.4")
        .text(tag::SeriesInstanceUID, Vr::UI, "1.2.3.4.5")
        .text(tag::StudyID, Vr::SH, "ST1")
        .text(tag::SeriesNumber, Vr::IS, "3")
        .text(tag::InstanceNumber, Vr::IS, "17")
        .text(tag::NumberOfFrames, Vr::IS, "2")
        .numbers(tag::Rows, Vr::US, {2})
        .numbers(tag::Columns, Vr::US, {3})
        .numbers(tag::PixelData, Vr::OW, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0x1234});
    return image;
}

}  // namespace kinote::test
