#include "dimse/server.hpp"

#include <fmt/format.h>
#include <poll.h>

#include <array>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "base/error.hpp"
#include "base/log.hpp"
#include "dimse/connection_pool.hpp"
#include "dimse/connection_server.hpp"
#include "dimse/socket.hpp"

namespace kinote::dimse {
namespace {

using base::Error;
using base::ErrorKind;
using std::chrono::steady_clock;

// Threads beyond those for the associations that are allowed, so that who comes too many is told so.
constexpr std::size_t threads_for_rejections = 16;
constexpr int pause_without_resources_ms = 100;

ServerSettings checked(ServerSettings settings, const Services& services) {
    constexpr std::uint32_t smallest_pdu = 4096;  // what DCMTK can be set to
    constexpr std::uint32_t largest_pdu = 131'072;
    const auto demand = [](bool is_met, const std::string& fault) {
        if (!is_met) throw Error{ErrorKind::invalid, "the DICOM server cannot start: " + fault};
    };
    demand(
        settings.maximum_pdu_size >= smallest_pdu && settings.maximum_pdu_size <= largest_pdu,
        fmt::format("the maximum PDU size {} is not {} to {}", settings.maximum_pdu_size, smallest_pdu, largest_pdu));
    demand(settings.maximum_associations > 0, "the maximum of associations is 0");
    demand(std::filesystem::is_directory(settings.staging_folder),
           fmt::format("there is no folder '{}' for objects that arrive", settings.staging_folder.string()));
    demand(services.store != nullptr, "nothing stores objects");
    return settings;
}

}  // namespace

class Server::Engine {
public:
    Engine(ServerSettings settings, Services services);
    ~Engine() { stop(); }
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
    [[nodiscard]] const ConnectionServer& connections() const noexcept { return connections_; }
    void stop();

private:
    void listen(const ListeningSocket& socket);
    void take_connections(const ListeningSocket& socket);

    const ServerSettings settings_;
    const Services services_;
    StopSignal stop_signal_;
    ConnectionServer connections_;
    std::optional<ConnectionPool> pool_;
    std::uint16_t port_ = 0;
    std::jthread listener_;
    std::mutex stop_mutex_;
};

Server::Engine::Engine(ServerSettings settings, Services services)
    : settings_{checked(std::move(settings), services)},
      services_{std::move(services)},
      connections_{settings_, services_, stop_signal_} {
    ListeningSocket socket{settings_.listen_address, settings_.port};
    port_ = socket.port();
    pool_.emplace(settings_.maximum_associations + threads_for_rejections,
                  [this](AcceptedConnection connection) { connections_.serve(std::move(connection)); });
    listener_ = std::jthread{[this, listening = std::move(socket)] { listen(listening); }};
    base::log::info("DICOM server listens",
                    {{"address", settings_.listen_address}, {"port", port_}, {"ae_title", settings_.ae_title.text()}});
}

void Server::Engine::listen(const ListeningSocket& socket) {
    while (!stop_signal_.is_raised()) {
        try {
            take_connections(socket);
        } catch (...) {
            base::log::error("DICOM connections cannot be taken for the moment",
                             {{"reason", base::current_error().what()}});
            if (stop_signal_.wait(pause_without_resources_ms)) return;
        }
    }
}

void Server::Engine::take_connections(const ListeningSocket& socket) {
    while (true) {
        std::array waiting{pollfd{socket.descriptor(), POLLIN, 0}, pollfd{stop_signal_.descriptor(), POLLIN, 0}};
        ::poll(waiting.data(), waiting.size(), -1);
        if (waiting[1].revents != 0) return;
        auto connection = socket.accept();
        if (connection && !pool_->serve(std::move(*connection))) return;
    }
}

void Server::Engine::stop() {
    const std::lock_guard lock{stop_mutex_};
    if (!pool_) return;
    stop_signal_.raise();
    pool_->close();
    if (listener_.joinable()) listener_.join();
    if (!pool_->wait_until_idle(steady_clock::now() + settings_.stop_timeout)) {
        base::log::warn("DICOM associations are broken off: they did not end in time",
                        {{"associations", connections_.active_associations()}});
        connections_.break_all();
    }
    pool_.reset();
}

Server::Server(ServerSettings settings, Services services)
    : engine_{std::make_unique<Engine>(std::move(settings), std::move(services))} {}

Server::~Server() = default;

std::uint16_t Server::port() const noexcept { return engine_->port(); }
std::size_t Server::active_associations() const { return engine_->connections().active_associations(); }
ServerCounters Server::counters() const { return engine_->connections().counters(); }
void Server::stop() { engine_->stop(); }

}  // namespace kinote::dimse
