#pragma once
// Writes a DICOMDIR, PS3.10 8.6 and PS3.3 F.3, record by record: memory does not grow with the number of objects.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.hpp"
#include "dicom/dataset.hpp"
#include "dicom/tag.hpp"
#include "media/directory_record.hpp"

namespace kinote::media {

struct DirectoryEntry {
    std::string_view patient;   ///< tells patients apart; not written
    const dicom::Item& object;  ///< as on the medium, at least as far as last_key() of its record
    std::string_view transfer_syntax_uid;
    std::string_view file_id;  ///< below the root of the medium, components parted by a slash
};

/// A new file is filled. One thread.
class DirectoryWriter {
public:
    /// @param file  empty. @param file_set_id  at most 16 characters of A-Z, 0-9 and _, or empty.
    /// @param sop_instance_uid  of this DICOMDIR.
    DirectoryWriter(base::File file, std::string_view file_set_id, std::string_view sop_instance_uid);

    /// Adds the record of an object, and before it those of its patient, study and series where they are not those of
    /// the object before: what belongs together comes together.
    /// @return what was made for them, see write_keys(). @throws base::Error invalid where no record type takes its SOP
    /// class, unavailable where the file cannot be written.
    std::vector<MadeValue> add(const DirectoryEntry& entry);

    /// Ends the file; nothing is added afterwards. @return the file, not synced.
    [[nodiscard]] base::File finish();

private:
    /// The last record of a level, and what the next one needs of it.
    struct Level {
        std::string key;           ///< that tells its records apart
        std::uint64_t offset = 0;  ///< of the record; 0: there is none below the present parent
        std::uint64_t number = 0;  ///< below its parent, from 1
    };

    [[nodiscard]] bool is_open(std::size_t level, std::string_view key) const;
    std::vector<MadeValue> add_record(std::size_t level, std::string_view key, const RecordType& type,
                                      const DirectoryEntry& entry);
    void link(std::size_t level, std::uint64_t offset);
    void patch(std::uint64_t at, std::uint64_t value);
    void write(std::span<const std::byte> bytes);
    void flush();
    [[nodiscard]] std::uint64_t position() const { return flushed_ + buffer_.size(); }

    base::File file_;
    std::vector<std::byte> buffer_;
    std::uint64_t flushed_ = 0;       ///< bytes before the buffer
    std::uint64_t root_offsets_ = 0;  ///< where the first of the two numbers about the root stands
    std::array<Level, 4> levels_;     ///< patient, study, series, object
};

}  // namespace kinote::media
