#include "legacy_migration/csv_source.hpp"

#include <fmt/format.h>

#include <array>
#include <cstring>

#include "base/error.hpp"
#include "base/utf8.hpp"
#include "legacy_migration/utf_text.hpp"

namespace kinote::legacy_migration {
namespace {

constexpr std::size_t read_size = 1U << 16U;
constexpr std::size_t longest_record = 2U << 20U;  // bytes
constexpr std::uint64_t most_bytes_read_again = 1U << 30U;
constexpr std::size_t most_columns = 256;
constexpr int end_of_file = -1;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// A share that is not mounted yet, a file that is not exported yet: it may come.
base::File open_file(const std::filesystem::path& file) {
    try {
        return base::File::open_for_reading(file);
    } catch (const base::Error& error) {
        if (error.kind() != base::ErrorKind::not_found) throw;
        throw base::Error{base::ErrorKind::unavailable, error.what()};
    }
}

}  // namespace

CsvSource::CsvSource(const std::filesystem::path& file)
    : file_name_{file.filename().string()}, file_{open_file(file)}, buffer_(read_size) {
    std::array<std::byte, byte_order_mark.size()> begin{};
    if (file_.read_at(0, begin) == begin.size() &&
        std::memcmp(begin.data(), byte_order_mark.data(), begin.size()) == 0) {
        buffer_offset_ = begin.size();
    }
    const bool is_there = read_record();
    for (std::size_t i = 0; i < field_count_; ++i) {
        names_.emplace_back(trimmed(row_.values[i].bytes));
    }
    if (!is_there || !row_.fault.empty()) {
        throw base::Error{base::ErrorKind::invalid,
                          fmt::format("{}: the first line must name the columns{}{}", file_name_,
                                      row_.fault.empty() ? "" : ": ", row_.fault)};
    }
}

int CsvSource::peek() {
    if (at_ == filled_) {
        buffer_offset_ += filled_;
        at_ = 0;
        filled_ = file_.read_at(buffer_offset_, buffer_);
        if (filled_ == 0) return end_of_file;
    }
    return std::to_integer<int>(buffer_[at_]);
}

void CsvSource::advance() {
    if (buffer_[at_] == std::byte{'\n'}) {
        ++line_;
        if (first_line_end_ == 0) first_line_end_ = buffer_offset_ + at_ + 1;
    }
    ++at_;
}

void CsvSource::go_behind_first_line() {
    const std::uint64_t here = buffer_offset_ + at_;
    if (first_line_end_ == 0 || here <= first_line_end_) return;
    bytes_read_again_ += here - first_line_end_;
    if (bytes_read_again_ > most_bytes_read_again) {
        throw base::Error{base::ErrorKind::invalid,
                          fmt::format("{}: too many quotation marks are never closed, the first of them before line {}",
                                      file_name_, line_)};
    }
    buffer_offset_ = first_line_end_;
    at_ = 0;
    filled_ = 0;
    line_ = row_.number + 1;
}

// Ends a record that cannot be understood, at the end of a line.
CsvSource::FieldEnd CsvSource::break_off(std::string_view words) {
    row_.fault = fmt::format("{} line {}: {}", file_name_, row_.number, words);
    while (peek() != end_of_file && peek() != '\n') advance();
    const FieldEnd end = take_line_end();
    go_behind_first_line();
    return end;
}

CsvSource::FieldEnd CsvSource::take_line_end() {
    if (peek() == end_of_file) return FieldEnd::file;
    advance();
    return FieldEnd::record;
}

CsvSource::FieldEnd CsvSource::end_of_field() {
    const int character = peek();
    if (character == ',') {
        advance();
        return FieldEnd::field;
    }
    if (character == '\r') {
        advance();
        if (peek() == '\n' || peek() == end_of_file) return take_line_end();
        return break_off("a carriage return stands alone");
    }
    if (character == '\n' || character == end_of_file) return take_line_end();
    return break_off("a field goes on behind its closing quotation mark");
}

void CsvSource::add(std::string& text) {
    text += static_cast<char>(peek());
    ++record_size_;
    advance();
}

CsvSource::FieldEnd CsvSource::read_quoted(std::string& text) {
    advance();
    while (peek() != end_of_file && record_size_ < longest_record) {
        if (peek() == '"') {
            advance();
            if (peek() != '"') return end_of_field();
        }
        add(text);
    }
    return break_off("a quotation mark is never closed, or the record is longer than 2 MiB");
}

CsvSource::FieldEnd CsvSource::read_field() {
    if (field_count_ == most_columns) return break_off("it has too many fields");
    if (row_.values.size() == field_count_) row_.values.emplace_back();
    std::string& text = row_.values[field_count_++].bytes;
    text.clear();
    if (peek() == '"') return read_quoted(text);
    while (peek() != ',' && peek() != '\n' && peek() != '\r' && peek() != end_of_file) {
        if (peek() == '"') return break_off("a quotation mark stands within a field that has none around it");
        if (record_size_ == longest_record) return break_off("the record is longer than 2 MiB");
        add(text);
    }
    return end_of_field();
}

bool CsvSource::read_record() {
    row_.fault.clear();
    field_count_ = 0;
    record_size_ = 0;
    while (peek() == '\n' || peek() == '\r') advance();  // empty lines
    row_.number = line_;
    first_line_end_ = 0;
    if (peek() == end_of_file) return false;
    while (read_field() == FieldEnd::field) {
    }
    for (std::size_t i = 0; i < field_count_ && row_.fault.empty(); ++i) {
        if (!base::is_utf8(row_.values[i].bytes)) {
            row_.fault = fmt::format("{} line {}: field {} is no UTF-8", file_name_, row_.number, i + 1);
        }
    }
    return true;
}

const SourceRow* CsvSource::next() {
    if (!read_record()) return nullptr;
    if (field_count_ != names_.size() && row_.fault.empty()) {
        row_.fault =
            fmt::format("{} line {}: it has {} fields, not {}", file_name_, row_.number, field_count_, names_.size());
    }
    row_.values.resize(names_.size());
    for (SourceValue& value : row_.values) value.is_null = !row_.fault.empty() || value.bytes.empty();
    return &row_;
}

}  // namespace kinote::legacy_migration
