#include "cli/failures.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <string>

#include "base/error.hpp"
#include "cli/options.hpp"
#include "cli/printing.hpp"

namespace kinote::cli {

using base::Error;
using base::ErrorKind;

bool Failures::attempt(const boost::json::value& thing, const std::function<void()>& action) {
    try {
        action();
        has_failed_all_ = false;
        return true;
    } catch (const Error& error) {
        const bool is_invalid = error.kind() == ErrorKind::invalid;
        if (!is_invalid && error.kind() != ErrorKind::not_found && error.kind() != ErrorKind::refused) throw;
        has_been_invalid_only_ = has_been_invalid_only_ && is_invalid;
        name(thing, error.what());
        return false;
    }
}

void Failures::add(const boost::json::value& thing, std::string_view reason) {
    has_failed_all_ = false;
    name(thing, reason);
}

void Failures::name(const boost::json::value& thing, std::string_view reason) {
    const std::string name = thing.is_string() ? std::string{thing.as_string()} : boost::json::serialize(thing);
    fmt::print(stderr, "kinote: {}: {}\n", printable(name), printable(reason));
    failures_.push_back(boost::json::object{{field_, thing}, {"reason", reason}});
}

int Failures::exit_code() const {
    if (failures_.empty()) return done;
    if (!has_failed_all_) return done_in_part;
    return has_been_invalid_only_ ? usage : failed;
}

}  // namespace kinote::cli
