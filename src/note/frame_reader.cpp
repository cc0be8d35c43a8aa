#include "note/frame_reader.hpp"

#include <algorithm>
#include <limits>

namespace kinote::note {
namespace {

namespace tag = dicom::tag;

constexpr std::size_t longest_value = 13;  // of VR IS, with the backslash behind it (PS3.5 6.2)

bool is_frame(std::int64_t number) { return number > 0 && number <= std::numeric_limits<std::int32_t>::max(); }

}  // namespace

std::vector<std::int32_t> FrameReader::read(const dicom::Item& item, const Place& place) {
    const auto element = item.find(tag::ReferencedFrameNumber);
    if (!element || element->is_empty()) return {};
    // Measured before it is parted into values, each of which takes more memory than its text.
    const auto backslashes = static_cast<std::size_t>(std::ranges::count(element->raw_text(), '\\'));
    const bool is_short = backslashes < most_of_reference && read_ + backslashes < most_of_document &&
                          element->bytes().size() <= longest_value * most_of_reference;
    if (!is_short) {
        findings_.warning(RuleId::K22, place.in(tag::ReferencedFrameNumber),
                          "there are too many frame numbers; the reference is taken for the whole object");
        return {};
    }
    const std::vector<std::int64_t> numbers = element->integers();
    if (numbers.size() != backslashes + 1 || !std::ranges::all_of(numbers, is_frame)) {
        findings_.warning(RuleId::K22, place.in(tag::ReferencedFrameNumber),
                          "a frame number is not positive; the reference is taken for the whole object");
        return {};
    }
    read_ += numbers.size();
    return {numbers.begin(), numbers.end()};
}

}  // namespace kinote::note
