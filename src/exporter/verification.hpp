#pragma once
// Verification of a destination: C-ECHO.

#include <chrono>
#include <stop_token>

#include "database/destination_table.hpp"
#include "dicom/ae_title.hpp"

namespace kinote::exporter {

/// Asks the destination whether it is there. @param own_ae_title  unless the destination names another.
/// @return how long association and answer took.
/// @throws base::Error unavailable, invalid or refused, in words that name the peer, where it is not, or says no.
[[nodiscard]] std::chrono::milliseconds verify(const database::Destination& destination,
                                               const dicom::AeTitle& own_ae_title, const std::stop_token& stop);

}  // namespace kinote::exporter
