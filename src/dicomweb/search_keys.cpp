#include "dicomweb/search_keys.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>

#include "base/error.hpp"
#include "dicom/dictionary.hpp"
#include "dicom/file_meta.hpp"
#include "dicom/uid.hpp"
#include "dicom/vr.hpp"

namespace kinote::dicomweb {
namespace {

namespace tag = dicom::tag;
using dicom::Tag;
using dicom::Vr;
using query::QueryLevel;

// PS3.18 Table 10.6.3-3, without what the index does not have (Timezone Offset From UTC).
constexpr std::array usual_of_study{
    tag::StudyDate,
    tag::StudyTime,
    tag::AccessionNumber,
    tag::InstanceAvailability,
    tag::ModalitiesInStudy,
    tag::ReferringPhysicianName,
    tag::StudyDescription,
    tag::PatientName,
    tag::PatientID,
    tag::PatientBirthDate,
    tag::PatientSex,
    tag::StudyInstanceUID,
    tag::StudyID,
    tag::NumberOfStudyRelatedSeries,
    tag::NumberOfStudyRelatedInstances,
};
// Table 10.6.3-4. Those of the performed and the requested procedure are read from one object of the series.
constexpr std::array usual_of_series{
    tag::Modality,
    tag::SeriesDescription,
    tag::SeriesInstanceUID,
    tag::SeriesNumber,
    tag::NumberOfSeriesRelatedInstances,
    tag::PerformedProcedureStepStartDate,
    tag::PerformedProcedureStepStartTime,
};
// Table 10.6.3-5, without what only the objects have (Timezone Offset From UTC, Bits Allocated).
constexpr std::array usual_of_instance{
    tag::SOPClassUID, tag::SOPInstanceUID, tag::InstanceAvailability, tag::InstanceNumber, tag::NumberOfFrames,
    tag::Rows,        tag::Columns,
};

[[noreturn]] void refuse_key(Tag tag, std::string_view why) {
    throw base::Error{base::ErrorKind::invalid, fmt::format("{} {}", dicom::keyword_or_number(tag), why)};
}

}  // namespace

SearchKeys::SearchKeys(QueryLevel level) : level_{level} {}

SearchKeys::Node& SearchKeys::node_at(const std::vector<Tag>& path) {
    Node* node = &keys_[path.front()];
    for (std::size_t index = 1; index < path.size(); ++index) node = &node->items[path[index]];
    return *node;
}

void SearchKeys::match(const std::vector<Tag>& path, std::string_view value) {
    const Tag tag = path.back();
    if (tag == tag::QueryRetrieveLevel || tag == tag::SpecificCharacterSet) {
        refuse_key(tag, "is no key of a search here: the path says the level, and all text is UTF-8");
    }
    Node& node = node_at(path);
    if (node.value) refuse_key(tag, "is given twice");
    const Vr vr = dicom::dictionary_vr(tag);
    if (vr == Vr::SQ) {
        if (!value.empty()) refuse_key(tag, "is a sequence: name the attribute in it behind a dot");
        return;
    }
    node.value = value;
    // Neither has a comma itself. In other kinds the backslash alone stands between values.
    if (vr == Vr::UI || vr == Vr::CS) std::ranges::replace(*node.value, ',', '\\');
}

void SearchKeys::include(const std::vector<Tag>& path) {
    if (path.back() != tag::QueryRetrieveLevel && path.back() != tag::SpecificCharacterSet) (void)node_at(path);
}

void SearchKeys::include_usual(QueryLevel level, bool whole) {
    if (!whole) return include({query::unique_key(level)});
    const auto add = [this](std::span<const Tag> tags) {
        for (const Tag tag : tags) include({tag});
    };
    if (level == QueryLevel::study) add(usual_of_study);
    if (level == QueryLevel::series) {
        add(usual_of_series);
        include({tag::RequestAttributesSequence, tag::ScheduledProcedureStepID});
        include({tag::RequestAttributesSequence, tag::RequestedProcedureID});
    }
    if (level == QueryLevel::image) add(usual_of_instance);
}

bool SearchKeys::has_value(const Node& node) {
    return (node.value && !node.value->empty()) ||
           std::ranges::any_of(node.items, [](const auto& item) { return has_value(item.second); });
}

bool SearchKeys::is_matched(Tag tag) const {
    const auto found = keys_.find(tag);
    return found != keys_.end() && has_value(found->second);
}

dicom::Dataset SearchKeys::data_set() const {
    std::map<Tag, Node> all = keys_;
    all[tag::SpecificCharacterSet].value = "ISO_IR 192";
    all[tag::QueryRetrieveLevel].value = query::to_string(level_);
    dicom::ElementWriter writer;
    write(writer, all);
    std::vector<std::byte> bytes = dicom::make_file_meta({.sop_class_uid = {},
                                                          .sop_instance_uid = {},
                                                          .transfer_syntax_uid = dicom::uid::ExplicitVRLittleEndian,
                                                          .source_ae_title = {}});
    bytes.insert(bytes.end(), writer.written().begin(), writer.written().end());
    return dicom::Dataset::parse(std::move(bytes));
}

void SearchKeys::write(dicom::ElementWriter& writer, const std::map<Tag, Node>& nodes) {
    for (const auto& [tag, node] : nodes) {
        if (dicom::dictionary_vr(tag) != Vr::SQ) {
            write_value(writer, tag, node.value.value_or(""));
            continue;
        }
        writer.begin_sequence(tag);
        if (!node.items.empty()) {
            writer.begin_item();
            write(writer, node.items);
            writer.end_item();
        }
        writer.end_sequence();
    }
}

void SearchKeys::write_value(dicom::ElementWriter& writer, Tag tag, const std::string& value) {
    const Vr vr = dicom::dictionary_vr(tag);
    if (dicom::is_text(vr)) return writer.text(tag, vr, value);
    if (value.empty()) return writer.bytes(tag, vr, {});
    std::uint16_t number = 0;
    const auto [end, failure] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (vr != Vr::US || failure != std::errc{} || end != value.data() + value.size()) {
        refuse_key(tag, vr == Vr::US ? "must be a whole number from 0 to 65535" : "cannot be matched: it is no text");
    }
    writer.unsigned_short(tag, number);
}

}  // namespace kinote::dicomweb
