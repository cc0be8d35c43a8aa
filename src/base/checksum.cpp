#include "base/checksum.hpp"

#include <fmt/format.h>
#include <xxhash.h>

#include <new>

namespace kinote::base {

void Checksum::Free::operator()(XXH3_state_s* state) const noexcept { XXH3_freeState(state); }

Checksum::Checksum() : state_{XXH3_createState()} {
    if (!state_) throw std::bad_alloc{};
    XXH3_128bits_reset(state_.get());
}
Checksum::~Checksum() = default;
Checksum::Checksum(Checksum&&) noexcept = default;
Checksum& Checksum::operator=(Checksum&&) noexcept = default;

void Checksum::add(std::span<const std::byte> bytes) { XXH3_128bits_update(state_.get(), bytes.data(), bytes.size()); }

std::string Checksum::hex() const {
    const XXH128_hash_t sum = XXH3_128bits_digest(state_.get());
    return fmt::format("{:016x}{:016x}", sum.high64, sum.low64);
}

}  // namespace kinote::base
