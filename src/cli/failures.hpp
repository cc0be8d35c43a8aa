#pragma once
// What of several things a command could not do, while it did the others.

#include <boost/json.hpp>
#include <functional>
#include <string_view>

namespace kinote::cli {

/// One thread.
class Failures {
public:
    /// @param field  what the things are called in JSON: "id"; outlives this.
    explicit Failures(std::string_view field) : field_{field} {}

    /// Does it. Where it is invalid, refused or not there, that is named at once on standard error, and kept.
    /// @return whether it was done. @throws Error what else comes of it.
    bool attempt(const boost::json::value& thing, const std::function<void()>& action);
    /// Names one that had failed before, which is no failure of the whole.
    void add(const boost::json::value& thing, std::string_view reason);

    [[nodiscard]] const boost::json::array& to_json() const { return failures_; }
    /// done, done_in_part; failed where nothing was done, usage where all that was said is invalid.
    [[nodiscard]] int exit_code() const;

private:
    void name(const boost::json::value& thing, std::string_view reason);

    std::string_view field_;
    boost::json::array failures_;
    bool has_failed_all_ = true;
    bool has_been_invalid_only_ = true;
};

}  // namespace kinote::cli
