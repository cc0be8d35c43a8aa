#pragma once
// What an Instance Availability Notification says, PS3.4 Annex R, Table R.3.2-1.

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "database/availability_table.hpp"

namespace kinote::exporter {

[[nodiscard]] std::string_view to_string(database::Availability availability);

/// The attributes of an N-CREATE, in Explicit VR Little Endian. @param retrieve_ae_title  that the objects can be had
/// from. @param objects  in the order of their series; not empty.
[[nodiscard]] std::vector<std::byte> write_availability(const std::string& study_instance_uid,
                                                        const std::string& retrieve_ae_title,
                                                        std::span<const database::ObjectAvailability> objects);

}  // namespace kinote::exporter
