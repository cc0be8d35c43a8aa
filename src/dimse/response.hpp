#pragma once
// Responses to requests of ours, on either side of an association.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "dimse/answer.hpp"
#include "dimse/association.hpp"
#include "dimse/message.hpp"

namespace kinote::dimse {

/// Serves a request of the peer that comes while a response is waited for, with the data set that may follow it.
/// @return false where the association ended meanwhile.
using Interruption = std::function<bool(const Message&)>;

struct Awaited {
    CommandField request;
    std::uint16_t message_id;
};

/// The next response to the request; its data set, where it has one, is yet to be received. Nothing where the
/// association is over. @throws base::Error invalid where a response to something else comes, and as receive_message().
[[nodiscard]] std::optional<Message> receive_response(Association& association, Awaited awaited,
                                                      const Interruption& interruption);

/// Tells the peer that a request is not served (0211). @return false where the association ended meanwhile.
[[nodiscard]] bool refuse_request(Association& association, const Message& message);

/// How the association ended, for the error about it.
[[nodiscard]] std::string ending_text(const Association& association);

/// Status and comment. @throws base::Error invalid where it has no status.
[[nodiscard]] Answer answer_of(const Message& response);

struct RequestHead {
    dicom::Tag sop_class_tag;  ///< of Affected or Requested SOP Class UID
    std::string_view sop_class_uid;
    CommandField field;
    std::uint16_t message_id;
    bool has_priority = false;  ///< always MEDIUM
    bool has_data_set = false;
    std::string_view move_destination{};
};
/// The elements that every request begins with, Command Data Set Type (0000,0800) the last of them.
[[nodiscard]] CommandSetWriter begin_request(const RequestHead& head);

}  // namespace kinote::dimse
