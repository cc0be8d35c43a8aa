#include "dicomweb/presented_frames.hpp"

#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "database/instance_table.hpp"
#include "dicom/dataset.hpp"
#include "dicom/sop_class.hpp"
#include "dicom/uid.hpp"

namespace kinote::dicomweb {
namespace {

namespace tag = dicom::tag;

struct NamedImage {
    std::string sop_instance_uid;
    std::vector<std::uint32_t> frames;
};

std::vector<std::uint32_t> frames_of(const dicom::Item& reference) {
    std::vector<std::uint32_t> frames;
    const auto element = reference.find(tag::ReferencedFrameNumber);
    if (!element) return frames;
    for (const std::int64_t frame : element->integers()) {
        if (frame >= 1 && frame <= std::numeric_limits<std::int32_t>::max()) {
            frames.push_back(static_cast<std::uint32_t>(frame));
        }
    }
    return frames;
}

// PS3.3 C.11.11.1.
std::vector<NamedImage> named_images(const dicom::Dataset& state) {
    std::vector<NamedImage> images;
    for (const dicom::Item& series : state.items(tag::ReferencedSeriesSequence)) {
        for (const dicom::Item& reference : series.items(tag::ReferencedImageSequence)) {
            images.push_back({reference.text(tag::ReferencedSOPInstanceUID), frames_of(reference)});
        }
    }
    return images;
}

}  // namespace

bool is_presented(std::string_view sop_class_uid) {
    return sop_class_uid == dicom::uid::GrayscaleSoftcopyPresentationStateStorage ||
           sop_class_uid == dicom::uid::ColorSoftcopyPresentationStateStorage;
}

PresentedFrames::PresentedFrames(DicomWebRooms rooms, const database::WebObject& state) : rooms_{std::move(rooms)} {
    std::vector<NamedImage> images = named_images(dicom::Dataset::read(*open_named(rooms_, state)));
    std::vector<std::string_view> uids;
    uids.reserve(images.size());
    for (const NamedImage& image : images) uids.push_back(image.sop_instance_uid);
    std::map<std::string, std::string, std::less<>> series;  // of what can be shown
    for (database::InstanceSummary& found : database::find_visible_instances(*rooms_.database.connection(), uids)) {
        const bool is_shown =
            found.study_instance_uid == state.study_instance_uid && dicom::is_image_storage(found.sop_class_uid);
        if (is_shown) series.emplace(std::move(found.sop_instance_uid), std::move(found.series_instance_uid));
    }
    for (NamedImage& image : images) {
        const auto found = series.find(image.sop_instance_uid);
        if (found == series.end()) continue;
        references_.push_back(
            {{state.study_instance_uid, found->second, std::move(image.sop_instance_uid)}, std::move(image.frames)});
    }
}

void PresentedFrames::want_bytes() const {
    for (std::size_t at = at_reference_; at < references_.size(); ++at) {
        const database::WebScope& image = references_[at].image;
        dicomweb::want_bytes(rooms_, image, database::measure_web_scope(*rooms_.database.connection(), image));
    }
}

std::optional<PresentedFrame> PresentedFrames::next() {
    while (at_frame_ == frames_.size()) {
        if (at_reference_ == references_.size()) return std::nullopt;
        open_next();
    }
    return PresentedFrame{image_, frames_.at(at_frame_++)};
}

void PresentedFrames::open_next() {
    Reference& reference = references_[at_reference_++];
    at_frame_ = 0;
    frames_ = {};
    auto found = database::next_web_objects(*rooms_.database.connection(), reference.image, 0, 1);
    if (found.empty() || found.front().rows == 0) return;  // hidden since, or without pixels
    image_ = std::move(found.front());
    frames_ = reference.frames.empty() ? FrameSelection::all(image_.number_of_frames)
                                       : FrameSelection{std::move(reference.frames)};
}

}  // namespace kinote::dicomweb
