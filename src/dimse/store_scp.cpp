#include "dimse/store_scp.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <string>
#include <utility>

#include "base/error.hpp"
#include "base/log.hpp"
#include "dicom/uid.hpp"
#include "dimse/command_tag.hpp"

namespace kinote::dimse {
namespace {

/// Keeps the object while it comes. From the first failure on it only reads on, so that the association can live.
class Reception {
public:
    /// @param session, values  must outlive this.
    Reception(const Session& session, const dicom::FileMetaValues& values) : session_{session}, drain_{session} {
        try {
            writer_.emplace(values, session.limits);
        } catch (...) {
            fail();
        }
    }

    void take(std::span<const std::byte> bytes) {
        size_ += bytes.size();
        if (!writer_) {
            drain_.take(bytes.size());
            return;
        }
        try {
            writer_->add(bytes);
        } catch (...) {
            fail();
        }
    }

    /// The object; nothing where it could not be kept.
    [[nodiscard]] std::optional<dicom::ReceivedObject> finish() {
        if (!writer_) return std::nullopt;
        session_.tally.bytes_received += size_;
        return writer_->finish();
    }

private:
    void fail() {
        base::log::error("an object that arrives cannot be kept",
                         {{"association", session_.peer.association}, {"reason", base::current_error().what()}});
        writer_.reset();
    }

    const Session& session_;
    Drain drain_;
    std::optional<dicom::ReceivedObjectWriter> writer_;
    std::uint64_t size_ = 0;
};

/// Of the command, without padding.
struct Subject {
    std::string sop_class_uid;
    std::string sop_instance_uid;
};

/// Why the data set need not be looked at, PS3.7 9.1.1.1.9 and Annex C.
std::optional<StoreAnswer> refusal_of(const Session& session, const Message& message, const Subject& subject) {
    if (subject.sop_class_uid != message.context.abstract_syntax ||
        !session.negotiation.is_storage_sop_class(subject.sop_class_uid)) {
        return StoreAnswer{Status::sop_class_not_supported, "not the SOP class of the presentation context", {}};
    }
    if (!dicom::is_valid_uid(subject.sop_instance_uid)) {
        return StoreAnswer{Status::invalid_object_instance,
                           "the SOP Instance UID is not valid",
                           {command_tag::AffectedSOPInstanceUID}};
    }
    if (!message.command.has_data_set()) return StoreAnswer{Status::cannot_understand, "there is no data set", {}};
    return std::nullopt;
}

std::optional<MoveOriginator> move_originator(const CommandSet& command) {
    std::string ae_title = command.text(command_tag::MoveOriginatorApplicationEntityTitle);
    if (ae_title.empty()) return std::nullopt;
    return MoveOriginator{std::move(ae_title), command.number(command_tag::MoveOriginatorMessageID).value_or(0)};
}

/// What a peer is told of an error; the log has the rest.
std::string_view comment_on(base::ErrorKind kind) {
    switch (kind) {
        case base::ErrorKind::invalid: return "command and data set differ";
        case base::ErrorKind::not_found:
        case base::ErrorKind::corrupt: return "the data set cannot be understood";
        case base::ErrorKind::refused: return "not allowed";
        case base::ErrorKind::unavailable: return "cannot be stored now, try again";
        case base::ErrorKind::internal: return "internal error";
    }
    std::abort();
}

StoreAnswer hand_over(Session& session, const Message& message, const Subject& subject, dicom::ReceivedObject object) {
    StoreRequest request{session.peer,
                         message.message_id,
                         subject.sop_class_uid,
                         subject.sop_instance_uid,
                         message.context.transfer_syntax,
                         move_originator(message.command),
                         std::move(object)};
    try {
        return session.services.store(request);
    } catch (...) {
        const base::Error error = base::current_error();
        base::log::warn("an object was received and not stored",
                        {{"association", session.peer.association},
                         {"calling_ae_title", session.peer.calling_ae_title.text()},
                         {"sop_instance_uid", subject.sop_instance_uid},
                         {"reason", error.what()}});
        return StoreAnswer{store_status(error.kind()), std::string{comment_on(error.kind())}, {}};
    }
}

void answer(Session& session, const Message& message, const Subject& subject, const StoreAnswer& answer) {
    ++(is_stored(answer.status) ? session.tally.objects_stored : session.tally.objects_failed);
    base::log::debug("C-STORE answered", {{"association", session.peer.association},
                                          {"sop_instance_uid", subject.sop_instance_uid},
                                          {"status", fmt::format("{:04X}", static_cast<unsigned>(answer.status))}});
    CommandSetWriter response = begin_response(message, answer.status);
    if (!answer.offending_elements.empty()) {
        response.add_tags(command_tag::OffendingElement, answer.offending_elements);
    }
    add_error_comment(response, answer.error_comment);
    if (dicom::is_valid_uid(subject.sop_instance_uid)) {
        response.add_uid(command_tag::AffectedSOPInstanceUID, subject.sop_instance_uid);
    }
    session.association.send_command(message.context_id, response.bytes());
}

}  // namespace

bool serve_store(Session& session, const Message& message) {
    const Subject subject{message.command.text(command_tag::AffectedSOPClassUID),
                          message.command.text(command_tag::AffectedSOPInstanceUID)};
    if (const auto refusal = refusal_of(session, message, subject)) {
        if (message.command.has_data_set() && !drain_data_set(session, message)) return false;
        answer(session, message, subject, *refusal);
        return true;
    }
    Reception reception{session,
                        {subject.sop_class_uid, subject.sop_instance_uid, message.context.transfer_syntax, {}}};
    const bool is_whole = receive_data_set(session.association, message,
                                           [&](std::span<const std::byte> bytes) { reception.take(bytes); });
    if (!is_whole) return false;
    auto object = reception.finish();
    answer(session, message, subject,
           object ? hand_over(session, message, subject, std::move(*object))
                  : StoreAnswer{Status::out_of_resources, "no room for the object", {}});
    return true;
}

}  // namespace kinote::dimse
