#pragma once
// The application profiles for media, PS3.11 annexes D and H: what may be on them, and how much.

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace kinote::media {

enum class MediaProfile : std::uint8_t {
    std_gen_cd,
    std_gen_dvd_jpeg,
    std_gen_dvd_j2k,
    std_gen_usb_jpeg,
    std_gen_usb_j2k
};

struct MediaProfileRow {
    MediaProfile profile;
    std::string_view name;  ///< "STD-GEN-CD"
    /// What is left as it is beside Explicit VR Little Endian, into which everything else is decompressed.
    std::span<const std::string_view> kept_syntaxes;
    std::uint64_t disc_bytes;  ///< of one disc, where nobody says otherwise
};

[[nodiscard]] std::span<const MediaProfileRow> media_profiles();
[[nodiscard]] const MediaProfileRow& row_of(MediaProfile profile);
/// Without regard to case; absent where there is none of that name.
[[nodiscard]] std::optional<MediaProfile> media_profile_named(std::string_view name);

/// Whether an object may be on the medium as it is.
[[nodiscard]] bool keeps(MediaProfile profile, std::string_view transfer_syntax_uid);

}  // namespace kinote::media
