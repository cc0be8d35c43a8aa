#include "dimse/cancellation.hpp"

#include "base/error.hpp"

namespace kinote::dimse {

bool Cancellation::takes(const Message& message) {
    if (message.command.field() != CommandField::c_cancel_request) return false;
    is_cancelled_ |= message.message_id == operation_.message_id;
    return true;
}

bool Cancellation::is_cancelled() {
    while (!is_cancelled_ && association_.wait(std::chrono::steady_clock::now()) != Wire::Arrival::silence) {
        is_over_ = true;  // unless what came is a cancel
        const auto message = receive_message(association_);
        if (!message) {
            throw base::Error{base::ErrorKind::unavailable,
                              "the association ended meanwhile: " + std::string{to_string(association_.ending())}};
        }
        if (!takes(*message)) {
            throw base::Error{base::ErrorKind::invalid, "the peer asks for something else before it was answered"};
        }
        is_over_ = false;
    }
    return is_cancelled_;
}

}  // namespace kinote::dimse
