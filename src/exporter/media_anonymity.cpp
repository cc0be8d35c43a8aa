#include "exporter/media_anonymity.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstddef>
#include <utility>
#include <vector>

#include "deidentification/leaving_out.hpp"
#include "exporter/medium_object.hpp"

namespace kinote::exporter {
namespace {

std::vector<std::byte> bytes_of_hex(std::string_view hex) {
    std::vector<std::byte> bytes;
    for (std::size_t at = 0; at + 1 < hex.size(); at += 2) {
        unsigned byte = 0;
        std::from_chars(hex.data() + at, hex.data() + at + 2, byte, 16);
        bytes.push_back(static_cast<std::byte>(byte));
    }
    return bytes;
}

}  // namespace

MediaAnonymity::MediaAnonymity(std::string_view key, std::span<const std::string> confirmed)
    : mapping_{bytes_of_hex(key)}, confirmed_{confirmed.begin(), confirmed.end()} {}

std::optional<std::string> MediaAnonymity::reason_to_leave_out(const database::MediaObject& object,
                                                               std::unique_ptr<const dicom::ByteSource> part10) const {
    if (confirmed_.contains(object.sop_instance_uid)) return std::nullopt;
    return deidentification::reason_to_leave_out(*explicit_data_set(std::move(part10)), object.transfer_syntax_uid);
}

deidentification::Deidentification MediaAnonymity::of(const database::MediaObject& object) const {
    const std::string name = pseudonym(object.patient);
    deidentification::Deidentification how{mapping_, name, name};
    how.is_confirmed = confirmed_.contains(object.sop_instance_uid);
    return how;
}

std::string MediaAnonymity::pseudonym(std::int64_t patient) const {
    return mapping_.pseudonym(fmt::format("patient {}", patient));
}

}  // namespace kinote::exporter
