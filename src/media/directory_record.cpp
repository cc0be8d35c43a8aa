#include "media/directory_record.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string_view>

#include "dicom/element_copy.hpp"
#include "dicom/uid.hpp"
#include "dicom/vr.hpp"

namespace kinote::media {
namespace {

using dicom::ElementWriter;
using dicom::Item;
using dicom::Tag;
using dicom::Vr;
namespace tag = dicom::tag;

// Where an object may say a date or a time that a record needs, the nearest first.
constexpr std::array other_dates{tag::ContentDate, tag::AcquisitionDate, tag::SeriesDate, tag::StudyDate,
                                 tag::InstanceCreationDate};
constexpr std::array other_times{tag::ContentTime, tag::AcquisitionTime, tag::SeriesTime, tag::StudyTime,
                                 tag::InstanceCreationTime};
constexpr std::string_view unknown_date = "19000101";
constexpr std::string_view unknown_time = "000000";
constexpr std::string_view modifier = "HAS CONCEPT MOD";

bool is_digits(std::string_view text) {
    return std::ranges::all_of(text, [](char one) { return one >= '0' && one <= '9'; });
}

// HHMMSS.FFFFFF, of which the end may be missing, PS3.5 6.2.
bool is_time(std::string_view text) {
    const std::string_view whole = text.substr(0, text.find('.'));
    const std::string_view fraction = whole.size() == text.size() ? "0" : text.substr(whole.size() + 1);
    const bool has_length = whole.size() == 2 || whole.size() == 4 || whole.size() == 6;
    return has_length && is_digits(whole) && !fraction.empty() && fraction.size() <= 6 && is_digits(fraction) &&
           (whole.size() == 6 || whole.size() == text.size());
}

// What the object says, as the standard writes it: dates and times also from the form of ACR-NEMA (1994.11.05,
// 13:45:00). Empty where it says nothing or that can be no such value.
std::string said_rightly(const Item& object, Tag element, Vr vr) {
    std::string said = object.text(element);
    if (vr == Vr::DA) {
        std::erase(said, '.');
        if (said.size() != 8 || !is_digits(said)) said.clear();
    } else if (vr == Vr::TM) {
        std::erase(said, ':');
        if (!is_time(said)) said.clear();
    }
    return said;
}

std::string first_said(const Item& object, std::span<const Tag> tags, Vr vr, std::string_view otherwise) {
    for (const Tag one : tags) {
        if (std::string said = said_rightly(object, one, vr); !said.empty()) return said;
    }
    return std::string{otherwise};
}

std::string made_modality(const Item& object) {
    const std::string sop_class = object.text(tag::SOPClassUID);
    if (sop_class == dicom::uid::KeyObjectSelectionDocumentStorage) return "KO";
    const RecordType* const type = object_record(sop_class);
    if (type == nullptr) return "OT";
    if (type->name == "PRESENTATION") return "PR";
    return type->name == "SR DOCUMENT" ? "SR" : "OT";
}

std::string made_value(const RecordKey& key, const Item& object, std::uint64_t number) {
    if (key.vr == Vr::DA) return first_said(object, other_dates, Vr::DA, unknown_date);
    if (key.vr == Vr::TM) return first_said(object, other_times, Vr::TM, unknown_time);
    if (key.vr == Vr::IS || key.tag == tag::StudyID) return fmt::format("{}", number);
    if (key.tag == tag::PatientID) return fmt::format("UNKNOWN-{}", number);
    if (key.tag == tag::Modality) return made_modality(object);
    if (key.tag == tag::CompletionFlag) return "PARTIAL";
    if (key.tag == tag::VerificationFlag) return "UNVERIFIED";
    if (key.tag == tag::MIMETypeOfEncapsulatedDocument) return "application/octet-stream";
    return "UNKNOWN";
}

// PS3.16 CID 7010: the title that says least.
std::string write_made_title(ElementWriter& writer) {
    writer.begin_sequence(tag::ConceptNameCodeSequence);
    writer.begin_item();
    writer.text(tag::CodeValue, Vr::SH, "113000");
    writer.text(tag::CodingSchemeDesignator, Vr::SH, "DCM");
    writer.text(tag::CodeMeaning, Vr::LO, "Of Interest");
    writer.end_item();
    writer.end_sequence();
    return "113000, DCM, Of Interest";
}

// PS3.3 F.5.26 and F.5.25: all and only the modifiers of the root.
void write_modifiers(ElementWriter& writer, const Item& object) {
    const auto is_modifier = [](const Item& item) { return item.text(tag::RelationshipType) == modifier; };
    const dicom::ItemRange items = object.items(tag::ContentSequence);
    if (std::none_of(items.begin(), items.end(), is_modifier)) return;
    writer.begin_sequence(tag::ContentSequence);
    for (const Item item : items) {
        if (is_modifier(item)) dicom::copy_item(writer, item);
    }
    writer.end_sequence();
}

// PS3.3 F.5.25: of a verified report the latest of its verifications.
std::optional<MadeValue> write_verification(ElementWriter& writer, const Item& object) {
    if (object.text(tag::VerificationFlag) != "VERIFIED") return std::nullopt;
    std::string latest;
    for (const Item observer : object.items(tag::VerifyingObserverSequence))
        latest = std::max(latest, observer.text(tag::VerificationDateTime));
    std::optional<MadeValue> made;
    if (latest.empty()) {
        latest = first_said(object, other_dates, Vr::DA, unknown_date) +
                 first_said(object, other_times, Vr::TM, unknown_time);
        made = MadeValue{tag::VerificationDateTime, latest};
    }
    writer.text(tag::VerificationDateTime, Vr::DT, latest);
    return made;
}

// @return where it had to be written otherwise than the object has it.
std::optional<MadeValue> write_said(ElementWriter& writer, const RecordKey& key, const Item& object) {
    const bool is_moment = key.vr == Vr::DA || key.vr == Vr::TM;
    std::string said = is_moment ? said_rightly(object, key.tag, key.vr) : std::string{};
    if (!is_moment || said == object.text(key.tag)) {
        dicom::copy_element(writer, *object.find(key.tag));
        return std::nullopt;
    }
    writer.text(key.tag, key.vr, said);
    return MadeValue{key.tag, std::move(said)};
}

void write_empty(ElementWriter& writer, const RecordKey& key) {
    if (key.vr == Vr::SQ) {
        writer.begin_sequence(key.tag);
        writer.end_sequence();
    } else {
        writer.bytes(key.tag, key.vr, {});
    }
}

bool may_need_character_set(const RecordType& type) {
    return std::ranges::any_of(type.keys, [](const RecordKey& key) {
        return key.vr == Vr::SQ || dicom::is_affected_by_character_set(key.vr);
    });
}

}  // namespace

std::vector<MadeValue> write_keys(ElementWriter& writer, const RecordType& type, const Item& object,
                                  std::uint64_t number) {
    std::vector<MadeValue> made;
    if (may_need_character_set(type) && object.has_value(tag::SpecificCharacterSet)) {
        dicom::copy_element(writer, *object.find(tag::SpecificCharacterSet));
    }
    for (const RecordKey& key : type.keys) {
        if (key.tag == tag::ContentSequence) {
            write_modifiers(writer, object);
        } else if (key.tag == tag::VerificationDateTime) {
            if (auto value = write_verification(writer, object)) made.push_back(*std::move(value));
        } else if (key.vr == Vr::SQ ? object.has_value(key.tag) : !said_rightly(object, key.tag, key.vr).empty()) {
            if (auto value = write_said(writer, key, object)) made.push_back(*std::move(value));
        } else if (key.need == KeyNeed::element) {
            write_empty(writer, key);
        } else if (key.need == KeyNeed::value && key.vr == Vr::SQ) {
            made.push_back({key.tag, write_made_title(writer)});
        } else if (key.need == KeyNeed::value) {
            made.push_back({key.tag, made_value(key, object, number)});
            writer.text(key.tag, key.vr, made.back().value);
        }
    }
    return made;
}

Tag last_key(const RecordType& type) {
    return std::max({type.keys.back().tag, patient_record().keys.back().tag, study_record().keys.back().tag,
                     series_record().keys.back().tag});
}

}  // namespace kinote::media
