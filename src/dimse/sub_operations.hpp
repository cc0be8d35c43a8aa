#pragma once
// Counts the sub-operations of a C-MOVE or C-GET, and tells the peer of them: PS3.4 C.4.2 and C.4.3.

#include <cstddef>
#include <string>
#include <vector>

#include "dimse/message.hpp"
#include "dimse/retrieve_request.hpp"

namespace kinote::dimse {

/// One thread.
class SubOperations {
public:
    /// @param request  must outlive this.
    SubOperations(Association& association, const Message& request, std::size_t count)
        : association_{association}, request_{request}, remaining_{count} {}

    [[nodiscard]] std::size_t remaining() const noexcept { return remaining_; }

    /// More than there are do not count.
    void add(const SubOperationResult& result);
    /// Those that are left have failed. Which they are is not known.
    void fail_remaining() noexcept;

    /// Tells the peer how far it is, FF00. @throws base::Error unavailable where it cannot be told.
    void report_progress();
    /// The last answer: success, B000 where some failed or gave warnings, A702 where all failed, FE00 where the peer
    /// cancelled; with Failed SOP Instance UID List (0008,0058) where some did. @throws as report_progress().
    void finish(bool is_cancelled, const std::string& error_comment);

private:
    [[nodiscard]] Status final_status(bool is_cancelled) const noexcept;
    void add_counts(CommandSetWriter& response, bool has_remaining) const;

    Association& association_;
    const Message& request_;
    std::size_t remaining_;
    std::size_t completed_ = 0;
    std::size_t failed_ = 0;
    std::size_t with_warnings_ = 0;
    std::string failed_uids_;  ///< as a value of VR UI
};

}  // namespace kinote::dimse
