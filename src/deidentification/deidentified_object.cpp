#include "deidentification/deidentified_object.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <string_view>
#include <utility>

#include "base/error.hpp"
#include "deidentification/rewriter.hpp"

namespace kinote::deidentification {

using base::Error;
using base::ErrorKind;

namespace {

/// So that it can stand in every character set, as PN and as LO.
void check_pseudonym(std::string_view what, std::string_view pseudonym) {
    const bool is_right = !pseudonym.empty() && pseudonym.size() <= 64 &&
                          std::ranges::all_of(pseudonym, [](char c) { return c >= ' ' && c <= '~' && c != '\\'; });
    if (!is_right) {
        throw Error{ErrorKind::invalid,
                    fmt::format("the pseudonym for {} has to be 1 to 64 ASCII characters without a backslash", what)};
    }
}

}  // namespace

DeidentifiedObject::DeidentifiedObject(std::unique_ptr<const dicom::ByteSource> data_set, const Deidentification& how)
    : data_set_{std::move(data_set)} {
    check_pseudonym("Patient's Name", how.patient_name);
    check_pseudonym("Patient ID", how.patient_id);
    Rewritten made = Rewriter{*data_set_, how}.run();
    bytes_ = std::move(made.bytes);
    segments_ = std::move(made.segments);
    zeroed_ = std::move(made.zeroed);
    sop_class_uid_ = std::move(made.sop_class_uid);
    sop_instance_uid_ = std::move(made.sop_instance_uid);
}

std::uint64_t DeidentifiedObject::size() const { return segments_.back().position + segments_.back().length; }

std::size_t DeidentifiedObject::read_at(std::uint64_t offset, std::span<std::byte> buffer) const {
    if (offset >= size()) return 0;
    auto segment = std::prev(std::ranges::upper_bound(segments_, offset, {}, &Segment::position));
    std::size_t filled = 0;
    for (; filled < buffer.size() && segment != segments_.end(); ++segment) {
        const std::uint64_t from = offset + filled - segment->position;
        const auto count =
            static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size() - filled, segment->length - from));
        if (!segment->is_copied) {
            std::memcpy(buffer.data() + filled, bytes_.data() + segment->offset + from, count);
        } else {
            const auto copied = buffer.subspan(filled, count);
            if (data_set_->read_at(segment->offset + from, copied) != count)
                throw Error{ErrorKind::corrupt, "the object has become shorter while it was read"};
            zero(segment->offset + from, copied);
        }
        filled += count;
    }
    return filled;
}

// @param offset  of the bytes in the original.
void DeidentifiedObject::zero(std::uint64_t offset, std::span<std::byte> copied) const {
    const std::uint64_t end = offset + copied.size();
    auto stretch =
        std::ranges::upper_bound(zeroed_, offset, {}, [](const Stretch& one) { return one.offset + one.length; });
    for (; stretch != zeroed_.end() && stretch->offset < end; ++stretch) {
        const std::uint64_t first = std::max(stretch->offset, offset);
        const std::uint64_t last = std::min(stretch->offset + stretch->length, end);
        std::ranges::fill(
            copied.subspan(static_cast<std::size_t>(first - offset), static_cast<std::size_t>(last - first)),
            std::byte{0});
    }
}

}  // namespace kinote::deidentification
