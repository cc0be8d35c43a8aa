#pragma once
// Which frames of an image go out.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

namespace kinote::dicomweb {

/// Numbers of frames from 1, in the order in which they go out. Takes no memory for each of all frames: an object can
/// claim to have a thousand million.
class FrameSelection {
public:
    FrameSelection() = default;
    explicit FrameSelection(std::vector<std::uint32_t> named) : named_{std::move(named)}, size_{named_.size()} {}
    /// From the first to the last. @param number_of_frames  as the object says it; below 1 counts as 1.
    [[nodiscard]] static FrameSelection all(std::int64_t number_of_frames) {
        FrameSelection selection;
        selection.size_ = static_cast<std::size_t>(
            std::clamp<std::int64_t>(number_of_frames, 1, std::numeric_limits<std::int32_t>::max()));
        return selection;
    }

    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] std::uint32_t at(std::size_t index) const {
        return named_.empty() ? static_cast<std::uint32_t>(index + 1) : named_[index];
    }

private:
    std::vector<std::uint32_t> named_;  ///< empty: all
    std::size_t size_ = 0;
};

}  // namespace kinote::dicomweb
