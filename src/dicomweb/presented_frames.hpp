#pragma once
// The pictures that a presentation state is about, one after the other.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "dicomweb/frame_selection.hpp"
#include "dicomweb/named_objects.hpp"

namespace kinote::dicomweb {

struct PresentedFrame {
    database::WebObject image;
    std::uint32_t frame = 1;  ///< from 1
};

/// Whether pictures are drawn as that presentation state says.
[[nodiscard]] bool is_presented(std::string_view sop_class_uid);

/// Goes through the frames that the state refers to, in its order: of an image without numbers of frames all of them.
/// What is not visible, no image, or of another study (PS3.3 C.11.11) is left out. One thread.
class PresentedFrames {
public:
    /// @throws base::Error corrupt where the state cannot be read, not_found where it is not visible any more,
    /// unavailable where it is NEARLINE.
    PresentedFrames(DicomWebRooms rooms, const database::WebObject& state);

    /// Looks whether all that is to come can be read. @throws base::Error unavailable where an image is NEARLINE.
    void want_bytes() const;

    /// Nothing at the end.
    [[nodiscard]] std::optional<PresentedFrame> next();

private:
    struct Reference {
        database::WebScope image;
        std::vector<std::uint32_t> frames;  ///< none: all
    };

    void open_next();

    DicomWebRooms rooms_;
    std::vector<Reference> references_;
    std::size_t at_reference_ = 0;
    database::WebObject image_;  ///< of the reference before that
    FrameSelection frames_;      ///< of it
    std::size_t at_frame_ = 0;
};

}  // namespace kinote::dicomweb
