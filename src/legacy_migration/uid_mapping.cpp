#include "legacy_migration/uid_mapping.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "dicom/uid.hpp"
#include "legacy_migration/contract.hpp"
#include "legacy_migration/sorted_rows.hpp"
#include "legacy_migration/temporary_file.hpp"

namespace kinote::legacy_migration {
namespace {

constexpr std::size_t most_faults_told = 100;
constexpr std::uint64_t most_fences = 4096;
constexpr std::uint64_t records_read_at_once = 32;

// A record: the old UID and the new one, each filled up with zeros. No UID is longer (PS3.5 9.1).
constexpr std::size_t uid_size = 64;
constexpr std::size_t record_size = 2 * uid_size;
constexpr std::string_view two_uids = "?";  // in place of the new one

std::string_view unfilled(std::string_view field) { return field.substr(0, field.find('\0')); }
std::string_view old_uid(std::string_view record) { return unfilled(record.substr(0, uid_size)); }
std::string_view new_uid(std::string_view record) { return unfilled(record.substr(uid_size, uid_size)); }

// What is wrong with a row; empty where nothing is.
std::string fault_of(const SourceRow& row, const RowOrigin& origin) {
    if (!row.fault.empty()) return row.fault;
    const auto columns = columns_of(ContractTable::uid_mapping);
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const SourceValue& value = row.values[i];
        if (!value.is_null && dicom::is_valid_uid(value.bytes)) continue;
        const std::string what = value.is_null ? fmt::format("has no {}", columns[i].name)
                                               : fmt::format("the {} \"{}\" is no UID", columns[i].name, value.bytes);
        return fmt::format("{}, {} {}: {}", origin.source, origin.unit, row.number, what);
    }
    return {};
}

const std::string& value_of(const SourceRow& row, UidMappingColumn column) {
    return row.values[static_cast<std::size_t>(column)].bytes;
}

std::string read_records(const TemporaryFile& file, std::uint64_t first, std::uint64_t count) {
    std::string records(count * record_size, '\0');
    for (std::size_t read = 0; read < records.size();) {
        const std::size_t more =
            file.read_at(first * record_size + read, {records.data() + read, records.size() - read});
        if (more == 0) throw base::Error{base::ErrorKind::unavailable, "a temporary file has become shorter"};
        read += more;
    }
    return records;
}

}  // namespace

// The rows that a note may name; what is wrong with any is counted.
class UidMapping::SoundRows final : public RowSource {
public:
    SoundRows(RowSource& rows, const RowOrigin& origin, UidMappingFaults& faults, const std::stop_token& stop)
        : rows_{rows}, origin_{origin}, faults_{faults}, stop_{stop} {}

    [[nodiscard]] const std::vector<std::string>& columns() const override { return rows_.columns(); }
    [[nodiscard]] const SourceRow* next() override {
        while (const SourceRow* row = rows_.next()) {
            if (stop_.stop_requested()) throw base::Error{base::ErrorKind::unavailable, "stopped"};
            if (std::string fault = fault_of(*row, origin_); !fault.empty()) add_fault(std::move(fault));
            if (!row->fault.empty()) continue;
            const bool has_both = std::ranges::none_of(row->values, &SourceValue::is_null);
            if (has_both && dicom::is_valid_uid(value_of(*row, UidMappingColumn::old_uid))) return row;
        }
        return nullptr;
    }

private:
    void add_fault(std::string fault) {
        ++faults_.count;
        if (faults_.first.size() < most_faults_told) faults_.first.push_back(std::move(fault));
    }

    RowSource& rows_;
    const RowOrigin& origin_;
    UidMappingFaults& faults_;
    const std::stop_token& stop_;
};

UidMapping::UidMapping() = default;
UidMapping::~UidMapping() = default;
UidMapping::UidMapping(UidMapping&& other) noexcept = default;
UidMapping& UidMapping::operator=(UidMapping&& other) noexcept = default;

UidMapping::UidMapping(RowSource& rows, const RowOrigin& origin, const std::stop_token& stop, std::size_t most_bytes) {
    SoundRows sound{rows, origin, faults_, stop};
    SortedRows sorted{sound, most_bytes, stop};
    if (sorted.size() == 0) return;
    file_ = std::make_unique<TemporaryFile>();
    write(sorted);
    make_fences();
}

// Equal old UIDs come one behind the other.
void UidMapping::write(RowSource& sorted) {
    std::string records;
    std::string from;  // of the record that is being made
    std::string to;
    const auto end_record = [&] {
        if (from.empty()) return;
        records.append(from).append(uid_size - from.size(), '\0');
        records.append(to).append(uid_size - to.size(), '\0');
        if (records.size() < records_read_at_once * record_size) return;
        file_->append(records);
        records.clear();
    };
    while (const SourceRow* row = sorted.next()) {
        const std::string& given = value_of(*row, UidMappingColumn::new_uid);
        const std::string_view mapped = dicom::is_valid_uid(given) ? given : std::string_view{};
        if (value_of(*row, UidMappingColumn::old_uid) == from) {
            if (mapped != to) to = two_uids;
            continue;
        }
        end_record();
        from = value_of(*row, UidMappingColumn::old_uid);
        to = mapped;
    }
    end_record();
    file_->append(records);
    size_ = file_->size() / record_size;
}

void UidMapping::make_fences() {
    between_fences_ = std::max(records_read_at_once, (size_ + most_fences - 1) / most_fences);
    for (std::uint64_t place = 0; place < size_; place += between_fences_) {
        fences_.emplace_back(old_uid(read_records(*file_, place, 1)));
    }
}

std::optional<std::string> UidMapping::map(std::string_view uid) const {
    const auto fence = std::ranges::upper_bound(fences_, uid);
    if (fence == fences_.begin()) return std::string{uid};
    std::uint64_t first = static_cast<std::uint64_t>(fence - fences_.begin() - 1) * between_fences_;
    std::uint64_t count = std::min(between_fences_, size_ - first);
    while (count > records_read_at_once) {  // the one looked for, if any, stays among them
        const std::uint64_t half = count / 2;
        if (old_uid(read_records(*file_, first + half, 1)) <= uid) {
            first += half;
            count -= half;
        } else {
            count = half;
        }
    }
    const std::string records = read_records(*file_, first, count);
    for (std::size_t place = 0; place < records.size(); place += record_size) {
        const std::string_view record = std::string_view{records}.substr(place, record_size);
        if (old_uid(record) != uid) continue;
        const std::string_view mapped = new_uid(record);
        return mapped == two_uids ? std::nullopt : std::optional{std::string{mapped}};
    }
    return std::string{uid};
}

}  // namespace kinote::legacy_migration
