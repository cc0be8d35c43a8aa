#pragma once
// The rows of a CSV file: RFC 4180 in UTF-8, with or without a byte order mark, its first line the names of the
// columns.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/file.hpp"
#include "legacy_migration/row_source.hpp"

namespace kinote::legacy_migration {

/// Reads records in the order of the file. One that breaks RFC 4180 is a row with a fault, which names its line; the
/// next record begins at the line behind the first one of it, so that a quotation mark that is never closed swallows
/// nothing.
class CsvSource final : public RowSource {
public:
    /// Reads the first record, the names of the columns. @throws Error unavailable where the file is absent,
    /// refused, or invalid for a file without them.
    explicit CsvSource(const std::filesystem::path& file);

    [[nodiscard]] const std::vector<std::string>& columns() const override { return names_; }
    /// An empty field is null, and so are all fields of a row with a fault. The row's number is that of the line at
    /// which the record begins.
    [[nodiscard]] const SourceRow* next() override;

private:
    enum class FieldEnd : std::uint8_t { field, record, file };

    int peek();
    void advance();
    FieldEnd read_field();
    FieldEnd read_quoted(std::string& text);
    FieldEnd end_of_field();
    FieldEnd break_off(std::string_view words);
    FieldEnd take_line_end();
    void add(std::string& text);
    void go_behind_first_line();
    bool read_record();

    std::string file_name_;
    base::File file_;
    std::vector<std::byte> buffer_;
    std::uint64_t buffer_offset_ = 0;  // in the file
    std::size_t at_ = 0;
    std::size_t filled_ = 0;
    std::int64_t line_ = 1;
    std::size_t field_count_ = 0;         // of the record being read
    std::size_t record_size_ = 0;         // bytes of its fields
    std::uint64_t first_line_end_ = 0;    // in the file; 0 while its first line is being read
    std::uint64_t bytes_read_again_ = 0;  // in all
    std::vector<std::string> names_;
    SourceRow row_;
};

}  // namespace kinote::legacy_migration
