#pragma once
// A file of a report on its way to the disk.

#include <filesystem>
#include <string>
#include <string_view>

#include "base/file.hpp"

namespace kinote::legacy_migration {

/// Writes through a buffer. One thread.
class ReportFile {
public:
    /// Replaces a file of this name. @throws Error refused, unavailable.
    explicit ReportFile(const std::filesystem::path& path);

    /// @throws Error unavailable, as where the disk is full.
    void add(std::string_view text);
    /// To be called at the end: what was added is in the file then.
    void close();

private:
    base::File file_;
    std::string buffer_;
};

/// A field of a CSV file (RFC 4180), quoted where it must be. What a spreadsheet would take for a formula gets an
/// apostrophe in front.
[[nodiscard]] std::string csv_field(std::string_view text);

/// A text as it may stand in HTML, in an element or in a quoted attribute.
[[nodiscard]] std::string html_text(std::string_view text);

}  // namespace kinote::legacy_migration
