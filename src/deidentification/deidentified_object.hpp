#pragma once
// The de-identified form of an object: PS3.15 E.1 Basic Application Level Confidentiality Profile without the options
// that retain something, with Clean Structured Content and Clean Graphics. docs/deidentification.md says it in words.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "deidentification/deidentification.hpp"
#include "deidentification/rewritten_bytes.hpp"
#include "deidentification/stream_comments.hpp"
#include "dicom/byte_source.hpp"

namespace kinote::deidentification {

/// The data set alone, without group 0002, in Explicit VR Little Endian: what had to be written anew lies in memory,
/// pixel data and other long values are read from the original when they are asked for. The same object, key and
/// pseudonyms give the same bytes. As many threads at once as the original allows.
class DeidentifiedObject final : public dicom::ByteSource {
public:
    /// Reads the heads of all elements, and the values that are rewritten.
    /// @param data_set  Explicit VR Little Endian, pixel data native or encapsulated, without group 0002.
    /// @throws base::Error corrupt where it is no such data set, or has no SOP Class or Instance UID; invalid where the
    /// pseudonyms are not as they have to be, or more has to be rewritten than the limit allows; what the source
    /// throws.
    DeidentifiedObject(std::unique_ptr<const dicom::ByteSource> data_set, const Deidentification& how);

    [[nodiscard]] std::uint64_t size() const override;
    /// @throws base::Error corrupt where the original has become shorter; what the source throws.
    [[nodiscard]] std::size_t read_at(std::uint64_t offset, std::span<std::byte> buffer) const override;

    /// For group 0002, that the caller writes: the class as it was, the instance's new UID.
    [[nodiscard]] const std::string& sop_class_uid() const noexcept { return sop_class_uid_; }
    [[nodiscard]] const std::string& sop_instance_uid() const noexcept { return sop_instance_uid_; }

private:
    void zero(std::uint64_t offset, std::span<std::byte> copied) const;

    std::unique_ptr<const dicom::ByteSource> data_set_;
    std::vector<std::byte> bytes_;
    std::vector<Segment> segments_;  ///< never empty
    std::vector<Stretch> zeroed_;
    std::string sop_class_uid_;
    std::string sop_instance_uid_;
};

}  // namespace kinote::deidentification
