#include "dimse/server.hpp"

#include <atomic>
#include <future>
#include <thread>

#include "base/error.hpp"
#include "dimse/raw_peer.hpp"
#include "dimse/test_server.hpp"

namespace kinote::dimse::testing {
namespace {

using namespace std::chrono_literals;

/// A handler that waits until it is let go.
class Gate {
public:
    [[nodiscard]] StoreHandler handler() {
        return [this](StoreRequest&) {
            if (!is_entered_.exchange(true)) entered_.set_value();
            opened_.wait();
            return StoreAnswer{};
        };
    }
    void wait_until_entered() { entered_.get_future().wait(); }
    void open() { open_.set_value(); }

private:
    std::atomic<bool> is_entered_ = false;
    std::promise<void> entered_;
    std::promise<void> open_;
    std::shared_future<void> opened_{open_.get_future().share()};
};

TEST(ServerTest, it_is_reached_by_the_address_it_listens_on_only) {
    TestServer server;
    EXPECT_TRUE(RawPeer{server.port()}.is_connected());
    EXPECT_FALSE((RawPeer{server.port(), "127.0.0.2"}.is_connected()));
}

TEST(ServerTest, peers_that_say_nothing_or_half_of_it_keep_nobody_waiting) {
    TestServer server;
    std::vector<std::unique_ptr<RawPeer>> silent;
    for (int i = 0; i < 8; ++i) silent.push_back(std::make_unique<RawPeer>(server.port()));
    silent[1]->send(to_pdu({}).substr(0, 100));
    silent[2]->send(Bytes{"\x01", 1});
    silent[3]->associate();
    silent[3]->send(data_pdu(1, true, true, command_bytes(StoreCommand{})).substr(0, 20));
    silent[4]->associate();
    silent[4]->send(data_pdu(1, true, true, command_bytes(StoreCommand{})));

    const RawPeer peer{server.port()};
    peer.associate();
    EXPECT_EQ(peer.store(small_data_set()), 0x0000);
    EXPECT_TRUE(peer.release());
}

TEST(ServerTest, who_never_asks_for_an_association_is_sent_away_in_time) {
    ServerSettings settings;
    settings.acse_timeout = 50ms;
    TestServer server{settings};
    EXPECT_TRUE(RawPeer{server.port()}.is_ended());
    const RawPeer half{server.port()};
    half.send(to_pdu({}).substr(0, 100));
    EXPECT_TRUE(half.is_ended());
}

TEST(ServerTest, an_idle_association_is_aborted_in_time) {
    ServerSettings settings;
    settings.idle_timeout = 50ms;
    TestServer server{settings};
    const RawPeer peer{server.port()};
    peer.associate();
    EXPECT_EQ(peer.receive_type(), abort_pdu);
}

TEST(ServerTest, a_message_that_stands_still_is_aborted_in_time) {
    ServerSettings settings;
    settings.dimse_timeout = 50ms;
    settings.memory_limit = 1000;
    TestServer server{settings};
    const RawPeer peer{server.port()};
    peer.associate();
    peer.send(data_pdu(1, true, true, command_bytes(StoreCommand{})));
    peer.send(data_pdu(1, false, false, small_data_set("1.2.3.4.5", 5000)));
    peer.send(data_pdu(1, false, true, small_data_set()).substr(0, 50));
    EXPECT_EQ(peer.receive_type(), abort_pdu);
    EXPECT_TRUE(server.stored().empty());
    EXPECT_EQ(server.staged_files(), 0);
}

TEST(ServerTest, an_object_that_is_being_stored_keeps_no_other_association_waiting) {
    Gate gate;
    std::atomic<int> calls = 0;
    const StoreHandler waiting = gate.handler();
    TestServer server{{}, [&](StoreRequest& request) { return calls++ == 0 ? waiting(request) : StoreAnswer{}; }};
    const RawPeer slow{server.port()};
    slow.associate();
    slow.send_store(small_data_set());
    gate.wait_until_entered();

    const RawPeer quick{server.port()};
    quick.associate();
    EXPECT_EQ(quick.store(small_data_set()), 0x0000);
    gate.open();
    EXPECT_EQ(slow.receive_status(), 0x0000);
}

TEST(ServerTest, four_associations_store_hundreds_of_objects_at_once) {
    constexpr int peers = 4, objects = 300;
    ServerSettings settings;
    settings.memory_limit = 2000;
    TestServer server{settings};
    std::atomic<int> successes = 0;
    {
        std::vector<std::jthread> threads;
        for (int number = 0; number < peers; ++number) {
            threads.emplace_back([&, number] {
                const RawPeer peer{server.port()};
                peer.associate();
                for (int object = 0; object < objects; ++object) {
                    const std::string uid = "1.2." + std::to_string(number) + "." + std::to_string(object);
                    const auto size = static_cast<std::size_t>(object) * 13;
                    successes += peer.store(small_data_set(uid, size), {.sop_instance_uid = uid}) == 0x0000;
                }
                EXPECT_TRUE(peer.release());
            });
        }
    }
    EXPECT_EQ(successes, peers * objects);
    EXPECT_EQ(server.stored().size(), peers * objects);
    for (const StoredObject& object : server.stored()) {
        const auto number = std::stoul(object.sop_instance_uid.substr(object.sop_instance_uid.rfind('.') + 1));
        EXPECT_EQ(object.data_set, small_data_set(object.sop_instance_uid, number * 13));
    }
    EXPECT_EQ(server.staged_files(), 0);
    server.server().stop();
    EXPECT_EQ(server.server().counters().objects_stored, peers * objects);
    EXPECT_EQ(server.server().counters().associations_released, peers);
}

TEST(ServerTest, more_connections_come_and_go_than_there_are_threads) {
    ServerSettings settings;
    settings.maximum_associations = 2;
    TestServer server{settings};
    for (int i = 0; i < 100; ++i) {
        const RawPeer peer{server.port()};
        peer.associate();
        EXPECT_TRUE(peer.release());
    }
    server.server().stop();
    EXPECT_EQ(server.server().counters().associations_released, 100);
    EXPECT_EQ(server.server().counters().associations_broken, 0);
}

TEST(ServerTest, stopping_aborts_who_waits_and_takes_nobody_new) {
    TestServer server;
    const RawPeer idle{server.port()};
    idle.associate();
    const RawPeer silent{server.port()};
    server.server().stop();
    EXPECT_EQ(idle.receive_type(), abort_pdu);
    EXPECT_TRUE(silent.is_ended());
    EXPECT_FALSE(RawPeer{server.port()}.is_connected());
    EXPECT_EQ(server.server().active_associations(), 0);
    server.server().stop();  // again: nothing happens
}

TEST(ServerTest, stopping_lets_a_running_store_be_answered) {
    Gate gate;
    TestServer server{{}, gate.handler()};
    const RawPeer peer{server.port()};
    peer.associate();
    peer.send_store(small_data_set());
    gate.wait_until_entered();
    const auto stopping = std::async(std::launch::async, [&] { server.server().stop(); });
    while (RawPeer{server.port()}.is_connected()) std::this_thread::yield();
    gate.open();
    EXPECT_EQ(peer.receive_status(), 0x0000);
    EXPECT_EQ(peer.receive_type(), abort_pdu);
    stopping.wait();
    EXPECT_EQ(server.server().counters().objects_stored, 1);
}

TEST(ServerTest, stopping_lets_an_object_arrive_that_is_on_its_way) {
    TestServer server;
    const RawPeer peer{server.port()};
    peer.associate();
    const std::string data_set = small_data_set("1.2.3.4.5", 500'000);
    peer.send(data_pdu(1, true, true, command_bytes(StoreCommand{})));
    peer.send(data_pdu(1, false, false, data_set.substr(0, 100'000)));
    while (server.staged_files() == 0) std::this_thread::yield();
    const auto stopping = std::async(std::launch::async, [&] { server.server().stop(); });
    while (RawPeer{server.port()}.is_connected()) std::this_thread::yield();
    for (std::size_t at = 100'000; at < data_set.size(); at += 100'000) {
        peer.send(data_pdu(1, false, at + 100'000 >= data_set.size(), data_set.substr(at, 100'000)));
    }
    EXPECT_EQ(peer.receive_status(), 0x0000);
    EXPECT_EQ(peer.receive_type(), abort_pdu);
    stopping.wait();
    EXPECT_EQ(server.stored().at(0).data_set, data_set);
}

TEST(ServerTest, stopping_breaks_off_what_does_not_end_in_time) {
    ServerSettings settings;
    settings.stop_timeout = 50ms;
    settings.memory_limit = 1000;
    TestServer server{settings};
    const RawPeer peer{server.port()};
    peer.associate();
    peer.send(data_pdu(1, true, true, command_bytes(StoreCommand{})));
    peer.send(data_pdu(1, false, false, small_data_set("1.2.3.4.5", 5000)));
    while (server.staged_files() == 0) std::this_thread::yield();
    server.server().stop();
    EXPECT_TRUE(server.stored().empty());
    EXPECT_EQ(server.staged_files(), 0);
    EXPECT_EQ(server.server().counters().associations_broken, 1);
}

TEST(ServerTest, settings_that_cannot_be_are_invalid) {
    const auto expect_invalid = [](const std::function<void(ServerSettings&)>& spoil) {
        ServerSettings settings;
        settings.staging_folder = std::filesystem::temp_directory_path();
        spoil(settings);
        try {
            const Server server{settings, {[](StoreRequest&) { return StoreAnswer{}; }}};
            ADD_FAILURE() << "started";
        } catch (const base::Error& error) {
            EXPECT_EQ(error.kind(), base::ErrorKind::invalid);
        }
    };
    prepare_process();
    expect_invalid([](ServerSettings& settings) { settings.maximum_pdu_size = 4095; });
    expect_invalid([](ServerSettings& settings) { settings.maximum_pdu_size = 131'073; });
    expect_invalid([](ServerSettings& settings) { settings.maximum_associations = 0; });
    expect_invalid([](ServerSettings& settings) { settings.staging_folder = "/no/such/folder"; });
    expect_invalid([](ServerSettings& settings) { settings.listen_address = "localhost"; });
}

TEST(ServerTest, a_port_that_is_taken_is_unavailable) {
    TestServer first;
    ServerSettings settings;
    settings.port = first.port();
    try {
        TestServer second{settings};
        ADD_FAILURE() << "listens twice";
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), base::ErrorKind::unavailable);
    }
}

}  // namespace
}  // namespace kinote::dimse::testing
