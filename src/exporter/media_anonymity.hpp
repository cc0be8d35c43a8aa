#pragma once
// What makes an export to media a de-identified one: pseudonyms, and which objects are left out.

#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "database/media_table.hpp"
#include "deidentification/deidentification.hpp"
#include "dicom/byte_source.hpp"

namespace kinote::exporter {

/// Any thread.
class MediaAnonymity {
public:
    /// @param key  of the export, hexadecimal digits. @param confirmed  SOP Instance UIDs of objects that a person has
    /// looked at.
    MediaAnonymity(std::string_view key, std::span<const std::string> confirmed);

    /// Why it is left out; nothing where it goes. Reads it up to its pixel data. @param part10  as it is stored.
    /// @throws Error corrupt where it cannot be understood.
    [[nodiscard]] std::optional<std::string> reason_to_leave_out(const database::MediaObject& object,
                                                                 std::unique_ptr<const dicom::ByteSource> part10) const;

    /// How an object goes.
    [[nodiscard]] deidentification::Deidentification of(const database::MediaObject& object) const;
    /// The name and the ID of a patient. @param patient  the row.
    [[nodiscard]] std::string pseudonym(std::int64_t patient) const;

private:
    deidentification::UidMapping mapping_;
    std::set<std::string, std::less<>> confirmed_;
};

}  // namespace kinote::exporter
