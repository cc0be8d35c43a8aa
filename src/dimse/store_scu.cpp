#include "dimse/store_scu.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "dicom/file_meta.hpp"
#include "dimse/command_tag.hpp"

namespace kinote::dimse {
namespace {

std::vector<std::byte> store_command(const OutgoingObject& object, std::uint16_t message_id) {  // PS3.7 Table 9.3-1
    CommandSetWriter request = begin_request({.sop_class_tag = command_tag::AffectedSOPClassUID,
                                              .sop_class_uid = object.sop_class_uid,
                                              .field = CommandField::c_store_request,
                                              .message_id = message_id,
                                              .has_priority = true,
                                              .has_data_set = true});
    request.add_uid(command_tag::AffectedSOPInstanceUID, object.sop_instance_uid);
    if (object.move_originator) {
        request.add_text(command_tag::MoveOriginatorApplicationEntityTitle, object.move_originator->ae_title);
        request.add_number(command_tag::MoveOriginatorMessageID, object.move_originator->message_id);
    }
    return request.bytes();
}

/// An object whose first piece has been read.
class StartedObject {
public:
    StartedObject(const OutgoingObject& object, ReadAhead& pieces) : object_{object}, reading_{pieces} {
        pieces.begin(*object.object, object.data_set_offset);
        first_ = pieces.next();
    }

    /// @return the Message ID.
    std::uint16_t send(Association& association, std::uint8_t context_id) {
        const std::uint16_t message_id = association.next_message_id();
        const OutgoingDataSet data_set{object_.object->size() - object_.data_set_offset, [this] {
                                           if (!first_.empty()) return std::exchange(first_, {});
                                           return reading_.pieces.next();
                                       }};
        association.send_message(context_id, store_command(object_, message_id), data_set);
        return message_id;
    }

private:
    /// The object may be gone afterwards.
    struct Reading {
        explicit Reading(ReadAhead& of) : pieces{of} {}
        ~Reading() { pieces.end(); }
        Reading(const Reading&) = delete;
        Reading& operator=(const Reading&) = delete;
        ReadAhead& pieces;
    };

    const OutgoingObject& object_;
    Reading reading_;
    std::span<const std::byte> first_;
};

}  // namespace

OutgoingObject outgoing_object(const dicom::ByteSource& object, std::string_view sop_class_uid,
                               std::string_view sop_instance_uid) {
    const dicom::FileMeta meta = dicom::read_file_meta(object);
    return {std::string{sop_class_uid}, std::string{sop_instance_uid}, meta.transfer_syntax_uid, &object,
            meta.data_set_offset};
}

std::size_t piece_size_for(const Association& association) {
    constexpr std::size_t about = std::size_t{256} * 1024;
    const std::size_t unit = association.largest_piece();
    return std::max<std::size_t>(about / unit, 1) * unit;
}

std::optional<Answer> send_object(Association& association, std::uint8_t context_id, const OutgoingObject& object,
                                  ReadAhead& pieces, const Interruption& interruption) {
    StartedObject started{object, pieces};
    const std::uint16_t message_id = started.send(association, context_id);
    const auto response = receive_response(association, {CommandField::c_store_request, message_id}, interruption);
    if (!response) return std::nullopt;
    return answer_of(*response);
}

StoreScu::StoreScu(RequestedAssociation& association)
    : association_{association}, pieces_{piece_size_for(association.association())} {}

Answer StoreScu::store(const OutgoingObject& object) {
    const std::uint8_t context = association_.demand_context(object.sop_class_uid, object.transfer_syntax_uid);
    StartedObject started{object, pieces_};
    Answer answer;
    association_.perform(fmt::format("store {}", object.sop_instance_uid), [&] {
        const std::uint16_t message_id = started.send(association_.association(), context);
        answer = answer_of(association_.response_to({CommandField::c_store_request, message_id}));
    });
    return answer;
}

}  // namespace kinote::dimse
