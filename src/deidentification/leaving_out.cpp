#include "deidentification/leaving_out.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>

#include "deidentification/attributes.hpp"
#include "deidentification/value_reading.hpp"
#include "dicom/element_walker.hpp"
#include "dicom/sop_class.hpp"
#include "dicom/text_value.hpp"
#include "dicom/uid.hpp"

namespace kinote::deidentification {
namespace {

using dicom::Tag;
using dicom::WalkEvent;

struct Named {
    std::string_view value;
    std::string_view what;
};

// Modalities that write the patient's name into their images, or whose objects come from anywhere.
constexpr std::array modalities_that_burn_in{
    Named{"US", "an ultrasound image"},      Named{"IVUS", "an intravascular ultrasound image"},
    Named{"SC", "a secondary capture"},      Named{"ES", "an endoscopic image"},
    Named{"OT", "an object of modality OT"}, Named{"XC", "a photograph"},
    Named{"GM", "a microscopic photograph"}, Named{"DOC", "a document"},
};

// PS3.6 Table A-1. The first part of a UID, of all classes below it.
constexpr std::array classes_that_burn_in{
    Named{"1.2.840.10008.5.1.4.1.1.7", "a secondary capture"},
    Named{"1.2.840.10008.5.1.4.1.1.6", "an ultrasound image"},
    Named{"1.2.840.10008.5.1.4.1.1.3", "an ultrasound image"},
    Named{"1.2.840.10008.5.1.4.1.1.77.1.1", "an endoscopic image or video"},
    Named{"1.2.840.10008.5.1.4.1.1.77.1.2.1", "a microscopic video"},
    Named{"1.2.840.10008.5.1.4.1.1.77.1.4", "a photograph or video"},
    Named{"1.2.840.10008.5.1.4.1.1.104", "an encapsulated document"},
    Named{"1.2.840.10008.5.1.4.1.1.66", "raw data"},
};
constexpr std::size_t longest_read = 1024;
constexpr std::string_view raw_data_storage = "1.2.840.10008.5.1.4.1.1.66";

// What names the patient by its nature.
constexpr std::array classes_that_identify{
    Named{"1.2.840.10008.5.1.4.1.1.104.2", "an encapsulated CDA document, whose text names the patient"},
    Named{"1.2.840.10008.5.1.4.1.1.9.4.1", "a recording of a voice"},
    Named{"1.2.840.10008.5.1.4.1.1.9.4.2", "a recording of sound"},
    Named{"1.2.840.10008.1.3.10", "the directory of a medium"},
};

constexpr std::array video_transfer_syntaxes{
    std::string_view{"1.2.840.10008.1.2.4.100"}, std::string_view{"1.2.840.10008.1.2.4.101"},
    std::string_view{"1.2.840.10008.1.2.4.102"}, std::string_view{"1.2.840.10008.1.2.4.103"},
    std::string_view{"1.2.840.10008.1.2.4.104"}, std::string_view{"1.2.840.10008.1.2.4.105"},
    std::string_view{"1.2.840.10008.1.2.4.106"}, std::string_view{"1.2.840.10008.1.2.4.107"},
    std::string_view{"1.2.840.10008.1.2.4.108"},
};

bool is_at_or_below(std::string_view uid, std::string_view root) {
    return uid.starts_with(root) && (uid.size() == root.size() || uid[root.size()] == '.');
}

const Named* find_class(std::span<const Named> classes, std::string_view uid) {
    const auto found = std::ranges::find_if(classes, [&](const Named& one) {
        return one.value == raw_data_storage ? uid == raw_data_storage : is_at_or_below(uid, one.value);
    });
    return found != classes.end() ? &*found : nullptr;
}

bool names_label(const dicom::ElementWalker& walker) {
    if (walker.head().length > longest_read) return true;
    const auto values = dicom::split_values(whole_value_of(walker), dicom::Vr::CS);
    return std::ranges::any_of(values,
                               [](const std::string& value) { return value == "LABEL" || value == "OVERVIEW"; });
}

void take(const dicom::ElementWalker& walker, Exposure& exposure) {
    const Tag tag = walker.head().tag;
    const auto first = [&] { return first_value_of(walker, dicom::Vr::CS, longest_read); };
    if (tag == dicom::tag::SOPClassUID) exposure.sop_class_uid = first();
    if (tag == dicom::tag::ImageType) exposure.shows_label = exposure.shows_label || names_label(walker);
    if (tag == dicom::tag::Modality) exposure.modality = first();
    if (tag == tag::BurnedInAnnotation) exposure.burned_in_annotation = first();
    if (tag == tag::RecognizableVisualFeatures) exposure.has_recognizable_features = first() == "YES";
    if (tag == tag::SpecimenLabelInImage) exposure.shows_label = exposure.shows_label || first() == "YES";
}

}  // namespace

Exposure exposure_of(const dicom::ByteSource& data_set, std::string_view transfer_syntax_uid) {
    Exposure exposure;
    exposure.is_video =
        std::ranges::find(video_transfer_syntaxes, transfer_syntax_uid) != video_transfer_syntaxes.end();
    dicom::ElementWalker walker{data_set, 0, data_set.size(), dicom::Encoding{}};
    for (WalkEvent event = walker.next(); event != WalkEvent::end; event = walker.next()) {
        if (walker.head().depth != 0) continue;
        if (event == WalkEvent::element) take(walker, exposure);
        if (event == WalkEvent::sequence_begin && walker.head().tag == tag::WaveformAnnotationSequence)
            exposure.has_waveform_annotations = true;
    }
    return exposure;
}

std::optional<std::string> reason_to_leave_out(const Exposure& exposure) {
    if (const Named* found = find_class(classes_that_identify, exposure.sop_class_uid)) {
        return fmt::format("it is {}", found->what);
    }
    if (exposure.shows_label) return "it shows the label of a slide";
    if (exposure.burned_in_annotation == "YES") return "it says that the patient's identity is burned into its pixels";
    if (exposure.has_recognizable_features) return "it says that the patient can be recognized in it";
    if (exposure.burned_in_annotation == "NO") return std::nullopt;

    constexpr std::string_view silent = "that does not say whether the patient's identity is burned in";
    if (exposure.is_video) return fmt::format("it is a video {}", silent);
    if (const Named* found = find_class(classes_that_burn_in, exposure.sop_class_uid)) {
        return fmt::format("it is {} {}", found->what, silent);
    }
    const auto modality = std::ranges::find(modalities_that_burn_in, exposure.modality, &Named::value);
    if (modality != modalities_that_burn_in.end()) return fmt::format("it is {} {}", modality->what, silent);
    if (exposure.has_waveform_annotations) return "it is a waveform with annotations";
    if (!dicom::is_composite_storage(exposure.sop_class_uid))
        return "its SOP class is not known, nor what its pixels may show";
    return std::nullopt;
}

std::optional<std::string> reason_to_leave_out(const dicom::ByteSource& data_set,
                                               std::string_view transfer_syntax_uid) {
    return reason_to_leave_out(exposure_of(data_set, transfer_syntax_uid));
}

}  // namespace kinote::deidentification
