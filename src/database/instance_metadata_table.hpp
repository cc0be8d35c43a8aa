#pragma once
// The table `instance_metadata`: the attributes of objects as DICOM JSON, made once.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "database/connection.hpp"

namespace kinote::database {

/// How the JSON is made: another number where it is made in another way, so that what was kept is made anew.
inline constexpr std::int64_t metadata_format = 1;

struct InstanceMetadata {
    std::int64_t instance = 0;
    std::string sha256;  ///< of the object
    std::string json;
};

/// For doors: that of an object with that digest, where it is visible and its JSON is kept.
[[nodiscard]] std::optional<std::string> find_metadata(Connection& connection, std::int64_t instance,
                                                       std::string_view sha256);

/// The same of many, of each that takes no more than 64 KiB: so that few questions are asked, and little is in memory.
[[nodiscard]] std::vector<InstanceMetadata> find_short_metadata(Connection& connection,
                                                                std::span<const std::int64_t> instances);

/// Keeps what is not kept yet, in the place of what was made of other content. Objects that are gone are passed over.
void keep_metadata(Transaction& transaction, const std::vector<InstanceMetadata>& made);

}  // namespace kinote::database
