#pragma once
// Small data sets in messages: identifiers and the information of normalized services.

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "dicom/dataset.hpp"
#include "dimse/answer.hpp"
#include "dimse/message.hpp"

namespace kinote::dimse {

/// Bytes of such a data set beyond which it is refused.
inline constexpr std::size_t maximum_data_set_size = std::size_t{16} * 1024 * 1024;

struct ReceivedDataSet {
    std::optional<dicom::Dataset> data_set;  ///< nothing where there is none, or none that is of use
    Answer fault{};                          ///< what to tell the peer then; success where there simply is none
};

/// Receives and parses the data set that follows the message, where one does. Nothing where the association ended
/// within it. @throws as receive_data_set(); invalid where it goes on for very long after it was too large.
[[nodiscard]] std::optional<ReceivedDataSet> receive_small_data_set(Association& association, const Message& message);

/// Encodes a data set that dicom::ElementWriter wrote for a transfer syntax: Explicit or Implicit VR Little Endian.
/// @throws base::Error internal where it holds sequences or items of a defined length other than 0, or is cut off.
[[nodiscard]] std::vector<std::byte> encoded_for(std::string_view transfer_syntax_uid,
                                                 std::span<const std::byte> explicit_little_endian);

}  // namespace kinote::dimse
