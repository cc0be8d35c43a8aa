#include "base/error.hpp"

#include <cstdlib>
#include <exception>
#include <new>
#include <system_error>

namespace kinote::base {

std::string_view to_string(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::invalid: return "invalid";
        case ErrorKind::not_found: return "not_found";
        case ErrorKind::refused: return "refused";
        case ErrorKind::unavailable: return "unavailable";
        case ErrorKind::corrupt: return "corrupt";
        case ErrorKind::internal: return "internal";
    }
    std::abort();
}

Error::Error(ErrorKind kind, const std::string& message) : std::runtime_error{message}, kind_{kind} {}

Error current_error() {
    try {
        throw;
    } catch (const Error& error) {
        return error;
    } catch (const std::bad_alloc&) {
        return {ErrorKind::unavailable, "out of memory"};
    } catch (const std::system_error& error) {
        return {ErrorKind::unavailable, error.what()};
    } catch (const std::exception& error) {
        return {ErrorKind::internal, error.what()};
    } catch (...) {
        return {ErrorKind::internal, "an exception of an unknown type"};
    }
}

}  // namespace kinote::base
