#pragma once
// Makes a ReceivedObject of its pieces, while they come.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "base/checksum.hpp"
#include "base/digest.hpp"
#include "dicom/file_meta.hpp"
#include "dicom/received_object.hpp"

namespace kinote::dicom {

/// Outlives the writers.
struct ObjectLimits {
    std::filesystem::path staging_folder;
    std::size_t memory_limit = 0;           ///< bytes of an object that stay in memory
    std::uint64_t maximum_object_size = 0;  ///< bytes
};

/// Holds at most the memory limit; beyond it everything goes into a staged file, which is removed with the writer
/// unless finish() was reached. One thread.
class ReceivedObjectWriter {
public:
    /// Writes preamble and group 0002. Who sent the object is not in it, so that the same object has the same digest
    /// whoever sends it. @param limits  must outlive the writer.
    ReceivedObjectWriter(const FileMetaValues& values, const ObjectLimits& limits);

    /// Of an object that comes with its own preamble and group 0002. @param limits  must outlive the writer.
    explicit ReceivedObjectWriter(const ObjectLimits& limits) : limits_{limits} {}

    /// Appends a piece of the data set, or of the whole object. The writer is of no more use after an error.
    /// @throws base::Error unavailable where the object becomes larger than allowed; the errors of base::File where it
    /// cannot be written.
    void add(std::span<const std::byte> bytes);

    /// The object. Ends the use of this writer.
    [[nodiscard]] ReceivedObject finish();

private:
    void move_into_file();

    const ObjectLimits& limits_;
    base::Sha256 digest_;
    base::Checksum checksum_;
    ReceivedObject object_;
};

}  // namespace kinote::dicom
