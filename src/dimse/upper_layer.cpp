#include "dimse/upper_layer.hpp"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmnet/assoc.h>
#include <dcmtk/dcmnet/dcmlayer.h>
#include <dcmtk/dcmnet/dcmtrans.h>

#include <mutex>
#include <utility>

#include "base/log.hpp"
#include "dimse/associate_request.hpp"
#include "dimse/condition.hpp"

namespace kinote::dimse {
namespace {

// DCMTK's own waits in seconds, which do not count: those of the wire do.
constexpr int dcmtk_timeout = 86'400;

// DCMTK takes an accepted socket from a variable of the process; whoever sets it holds this mutex.
std::mutex& external_socket_mutex() {
    static std::mutex mutex;
    return mutex;
}
constexpr DcmNativeSocketType no_socket = -1;
constexpr DcmNativeSocketType do_not_listen = 0;  // any that is set keeps DCMTK from making a listening socket

/// What DCMTK reads and writes through. Borrows the wire, which also closes the socket.
class TransportConnection final : public DcmTransportConnection {
public:
    explicit TransportConnection(Wire& wire) : DcmTransportConnection{wire.descriptor()}, wire_{wire} {}

    OFCondition serverSideHandshake() noexcept override { return EC_Normal; }
    OFCondition clientSideHandshake() noexcept override { return EC_Normal; }
    OFCondition renegotiate(const char* /*suite*/) noexcept override { return EC_Normal; }
    ssize_t read(void* buffer, size_t size) noexcept override { return wire_.read(buffer, size); }
    ssize_t write(void* buffer, size_t size) noexcept override { return wire_.write(buffer, size); }
    void close() noexcept override {}
    void closeTransportConnection() noexcept override {}
    unsigned long getPeerCertificateLength() noexcept override { return 0; }
    unsigned long getPeerCertificate(void* /*buffer*/, unsigned long /*size*/) noexcept override { return 0; }
    OFBool networkDataAvailable(int /*timeout*/) noexcept override { return wire_.has_bytes_in_time(); }
    OFBool isTransparentConnection() noexcept override { return OFTrue; }
    OFString& dumpConnectionParameters(OFString& text) noexcept override { return text; }

private:
    Wire& wire_;
};

/// Passes one socket to DCMTK: from construction until end() the variable of the process belongs to this thread. That
/// is over before anything is read, so that a silent peer keeps nobody from handing over the next one.
class HandOver {
public:
    explicit HandOver(Wire& wire)
        : lock_{external_socket_mutex()}, connection_{std::make_unique<TransportConnection>(wire)} {
        dcmExternalSocketHandle.set(wire.descriptor());
    }
    ~HandOver() { end(); }
    HandOver(const HandOver&) = delete;
    HandOver& operator=(const HandOver&) = delete;

    /// What reads and writes the socket, for DCMTK to own.
    [[nodiscard]] DcmTransportConnection* release_connection() noexcept { return connection_.release(); }

    void end() noexcept {
        if (!lock_.owns_lock()) return;
        dcmExternalSocketHandle.set(no_socket);
        lock_.unlock();
    }

private:
    std::unique_lock<std::mutex> lock_;
    std::unique_ptr<TransportConnection> connection_;
};

}  // namespace

class UpperLayer::TransportLayer final : public DcmTransportLayer {
public:
    void expect(HandOver& hand_over) { expected_ = &hand_over; }

    DcmTransportConnection* createConnection(DcmNativeSocketType /*socket*/, OFBool /*is_secure*/) noexcept override {
        DcmTransportConnection* const connection = expected_->release_connection();
        expected_->end();
        return connection;
    }

private:
    HandOver* expected_ = nullptr;  ///< guarded by external_socket_mutex()
};

void DropAssociation::operator()(T_ASC_Association* association) const noexcept {
    ASC_destroyAssociation(&association);
}

void UpperLayer::DropNetwork::operator()(T_ASC_Network* network) const noexcept { ASC_dropNetwork(&network); }

UpperLayer::UpperLayer() : transport_layer_{std::make_unique<TransportLayer>()} {
    const std::lock_guard lock{external_socket_mutex()};
    dcmExternalSocketHandle.set(do_not_listen);
    T_ASC_Network* network = nullptr;
    const OFCondition condition = ASC_initializeNetwork(NET_ACCEPTOR, 0, dcmtk_timeout, &network);
    dcmExternalSocketHandle.set(no_socket);
    check(condition, "start the DICOM network");
    network_.reset(network);
    check(ASC_setTransportLayer(network, transport_layer_.get(), 0), "set the transport layer");
}

UpperLayer::~UpperLayer() = default;

AssociationHandle UpperLayer::receive_request(Wire& wire, std::uint32_t maximum_pdu_size) {
    if (!read_associate_request(wire)) return nullptr;
    T_ASC_Association* received = nullptr;
    HandOver hand_over{wire};
    transport_layer_->expect(hand_over);
    const OFCondition condition = ASC_receiveAssociation(network_.get(), &received, maximum_pdu_size);
    AssociationHandle association{received};
    if (condition.good()) return association;
    base::log::info("no DICOM association was asked for", {{"reason", text_of(condition)}});
    return nullptr;
}

}  // namespace kinote::dimse
