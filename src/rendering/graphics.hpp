#pragma once
// The graphic annotations of a presentation state, PS3.3 C.10.5.

#include <vector>

#include "dicom/dataset.hpp"
#include "rendering/presentation_state.hpp"

namespace kinote::rendering {

/// Adds the annotations that apply to the subject to the state, those of lower layers first.
/// @throws base::Error invalid where they have more points than are drawn.
void read_graphics(const dicom::Dataset& dataset, const StateSubject& subject, PresentationState& state);

/// Whether an item of a presentation state is for the subject: its Referenced Image Sequence is absent or names it.
[[nodiscard]] bool applies_to(const dicom::Item& item, const StateSubject& subject);

/// Whether the item's Referenced Image Sequence names the subject.
[[nodiscard]] bool names(const dicom::Item& item, const StateSubject& subject);

}  // namespace kinote::rendering
