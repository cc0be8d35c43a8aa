#include "exporter/retrieve_services.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <deque>
#include <memory>
#include <span>
#include <utility>

#include "base/error.hpp"
#include "base/log.hpp"
#include "database/destination_table.hpp"
#include "database/export_table.hpp"
#include "database/instance_table.hpp"
#include "dicom/uid.hpp"
#include "dimse/store_scu.hpp"
#include "exporter/agreed_object.hpp"
#include "exporter/called_destination.hpp"
#include "exporter/delivery_ledger.hpp"
#include "exporter/object_sender.hpp"
#include "exporter/retrieval_gaps.hpp"
#include "image_cache/damage.hpp"

namespace kinote::exporter {
namespace {

using base::Error;
using base::ErrorKind;
using database::ObjectToSend;
using dimse::Status;

constexpr std::int64_t retrieved_page_size = 1'000;
constexpr std::size_t most_at_once = 32;                   // sent between two words to the peer
constexpr std::chrono::milliseconds longest_pause{1'000};  // the same in time

// A C-MOVE on its way.
class Move {
public:
    Move(const RetrieveRooms& rooms, database::Destination destination, const dimse::RetrieveRequest& request,
         const query::RetrieveKeys& keys)
        : rooms_{rooms},
          destination_{std::move(destination)},
          originator_{request.peer.calling_ae_title.text(), request.message_id},
          retrieval_{rooms.database, keys},
          sender_{rooms.database, rooms.image_cache, rooms.associations, destination_, rooms.clock, {}},
          ledger_{rooms.database, rooms.clock, destination_, std::nullopt} {}

    [[nodiscard]] std::size_t objects() const { return retrieval_.objects(); }

    // What was answered stands in the ledger before the peer is told.
    std::vector<dimse::SubOperationResult> proceed() {
        const auto end = std::chrono::steady_clock::now() + longest_pause;
        std::vector<dimse::SubOperationResult> results;
        try {
            if (rest_.empty() && !turn_page()) return results;
            const auto part = rest_.first(std::min(rest_.size(), most_at_once));
            ledger_.begin(part);
            for (const ObjectToSend& object : part) {
                results.push_back(send(object));
                rest_ = rest_.subspan(1);
                if (std::chrono::steady_clock::now() >= end) break;
            }
        } catch (...) {
            const Error error = base::current_error();
            if (sender_.is_unanswered()) ledger_.leave_begun(rest_.front().sop_instance_uid);
            ledger_.end();
            throw Error{error};
        }
        ledger_.end();
        return results;
    }

private:
    bool turn_page() {
        std::vector<ObjectToSend> page = retrieval_.next_page(retrieved_page_size);
        if (page.empty()) return false;
        page_ = sender_.begin_page(std::move(page));
        rest_ = page_;
        return true;
    }

    dimse::SubOperationResult send(const ObjectToSend& object) {
        if (!ledger_.has_begun(object.sop_instance_uid)) {  // hidden as its part began, whatever it is by now
            return {object.sop_instance_uid, Status::no_such_object_instance};
        }
        const SendResult result = sender_.send(object, originator_);
        switch (result.kind) {
            case SendResult::Kind::hidden: return {object.sop_instance_uid, Status::no_such_object_instance};
            case SendResult::Kind::away: return {object.sop_instance_uid, Status::out_of_resources};
            case SendResult::Kind::lost: ledger_.leave_begun(object.sop_instance_uid); [[fallthrough]];
            case SendResult::Kind::impossible:
                base::log::warn("an object cannot be sent", {{"destination", destination_.name},
                                                             {"sop_instance_uid", object.sop_instance_uid},
                                                             {"error", result.comment}});
                if (sender_.losses_in_a_row() >= ObjectSender::most_losses_in_a_row) {
                    throw Error{ErrorKind::unavailable, result.comment};
                }
                return {object.sop_instance_uid, Status::unable_to_process};
            case SendResult::Kind::answered: break;
        }
        rooms_.image_cache.note_access(object.study_instance_uid, rooms_.clock.now_ms());
        ledger_.add({object.sop_instance_uid, object.study_instance_uid, object.sop_class_uid, result.sha256,
                     dimse::is_stored(result.answer.status), static_cast<std::int64_t>(result.answer.status),
                     result.comment, rooms_.clock.now_ms()});
        return {object.sop_instance_uid, result.answer.status};
    }

    RetrieveRooms rooms_;
    database::Destination destination_;
    dimse::MoveOriginator originator_;
    Retrieval retrieval_;
    ObjectSender sender_;
    DeliveryLedger ledger_;
    std::vector<ObjectToSend> page_;
    std::span<const ObjectToSend> rest_;  ///< of the page
};

// A C-GET on its way.
class Get {
public:
    Get(const RetrieveRooms& rooms, const dimse::RetrieveRequest& request, const query::RetrieveKeys& keys,
        RetrievalWay way)
        : rooms_{rooms}, accepted_{request.storage_contexts}, way_{std::move(way)}, retrieval_{rooms.database, keys} {}

    [[nodiscard]] std::size_t objects() const { return retrieval_.objects(); }

    dimse::RetrievedObject next() {
        if (page_.empty()) {
            std::vector<ObjectToSend> page = retrieval_.next_page(retrieved_page_size);
            page_.assign(page.begin(), page.end());
        }
        if (page_.empty()) return {};  // hidden since it was counted
        const ObjectToSend object = std::move(page_.front());
        page_.pop_front();
        kosd_study_ = object.sop_class_uid == dicom::uid::KeyObjectSelectionDocumentStorage ? object.study_instance_uid
                                                                                            : std::string{};
        dimse::RetrievedObject retrieved{object.sop_class_uid, object.sop_instance_uid, object.transfer_syntax_uid,
                                         nullptr, 0};
        open(retrieved);
        return retrieved;
    }

    // What became of the last one.
    void note(const dimse::SubOperationResult& result) const {
        if (kosd_study_.empty() || !dimse::is_stored(result.status)) return;
        RetrievalGaps{rooms_.database, rooms_.clock}.note_fetched(kosd_study_, way_, result.sop_instance_uid);
    }

private:
    // The rule of what is visible is asked once more.
    void open(dimse::RetrievedObject& retrieved) const {
        std::optional<database::StoredObject> visible;
        {
            const database::PooledConnection connection = rooms_.database.connection();
            visible = database::find_visible_object(*connection, retrieved.sop_instance_uid);
        }
        if (!visible) return;
        rooms_.image_cache.note_access(visible->study_instance_uid, rooms_.clock.now_ms());
        try {
            AgreedObject agreed = in_agreed_syntax(
                image_cache::open_undamaged(rooms_.image_cache, rooms_.database, rooms_.clock, *visible, {}), *visible,
                "the peer",
                [this](std::string_view sop_class, std::string_view syntax) { return is_agreed(sop_class, syntax); });
            retrieved.transfer_syntax_uid = agreed.outgoing.transfer_syntax_uid;
            retrieved.data_set_offset = agreed.outgoing.data_set_offset;
            retrieved.object = std::move(agreed.bytes);
        } catch (const Error& error) {
            base::log::warn("an object cannot be sent",
                            {{"sop_instance_uid", retrieved.sop_instance_uid}, {"error", error.what()}});
        }
    }

    [[nodiscard]] bool is_agreed(std::string_view sop_class_uid, std::string_view transfer_syntax_uid) const {
        return std::ranges::any_of(accepted_, [&](const dimse::AcceptedContext& context) {
            return context.abstract_syntax == sop_class_uid && context.transfer_syntax == transfer_syntax_uid;
        });
    }

    RetrieveRooms rooms_;
    std::vector<dimse::AcceptedContext> accepted_;
    RetrievalWay way_;
    std::string kosd_study_;  ///< of the last object where it is a KOSD
    Retrieval retrieval_;
    std::deque<ObjectToSend> page_;
};

// What `begin` makes of the keys, or why there are none.
template <typename RetrieveAnswer, typename Begin>
RetrieveAnswer answer_to(const dimse::RetrieveRequest& request, Begin begin) {
    RetrieveAnswer answer;
    query::RetrieveKeys keys;
    try {
        keys = query::read_retrieve_keys(request.identifier, request.model == dimse::QueryModel::patient_root,
                                         request.is_relational);
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::invalid) throw;
        answer.refusal = {Status::identifier_does_not_match_sop_class, error.what()};
        return answer;
    }
    begin(keys, answer);
    return answer;
}

CalledDestination destination_called(database::Database& database, const std::string& ae_title) {
    const database::PooledConnection connection = database.connection();
    return find_called_destination(*connection, ae_title, {});
}

}  // namespace

dimse::MoveHandler make_move_handler(const RetrieveRooms& rooms) {
    return [rooms](const dimse::RetrieveRequest& request) {
        return answer_to<dimse::MoveAnswer>(request, [&](const query::RetrieveKeys& keys, dimse::MoveAnswer& answer) {
            CalledDestination called = destination_called(rooms.database, request.destination);
            if (!called.destination) {
                base::log::warn("a C-MOVE is refused", {{"calling_ae_title", request.peer.calling_ae_title.text()},
                                                        {"destination", request.destination},
                                                        {"error", called.reason}});
                answer.refusal = {Status::move_destination_unknown, called.reason};
                return;
            }
            rooms.preparation.prepare(keys, {"C-MOVE to " + called.destination->name, called.destination->id});
            const auto move = std::make_shared<Move>(rooms, *std::move(called.destination), request, keys);
            answer.sub_operations = move->objects();
            answer.proceed = [move] { return move->proceed(); };
        });
    };
}

dimse::GetHandler make_get_handler(const RetrieveRooms& rooms) {
    return [rooms](const dimse::RetrieveRequest& request) {
        return answer_to<dimse::GetAnswer>(request, [&](const query::RetrieveKeys& keys, dimse::GetAnswer& answer) {
            const RetrievalWay way{"C-GET by " + request.peer.calling_ae_title.text(), std::nullopt};
            rooms.preparation.prepare(keys, way);
            const auto get = std::make_shared<Get>(rooms, request, keys, way);
            answer.sub_operations = get->objects();
            answer.next = [get] { return get->next(); };
            answer.done = [get](const dimse::SubOperationResult& result) { get->note(result); };
        });
    };
}

}  // namespace kinote::exporter
