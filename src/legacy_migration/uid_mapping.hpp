#pragma once
// UIDs that the legacy system gave out anew: what its notes name by the old one is here under the new one.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "legacy_migration/contract_rows.hpp"
#include "legacy_migration/row_source.hpp"

namespace kinote::legacy_migration {

/// Rows of a UID mapping that map nothing, or not as they say.
struct UidMappingFaults {
    std::int64_t count = 0;
    std::vector<std::string> first;  ///< of the first 100 of them, for a person: which row, and why
};

/// Immutable; any thread. Takes about 150 bytes of memory a row.
class UidMapping {
public:
    /// Maps nothing.
    UidMapping() = default;
    /// @param rows  of ContractTable::uid_mapping. Rows without both UIDs, or with a fault, map nothing.
    /// @param origin  what messages call them. @throws Error invalid where there are more than 2,000,000.
    UidMapping(RowSource& rows, const RowOrigin& origin, const std::stop_token& stop);

    /// What stands for a UID: itself, unless it was given out anew; empty where the new one is malformed. Absent where
    /// the mapping has two UIDs for it.
    [[nodiscard]] std::optional<std::string_view> map(std::string_view uid) const;
    [[nodiscard]] std::size_t size() const { return entries_.size(); }
    [[nodiscard]] const UidMappingFaults& faults() const { return faults_; }

private:
    struct Entry {
        std::uint32_t place = 0;  // of the old UID in the text; the new one follows it
        std::uint16_t old_size = 0;
        std::uint16_t new_size = 0;
    };
    void add_fault(std::string fault);
    [[nodiscard]] std::string_view old_uid(const Entry& entry) const {
        return std::string_view{text_}.substr(entry.place, entry.old_size);
    }
    [[nodiscard]] std::string_view new_uid(const Entry& entry) const {
        return std::string_view{text_}.substr(entry.place + entry.old_size, entry.new_size);
    }

    std::string text_;
    std::vector<Entry> entries_;  // by old UID
    UidMappingFaults faults_;
};

}  // namespace kinote::legacy_migration
