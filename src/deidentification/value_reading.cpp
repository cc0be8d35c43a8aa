#include "deidentification/value_reading.hpp"

#include <algorithm>
#include <span>
#include <string_view>

#include "base/error.hpp"
#include "deidentification/attribute_decision.hpp"
#include "dicom/text_value.hpp"

namespace kinote::deidentification {
namespace {

constexpr std::size_t piece_size = std::size_t{64} * 1024;

/// Of the value's bytes from there on, at most so many; one at least.
std::string piece_of(const dicom::ElementWalker& walker, std::uint64_t from, std::size_t most) {
    std::string piece(static_cast<std::size_t>(std::min<std::uint64_t>(walker.head().length - from, most)), '\0');
    if (walker.read_value(from, std::as_writable_bytes(std::span{piece})) != piece.size()) {
        throw base::Error{base::ErrorKind::corrupt, "the object ends within a value"};
    }
    return piece;
}

}  // namespace

std::string first_value_of(const dicom::ElementWalker& walker, dicom::Vr vr, std::size_t most) {
    return dicom::first_value(piece_of(walker, 0, most), vr);
}

std::string whole_value_of(const dicom::ElementWalker& walker) {
    return piece_of(walker, 0, static_cast<std::size_t>(walker.head().length));
}

bool holds_what_it_may(const dicom::ElementWalker& walker, dicom::Vr vr) {
    if (vr != dicom::Vr::IS && vr != dicom::Vr::DS && vr != dicom::Vr::CS) return true;
    // The values of a CS could be torn apart; no such attribute has that many.
    const std::uint64_t length = walker.head().length;
    if (vr == dicom::Vr::CS && length > piece_size) return false;
    for (std::uint64_t at = 0; at < length; at += piece_size) {
        if (!is_as_its_vr_demands(vr, piece_of(walker, at, piece_size))) return false;
    }
    return true;
}

}  // namespace kinote::deidentification
