#pragma once
// What kind of error something ends with.

#include <optional>

#include "base/error.hpp"

namespace kinote::rendering {

template <typename Action>
std::optional<base::ErrorKind> kind_of_error(Action&& action) {
    try {
        static_cast<void>(action());
        return std::nullopt;
    } catch (const base::Error& error) {
        return error.kind();
    }
}

}  // namespace kinote::rendering
