#include "dimse/requested_association.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/log.hpp"
#include "dicom/sop_class.hpp"
#include "dicom/transfer_syntax.hpp"
#include "dimse/associate_request.hpp"
#include "dimse/connect.hpp"
#include "dimse/pdu.hpp"

namespace kinote::dimse {
namespace {

using base::Error;
using base::ErrorKind;
using std::chrono::steady_clock;

/// What to expect of another attempt.
std::string_view outlook(ErrorKind kind) {
    return kind == ErrorKind::unavailable ? "this can pass: it may be tried again"
                                          : "the same would fail again: see to the cause first";
}

/// Why nothing can be read.
std::string_view silence_of(const Wire& wire) {
    if (wire.is_timed_out()) return "it did not answer in time";
    return wire.is_ended() ? "it ended the connection" : "stopped from here";
}

std::string name_or_uid(std::string_view name, std::string_view uid) { return std::string{name.empty() ? uid : name}; }

[[noreturn]] void throw_not_accepted(std::string_view peer, std::string_view abstract_syntax,
                                     std::string_view transfer_syntax_uid) {
    std::string what = name_or_uid(dicom::sop_class_name(abstract_syntax), abstract_syntax);
    if (!transfer_syntax_uid.empty()) {
        what +=
            fmt::format(" in {}", name_or_uid(dicom::transfer_syntax_name(transfer_syntax_uid), transfer_syntax_uid));
    }
    throw Error{ErrorKind::refused, fmt::format("{} does not accept {}", peer, what)};
}

}  // namespace

RequestedAssociation::RequestedAssociation(AssociationRequest request, std::stop_token stop)
    : request_{std::move(request)},
      peer_{fmt::format("{} at {} port {}", request_.proposal.called_ae_title.text(), request_.host, request_.port)},
      on_stop_{std::move(stop), [this] { stop_signal_.raise(); }} {
    try {
        negotiate();
    } catch (...) {
        const Error error = base::current_error();
        throw Error{error.kind(),
                    fmt::format("no association with {}: {}; {}", peer_, error.what(), outlook(error.kind()))};
    }
    base::log::debug("DICOM association asked for and accepted",
                     {{"peer", peer_}, {"contexts", static_cast<std::uint64_t>(contexts().size())}});
}

RequestedAssociation::~RequestedAssociation() { abort(); }

void RequestedAssociation::negotiate() {
    const std::vector<std::byte> asked = associate_request(request_.proposal);
    wire_.emplace(connect(request_.host, request_.port, request_.timeouts.connect, stop_signal_), stop_signal_);
    wire_->set_deadline(steady_clock::now() + request_.timeouts.negotiation);
    if (wire_->write(asked.data(), asked.size()) < 0) throw Error{ErrorKind::unavailable, "it ended the connection"};
    association_.emplace(
        *wire_, AssociationTimeouts{request_.timeouts.answer, request_.timeouts.transfer, request_.timeouts.answer},
        read_answer());
    if (contexts().empty()) {
        release();
        throw Error{ErrorKind::refused, "it accepts none of the SOP classes and transfer syntaxes that are proposed"};
    }
}

AssociationTerms RequestedAssociation::read_answer() {
    std::array<std::byte, pdu::head_size> head{};
    if (!wire_->read_all(head)) throw Error{ErrorKind::unavailable, std::string{silence_of(*wire_)}};
    const std::size_t length = pdu::big_endian(pdu::Bytes{head}.subspan(2));
    const auto type = static_cast<pdu::Type>(head[0]);
    const bool is_known =
        type == pdu::Type::associate_accept || type == pdu::Type::associate_reject || type == pdu::Type::abort;
    if (!is_known || length > maximum_associate_request_size) {
        send_abort(*wire_, AbortCause::invalid_data);
        throw Error{ErrorKind::invalid, "its answer is none of the DICOM upper layer protocol"};
    }
    std::vector<std::byte> body(length);
    if (!wire_->read_all(body)) throw Error{ErrorKind::unavailable, std::string{silence_of(*wire_)}};
    if (type == pdu::Type::abort) throw Error{ErrorKind::unavailable, "it aborted the negotiation"};
    if (type == pdu::Type::associate_reject) {
        throw Error{ErrorKind::unavailable, fmt::format("it rejects the association {}", rejection_text(body))};
    }
    auto terms = accepted_terms(request_.proposal, body);
    if (terms) return *std::move(terms);
    send_abort(*wire_, AbortCause::invalid_data);
    throw Error{ErrorKind::invalid, "its answer to the request is malformed"};
}

std::optional<std::uint8_t> RequestedAssociation::context_for(std::string_view abstract_syntax,
                                                              std::string_view transfer_syntax_uid) const {
    const auto found = std::ranges::find_if(contexts(), [&](const auto& entry) {
        const AcceptedContext& context = entry.second;
        return context.are_we_scu && context.abstract_syntax == abstract_syntax &&
               (transfer_syntax_uid.empty() || context.transfer_syntax == transfer_syntax_uid);
    });
    if (found == contexts().end()) return std::nullopt;
    return found->first;
}

std::uint8_t RequestedAssociation::demand_context(std::string_view abstract_syntax,
                                                  std::string_view transfer_syntax_uid) const {
    if (const auto context = context_for(abstract_syntax, transfer_syntax_uid)) return *context;
    throw_not_accepted(peer_, abstract_syntax, transfer_syntax_uid);
}

std::uint8_t RequestedAssociation::demand_context_to_serve(std::string_view abstract_syntax) const {
    std::optional<std::uint8_t> found;
    for (const auto& [id, context] : contexts()) {
        if (context.abstract_syntax != abstract_syntax) continue;
        if (context.are_we_scp) return id;
        found = id;
    }
    if (found) return *found;
    throw_not_accepted(peer_, abstract_syntax, {});
}

Peer RequestedAssociation::peer_called() const {
    return {0, request_.proposal.called_ae_title, request_.proposal.calling_ae_title.text(), request_.host};
}

std::span<const std::byte> RequestedAssociation::extended_negotiation(std::string_view sop_class_uid) const {
    const ExtendedNegotiation& extended = association_->terms().extended;
    const auto found = extended.find(sop_class_uid);
    if (found == extended.end()) return {};
    return found->second;
}

bool RequestedAssociation::is_usable() {
    const auto now = steady_clock::now();
    return !is_over_ && now - last_used_ <= request_.timeouts.idle && association_->wait(now) == Wire::Arrival::silence;
}

void RequestedAssociation::release() noexcept {
    if (std::exchange(is_over_, true)) return;
    if (!association_->release()) association_->abort(AbortCause::ours);
    wire_->break_off();  // whoever asked for the release ends the connection, PS3.8 9.2.3, AR-3
}

void RequestedAssociation::abort() noexcept {
    if (std::exchange(is_over_, true) || !association_) return;
    association_->abort(AbortCause::ours);
    wire_->finish();
}

void RequestedAssociation::perform(std::string_view what, const std::function<void()>& action) {
    try {
        if (is_over_) throw Error{ErrorKind::unavailable, "the association is over"};
        action();
        last_used_ = steady_clock::now();
    } catch (...) {
        abort();
        const Error error = base::current_error();
        throw Error{error.kind(),
                    fmt::format("cannot {} with {}: {}; {}", what, peer_, error.what(), outlook(error.kind()))};
    }
}

Message RequestedAssociation::response_to(Awaited awaited) {
    auto response = receive_response(*association_, awaited, [this](const Message& message) { return serve(message); });
    if (response) return *std::move(response);
    throw Error{ErrorKind::unavailable, ending_text(*association_)};
}

bool RequestedAssociation::serve(const Message& message) {
    return interruption_ ? interruption_(message) : refuse_request(*association_, message);
}

bool RequestedAssociation::serve_request(std::chrono::milliseconds patience) {
    bool is_served = false;
    perform("wait for requests", [&] {
        if (association_->wait(steady_clock::now() + patience) == Wire::Arrival::silence) return;
        const auto message = receive_message(*association_);
        if (message && message->command.is_response()) {
            throw Error{ErrorKind::invalid, "the peer sends a response to a request never made"};
        }
        if (!message || !serve(*message)) throw Error{ErrorKind::unavailable, ending_text(*association_)};
        is_served = true;
    });
    return is_served;
}

}  // namespace kinote::dimse
