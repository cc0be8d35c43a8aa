#include "legacy_migration/uid_mapping.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.hpp"
#include "dicom/uid.hpp"
#include "legacy_migration/contract.hpp"

namespace kinote::legacy_migration {
namespace {

constexpr std::size_t most_entries = 2'000'000;
constexpr std::size_t most_faults_told = 100;

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

}  // namespace

UidMapping::UidMapping(RowSource& rows, const RowOrigin& origin, const std::stop_token& stop) {
    while (const SourceRow* row = rows.next()) {
        if (stop.stop_requested()) throw base::Error{base::ErrorKind::unavailable, "stopped"};
        const SourceValue& old_value = row->values[static_cast<std::size_t>(UidMappingColumn::old_uid)];
        const SourceValue& new_value = row->values[static_cast<std::size_t>(UidMappingColumn::new_uid)];
        if (std::string fault = fault_of(*row, origin); !fault.empty()) add_fault(std::move(fault));
        if (!row->fault.empty() || old_value.is_null || new_value.is_null) continue;
        if (!dicom::is_valid_uid(old_value.bytes)) continue;  // nothing that a note may name
        const std::string_view new_uid = dicom::is_valid_uid(new_value.bytes) ? new_value.bytes : std::string_view{};
        if (entries_.size() == most_entries) {
            throw base::Error{
                base::ErrorKind::invalid,
                fmt::format("the UID mapping has more than {} rows; let its query give only the UIDs that "
                            "notes name",
                            most_entries)};
        }
        entries_.push_back({static_cast<std::uint32_t>(text_.size()),
                            static_cast<std::uint16_t>(old_value.bytes.size()),
                            static_cast<std::uint16_t>(new_uid.size())});
        text_ += old_value.bytes;
        text_ += new_uid;
    }
    std::ranges::sort(entries_, [this](const Entry& left, const Entry& right) {
        return std::pair{old_uid(left), new_uid(left)} < std::pair{old_uid(right), new_uid(right)};
    });
}

void UidMapping::add_fault(std::string fault) {
    ++faults_.count;
    if (faults_.first.size() < most_faults_told) faults_.first.push_back(std::move(fault));
}

std::optional<std::string_view> UidMapping::map(std::string_view uid) const {
    const auto old_of = [this](const Entry& entry) { return old_uid(entry); };
    const auto [begin, end] = std::ranges::equal_range(entries_, uid, {}, old_of);
    if (begin == end) return uid;
    const std::string_view mapped = new_uid(*begin);
    const bool is_unique =
        std::ranges::all_of(begin, end, [&](const Entry& entry) { return new_uid(entry) == mapped; });
    return is_unique ? std::optional{mapped} : std::nullopt;
}

}  // namespace kinote::legacy_migration
