#include "media/media_profile.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "dicom/uid.hpp"

namespace kinote::media {
namespace {

constexpr std::array jpeg_syntaxes{dicom::uid::JPEGLosslessSV1, dicom::uid::JPEGBaseline8Bit,
                                   dicom::uid::JPEGExtended12Bit};
constexpr std::array j2k_syntaxes{dicom::uid::JPEG2000Lossless, dicom::uid::JPEG2000};

constexpr std::uint64_t cd_bytes = 333'000ULL * 2'048;  // 74 minutes
constexpr std::uint64_t dvd_bytes = 4'700'000'000ULL;
constexpr std::uint64_t usb_bytes = 32'000'000'000ULL;

constexpr std::array profile_rows{
    MediaProfileRow{MediaProfile::std_gen_cd, "STD-GEN-CD", {}, cd_bytes},
    MediaProfileRow{MediaProfile::std_gen_dvd_jpeg, "STD-GEN-DVD-JPEG", jpeg_syntaxes, dvd_bytes},
    MediaProfileRow{MediaProfile::std_gen_dvd_j2k, "STD-GEN-DVD-J2K", j2k_syntaxes, dvd_bytes},
    MediaProfileRow{MediaProfile::std_gen_usb_jpeg, "STD-GEN-USB-JPEG", jpeg_syntaxes, usb_bytes},
    MediaProfileRow{MediaProfile::std_gen_usb_j2k, "STD-GEN-USB-J2K", j2k_syntaxes, usb_bytes},
};

bool is_same_letter(char left, char right) {
    return std::toupper(static_cast<unsigned char>(left)) == std::toupper(static_cast<unsigned char>(right));
}

}  // namespace

std::span<const MediaProfileRow> media_profiles() { return profile_rows; }

const MediaProfileRow& row_of(MediaProfile profile) {
    return *std::ranges::find(profile_rows, profile, &MediaProfileRow::profile);
}

std::optional<MediaProfile> media_profile_named(std::string_view name) {
    const auto* const row = std::ranges::find_if(
        profile_rows, [&](const MediaProfileRow& one) { return std::ranges::equal(one.name, name, is_same_letter); });
    if (row == profile_rows.end()) return std::nullopt;
    return row->profile;
}

bool keeps(MediaProfile profile, std::string_view transfer_syntax_uid) {
    const auto kept = row_of(profile).kept_syntaxes;
    return transfer_syntax_uid == dicom::uid::ExplicitVRLittleEndian ||
           std::ranges::find(kept, transfer_syntax_uid) != kept.end();
}

}  // namespace kinote::media
