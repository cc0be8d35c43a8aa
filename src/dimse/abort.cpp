#include "dimse/abort.hpp"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmnet/dul.h>

#include <array>

namespace kinote::dimse {

void send_abort(Wire& wire, AbortCause cause) noexcept {
    const bool is_ours = cause == AbortCause::ours;
    const auto source = static_cast<std::byte>(is_ours ? DUL_ABORTSERVICEUSER : DUL_ABORTSERVICEPROVIDER);
    const auto reason = static_cast<std::byte>(is_ours ? DUL_ABORTNOREASON : DUL_ABORTINVALIDPDUPARAM);
    constexpr std::byte zero{0};
    constexpr std::byte length{4};
    const std::array pdu{std::byte{DUL_TYPEABORT}, zero, zero, zero, zero, length, zero, zero, source, reason};
    wire.set_deadline(std::chrono::steady_clock::now() + std::chrono::seconds{1});
    wire.hold();  // behind what may be held
    if (wire.write(pdu.data(), pdu.size()) < 0 || !wire.flush()) wire.break_off();
}

}  // namespace kinote::dimse
