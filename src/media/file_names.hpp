#pragma once
// Where objects lie on a medium: File IDs of PS3.10 8.2, and the names of kinote's own files.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace kinote::media {

inline constexpr std::string_view directory_file = "DICOMDIR";
inline constexpr std::string_view checksum_file = "SHA256.SUM";

/// DICOM/PA000001/ST000001/SE000001/IM000001 and so on, counted as the objects come. One thread.
class FileNames {
public:
    /// What belongs together comes together. @param patient, study, series  tell them apart.
    /// @throws base::Error refused beyond 999,999 objects of a series.
    [[nodiscard]] std::string next(std::string_view patient, std::string_view study, std::string_view series,
                                   std::string_view sop_class_uid);

private:
    struct Level {
        std::string key;
        std::uint32_t number = 0;
    };
    std::array<Level, 3> levels_;  ///< patient, study, series
    std::uint32_t object_ = 0;
};

}  // namespace kinote::media
