#include "dimse/sub_operations.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "dicom/element_writer.hpp"
#include "dicom/tag.hpp"
#include "dicom/uid.hpp"
#include "dimse/command_tag.hpp"
#include "dimse/data_set.hpp"

namespace kinote::dimse {
namespace {

/// The counts are of VR US.
std::uint16_t limited(std::size_t count) {
    return static_cast<std::uint16_t>(std::min<std::size_t>(count, std::numeric_limits<std::uint16_t>::max()));
}

}  // namespace

void SubOperations::add(const SubOperationResult& result) {
    if (remaining_ == 0) return;
    --remaining_;
    if (result.status == Status::success) {
        ++completed_;
    } else if (is_warning(result.status)) {
        ++with_warnings_;
    } else {
        ++failed_;
        // What the 16-bit length of a UI in explicit VR can hold; the count tells of the others.
        constexpr std::size_t longest_list = 65'000;
        if (!dicom::is_valid_uid(result.sop_instance_uid) || failed_uids_.size() > longest_list) return;
        if (!failed_uids_.empty()) failed_uids_ += '\\';
        failed_uids_ += result.sop_instance_uid;
    }
}

void SubOperations::fail_remaining() noexcept { failed_ += std::exchange(remaining_, 0); }

void SubOperations::add_counts(CommandSetWriter& response, bool has_remaining) const {  // PS3.7 Table 9.3-10
    if (has_remaining) response.add_number(command_tag::NumberOfRemainingSuboperations, limited(remaining_));
    response.add_number(command_tag::NumberOfCompletedSuboperations, limited(completed_));
    response.add_number(command_tag::NumberOfFailedSuboperations, limited(failed_));
    response.add_number(command_tag::NumberOfWarningSuboperations, limited(with_warnings_));
}

void SubOperations::report_progress() {
    CommandSetWriter response = begin_response(request_, Status::pending);
    add_counts(response, true);
    association_.send_command(request_.context_id, response.bytes());
}

Status SubOperations::final_status(bool is_cancelled) const noexcept {  // PS3.4 Tables C.4-2 and C.4-3
    if (is_cancelled && remaining_ > 0) return Status::cancel;
    if (failed_ > 0 && completed_ + with_warnings_ == 0) return Status::unable_to_perform_sub_operations;
    return failed_ + with_warnings_ > 0 ? Status::sub_operations_with_failures_or_warnings : Status::success;
}

void SubOperations::finish(bool is_cancelled, const std::string& error_comment) {
    const Status status = final_status(is_cancelled);
    const bool has_list = !failed_uids_.empty();
    CommandSetWriter response = begin_response(request_, status, has_list);
    add_error_comment(response, error_comment);
    add_counts(response, status == Status::cancel);
    if (!has_list) {
        association_.send_command(request_.context_id, response.bytes());
        return;
    }
    dicom::ElementWriter list;
    list.text(dicom::tag::FailedSOPInstanceUIDList, dicom::Vr::UI, failed_uids_);
    const auto data_set = encoded_for(request_.context.transfer_syntax, list.written());
    association_.send_message(request_.context_id, response.bytes(), std::span{data_set});
}

}  // namespace kinote::dimse
