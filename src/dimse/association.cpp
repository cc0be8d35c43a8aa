#include "dimse/association.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

#include "base/error.hpp"
#include "dimse/pdu.hpp"

namespace kinote::dimse {
namespace {

using base::Error;
using base::ErrorKind;
using std::chrono::steady_clock;

constexpr std::size_t value_head_size = 6;        // length, presentation context ID, message control header
constexpr std::size_t counted_of_value_head = 2;  // of them, those that the length counts
constexpr std::byte release_request{static_cast<unsigned char>(pdu::Type::release_request)};
constexpr std::byte release_response{static_cast<unsigned char>(pdu::Type::release_response)};
constexpr std::byte command_bit{0x01};  // PS3.8 Annex E.2
constexpr std::byte last_bit{0x02};
// Bytes by which a PDU may be longer than agreed: some peers count its head, or that of its values, otherwise.
constexpr std::size_t tolerated_excess = 128;
constexpr std::size_t largest_sent_pdu = std::size_t{128} * 1024;  // though the peer may take more

[[noreturn]] void throw_violation(std::string_view what) {
    throw Error{ErrorKind::invalid, fmt::format("the peer breaks the upper layer protocol: {}", what)};
}

/// The first value of those in a P-DATA-TF PDU, with its head. Nothing where they are malformed.
std::optional<std::span<const std::byte>> first_value(std::span<const std::byte> values) {
    if (values.size() < value_head_size) return std::nullopt;
    const std::size_t length = pdu::big_endian(values.first(4));
    if (length < counted_of_value_head || length > values.size() - 4) return std::nullopt;
    return values.first(4 + length);
}

}  // namespace

std::string_view to_string(Ending ending) {
    switch (ending) {
        case Ending::released: return "released";
        case Ending::aborted_by_peer: return "aborted by the peer";
        case Ending::connection_lost: return "connection lost";
        case Ending::timed_out: return "timed out";
        case Ending::stopped: return "server stops";
    }
    std::abort();
}

Association::Association(Wire& wire, AssociationTimeouts timeouts, AssociationTerms terms)
    : wire_{wire}, timeouts_{timeouts}, terms_{std::move(terms)} {}

const AcceptedContext* Association::context(std::uint8_t id) const {
    const auto found = terms_.contexts.find(id);
    return found != terms_.contexts.end() ? &found->second : nullptr;
}

std::string_view Association::abort_reason() const noexcept {
    constexpr std::byte service_user{0};
    if (abort_reason_[2] == service_user) return "by its application";
    switch (std::to_integer<int>(abort_reason_[3])) {
        case 1: return "unrecognized PDU";
        case 2: return "unexpected PDU";
        case 4: return "unrecognized PDU parameter";
        case 5: return "unexpected PDU parameter";
        case 6: return "invalid PDU parameter value";
        default: return "no reason given";
    }
}

std::size_t Association::largest_piece() const {
    const std::size_t pdu_size = terms_.peer_maximum_pdu_size == 0
                                     ? largest_sent_pdu
                                     : std::min<std::size_t>(terms_.peer_maximum_pdu_size, largest_sent_pdu);
    if (pdu_size < value_head_size + 2) {
        throw Error{ErrorKind::unavailable, fmt::format("the peer takes no PDU of more than {} bytes", pdu_size)};
    }
    return (pdu_size - value_head_size) / 2 * 2;
}

std::optional<DataValue> Association::next(Position position) {
    if (values_.empty() && !is_pdu_received(position)) return std::nullopt;
    const auto value = *first_value(values_);
    values_ = values_.subspan(value.size());
    const std::byte control = value[5];
    return DataValue{std::to_integer<std::uint8_t>(value[4]), (control & command_bit) != std::byte{},
                     (control & last_bit) != std::byte{}, value.subspan(value_head_size)};
}

Wire::Arrival Association::wait(Wire::TimePoint until) noexcept {
    return values_.empty() ? wire_.wait_for_bytes(until) : Wire::Arrival::bytes;
}

bool Association::end(Ending ending) noexcept {
    ending_ = ending;
    is_over_ = true;
    return false;
}

bool Association::end_for_failed_read() noexcept {
    if (wire_.is_timed_out()) return end(Ending::timed_out);
    return end(wire_.is_ended() ? Ending::connection_lost : Ending::stopped);
}

bool Association::is_pdu_received(Position position) {
    if (position != Position::within_message) {
        const bool is_answer_due = position == Position::before_answer;
        switch (wire_.wait_for_bytes(steady_clock::now() + (is_answer_due ? timeouts_.answer : timeouts_.idle))) {
            case Wire::Arrival::bytes: break;
            case Wire::Arrival::silence: return end(Ending::timed_out);
            case Wire::Arrival::stop: return end(Ending::stopped);
        }
    }
    wire_.set_deadline(steady_clock::now() + timeouts_.dimse);
    std::array<std::byte, pdu::head_size> head{};
    if (!wire_.read_all(head)) return end_for_failed_read();
    const std::size_t length = pdu::big_endian(pdu::Bytes{head}.subspan(2));
    switch (static_cast<pdu::Type>(head[0])) {
        case pdu::Type::data_transfer:
            if (length > terms_.our_maximum_pdu_size + tolerated_excess) throw_violation("a PDU is larger than agreed");
            pdu_.resize(length);
            if (!wire_.read_all(pdu_)) return end_for_failed_read();
            take_values(length);
            return true;
        case pdu::Type::release_request:
            if (position == Position::within_message) throw_violation("a release is asked for within a message");
            return end(Ending::released);
        case pdu::Type::abort:
            if (!wire_.read_all(abort_reason_)) return end_for_failed_read();
            return end(Ending::aborted_by_peer);
        default: throw_violation("a PDU is out of place");
    }
}

void Association::take_values(std::size_t length) {
    auto rest = std::span<const std::byte>{pdu_}.first(length);
    if (rest.empty()) throw_violation("a PDU is empty");
    while (!rest.empty()) {
        const auto value = first_value(rest);
        if (!value) throw_violation("presentation data values do not fill their PDU");
        rest = rest.subspan(value->size());
    }
    values_ = pdu_;
}

void Association::write_values(std::uint8_t context_id, bool is_command, std::span<const std::byte> bytes,
                               bool are_last) {
    const std::size_t largest = largest_piece();
    do {
        const auto piece = bytes.first(std::min(bytes.size(), largest));
        bytes = bytes.subspan(piece.size());
        const std::byte last = are_last && bytes.empty() ? last_bit : std::byte{};
        pdu::Writer head;
        head.number(piece.size() + counted_of_value_head, 4);
        head.number(context_id, 1);
        head.number(std::to_integer<std::size_t>((is_command ? command_bit : std::byte{}) | last), 1);
        const std::vector<std::byte> head_bytes = head.finish(pdu::Type::data_transfer, piece.size());
        wire_.set_deadline(steady_clock::now() + timeouts_.dimse);
        if (wire_.write(head_bytes.data(), head_bytes.size()) < 0 || wire_.write(piece.data(), piece.size()) < 0) {
            fail_to_send();
        }
    } while (!bytes.empty());
}

void Association::begin_message() {
    is_sending_ = true;
    wire_.hold();
}

void Association::end_message() {
    wire_.set_deadline(steady_clock::now() + timeouts_.dimse);
    if (!wire_.flush()) fail_to_send();
    is_sending_ = false;
}

void Association::fail_to_send() {
    is_over_ = true;
    ending_ = wire_.is_timed_out() ? Ending::timed_out : wire_.is_stopped() ? Ending::stopped : Ending::connection_lost;
    // A peer that breaks the connection may have said before that it aborts.
    while (wire_.wait_for_bytes(steady_clock::now()) == Wire::Arrival::bytes && next(Position::within_message)) {
    }
    throw Error{ErrorKind::unavailable, fmt::format("cannot send a DIMSE message: {}", to_string(ending_))};
}

void Association::send_command(std::uint8_t context_id, std::span<const std::byte> command) {
    begin_message();
    write_values(context_id, true, command, true);
    end_message();
}

void Association::send_message(std::uint8_t context_id, std::span<const std::byte> command,
                               const OutgoingDataSet& data_set) {
    begin_message();
    write_values(context_id, true, command, true);
    std::uint64_t sent = 0;
    do {
        const auto piece = data_set.size == 0 ? std::span<const std::byte>{} : data_set.next();
        sent += piece.size();
        write_values(context_id, false, piece, sent >= data_set.size);
    } while (sent < data_set.size);
    end_message();
}

void Association::send_message(std::uint8_t context_id, std::span<const std::byte> command,
                               std::span<const std::byte> data_set) {
    send_message(context_id, command, {data_set.size(), [data_set] { return data_set; }});
}

bool Association::send_release(std::byte type) noexcept {  // PS3.8 9.3.6 and 9.3.7
    constexpr std::byte zero{0};
    const std::array bytes{type, zero, zero, zero, zero, std::byte{4}, zero, zero, zero, zero};
    return wire_.write(bytes.data(), bytes.size()) > 0;
}

void Association::acknowledge_release() noexcept {
    wire_.set_deadline(steady_clock::now() + timeouts_.dimse);
    (void)send_release(release_response);
}

bool Association::release() noexcept {
    wire_.set_deadline(steady_clock::now() + timeouts_.dimse);
    is_over_ = true;
    if (!send_release(release_request)) return false;
    std::array<std::byte, pdu::head_size> head{};
    while (wire_.read_all(head)) {
        if (!skip(pdu::big_endian(pdu::Bytes{head}.subspan(2)))) return false;
        if (head[0] == release_response) return true;
        // Both may ask at once, and what the peer sent before is of no use any more.
        if (head[0] == release_request) (void)send_release(release_response);
        if (head[0] != release_request && static_cast<pdu::Type>(head[0]) != pdu::Type::data_transfer) return false;
    }
    return false;
}

bool Association::skip(std::size_t size) noexcept {
    std::array<std::byte, 4096> buffer;
    while (size > 0) {
        const auto part = std::span{buffer}.first(std::min(size, buffer.size()));
        if (!wire_.read_all(part)) return false;
        size -= part.size();
    }
    return true;
}

}  // namespace kinote::dimse
