#pragma once
// The one exception type of kinote. It ends a unit of work (an association's message, a request, a job, a command);
// the doors map its kind to a DIMSE status, an HTTP status, a retry or an exit code.

#include <stdexcept>
#include <string>
#include <string_view>

namespace kinote::base {

enum class ErrorKind {
    invalid,      ///< what was given breaks a rule; the same again fails again
    not_found,    ///< what was asked for does not exist
    refused,      ///< understood, and not allowed
    unavailable,  ///< a cause that can pass: try again later
    corrupt,      ///< stored or received bytes cannot be understood
    internal,     ///< a fault of ours
};

/// The kind as the word used in logs, rows and JSON, e.g. "not_found".
[[nodiscard]] std::string_view to_string(ErrorKind kind);

/// Says what went wrong, where, and what to do, in words for the person who reads it.
class Error : public std::runtime_error {
public:
    Error(ErrorKind kind, const std::string& message);

    [[nodiscard]] ErrorKind kind() const noexcept { return kind_; }

private:
    ErrorKind kind_;
};

/// The kind and message of any exception: those of an Error, `unavailable` for lack of memory or a failed file
/// operation, else `internal`. To be called at the doors only, with the exception in flight.
[[nodiscard]] Error current_error();

}  // namespace kinote::base
