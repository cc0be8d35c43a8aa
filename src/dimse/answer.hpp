#pragma once
// What a response says besides its data set.

#include <string>

#include "dimse/status.hpp"

namespace kinote::dimse {

struct Answer {
    Status status = Status::success;
    /// Of ours: told to the peer, cut to 64 printable ASCII characters; nothing about patients.
    std::string error_comment{};
};

}  // namespace kinote::dimse
