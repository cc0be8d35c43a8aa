#pragma once
// UIDs that the legacy system gave out anew: what its notes name by the old one is here under the new one.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "legacy_migration/contract_rows.hpp"
#include "legacy_migration/row_source.hpp"

namespace kinote::legacy_migration {

/// A file without a name, which goes with its owner.
class TemporaryFile;

/// Rows of a UID mapping that map nothing, or not as they say.
struct UidMappingFaults {
    std::int64_t count = 0;
    std::vector<std::string> first;  ///< of the first 100 of them, for a person: which row, and why
};

/// Immutable; any thread. It lies sorted in a temporary file, and memory does not grow with its rows.
class UidMapping {
public:
    /// Maps nothing.
    UidMapping();
    /// @param rows  of ContractTable::uid_mapping. Rows without both UIDs, or with a fault, map nothing.
    /// @param origin  what messages call them. @param most_bytes  of rows that are sorted in memory.
    /// @throws Error as the rows; unavailable where the disk of the folder for temporary files is full, or stopped.
    UidMapping(RowSource& rows, const RowOrigin& origin, const std::stop_token& stop,
               std::size_t most_bytes = std::size_t{16} << 20U);
    ~UidMapping();
    UidMapping(UidMapping&& other) noexcept;
    UidMapping& operator=(UidMapping&& other) noexcept;
    UidMapping(const UidMapping&) = delete;
    UidMapping& operator=(const UidMapping&) = delete;

    /// What stands for a UID: itself, unless it was given out anew; empty where the new one is malformed. Absent where
    /// the mapping has two UIDs for it. @throws Error unavailable where the temporary file cannot be read.
    [[nodiscard]] std::optional<std::string> map(std::string_view uid) const;
    /// The UIDs that were given out anew.
    [[nodiscard]] std::uint64_t size() const { return size_; }
    [[nodiscard]] const UidMappingFaults& faults() const { return faults_; }

private:
    class SoundRows;

    void write(RowSource& sorted);
    void make_fences();

    std::unique_ptr<TemporaryFile> file_;  // null: it maps nothing
    std::uint64_t size_ = 0;               // records in the file
    std::vector<std::string> fences_;      // old UIDs that are equally far apart, so that few reads find one
    std::uint64_t between_fences_ = 1;     // records
    UidMappingFaults faults_;
};

}  // namespace kinote::legacy_migration
