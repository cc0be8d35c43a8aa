#pragma once
// C-CANCEL requests (PS3.7 9.3.2.3) that come while an operation of a peer is being done.

#include <cstdint>

#include "dimse/association.hpp"
#include "dimse/message.hpp"

namespace kinote::dimse {

/// Looks for what the peer sends meanwhile. One thread.
class Cancellation {
public:
    /// @param operation  the request that can be cancelled. Both must outlive this.
    Cancellation(Association& association, const Message& operation)
        : association_{association}, operation_{operation} {}

    /// Takes in what has come, without waiting. @return whether the peer cancelled, now or before.
    /// @throws base::Error unavailable where the association came to its end or is to, see is_over(); invalid where the
    /// peer asks for something else meanwhile, which was not agreed on.
    [[nodiscard]] bool is_cancelled();
    /// Takes note of a message that came. @return whether it was a C-CANCEL, of whatever operation.
    [[nodiscard]] bool takes(const Message& message);

    /// Nothing can be sent any more.
    [[nodiscard]] bool is_over() const noexcept { return is_over_; }
    /// For the time of sending, which must not fail.
    void set_over(bool is_over = true) noexcept { is_over_ = is_over; }

private:
    Association& association_;
    const Message& operation_;
    bool is_cancelled_ = false;
    bool is_over_ = false;
};

}  // namespace kinote::dimse
