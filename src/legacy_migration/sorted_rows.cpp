#include "legacy_migration/sorted_rows.hpp"

#include <algorithm>
#include <cstring>

#include "base/error.hpp"
#include "legacy_migration/temporary_file.hpp"

namespace kinote::legacy_migration {
namespace {

// A record: its size, the row's number, then the fault and each value as length and bytes. Numbers as this machine has
// them: a record never leaves it.
constexpr std::uint32_t null_length = 0xFFFF'FFFF;
constexpr std::size_t size_bytes = sizeof(std::uint32_t);
constexpr std::size_t piece_read_size = 1U << 18U;  // bytes of a piece in memory

template <typename Number>
void append_number(std::string& text, Number number) {
    text.append(reinterpret_cast<const char*>(&number), sizeof number);
}

template <typename Number>
Number take_number(std::string_view& text) {
    Number number{};
    std::memcpy(&number, text.data(), sizeof number);
    text.remove_prefix(sizeof number);
    return number;
}

std::string_view take_text(std::string_view& text, std::uint32_t length) {
    const std::string_view taken = text.substr(0, length);
    text.remove_prefix(length);
    return taken;
}

void append_text(std::string& record, const std::string& text) {
    append_number(record, static_cast<std::uint32_t>(text.size()));
    record += text;
}

// What a record is sorted by: its first value, absent ones first.
struct Key {
    bool is_present = false;
    std::string_view text;

    friend bool operator==(const Key&, const Key&) = default;
    friend bool operator<(const Key& one, const Key& other) {
        return one.is_present == other.is_present ? one.text < other.text : other.is_present;
    }
};

Key key_of(std::string_view record) {
    (void)take_number<std::uint32_t>(record);
    (void)take_number<std::int64_t>(record);
    (void)take_text(record, take_number<std::uint32_t>(record));
    const auto length = take_number<std::uint32_t>(record);
    if (length == null_length) return {};
    return {true, record.substr(0, length)};
}

void read_record(std::string_view record, SourceRow& row) {
    (void)take_number<std::uint32_t>(record);
    row.number = take_number<std::int64_t>(record);
    row.fault = take_text(record, take_number<std::uint32_t>(record));
    for (SourceValue& value : row.values) {
        const auto length = take_number<std::uint32_t>(record);
        value.is_null = length == null_length;
        if (!value.is_null) value.bytes = take_text(record, length);
    }
}

}  // namespace

struct SortedRows::Record {
    Key key;
    std::size_t place = 0;  // in the buffer
};

// A sorted part of the temporary file, read forward.
class SortedRows::Piece {
public:
    Piece(const TemporaryFile& file, std::uint64_t begin, std::uint64_t end) : file_{file}, next_{begin}, end_{end} {
        advance();
    }

    /// Empty behind the last one. Valid until advance().
    [[nodiscard]] std::string_view record() const { return record_; }
    [[nodiscard]] const Key& key() const { return key_; }
    void advance() {
        at_ += record_.size();
        record_ = {};
        if (!has(size_bytes)) return;
        std::uint32_t size = 0;
        std::memcpy(&size, buffer_.data() + at_, sizeof size);
        if (!has(size)) throw base::Error{base::ErrorKind::unavailable, "a temporary file has become shorter"};
        record_ = std::string_view{buffer_}.substr(at_, size);
        key_ = key_of(record_);
    }

private:
    // Makes so many bytes stand in the buffer.
    bool has(std::size_t bytes) {
        if (buffer_.size() - at_ >= bytes) return true;
        buffer_.erase(0, at_);
        at_ = 0;
        const std::size_t kept = buffer_.size();
        const std::size_t wanted = std::max(bytes - kept, piece_read_size);
        const std::size_t left = std::min<std::uint64_t>(wanted, end_ - next_);
        buffer_.resize(kept + left);
        const std::size_t read = left == 0 ? 0 : file_.read_at(next_, {buffer_.data() + kept, left});
        buffer_.resize(kept + read);
        next_ += read;
        return buffer_.size() >= bytes;
    }

    const TemporaryFile& file_;
    std::uint64_t next_;
    std::uint64_t end_;
    std::string buffer_;
    std::size_t at_ = 0;
    std::string_view record_;
    Key key_;
};

SortedRows::SortedRows(RowSource& source, std::size_t most_bytes, const std::stop_token& stop)
    : names_{source.columns()} {
    row_.values.resize(names_.size());
    read_all(source, most_bytes, stop);
}

SortedRows::~SortedRows() = default;

void SortedRows::read_all(RowSource& source, std::size_t most_bytes, const std::stop_token& stop) {
    while (const SourceRow* row = source.next()) {
        if (stop.stop_requested()) throw base::Error{base::ErrorKind::unavailable, "stopped"};
        add(*row);
        if (buffer_.size() > most_bytes) spill();
    }
    if (file_) {
        spill();
    } else {
        sort_buffer();
    }
}

void SortedRows::add(const SourceRow& row) {
    const std::size_t place = buffer_.size();
    append_number(buffer_, std::uint32_t{0});
    append_number(buffer_, row.number);
    append_text(buffer_, row.fault);
    for (const SourceValue& value : row.values) {
        if (value.is_null) {
            append_number(buffer_, null_length);
        } else {
            append_text(buffer_, value.bytes);
        }
    }
    const auto size = static_cast<std::uint32_t>(buffer_.size() - place);
    std::memcpy(buffer_.data() + place, &size, sizeof size);
    records_.push_back({{}, place});
    ++size_;
}

std::string_view SortedRows::record_at(std::size_t place) const {
    std::uint32_t size = 0;
    std::memcpy(&size, buffer_.data() + place, sizeof size);
    return std::string_view{buffer_}.substr(place, size);
}

void SortedRows::sort_buffer() {
    for (Record& record : records_) record.key = key_of(record_at(record.place));  // the buffer no longer moves
    const auto is_before = [](const Record& left, const Record& right) {
        return left.key != right.key ? left.key < right.key : left.place < right.place;
    };
    if (!std::ranges::is_sorted(records_, is_before)) std::ranges::sort(records_, is_before);
}

void SortedRows::spill() {
    if (!file_) file_ = std::make_unique<TemporaryFile>();
    sort_buffer();
    const std::uint64_t begin = file_->size();
    std::string sorted;
    for (const Record& record : records_) {
        sorted += record_at(record.place);
        if (sorted.size() < piece_read_size) continue;
        file_->append(sorted);
        sorted.clear();
    }
    file_->append(sorted);
    pieces_.push_back(std::make_unique<Piece>(*file_, begin, file_->size()));
    records_.clear();
    buffer_.clear();
}

const SourceRow* SortedRows::next() {
    if (!file_) {
        if (next_record_ == records_.size()) return nullptr;
        read_record(record_at(records_[next_record_++].place), row_);
        return &row_;
    }
    Piece* first = nullptr;  // of equal ones the earliest piece, so that their order stays
    for (const auto& piece : pieces_) {
        if (piece->record().empty()) continue;
        if (first == nullptr || piece->key() < first->key()) first = piece.get();
    }
    if (first == nullptr) return nullptr;
    read_record(first->record(), row_);
    first->advance();
    return &row_;
}

}  // namespace kinote::legacy_migration
