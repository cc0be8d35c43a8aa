#pragma once
// Reads a disc back and compares: its checksums, its DICOMDIR, its objects, what its notes point at.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

namespace kinote::media {

struct DiscProblem {
    std::string path;  ///< on the disc; empty: of the disc as a whole
    std::string what;
};

struct DiscVerdict {
    std::uint64_t files = 0;
    std::uint64_t bytes = 0;
    std::uint64_t objects = 0;  ///< DICOM files, without the DICOMDIR
    std::uint64_t records = 0;  ///< of the DICOMDIR that name a file
    std::uint64_t notes = 0;    ///< Key Object Selection Documents
    bool has_checksums = false;
    std::vector<DiscProblem> problems;  ///< at most most_problems
    std::uint64_t all_problems = 0;
    std::vector<DiscProblem> remarks;  ///< what is legal, and not as one would wish; at most most_problems

    static constexpr std::size_t most_problems = 1'000;
};

/// Reads every byte of any maker's disc once. Paths are compared without regard to case. Memory grows by about 500
/// bytes with each file.
/// @param tell  called after each file with how many were read; may be empty.
/// @throws base::Error as DiscReader; unavailable where it is to stop.
[[nodiscard]] DiscVerdict verify_disc(const std::filesystem::path& path, const std::stop_token& stop,
                                      const std::function<void(std::uint64_t files)>& tell = {});

}  // namespace kinote::media
