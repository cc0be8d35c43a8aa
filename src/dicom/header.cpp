#include "dicom/header.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>
#include <optional>

#include "base/error.hpp"
#include "dicom/buffered_start.hpp"
#include "dicom/element_walker.hpp"
#include "dicom/file_meta.hpp"
#include "dicom/inflated_source.hpp"
#include "dicom/sop_class.hpp"
#include "dicom/text_value.hpp"
#include "dicom/uid.hpp"

namespace kinote::dicom {
namespace {

struct TextField {
    Tag tag;
    Vr vr;
    std::string Header::*field;
    std::size_t characters;
};

// In the order of the tags. The lengths leave room for what lies a little beyond PS3.5 Table 6.2-1.
constexpr std::array text_fields{
    TextField{tag::SOPClassUID, Vr::UI, &Header::sop_class_uid, 65},
    TextField{tag::SOPInstanceUID, Vr::UI, &Header::sop_instance_uid, 65},
    TextField{tag::StudyDate, Vr::DA, &Header::study_date, 16},
    TextField{tag::StudyTime, Vr::TM, &Header::study_time, 16},
    TextField{tag::AccessionNumber, Vr::SH, &Header::accession_number, 64},
    TextField{tag::Modality, Vr::CS, &Header::modality, 16},
    TextField{tag::ReferringPhysicianName, Vr::PN, &Header::referring_physician_name, 324},
    TextField{tag::StudyDescription, Vr::LO, &Header::study_description, 1024},
    TextField{tag::SeriesDescription, Vr::LO, &Header::series_description, 1024},
    TextField{tag::PatientName, Vr::PN, &Header::patient_name, 324},
    TextField{tag::PatientID, Vr::LO, &Header::patient_id, 64},
    TextField{tag::IssuerOfPatientID, Vr::LO, &Header::issuer_of_patient_id, 64},
    TextField{tag::PatientBirthDate, Vr::DA, &Header::patient_birth_date, 16},
    TextField{tag::PatientSex, Vr::CS, &Header::patient_sex, 16},
    TextField{tag::StudyInstanceUID, Vr::UI, &Header::study_instance_uid, 65},
    TextField{tag::SeriesInstanceUID, Vr::UI, &Header::series_instance_uid, 65},
    TextField{tag::StudyID, Vr::SH, &Header::study_id, 64},
    TextField{tag::SeriesNumber, Vr::IS, &Header::series_number, 16},
    TextField{tag::InstanceNumber, Vr::IS, &Header::instance_number, 16},
};
static_assert(std::ranges::is_sorted(text_fields, {}, &TextField::tag));

/// More bytes of a value are not looked at: 1024 characters of four bytes, and escape sequences.
constexpr std::size_t value_limit = 6000;

/// Of a deflated data set only this much is inflated: room for the attributes wanted, none for a bomb.
constexpr std::uint64_t inflated_limit = 4U << 20U;

class HeaderReader {
public:
    HeaderReader(ElementWalker walker, Header& header, std::string_view fallback)
        : walker_{std::move(walker)}, header_{header}, fallback_{fallback}, character_set_{"", fallback} {}

    void read() {
        while (!walker_.is_next_behind(tag::Columns)) {
            const WalkEvent event = walker_.next();
            const ElementHead& head = walker_.head();
            if (event == WalkEvent::end) return;
            if (event == WalkEvent::sequence_begin && !head.has_undefined_length) walker_.skip_sequence();
            if (event == WalkEvent::element && head.depth == 0 && head.length > 0) take(head);
        }
    }

private:
    void take(const ElementHead& head) {
        if (head.tag == tag::SpecificCharacterSet) {
            character_set_ = CharacterSet{raw_value(), fallback_};
        } else if (head.tag == tag::Rows) {
            header_.rows = unsigned_short();
        } else if (head.tag == tag::Columns) {
            header_.columns = unsigned_short();
        } else if (head.tag == tag::NumberOfFrames) {
            header_.number_of_frames = positive_integer(first_value(raw_value(), Vr::IS));
        } else {
            take_text(head.tag);
        }
    }

    void take_text(Tag tag) {
        const auto found = std::ranges::lower_bound(text_fields, tag, {}, &TextField::tag);
        if (found == text_fields.end() || found->tag != tag) return;
        std::string& field = header_.*(found->field);
        if (!field.empty()) return;
        const DecodedText decoded = character_set_.decode(raw_value(), found->vr);
        field = first_value(decoded.text, found->vr);
        field.resize(first_characters(field, found->characters).size());
    }

    std::string_view raw_value() {
        const std::size_t count = walker_.read_value(0, std::as_writable_bytes(std::span{buffer_}));
        return {buffer_.data(), count};
    }

    std::int64_t unsigned_short() {
        const std::string_view bytes = raw_value();
        if (bytes.size() < 2) return 0;
        const auto first = static_cast<unsigned char>(bytes[0]);
        const auto second = static_cast<unsigned char>(bytes[1]);
        return walker_.is_big_endian() ? first << 8 | second : second << 8 | first;
    }

    static std::int64_t positive_integer(const std::string& text) {
        std::int64_t number = 0;
        const char* begin = text.data() + (text.starts_with('+') ? 1 : 0);
        const auto result = std::from_chars(begin, text.data() + text.size(), number);
        return result.ec == std::errc{} && number > 0 ? number : 0;
    }

    ElementWalker walker_;
    Header& header_;
    std::string_view fallback_;
    CharacterSet character_set_;
    std::array<char, value_limit> buffer_;
};

void check_uid(std::string_view text, std::string_view name) {
    if (is_valid_uid(text)) return;
    throw base::Error{
        base::ErrorKind::corrupt,
        text.empty() ? fmt::format("the object has no {}", name)
                     : fmt::format("the {} \"{}\" is no UID: digits and dots, at most 64, are needed", name, text)};
}

}  // namespace

Header read_header(const ByteSource& source, std::string_view fallback) {
    const BufferedStart part10{source};
    const FileMeta meta = read_file_meta(part10);
    Header header;
    header.transfer_syntax_uid = meta.transfer_syntax_uid;
    header.media_storage_sop_class_uid = meta.media_storage_sop_class_uid;
    header.media_storage_sop_instance_uid = meta.media_storage_sop_instance_uid;
    header.data_set_offset = meta.data_set_offset;
    if (meta.encoding.deflated) {
        const InflatedStart start = inflate_start(part10, meta.data_set_offset, inflated_limit);
        const MemorySource inflated{start.bytes};
        HeaderReader{{inflated, 0, inflated.size(), meta.encoding}, header, fallback}.read();
    } else {
        HeaderReader{{part10, meta.data_set_offset, part10.size(), meta.encoding}, header, fallback}.read();
    }
    check_uid(header.sop_class_uid, "SOP Class UID");
    check_uid(header.sop_instance_uid, "SOP Instance UID");
    check_uid(header.study_instance_uid, "Study Instance UID");
    check_uid(header.series_instance_uid, "Series Instance UID");
    return header;
}

}  // namespace kinote::dicom
